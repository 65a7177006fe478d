package io.strongroom.server.secret;

import static io.strongroom.server.fake.Requests.assertBadParameter;
import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.PathSegments;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VersionId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

final class SecretRoutesTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final ItemName DB = new ItemName("Db-1");

    private static Optional<SecretCall> match(String method, String path) {
        return SecretRoutes.match(method, PathSegments.of(path));
    }

    private static void assertCall(SecretCall expected, String method, String path) {
        assertEquals(Optional.of(expected), match(method, path));
    }

    @Test
    void match_everyOperation_isItsCall() {
        assertCall(new SecretCall.Set(DB), "PUT", "/secrets/Db-1");
        assertCall(new SecretCall.Get(DB, Optional.empty()), "GET", "/secrets/Db-1");
        assertCall(new SecretCall.Update(DB, Optional.empty()), "PATCH", "/secrets/Db-1");
        assertCall(new SecretCall.Delete(DB), "DELETE", "/secrets/Db-1");
        assertCall(new SecretCall.ListSecrets(), "GET", "/secrets");
        assertCall(new SecretCall.ListVersions(DB), "GET", "/secrets/Db-1/versions");
        assertCall(new SecretCall.Backup(DB), "POST", "/secrets/Db-1/backup");
        assertCall(new SecretCall.Restore(), "POST", "/secrets/restore");
        assertCall(new SecretCall.ListDeleted(), "GET", "/deletedsecrets");
        assertCall(new SecretCall.GetDeleted(DB), "GET", "/deletedsecrets/Db-1");
        assertCall(new SecretCall.Recover(DB), "POST", "/deletedsecrets/Db-1/recover");
        assertCall(new SecretCall.Purge(DB), "DELETE", "/deletedsecrets/Db-1");
    }

    @Test
    void match_version_isTakenInAnyCase() {
        Optional<VersionId> version = Optional.of(new VersionId(ID));
        assertCall(new SecretCall.Get(DB, version), "GET", "/secrets/Db-1/" + ID);
        assertCall(
                new SecretCall.Update(DB, version),
                "PATCH",
                "/secrets/Db-1/0123456789ABCDEF0123456789ABCDEF/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/secrets/Db-1/", "//secrets/Db-1", "/Secrets/Db-1", "/%73ecrets/Db-1"})
    void match_clientsQuirks_areTheSameCall(String path) {
        assertCall(new SecretCall.Get(DB, Optional.empty()), "GET", path);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/secrets/Db-1/VERSIONS",
        "POST,/secrets/Db-1/Backup/",
        "POST,/DeletedSecrets/Db-1/Recover",
        "POST,/secrets/RESTORE"
    })
    void match_literalsInAnotherCase_areTheSame(String method, String path) {
        assertTrue(match(method, path).isPresent());
    }

    @Test
    void match_secretCalledRestore_isASecret() {
        ItemName restore = new ItemName("restore");
        assertCall(new SecretCall.Set(restore), "PUT", "/secrets/restore");
        assertCall(new SecretCall.Get(restore, Optional.empty()), "GET", "/secrets/restore");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/keys/x",
                "/secret/x",
                "/secrets/x/versions/y",
                "/secrets/x/" + ID + "/z",
                "/deletedsecrets/x/y",
                "/deletedsecrets/x/recover/y"
            })
    void match_otherPath_isNone(String path) {
        assertEquals(Optional.empty(), match("GET", path));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/secrets,GET",
        "HEAD,/secrets/x,'DELETE, GET, PATCH, PUT'",
        "POST,/secrets/x,'DELETE, GET, PATCH, PUT'",
        "OPTIONS,/secrets/x/" + ID + ",'GET, PATCH'",
        "DELETE,/secrets/x/" + ID + ",'GET, PATCH'",
        "POST,/secrets/x/versions,GET",
        "GET,/secrets/x/backup,POST",
        "PUT,/deletedsecrets,GET",
        "PATCH,/deletedsecrets/x,'DELETE, GET'",
        "GET,/deletedsecrets/x/recover,POST"
    })
    void match_otherMethod_isRefusedWithTheAllowedOnes(String method, String path, String allowed) {
        assertEquals(
                allowed,
                assertRefused(ErrorCode.METHOD_NOT_ALLOWED, () -> match(method, path))
                        .headers()
                        .get("allow"));
    }

    @Test
    void match_longestName_isTakenAndOneMoreRefused() {
        String longest = "n".repeat(127);
        assertCall(new SecretCall.Set(new ItemName(longest)), "PUT", "/secrets/" + longest);
        assertBadParameter(() -> match("PUT", "/secrets/" + longest + "n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_b", "a.b", "..", "a%20b", "a%2Fb", "%C3%A4", "a%00", "a%0A"})
    void match_invalidName_isRefused(String name) {
        assertTrue(
                assertBadParameter(() -> match("GET", "/secrets/" + name))
                        .text()
                        .startsWith("The request URI contains an invalid name: "));
        assertBadParameter(() -> match("GET", "/secrets/" + name + "/versions"));
        assertBadParameter(() -> match("GET", "/deletedsecrets/" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "latest", ID + "0", "0123456789abcdef0123456789abcdeg"})
    void match_impossibleVersion_isNotFound(String version) {
        assertRefused(ErrorCode.SECRET_NOT_FOUND, () -> match("GET", "/secrets/x/" + version));
    }
}
