package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.SecretBytes;

import java.util.HexFormat;

/**
 * The other process of Pkcs11RootKeyIT: opens a blob with the root key of its own SoftHSM and makes
 * one in return.
 */
final class UnwrapOnCopy {
    private UnwrapOnCopy() {}

    /** Arguments: token label, PIN, key label, blob in hex. Prints fingerprint, key, new blob. */
    public static void main(String[] args) throws Exception {
        HexFormat hex = HexFormat.of();
        try (Pkcs11RootKey rootKey =
                        Pkcs11RootKey.open(
                                SoftHsm.module(), args[0], args[1].toCharArray(), args[2]);
                SecretBytes dataKey = rootKey.unwrap(hex.parseHex(args[3]))) {
            System.out.println("fingerprint " + hex.formatHex(rootKey.fingerprint()));
            System.out.println("dataKey " + dataKey.use(hex::formatHex));
            System.out.println("blob " + hex.formatHex(rootKey.wrap(dataKey)));
        }
    }
}
