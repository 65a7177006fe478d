/** Chooses the engine for software keys. */
@NullMarked
package io.strongroom.hsm.key.engine;

import org.jspecify.annotations.NullMarked;
