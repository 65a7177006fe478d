/** What decides whether a run passed: checks of its history, each with one verdict. */
@NullMarked
package io.strongroom.chaos.check;

import org.jspecify.annotations.NullMarked;
