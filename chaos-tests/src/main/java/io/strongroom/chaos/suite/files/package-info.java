/** What the nodes' files say about a run: they hold no value in the clear. */
@NullMarked
package io.strongroom.chaos.suite.files;

import org.jspecify.annotations.NullMarked;
