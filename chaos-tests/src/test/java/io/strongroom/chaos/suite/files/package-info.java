/** Tests of the search through nodes' files. */
@NullMarked
package io.strongroom.chaos.suite.files;

import org.jspecify.annotations.NullMarked;
