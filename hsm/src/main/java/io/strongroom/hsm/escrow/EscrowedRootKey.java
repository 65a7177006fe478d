package io.strongroom.hsm.escrow;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.SecretBytes;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What the officers' shares open: a root key, wrapped, and whose it is.
 *
 * @param wrapped the root key under the wrapping key, by the HSM that holds it (RFC 5649);
 *     base64url
 */
public record EscrowedRootKey(Subject subject, String wrapped) {
    private static final int VERSION = 1;

    /**
     * Which root key it is.
     *
     * @param cluster whose root key
     * @param keyLabel its label in the token; empty when it was in a file
     * @param generation 1 for the one that the cluster was founded with
     * @param fingerprint 32 hexadecimal digits, as a node tells it
     * @param made when the escrow was
     */
    public record Subject(
            UUID cluster, String keyLabel, int generation, String fingerprint, Instant made) {
        public Subject {
            if (HexFormat.of().parseHex(fingerprint).length != RootKeyFingerprint.BYTES) {
                throw new IllegalArgumentException("a fingerprint is not " + fingerprint);
            }
        }

        /** The fingerprint's bytes. */
        public byte[] fingerprintBytes() {
            return HexFormat.of().parseHex(fingerprint);
        }
    }

    static EscrowedRootKey of(Subject subject, byte[] wrapped) {
        return new EscrowedRootKey(subject, Base64URL.encode(wrapped).toString());
    }

    /** The wrapped root key. */
    public byte[] blob() {
        return Base64URL.from(wrapped).decode();
    }

    SecretBytes toBytes() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("cluster", subject.cluster().toString());
        json.put("keyLabel", subject.keyLabel());
        json.put("generation", subject.generation());
        json.put("fingerprint", subject.fingerprint());
        json.put("made", subject.made().toString());
        json.put("wrappedRootKey", wrapped);
        return SecretBytes.adopt(
                JSONObjectUtils.toJSONString(json).getBytes(StandardCharsets.UTF_8));
    }

    static EscrowedRootKey parse(SecretBytes bytes) throws HsmException {
        String text = bytes.use(utf8 -> new String(utf8, StandardCharsets.UTF_8));
        try {
            Map<String, Object> json = JSONObjectUtils.parse(text);
            int version = JSONObjectUtils.getInt(json, "version");
            if (version != VERSION) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "the escrow is of version %d, which only a newer program reads"
                                .formatted(version));
            }
            Subject subject =
                    new Subject(
                            UUID.fromString(JSONObjectUtils.getString(json, "cluster")),
                            JSONObjectUtils.getString(json, "keyLabel"),
                            JSONObjectUtils.getInt(json, "generation"),
                            JSONObjectUtils.getString(json, "fingerprint"),
                            Instant.parse(JSONObjectUtils.getString(json, "made")));
            return new EscrowedRootKey(subject, JSONObjectUtils.getString(json, "wrappedRootKey"));
        } catch (ParseException
                | DateTimeException
                | IllegalArgumentException
                | NullPointerException e) {
            throw new HsmException(
                    Kind.NOT_AUTHENTIC, "what the shares open is not a root key's escrow", e);
        }
    }
}
