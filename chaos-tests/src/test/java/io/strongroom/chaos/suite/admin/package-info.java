/** Tests of what operators do in the chaos suite. */
@NullMarked
package io.strongroom.chaos.suite.admin;

import org.jspecify.annotations.NullMarked;
