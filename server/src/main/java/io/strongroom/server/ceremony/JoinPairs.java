package io.strongroom.server.ceremony;

import io.strongroom.client.cli.Fingerprints;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.TransportPair;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pairs of a newcomer's token to which the root key may come. One that is there may be
 * anybody's, and the two operators would compare that one's fingerprint: only who has seen it being
 * made can say that it is his.
 *
 * @param name of the pairs
 * @param resumed the fingerprint of an earlier attempt's, as the operator has it
 */
record JoinPairs(Newcomer token, Operator operator, String name, Optional<String> resumed) {
    /**
     * The one to use.
     *
     * @throws CeremonyException when the one that is meant is not there
     */
    TransportPair one() throws HsmException, CeremonyException {
        Optional<TransportPair> known = Optional.empty();
        if (resumed.isPresent()) {
            known =
                    token.pairs(name).stream()
                            .filter(one -> one.fingerprint().equals(resumed.get()))
                            .findFirst();
            if (known.isEmpty()) {
                throw new CeremonyException(
                        "this token has no pair with the fingerprint "
                                + Fingerprints.grouped(resumed.get())
                                + ": run this again without --resume, it makes a new one");
            }
            operator.told("going on with the pair of that fingerprint");
        }
        removeOthers(known);
        if (known.isPresent()) {
            return known.get();
        }
        operator.told("making a pair of RSA keys in this HSM; this may take a while");
        return token.newPair(name);
    }

    /** Each is told of: an earlier attempt has left it, or somebody has put it there. */
    private void removeOthers(Optional<TransportPair> used) throws HsmException {
        Set<String> kept = new TreeSet<>();
        used.map(TransportPair::label).ifPresent(kept::add);
        for (TransportPair one : token.pairs(name)) {
            if (kept.add(one.label())) {
                operator.told(
                        "this token has a pair that this run has not made, which is not used: \"%s\", fingerprint %s; %s"
                                .formatted(
                                        one.label(),
                                        Fingerprints.grouped(one.fingerprint()),
                                        removed(one).orElse("it is removed")));
            }
        }
    }

    /** When the root key is here. */
    void remove() throws HsmException {
        for (TransportPair one : token.pairs(name)) {
            removed(one)
                    .ifPresent(why ->
                            operator.told("the pair \"%s\": %s".formatted(one.label(), why)));
        }
    }

    /** Otherwise why not: it holds nothing up. */
    private Optional<String> removed(TransportPair pair) throws HsmException {
        try {
            token.deletePair(pair.label());
            return Optional.empty();
        } catch (HsmException e) {
            if (e.kind() != HsmException.Kind.CONFIGURATION) {
                throw e;
            }
            return Optional.of("it cannot be removed (" + e.getMessage() + ")");
        }
    }
}
