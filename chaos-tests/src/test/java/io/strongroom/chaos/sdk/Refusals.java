package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceNotFoundException;

import org.junit.jupiter.api.function.Executable;

/** How the SDK reports what the service refuses. */
final class Refusals {
    private Refusals() {}

    /**
     * @param text in the exception's message, which holds the answer's body
     */
    static HttpResponseException assertRefused(int status, String text, Executable call) {
        HttpResponseException refused = assertThrows(HttpResponseException.class, call);
        assertEquals(status, refused.getResponse().getStatusCode(), refused.getMessage());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(text), message);
        return refused;
    }

    static void assertNotFound(String text, Executable call) {
        assertInstanceOf(ResourceNotFoundException.class, assertRefused(404, text, call));
    }
}
