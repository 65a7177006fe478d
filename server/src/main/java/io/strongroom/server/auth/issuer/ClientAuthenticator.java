package io.strongroom.server.auth.issuer;

import io.strongroom.server.auth.Authority;
import io.strongroom.server.auth.Echo;
import io.strongroom.storage.command.ServicePrincipal;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Checks a client's credential against the service principals. Thread-safe. */
public final class ClientAuthenticator {
    /** More than any secret or id is long; the hash would take whatever the form holds. */
    private static final int MAX_CREDENTIAL_CHARS = 1024;

    /** Some 100 bytes each. */
    private static final int REMEMBERED_ASSERTIONS = 100_000;

    private final Authority authority;
    private final Function<String, Optional<ServicePrincipal>> principals;
    private final HashGate gate;
    private final AssertionVerifier assertions;
    private final List<SecretHash> decoy = List.of(SecretHash.unmatchable());

    /** The outcome. */
    sealed interface Check {
        record Known(ServicePrincipal principal) implements Check {}

        record Failed(TokenOutcome.Refused refusal) implements Check {}
    }

    /**
     * @param principals the replicated state's principals by client id
     */
    public ClientAuthenticator(
            Authority authority,
            Function<String, Optional<ServicePrincipal>> principals,
            HashGate gate,
            InstantSource clock) {
        this.authority = authority;
        this.principals = principals;
        this.gate = gate;
        this.assertions =
                new AssertionVerifier(authority, clock, new UsedAssertions(REMEMBERED_ASSERTIONS));
    }

    Check check(ClientCredential credential) {
        return switch (credential) {
            case ClientCredential.Unusable unusable -> new Check.Failed(unusable.refusal());
            case ClientCredential.Secret secret -> checkSecret(secret);
            case ClientCredential.Assertion assertion -> checkAssertion(assertion);
        };
    }

    private Check checkSecret(ClientCredential.Secret credential) {
        if (credential.secret().length() > MAX_CREDENTIAL_CHARS) {
            return new Check.Failed(wrongSecret(credential.clientId()));
        }
        Optional<ServicePrincipal> principal = find(credential.clientId());
        List<SecretHash> registered =
                principal.stream()
                        .flatMap(found -> found.secretHashes().stream())
                        .map(SecretHash::parse)
                        .toList();
        // An unknown client, or one without secrets, takes as long as a wrong secret.
        Optional<Boolean> matches =
                gate.verify(registered.isEmpty() ? decoy : registered, credential.secret());
        if (matches.isEmpty()) {
            return new Check.Failed(
                    TokenError.BUSY.because(
                            "Too many client secrets are being checked at once. Try again later."));
        }
        if (principal.isEmpty()) {
            return new Check.Failed(unknown(credential.clientId()));
        }
        return matches.get()
                ? new Check.Known(principal.get())
                : new Check.Failed(wrongSecret(credential.clientId()));
    }

    private Check checkAssertion(ClientCredential.Assertion credential) {
        Optional<ServicePrincipal> principal = find(credential.clientId());
        if (principal.isEmpty()) {
            return new Check.Failed(unknown(credential.clientId()));
        }
        Optional<TokenOutcome.Refused> refusal =
                assertions.refuse(principal.get(), credential.jwt());
        return refusal.isPresent()
                ? new Check.Failed(refusal.get())
                : new Check.Known(principal.get());
    }

    /** Client ids are UUIDs, which some clients write in upper case. */
    private Optional<ServicePrincipal> find(String clientId) {
        return clientId.length() > MAX_CREDENTIAL_CHARS
                ? Optional.empty()
                : principals
                        .apply(clientId)
                        .or(() -> principals.apply(clientId.toLowerCase(Locale.ROOT)));
    }

    private TokenOutcome.Refused unknown(String clientId) {
        return TokenError.CLIENT_UNKNOWN.because(
                "Application with identifier '"
                        + Echo.of(clientId)
                        + "' was not found in the directory '"
                        + authority.tenant()
                        + "'. Check the client id, or add the service principal.");
    }

    private static TokenOutcome.Refused wrongSecret(String clientId) {
        return TokenError.SECRET_WRONG.because(
                "Invalid client secret provided. Ensure the secret being sent in the request is the"
                        + " client secret value for app '"
                        + Echo.of(clientId)
                        + "'.");
    }
}
