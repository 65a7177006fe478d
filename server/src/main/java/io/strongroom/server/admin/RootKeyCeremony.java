package io.strongroom.server.admin;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.JoinsJson;
import io.strongroom.client.api.WrappedRootKeyJson;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.pkcs11.RootKeyTransport;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.storage.command.RootKeyGeneration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the root key to other nodes' HSMs (ADR 0022): wrapped by this node's HSM to a key of the
 * newcomer's, after an operator typed that key's fingerprint. Every step is logged with its caller.
 * Thread-safe; blocks on the HSM.
 *
 * @param node this node's id
 */
public record RootKeyCeremony(int node, Source source, JoinRequests requests) {
    private static final Logger LOG = LoggerFactory.getLogger(RootKeyCeremony.class);
    private static final HexFormat HEX = HexFormat.of();

    /** Finds the root key that is in use; another one after a rotation. */
    public interface Source {
        Current current() throws HsmException;
    }

    /**
     * The root key by which what is new is wrapped.
     *
     * @param home empty of a software root key, which cannot be given out like this
     * @param older those that are not retired: something may be wrapped by them
     */
    public record Current(
            int generation,
            RootKey rootKey,
            Optional<RootKeyHome> home,
            List<RootKeyGeneration> older) {
        String fingerprint() throws HsmException {
            return HEX.formatHex(rootKey.fingerprint());
        }

        RootKeyHome requireToken() {
            return home.orElseThrow(() ->
                    ApiException.badParameter(
                            "This node's root key is in a key store file, not in an HSM: give the"
                                    + " other nodes a copy of the file."));
        }
    }

    /** A step that may be refused. */
    private interface Step {
        JoinRequests.Join take() throws HsmException, BadInputException;
    }

    HsmJson status() {
        try {
            return RootKeyStatus.of(node, source.current());
        } catch (HsmException e) {
            // In full, whatever it is: this caller looks for the reason.
            throw new ApiException(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "This node's root key is not available now: " + e.getMessage() + ".",
                    Map.of("retry-after", "5"));
        }
    }

    JoinJson ask(Caller caller, AdminInput.JoinRequest request) {
        return made(
                caller,
                "ask for the root key for node " + request.nodeName(),
                () -> {
                    var _ = source.current().requireToken();
                    RootKeyTransport.check(request.publicKey());
                    return requests.ask(
                            request.nodeName(), request.publicKey(), caller.description());
                });
    }

    JoinsJson list() {
        return new JoinsJson(requests.all().stream().map(this::withoutParcel).toList());
    }

    /** With the wrapped root key if it was approved, for the first who asks. */
    JoinJson join(Caller caller, String id) {
        JoinRequests.Join join = requests.take(id);
        if (join.parcel().isPresent()) {
            ClusterChanges.logged(caller, "fetch " + told(join), "done");
        }
        return json(join, join.parcel());
    }

    JoinJson approve(Caller caller, String id, String typed) {
        JoinRequests.Join join = requests.get(id);
        return made(
                caller,
                "approve " + told(join),
                () -> {
                    Current current = source.current();
                    RootKeyHome token = current.requireToken();
                    requests.requireWaiting(id);
                    requireSame(join, typed);
                    byte[] wrapped = token.wrap(current.generation(), join.publicKey());
                    return requests.approve(
                            id,
                            new JoinRequests.Parcel(
                                    wrapped,
                                    current.fingerprint(),
                                    older(current, token, join.publicKey())));
                });
    }

    /** Those that are here: another node may have the others, and the newcomer is told. */
    private static List<WrappedRootKeyJson> older(
            Current current, RootKeyHome token, byte[] publicKey)
            throws HsmException, BadInputException {
        List<WrappedRootKeyJson> wrapped = new ArrayList<>();
        for (RootKeyGeneration key : current.older()) {
            try {
                byte[] one = token.wrap(key.generation(), publicKey);
                wrapped.add(
                        new WrappedRootKeyJson(
                                key.generation(),
                                Base64.getEncoder().encodeToString(one),
                                HEX.formatHex(key.fingerprint().toArray())));
            } catch (HsmException e) {
                if (e.kind() != HsmException.Kind.CONFIGURATION) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("generation", key.generation())
                        .addKeyValue("reason", e.getMessage())
                        .log("older_root_key_not_given");
            }
        }
        return wrapped;
    }

    JoinJson refuse(Caller caller, String id) {
        JoinRequests.Join join = requests.get(id);
        return made(caller, "refuse " + told(join), () -> requests.refuse(id));
    }

    private static void requireSame(JoinRequests.Join join, String typed) {
        String digits = typed.replaceAll("[\\s:-]", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw ApiException.badParameter(
                    "The member \"fingerprint\" must be the whole SHA-256 fingerprint of the"
                            + " newcomer's public key: 64 hexadecimal digits, blanks between them"
                            + " allowed. Nothing was given out.");
        }
        if (!digits.equals(join.fingerprint())) {
            throw ApiException.badParameter(
                    "The fingerprint is not that of the key in this request; nothing was given"
                            + " out. If the newcomer's operator reads the same from his screen,"
                            + " somebody put another key into the request: refuse it.");
        }
    }

    private JoinJson made(Caller caller, String what, Step step) {
        try {
            JoinRequests.Join join = step.take();
            ClusterChanges.logged(caller, what, word(join.state()) + " " + told(join));
            return withoutParcel(join);
        } catch (ApiException e) {
            ClusterChanges.logged(caller, what, e.text());
            throw e;
        } catch (BadInputException e) {
            ClusterChanges.logged(caller, what, String.valueOf(e.getMessage()));
            throw ApiException.badParameter(
                    "The member \"publicKey\" is not taken: " + e.getMessage() + ".");
        } catch (HsmException e) {
            ClusterChanges.logged(caller, what, String.valueOf(e.getMessage()));
            throw trouble(e);
        }
    }

    /** What an operator must change is told in full: this caller is one. */
    private static ApiException trouble(HsmException trouble) {
        return switch (trouble.kind()) {
            case UNAVAILABLE -> ErrorMapper.of(trouble);
            case CONFIGURATION, NOT_AUTHENTIC ->
                    new ApiException(
                            ErrorCode.CONFLICT,
                            "This node's HSM refused, nothing was given out: "
                                    + trouble.getMessage()
                                    + ".");
        };
    }

    /** Never the whole id of a request: who has it may fetch. */
    private static String told(JoinRequests.Join join) {
        return "the request %s... of node %s, key %s"
                .formatted(join.id().substring(0, 8), join.nodeName(), join.fingerprint());
    }

    static String word(JoinRequests.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private JoinJson withoutParcel(JoinRequests.Join join) {
        return json(join, Optional.empty());
    }

    private JoinJson json(JoinRequests.Join join, Optional<JoinRequests.Parcel> parcel) {
        return new JoinJson(
                join.id(),
                join.nodeName(),
                join.fingerprint(),
                word(join.state()),
                join.askedBy(),
                requests.secondsLeft(join),
                parcel.map(one -> Base64.getEncoder().encodeToString(one.wrappedRootKey()))
                        .orElse(null),
                join.parcel().map(JoinRequests.Parcel::rootKeyFingerprint).orElse(null),
                parcel.map(JoinRequests.Parcel::older).orElse(null));
    }
}
