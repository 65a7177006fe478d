package io.strongroom.hsm.key;

/** What PKCS#1 v1.5 pads for a signature (RFC 8017 9.2, note 1). */
public final class DigestInfo {
    private DigestInfo() {}

    /**
     * The DER of a digest.
     *
     * @throws IllegalArgumentException for SHA-1, over which nothing is signed
     */
    public static byte[] of(Hash hash, byte[] digest) {
        byte last =
                switch (hash) {
                    case SHA_256 -> 1;
                    case SHA_384 -> 2;
                    case SHA_512 -> 3;
                    case SHA_1 -> throw new IllegalArgumentException("no signature is over SHA-1");
                };
        int length = hash.bytes();
        byte[] oid = {0x60, (byte) 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last};
        byte[] all = new byte[10 + oid.length + length];
        byte[] head = {0x30, (byte) (17 + length), 0x30, 0x0d, 0x06, 0x09};
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(oid, 0, all, head.length, oid.length);
        byte[] tail = {0x05, 0x00, 0x04, (byte) length};
        System.arraycopy(tail, 0, all, head.length + oid.length, tail.length);
        System.arraycopy(digest, 0, all, all.length - length, length);
        return all;
    }
}
