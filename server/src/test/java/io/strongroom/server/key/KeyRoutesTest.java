package io.strongroom.server.key;

import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.PathSegments;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VersionId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

final class KeyRoutesTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";
    private static final ItemName NAME = new ItemName("n");
    private static final Optional<VersionId> GIVEN = Optional.of(new VersionId(VERSION));

    private static Optional<KeyCall> match(String method, String path) {
        return KeyRoutes.match(method, PathSegments.of(path));
    }

    private static void assertCall(KeyCall expected, String method, String path) {
        assertEquals(Optional.of(expected), match(method, path));
    }

    @Test
    void match_everyRouteOfTheReference_isItsCall() {
        assertCall(new KeyCall.Create(NAME), "POST", "/keys/n/create");
        assertCall(new KeyCall.Import(NAME), "PUT", "/keys/n");
        assertCall(new KeyCall.Get(NAME, Optional.empty()), "GET", "/keys/n");
        assertCall(new KeyCall.Get(NAME, Optional.empty()), "GET", "/keys/n/");
        assertCall(new KeyCall.Get(NAME, GIVEN), "GET", "/Keys/n/" + VERSION);
        assertCall(new KeyCall.Update(NAME, Optional.empty()), "PATCH", "/keys/n/");
        assertCall(new KeyCall.Update(NAME, GIVEN), "PATCH", "/keys/n/" + VERSION);
        assertCall(new KeyCall.Delete(NAME), "DELETE", "/keys/n");
        assertCall(new KeyCall.ListKeys(), "GET", "/keys");
        assertCall(new KeyCall.ListVersions(NAME), "GET", "/keys/n/versions");
        assertCall(new KeyCall.Backup(NAME), "POST", "/keys/n/backup");
        assertCall(new KeyCall.Restore(), "POST", "/keys/restore");
        assertCall(new KeyCall.Rotate(NAME), "POST", "/keys/n/rotate");
        assertCall(new KeyCall.GetRotationPolicy(NAME), "GET", "/keys/n/rotationpolicy");
        assertCall(new KeyCall.SetRotationPolicy(NAME), "PUT", "/keys/n/rotationpolicy");
        assertCall(new KeyCall.RandomBytes(), "POST", "/rng");
        assertCall(new KeyCall.Release(NAME, GIVEN), "POST", "/keys/n/" + VERSION + "/release");
        assertCall(new KeyCall.Release(NAME, Optional.empty()), "POST", "/keys/n//release");
        assertCall(new KeyCall.Attest(NAME, GIVEN), "GET", "/keys/n/" + VERSION + "/attestation");
        assertCall(new KeyCall.ListDeleted(), "GET", "/deletedkeys");
        assertCall(new KeyCall.GetDeleted(NAME), "GET", "/deletedkeys/n");
        assertCall(new KeyCall.Recover(NAME), "POST", "/deletedkeys/n/recover");
        assertCall(new KeyCall.Purge(NAME), "DELETE", "/deletedkeys/n");
    }

    @ParameterizedTest
    @CsvSource({
        "encrypt, ENCRYPT",
        "decrypt, DECRYPT",
        "wrapkey, WRAP",
        "wrapKey, WRAP",
        "unwrapkey, UNWRAP",
        "unwrapKey, UNWRAP",
        "sign, SIGN",
        "verify, VERIFY"
    })
    void match_eachUse_withAndWithoutVersion(String literal, KeyUse use) {
        assertCall(new KeyCall.Use(NAME, GIVEN, use), "POST", "/keys/n/" + VERSION + "/" + literal);
        assertCall(new KeyCall.Use(NAME, Optional.empty(), use), "POST", "/keys/n//" + literal);
        assertCall(new KeyCall.Use(NAME, Optional.empty(), use), "POST", "/keys/n/" + literal);
        assertRefused(ErrorCode.METHOD_NOT_ALLOWED, () -> match("GET", "/keys/n/" + literal));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /keys",
        "POST, /keys/n",
        "PUT, /keys/n/create",
        "PUT, /keys/n/versions",
        "DELETE, /keys/n/rotationpolicy",
        "GET, /rng",
        "PUT, /deletedkeys/n",
        "GET, /deletedkeys/n/recover",
        "POST, /keys/n/0123456789abcdef0123456789abcdef"
    })
    void match_ofAnotherMethod_isRefused(String method, String path) {
        assertRefused(ErrorCode.METHOD_NOT_ALLOWED, () -> match(method, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/secrets/n", "/keys/n/v/x/y", "/keys/n/v/paint", "/rng/x"})
    void match_ofNothingOfKeys_isEmpty(String path) {
        assertEquals(Optional.empty(), match("GET", path));
    }

    @Test
    void match_ofImpossibleNamesAndVersions_isRefused() {
        assertRefused(ErrorCode.BAD_PARAMETER, () -> match("GET", "/keys/a_b"));
        assertRefused(ErrorCode.KEY_NOT_FOUND, () -> match("GET", "/keys/n/12"));
        assertRefused(ErrorCode.KEY_NOT_FOUND, () -> match("POST", "/keys/n/12/sign"));
    }

    @Test
    void readsFirst_isOfWhatANewerStateCouldForbid() {
        List<KeyApiOperation> first =
                Arrays.stream(KeyApiOperation.values())
                        .filter(KeyApiOperation::readsFirst)
                        .toList();
        assertEquals(
                List.of(
                        KeyApiOperation.KeyCreate,
                        KeyApiOperation.KeyImport,
                        KeyApiOperation.KeyUpdate,
                        KeyApiOperation.KeyRotate,
                        KeyApiOperation.KeyRelease,
                        KeyApiOperation.KeyRestore),
                first);
    }
}
