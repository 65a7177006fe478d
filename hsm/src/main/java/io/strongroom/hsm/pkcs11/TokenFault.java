package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import org.xipki.pkcs11.wrapper.PKCS11Exception;

/** What a token's error code asks of us. */
public enum TokenFault {
    /** The session or a handle is stale: once more on a fresh session. */
    STALE,
    /** The device is away or broken: new sessions, after a pause. */
    LOST,
    /** The device is broken, or did not like what it was given: it does not say which. */
    UNCLEAR,
    /** The PIN was not taken: stop, because three blind attempts lock a token. */
    PIN,
    /** The blob was not made under this key. */
    BLOB,
    /** The token will never do this: an operator must act. */
    REFUSED;

    /**
     * Classifies what a call of the wrapper threw. Codes nobody foresaw count as refusals; vendors'
     * own codes, and unchecked exceptions out of the wrapper, as a lost device.
     */
    public static TokenFault of(Exception failure) {
        if (!(failure instanceof PKCS11Exception coded)) {
            return LOST;
        }
        long code = coded.getErrorCode();
        if ((code & CKR_VENDOR_DEFINED) != 0) {
            return LOST;
        }
        return switch ((int) code) {
            case (int) CKR_SESSION_HANDLE_INVALID,
                    (int) CKR_SESSION_CLOSED,
                    (int) CKR_USER_NOT_LOGGED_IN,
                    (int) CKR_OBJECT_HANDLE_INVALID,
                    (int) CKR_KEY_HANDLE_INVALID,
                    (int) CKR_WRAPPING_KEY_HANDLE_INVALID,
                    (int) CKR_UNWRAPPING_KEY_HANDLE_INVALID,
                    (int) CKR_OPERATION_ACTIVE,
                    (int) CKR_OPERATION_NOT_INITIALIZED ->
                    STALE;
            case (int) CKR_DEVICE_REMOVED,
                    (int) CKR_DEVICE_MEMORY,
                    (int) CKR_TOKEN_NOT_PRESENT,
                    (int) CKR_TOKEN_NOT_RECOGNIZED,
                    (int) CKR_TOKEN_RESOURCE_EXCEEDED,
                    (int) CKR_SLOT_ID_INVALID,
                    (int) CKR_SESSION_COUNT,
                    (int) CKR_CRYPTOKI_NOT_INITIALIZED,
                    (int) CKR_FUNCTION_CANCELED,
                    (int) CKR_HOST_MEMORY ->
                    LOST;
            case (int) CKR_GENERAL_ERROR, (int) CKR_FUNCTION_FAILED, (int) CKR_DEVICE_ERROR ->
                    UNCLEAR;
            case (int) CKR_PIN_INCORRECT,
                    (int) CKR_PIN_INVALID,
                    (int) CKR_PIN_LEN_RANGE,
                    (int) CKR_PIN_EXPIRED,
                    (int) CKR_PIN_LOCKED,
                    (int) CKR_USER_PIN_NOT_INITIALIZED ->
                    PIN;
            case (int) CKR_WRAPPED_KEY_INVALID,
                    (int) CKR_WRAPPED_KEY_LEN_RANGE,
                    (int) CKR_ENCRYPTED_DATA_INVALID,
                    (int) CKR_ENCRYPTED_DATA_LEN_RANGE,
                    (int) CKR_AEAD_DECRYPT_FAILED ->
                    BLOB;
            default -> REFUSED;
        };
    }
}
