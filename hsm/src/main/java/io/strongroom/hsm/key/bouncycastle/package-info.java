/** Software keys in pure Java, by Bouncy Castle: for machines without OpenSSL 3. */
@NullMarked
package io.strongroom.hsm.key.bouncycastle;

import org.jspecify.annotations.NullMarked;
