package io.strongroom.hsm.escrow;

import com.nimbusds.jose.util.JSONObjectUtils;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A key pair for one restoration: officers seal their opened shares to it, wherever they are. Its
 * private half is never stored, so what was sealed to it is worth nothing once it is gone.
 */
public final class TransferKey {
    private static final int BITS = 3072;
    private static final int LONGEST = 1 << 16;
    private static final String ESCROW = "escrow";
    private static final String REQUEST = "request";
    private static final String SHARE = "share";

    private final RSAPublicKey publicHalf;
    private final RSAPrivateKey privateHalf;

    private TransferKey(RSAPublicKey publicHalf, RSAPrivateKey privateHalf) {
        this.publicHalf = publicHalf;
        this.privateHalf = privateHalf;
    }

    /** A new one. */
    public static TransferKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            return new TransferKey(
                    (RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }

    /** The public half, in PEM, for the officers. */
    public String request() {
        return Pem.of(publicHalf);
    }

    /** What the officers must see of it before they open their shares for it. */
    public KeyPrint print() {
        return KeyPrint.of(publicHalf.getEncoded());
    }

    /** The fingerprint of a request, as whoever restores sees it too. */
    public static KeyPrint printOf(String request) throws HsmException {
        return KeyPrint.of(requested(request).getEncoded());
    }

    private static RSAPublicKey requested(String request) throws HsmException {
        return RsaKeys.strong(
                Pem.publicHalf("the request", request).key(), "the request's public key");
    }

    /**
     * An opened share for whoever made the request: a text that is safe to send.
     *
     * @throws HsmException of kind CONFIGURATION when the request is none
     */
    public static String sealed(EscrowDocument document, Share share, String request)
            throws HsmException {
        RSAPublicKey to = requested(request);
        String print = KeyPrint.of(to.getEncoded()).hex();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(ESCROW, document.print().hex());
        json.put(REQUEST, print);
        json.put(SHARE, Jwe.toHolderOf(to, print, share.words()));
        return JSONObjectUtils.toJSONString(json) + "\n";
    }

    /**
     * A share that an officer has {@link #sealed}, for the caller to close.
     *
     * @throws HsmException of kind CONFIGURATION when it was sealed for another restoration, or is
     *     of another escrow; of kind NOT_AUTHENTIC when it was changed
     */
    public Share open(EscrowDocument document, String sealed) throws HsmException {
        Map<String, Object> json;
        try {
            json = JSONObjectUtils.parse(sealed, LONGEST);
        } catch (ParseException e) {
            throw new HsmException(Kind.CONFIGURATION, "this is not an opened share", e);
        }
        if (!document.print().hex().equals(json.get(ESCROW))) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "this share was opened from another escrow file: its officer needs the same"
                            + " file as this command");
        }
        if (!print().hex().equals(json.get(REQUEST))) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "this share was opened for another request: its officer must open it again"
                            + " for the one that this command made");
        }
        String share = Objects.toString(json.get(SHARE));
        return Share.parse(Jwe.open(privateHalf, share));
    }
}
