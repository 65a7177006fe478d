/** The command line. */
@NullMarked
package io.strongroom.client.cli;

import org.jspecify.annotations.NullMarked;
