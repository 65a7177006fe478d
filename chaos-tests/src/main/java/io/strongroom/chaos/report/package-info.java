/** What a run gave, as one file for people and one for programs. */
@NullMarked
package io.strongroom.chaos.report;

import org.jspecify.annotations.NullMarked;
