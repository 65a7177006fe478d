package io.strongroom.server.key;

import io.strongroom.hsm.key.KeySpec;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.KeyVersion;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which operations go together. A key that other keys are wrapped to, for an import, is one in the
 * HSM that does nothing else, for it could decrypt them, and that was made there: who brought it
 * could, too.
 */
final class KeyOperations {
    private static final Set<KeyOperation> ONLY_IMPORT = EnumSet.of(KeyOperation.IMPORT);

    private KeyOperations() {}

    /**
     * Looks at what a new key is to do.
     *
     * @throws ApiException BadParameter when it may not
     */
    static void require(KeySpec spec, boolean inHsm, Set<KeyOperation> operations) {
        boolean exchange = inHsm && spec instanceof KeySpec.Rsa && operations.equals(ONLY_IMPORT);
        if (operations.contains(KeyOperation.IMPORT) && !exchange) {
            throw ApiException.badParameter(
                    "The operation import is for keys of the type RSA-HSM only, and has to be the"
                            + " only one in key_ops.");
        }
    }

    /**
     * Looks at what a key that is brought is to do.
     *
     * @throws ApiException BadParameter when it may not
     */
    static void requireBrought(Set<KeyOperation> operations) {
        if (operations.contains(KeyOperation.IMPORT)) {
            throw ApiException.badParameter(
                    "A key that is imported does not have the operation import: whoever has its"
                            + " private half elsewhere could open what is wrapped to it. Create the"
                            + " key that others are wrapped to.");
        }
    }

    /**
     * Looks at what a key is to do from now on.
     *
     * @throws ApiException BadParameter when it may not
     */
    static void requireChange(KeyVersion key, Set<KeyOperation> operations) {
        KeyMaterial material = key.material();
        require(Materials.spec(material), material.inHsm(), operations);
        if (operations.contains(KeyOperation.IMPORT) != isExchange(key)) {
            throw ApiException.badParameter(
                    "The operation import is given when a key is made, and is neither added nor"
                            + " taken away later.");
        }
    }

    /** Whether keys can be wrapped to it. */
    static boolean isExchange(KeyVersion key) {
        return key.material().inHsm()
                && key.material().type() == KeyType.RSA
                && key.operations().equals(ONLY_IMPORT);
    }
}
