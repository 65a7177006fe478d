package io.strongroom.client;

import io.strongroom.client.api.BackupJson;
import io.strongroom.client.api.PageJson;
import io.strongroom.client.api.SecretJson;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.JsonCodec;
import io.strongroom.client.transport.NoAnswerException;
import io.strongroom.client.transport.Reply;
import io.strongroom.client.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/**
 * The secrets of one vault. Every call is made exactly once however often it has to be sent: a
 * change carries one request id through all its attempts. Thread-safe; blocks the caller; fit for
 * virtual threads. Errors are {@link StrongroomException}; a name or version that cannot be one is
 * an {@link IllegalArgumentException}. Source: Azure Key Vault REST API 7.6, secrets.
 *
 * <p>It does not own the transport, which many clients may share.
 */
public final class StrongroomClient {
    private static final String API_VERSION = "api-version=7.6";

    private final Transport transport;
    private final URI vault;
    private final TokenProvider tokens;

    /** For the vault that the transport's cluster names. */
    public StrongroomClient(Transport transport, TokenProvider tokens) {
        this(transport, transport.cluster().vault(), tokens);
    }

    private StrongroomClient(Transport transport, URI vault, TokenProvider tokens) {
        this.transport = transport;
        this.vault = vault;
        this.tokens = tokens;
    }

    /** For another vault of the same domain, over the same connections. */
    public StrongroomClient vault(String name) {
        return new StrongroomClient(transport, transport.cluster().vaultNamed(name), tokens);
    }

    /** Makes a new version. */
    public Secret set(String name, String value) {
        return set(name, value, SecretSettings.NONE);
    }

    /** Makes a new version; nothing is taken over from earlier ones. */
    public Secret set(String name, String value, SecretSettings settings) {
        var body = JsonCodec.write(WireSecrets.request(value, settings));
        return secret(change("PUT", secretPath(name), body), WireSecrets::secret);
    }

    /** The newest version. */
    public Secret get(String name) {
        return secret(read(uri(secretPath(name))), WireSecrets::secret);
    }

    public Secret get(String name, String version) {
        return secret(
                read(uri(secretPath(name, SecretId.requireVersion(version)))), WireSecrets::secret);
    }

    /**
     * Changes a version in place.
     *
     * @param version null for the newest
     */
    public SecretProperties update(String name, @Nullable String version, SecretSettings settings) {
        var path =
                version == null
                        ? secretPath(name)
                        : secretPath(name, SecretId.requireVersion(version));
        var body = JsonCodec.write(WireSecrets.request(null, settings));
        return secret(change("PATCH", path, body), WireSecrets::properties);
    }

    /** Deletes all versions; recoverable until its retention has passed. */
    public DeletedSecret delete(String name) {
        return secret(change("DELETE", secretPath(name), null), WireSecrets::deleted);
    }

    public DeletedSecret getDeleted(String name) {
        return secret(read(uri(deletedPath(name))), WireSecrets::deleted);
    }

    /** Brings a deleted secret back with all its versions. */
    public SecretProperties recover(String name) {
        var path = deletedPath(name, "recover");
        return secret(change("POST", path, null), WireSecrets::properties);
    }

    /** Ends a deleted secret for good. */
    public void purge(String name) {
        change("DELETE", deletedPath(name), null);
    }

    public Pages<SecretProperties> list() {
        return new Pages<>(uri("/secrets"), this::page, WireSecrets::properties);
    }

    public Pages<SecretProperties> listVersions(String name) {
        var first = uri(secretPath(name, "versions"));
        return new Pages<>(first, this::page, WireSecrets::properties);
    }

    public Pages<DeletedSecret> listDeleted() {
        return new Pages<>(uri("/deletedsecrets"), this::page, WireSecrets::deleted);
    }

    /** A sealed blob of all versions, for {@link #restore}. */
    public String backup(String name) {
        var answer = change("POST", secretPath(name, "backup"), null);
        return JsonCodec.read(answer.content(), BackupJson.class)
                .map(BackupJson::value)
                .orElseThrow(() -> StrongroomException.malformed("no backup in answer", answer));
    }

    /** Brings back what {@link #backup} gave, under its own name. */
    public SecretProperties restore(String backup) {
        var body = JsonCodec.write(new BackupJson(backup));
        return secret(change("POST", "/secrets/restore", body), WireSecrets::properties);
    }

    private PageJson page(URI uri) {
        // The token goes where the link leads: only to the vault that gave it.
        if (!uri.getScheme().equals("https") || !vault.getAuthority().equals(uri.getAuthority())) {
            throw new IllegalStateException("a list of " + vault + " continues at " + uri);
        }
        var answer = read(uri);
        return JsonCodec.read(answer.content(), PageJson.class)
                .filter(page -> page.value() != null)
                .orElseThrow(() -> StrongroomException.malformed("no page in answer", answer));
    }

    private Answer read(URI uri) {
        return answer(Call.read("GET", uri));
    }

    private Answer change(String method, String path, @Nullable Content body) {
        var call = Call.change(method, uri(path), body);
        return answer(body == null ? call : call.with("content-type", "application/json"));
    }

    /**
     * With a fresh token once if the first is refused; still the same request, and all of it in the
     * transport's time for one call.
     */
    private Answer answer(Call call) {
        var begin = System.nanoTime();
        var token = tokens.token();
        var reply = send(call, token, false, begin);
        if (reply.answer().status() == 401) {
            tokens.refused(token);
            var other = another(reply);
            if (!other.equals(token)) {
                reply = send(call, other, reply.outcomeUnknown(), begin);
            }
        }
        if (!reply.answer().isSuccess()) {
            throw StrongroomException.of(reply);
        }
        return reply.answer();
    }

    /** A token in place of the one that was refused. */
    private String another(Reply refused) {
        try {
            return tokens.token();
        } catch (StrongroomException e) {
            // That there is no token says nothing of what an earlier attempt may have done.
            throw refused.outcomeUnknown() ? StrongroomException.afterUnknown(e) : e;
        }
    }

    /**
     * @param alreadyUnknown whether the same call may have happened when it was sent before
     * @param beginNanos when the caller asked; getting the token is part of the call's time
     */
    private Reply send(Call call, String token, boolean alreadyUnknown, long beginNanos) {
        var authorized =
                call.with("accept", "application/json").with("authorization", "Bearer " + token);
        try {
            var spent = Duration.ofNanos(System.nanoTime() - beginNanos);
            var reply = transport.send(authorized, transport.tuning().total().minus(spent));
            var unknown = reply.outcomeUnknown() || (alreadyUnknown && !reply.answer().isSuccess());
            return new Reply(reply.answer(), reply.attempts(), unknown);
        } catch (NoAnswerException e) {
            throw StrongroomException.of(e, alreadyUnknown || e.outcomeUnknown());
        }
    }

    private static <T> T secret(Answer answer, Function<SecretJson, T> form) {
        var json =
                JsonCodec.read(answer.content(), SecretJson.class)
                        .orElseThrow(
                                () -> StrongroomException.malformed("no secret in answer", answer));
        try {
            return form.apply(json);
        } catch (IllegalArgumentException e) {
            throw StrongroomException.malformed(String.valueOf(e.getMessage()), answer);
        }
    }

    private URI uri(String path) {
        return vault.resolve(path + "?" + API_VERSION);
    }

    private static String secretPath(String name, String... rest) {
        return path("secrets", SecretId.requireName(name), rest);
    }

    private static String deletedPath(String name, String... rest) {
        return path("deletedsecrets", SecretId.requireName(name), rest);
    }

    private static String path(String collection, String name, String... rest) {
        var path = new StringBuilder("/" + collection + "/" + name);
        for (var segment : rest) {
            path.append('/').append(segment);
        }
        return path.toString();
    }
}
