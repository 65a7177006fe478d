/** What messages to people are made with. */
@NullMarked
package io.strongroom.server.text;

import org.jspecify.annotations.NullMarked;
