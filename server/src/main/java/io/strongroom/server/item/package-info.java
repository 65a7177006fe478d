/** What secrets and keys have in common for their handlers: calls, lists, input, errors. */
@NullMarked
package io.strongroom.server.item;

import org.jspecify.annotations.NullMarked;
