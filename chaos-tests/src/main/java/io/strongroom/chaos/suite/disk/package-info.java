/** What nemeses of disks do with the files on them: compare, fill, and damage. */
@NullMarked
package io.strongroom.chaos.suite.disk;

import org.jspecify.annotations.NullMarked;
