package io.strongroom.server.ceremony;

import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.JoinRequestJson;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.TokenKeyJson;
import io.strongroom.client.api.WrappedRootKeyJson;
import io.strongroom.client.cli.Fingerprints;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.pkcs11.Pkcs11RootKeyDevice;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.TransportPair;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The newcomer's half of the ceremony (ADR 0022). It may be broken off at any point and begun anew.
 *
 * @param firstLabel the label of the first root key, as the node's configuration names it
 * @param resumed the fingerprint of the pair of an earlier attempt, as the operator has it
 */
record RootKeyJoin(
        Newcomer token,
        Giver giver,
        Operator operator,
        String firstLabel,
        Optional<String> resumed) {
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final int LOOKS_PER_LINE = 15;
    private static final String AGAIN =
            "run this again (with --resume and the fingerprint that you read out it goes on with"
                    + " the same pair)";

    /**
     * Brings the root key in, or finds that it is there.
     *
     * @param patience for the other operator
     */
    void run(String nodeName, Duration patience)
            throws CeremonyException, HsmException, IOException, InterruptedException {
        HsmJson there = given();
        String expected = there.fingerprint();
        String keyLabel = Pkcs11RootKeyDevice.label(firstLabel, there.generation());
        boolean isHere = isHere(keyLabel, expected);
        List<RootKeyJson> missing = missing(there);
        if (isHere && missing.isEmpty()) {
            pairs().remove();
            operator.told(
                    "the key \"" + keyLabel + "\" is on this token already, and is the root key");
            return;
        }
        JoinPairs pairs = pairs();
        TransportPair pair = pairs.one();
        String publicKey = Base64.getEncoder().encodeToString(pair.subjectPublicKeyInfo());
        JoinJson asked = giver.ask(new JoinRequestJson(nodeName, publicKey));
        tell(asked, pair, expected);
        for (RootKeyJson one : missing) {
            operator.told(
                    "and, older     %s (generation %d)"
                            .formatted(Fingerprints.grouped(one.fingerprint()), one.generation()));
        }
        if (!operator.confirms(expected)) {
            throw notConfirmed(asked.id());
        }
        JoinJson given = fetched(asked.id(), patience);
        byte[] wrapped = wrapped(given, expected);
        if (!isHere) {
            token.unwrapRoot(new Newcomer.Parcel(pair, wrapped), keyLabel, HEX.parseHex(expected));
        }
        for (RootKeyJson one : missing) {
            takeOlder(one, given, pair);
        }
        pairs.remove();
        operator.told(
                "the root key is on this token as \""
                        + keyLabel
                        + "\", fingerprint "
                        + Fingerprints.grouped(expected)
                        + ". The node can be started.");
    }

    /** Whatever the other node says to it: nothing comes in, and that is what counts here. */
    private CeremonyException notConfirmed(String id) {
        String stays =
                giver.withdraw(id)
                        .map(why ->
                                "but the request could not be withdrawn (%s): strongroom hsm refuse %s"
                                        .formatted(why, id))
                        .orElse("and the request is withdrawn");
        return new CeremonyException(
                "the root key's fingerprint was not confirmed: nothing was brought in, " + stays);
    }

    /** Of the older ones: what is still wrapped by them must open here as well. */
    private List<RootKeyJson> missing(HsmJson there) throws HsmException, CeremonyException {
        List<RootKeyJson> missing = new ArrayList<>();
        for (RootKeyJson one : Optional.ofNullable(there.older()).orElse(List.of())) {
            if (!isFingerprint(one.fingerprint()) || one.generation() < 1) {
                throw new CeremonyException(
                        giver.name() + " does not tell which older root keys there are");
            }
            if (!isHere(
                    Pkcs11RootKeyDevice.label(firstLabel, one.generation()), one.fingerprint())) {
                missing.add(one);
            }
        }
        return missing;
    }

    private static boolean isFingerprint(@Nullable String text) {
        return text != null && text.matches("[0-9a-f]{" + 2 * RootKeyFingerprint.BYTES + "}");
    }

    private void takeOlder(RootKeyJson wanted, JoinJson given, TransportPair pair)
            throws HsmException, CeremonyException {
        Optional<WrappedRootKeyJson> sent =
                Optional.ofNullable(given.olderRootKeys()).orElse(List.of()).stream()
                        .filter(one -> one.generation() == wanted.generation())
                        .findFirst();
        String label = Pkcs11RootKeyDevice.label(firstLabel, wanted.generation());
        if (sent.isEmpty()) {
            operator.told(
                    "the older root key of generation %d did not come, for %s has it not: run this again with --via another node"
                            .formatted(wanted.generation(), giver.name()));
            return;
        }
        token.unwrapRoot(
                new Newcomer.Parcel(pair, decoded(sent.get().wrapped())),
                label,
                HEX.parseHex(wanted.fingerprint()));
        operator.told("the older root key is on this token as \"" + label + "\"");
    }

    private JoinPairs pairs() {
        return new JoinPairs(token, operator, firstLabel + " (join)", resumed);
    }

    /** What the other node has, if it can be had. */
    private HsmJson given() throws CeremonyException {
        HsmJson there = giver.hsm();
        if (!"pkcs11".equals(there.kind())) {
            throw new CeremonyException(
                    giver.name()
                            + " has its root key in a key store file, not in an HSM: copy that"
                            + " file instead");
        }
        if (!isFingerprint(there.fingerprint()) || there.generation() < 1) {
            throw new CeremonyException(giver.name() + " does not tell which root key it has");
        }
        Optional<TokenKeyJson> fixed =
                Optional.ofNullable(there.keys()).stream()
                        .flatMap(keys -> keys.stream())
                        .filter(key -> key.label().equals(there.keyLabel()) && !key.extractable())
                        .findFirst();
        if (fixed.isPresent()) {
            throw new CeremonyException(
                    "the root key of "
                            + giver.name()
                            + " was made with --not-extractable and can never leave its HSM: let"
                            + " this node use the same HSM, or clone the token by its vendor's"
                            + " means");
        }
        return there;
    }

    private boolean isHere(String keyLabel, String expected)
            throws HsmException, CeremonyException {
        for (RootKeyInfo key : token.rootKeys()) {
            if (key.label().equals(keyLabel)) {
                if (key.fingerprint().equals(Optional.of(expected))) {
                    return true;
                }
                throw new CeremonyException(
                        "this token has another key labelled \""
                                + keyLabel
                                + "\" ("
                                + key.fingerprint().orElse("not fit to be a root key")
                                + "), and it is not replaced: choose another"
                                + " rootKey.pkcs11.keyLabel for this node, or destroy that key if"
                                + " nothing is sealed under it");
            }
        }
        return false;
    }

    private void tell(JoinJson asked, TransportPair pair, String expected) {
        operator.told("");
        operator.told("request      " + asked.id() + ", at " + giver.name());
        operator.told("READ OUT     " + Fingerprints.grouped(pair.fingerprint()));
        operator.told("             to the operator of the other node, who then runs:");
        operator.told("             strongroom hsm approve " + asked.id() + " --fingerprint ...");
        operator.told("LISTEN FOR   " + Fingerprints.grouped(expected));
        operator.told("             as 'strongroom hsm status' shows the root key over there");
        operator.told("");
    }

    private JoinJson fetched(String id, Duration patience)
            throws CeremonyException, InterruptedException {
        long looks = Math.max(1, patience.dividedBy(PERIOD));
        for (long look = 0; look < looks; look++) {
            JoinJson join = look(id);
            switch (String.valueOf(join.state())) {
                case "approved" -> {
                    return join;
                }
                case "refused" ->
                        throw new CeremonyException("the other operator refused the request");
                case "taken" ->
                        throw new CeremonyException(
                                "the wrapped root key was fetched already, and did not arrive here."
                                        + " Nobody can use it without this HSM; run this again for"
                                        + " a new request");
                default -> {
                    if (look % LOOKS_PER_LINE == 0) {
                        operator.told(
                                "waiting for the approval, "
                                        + join.secondsLeft() / 60
                                        + " minutes left");
                    }
                }
            }
            operator.pause(PERIOD);
        }
        throw new CeremonyException(
                "nobody approved the request within "
                        + patience.toMinutes()
                        + " minutes: "
                        + AGAIN);
    }

    private JoinJson look(String id) throws CeremonyException {
        try {
            return giver.join(id);
        } catch (StrongroomException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            throw new CeremonyException(
                    "the other node has forgotten the request (30 minutes are over, or it was"
                            + " restarted): "
                            + AGAIN);
        }
    }

    private static byte[] wrapped(JoinJson join, String expected) throws CeremonyException {
        String wrapped = join.wrappedRootKey();
        if (wrapped == null || !expected.equals(join.rootKeyFingerprint())) {
            throw new CeremonyException(
                    "the other node sent another root key than the one that was confirmed: nothing"
                            + " was brought in");
        }
        return decoded(wrapped);
    }

    private static byte[] decoded(String wrapped) throws CeremonyException {
        try {
            return Base64.getDecoder().decode(wrapped);
        } catch (IllegalArgumentException e) {
            throw new CeremonyException("the other node's wrapped root key is not base64");
        }
    }
}
