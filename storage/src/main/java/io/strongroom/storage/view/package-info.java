/** Read-only views of the state, each of one moment. */
@NullMarked
package io.strongroom.storage.view;

import org.jspecify.annotations.NullMarked;
