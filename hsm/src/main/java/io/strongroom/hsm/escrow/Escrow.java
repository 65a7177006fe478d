package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives a root key to officers of whom some together can bring it back (ADR 0024). The root key is
 * not seen here: its home wraps it under a key that is derived from a secret which then exists as
 * shares only. Thread-safe.
 */
public final class Escrow {
    private static final String WRAPPING = "strongroom-root-key-wrapping";
    private static final int MASTER_BYTES = 32;
    private static final int WRAPPING_KEY_BYTES = 32;
    private static final int DATA_KEY_BYTES = 64;

    private Escrow() {}

    /** Where the root key is. */
    public interface Home {
        /**
         * The root key, wrapped under an AES-256 key (RFC 5649). The borrowed key is kept no longer
         * than the call.
         */
        byte[] wrapUnder(SecretBytes wrappingKey) throws HsmException;
    }

    /**
     * Who gets shares.
     *
     * @param officers 3 to 10 with different keys
     * @param required how many restore the key: 2 or more
     */
    public record Officers(List<Officer> officers, int required) {
        public Officers {
            officers = List.copyOf(officers);
        }

        /**
         * Checks them.
         *
         * @throws HsmException of kind CONFIGURATION when there are too few, too many, or two with
         *     one key
         */
        public static Officers of(List<Officer> officers, int required) throws HsmException {
            int count = officers.size();
            if (count < EscrowDocument.FEWEST_SHARES || count > EscrowDocument.MOST_SHARES) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "an escrow has %d to %d officers, not %d"
                                .formatted(
                                        EscrowDocument.FEWEST_SHARES,
                                        EscrowDocument.MOST_SHARES,
                                        count));
            }
            if (required < EscrowDocument.FEWEST_REQUIRED || required > count) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "2 to %d of %d officers can be required, not %d"
                                .formatted(count, count, required));
            }
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < i; j++) {
                    if (officers.get(i).hasKeyOf(officers.get(j))) {
                        throw Officer.duplicate(officers.get(j), officers.get(i));
                    }
                }
            }
            return new Officers(officers, required);
        }
    }

    /**
     * Makes an escrow. It has been opened again, from shares, when this returns; that the home
     * wrapped the right key is the home's to try.
     *
     * @throws HsmException of the home
     */
    public static EscrowDocument create(
            Officers officers, EscrowedRootKey.Subject subject, Home home) throws HsmException {
        SecureRandom random = new SecureRandom();
        byte[] fresh = new byte[MASTER_BYTES];
        random.nextBytes(fresh);
        List<Share> shares = new ArrayList<>();
        try (SecretBytes master = SecretBytes.adopt(fresh);
                SecretBytes wrappingKey = wrappingKey(master)) {
            int required = officers.required();
            shares.addAll(Shamir.split(master, officers.officers().size(), required, random));
            EscrowedRootKey content = EscrowedRootKey.of(subject, home.wrapUnder(wrappingKey));
            EscrowDocument made =
                    new EscrowDocument(
                            required, sealed(officers.officers(), shares), data(master, content));
            EscrowDocument read = EscrowDocument.parse(made.toJson());
            try (OpenedEscrow opened = open(read, shares.subList(0, required))) {
                if (!opened.content().equals(content)) {
                    throw new HsmException(
                            Kind.UNAVAILABLE,
                            "the escrow did not open to itself: suspect this machine's memory");
                }
            }
            return read;
        } finally {
            shares.forEach(Share::close);
        }
    }

    private static List<EscrowDocument.SealedShare> sealed(
            List<Officer> officers, List<Share> shares) {
        List<EscrowDocument.SealedShare> sealed = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            Officer officer = officers.get(i);
            String jwe = Jwe.toHolderOf(officer.key(), officer.name(), shares.get(i).words());
            sealed.add(new EscrowDocument.SealedShare(jwe, officer.print()));
        }
        return sealed;
    }

    private static String data(SecretBytes master, EscrowedRootKey content) {
        byte[] key = CounterKdf.derive(master, EscrowDocument.TAG, "", DATA_KEY_BYTES);
        try (SecretBytes bytes = content.toBytes()) {
            return Jwe.direct(key, EscrowDocument.TAG, bytes);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static SecretBytes wrappingKey(SecretBytes master) {
        return SecretBytes.adopt(CounterKdf.derive(master, WRAPPING, "", WRAPPING_KEY_BYTES));
    }

    /**
     * Opens an escrow, for the caller to close. The shares stay the caller's.
     *
     * @param shares as many as the document requires, of different officers
     * @throws HsmException of kind CONFIGURATION when there are fewer or more; of kind
     *     NOT_AUTHENTIC when they, or the document, are not what they were
     */
    public static OpenedEscrow open(EscrowDocument document, List<Share> shares)
            throws HsmException {
        if (shares.size() != document.required()) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "%d of %d shares open this escrow; %d were given"
                            .formatted(
                                    document.required(), document.shares().size(), shares.size()));
        }
        try (SecretBytes master = Shamir.combine(shares)) {
            byte[] key = CounterKdf.derive(master, EscrowDocument.TAG, "", DATA_KEY_BYTES);
            try (SecretBytes data = Jwe.openDirect(key, document.data())) {
                return new OpenedEscrow(EscrowedRootKey.parse(data), wrappingKey(master));
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        } catch (HsmException e) {
            if (e.kind() != Kind.NOT_AUTHENTIC) {
                throw e;
            }
            throw new HsmException(
                    Kind.NOT_AUTHENTIC,
                    "these shares do not open the escrow (%s): one of them, or the file, is of another escrow or was changed; try other officers' shares and another copy of the file"
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
