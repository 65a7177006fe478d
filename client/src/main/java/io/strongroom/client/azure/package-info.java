/** The smart client's transport as an azure-core HttpClient. */
@NullMarked
package io.strongroom.client.azure;

import org.jspecify.annotations.NullMarked;
