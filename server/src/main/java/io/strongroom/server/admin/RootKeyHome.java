package io.strongroom.server.admin;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.pkcs11.RootKeyInfo;

import java.util.List;

/** The token that has this node's root key. Thread-safe; calls block on it. */
public interface RootKeyHome {
    String tokenLabel();

    /** The root key's. */
    String keyLabel();

    List<RootKeyInfo> keys() throws HsmException;

    /** For wrapping and moving keys, by name. */
    List<String> mechanisms() throws HsmException;

    /** That of another generation. */
    String keyLabel(int generation);

    /**
     * The root key of that generation, wrapped to that public key.
     *
     * @throws HsmException of kind CONFIGURATION when it is not there, or cannot leave
     */
    byte[] wrap(int generation, byte[] subjectPublicKeyInfo) throws HsmException, BadInputException;
}
