/** Tests of what is done to a disk's files. */
@NullMarked
package io.strongroom.chaos.suite.disk;

import org.jspecify.annotations.NullMarked;
