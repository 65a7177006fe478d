/** Real clusters, used through the stock Azure SDK for Java and through the smart client. */
@NullMarked
package io.strongroom.chaos.sdk;

import org.jspecify.annotations.NullMarked;
