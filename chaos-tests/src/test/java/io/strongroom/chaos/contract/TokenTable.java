package io.strongroom.chaos.contract;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests whose caller is nobody, or not who it says: 401 before anything else is looked at. */
record TokenTable(Vault vault) {
    private static final String SECRETS = "/secrets?" + Vault.API;

    List<BadRequest> rows() throws IOException, GeneralSecurityException {
        List<BadRequest> rows = new ArrayList<>();
        withoutToken(rows);
        otherHeaders(rows);
        Tokens tokens = Tokens.of(vault.token());
        for (Map.Entry<String, String> forged : tokens.forgeries(issuerKey()).entrySet()) {
            rows.add(
                    row(
                            "forged: " + forged.getKey(),
                            vault.anonymous("GET", SECRETS)
                                    .with("Authorization: Bearer " + forged.getValue())));
            rows.add(
                    row(
                            "forged, change: " + forged.getKey(),
                            vault.anonymous("DELETE", "/secrets/kept?" + Vault.API)
                                    .with("Authorization: Bearer " + forged.getValue())));
        }
        rows.add(
                row(
                        "another issuer",
                        vault.anonymous("GET", SECRETS)
                                .with("Authorization: Bearer " + tokens.ofAnotherIssuer())));
        rows.add(
                new BadRequest(
                        "no role",
                        vault.anonymous("GET", SECRETS)
                                .with("Authorization: Bearer " + vault.noRoleToken()),
                        Expected.error(403, "Forbidden", "ForbiddenByRbac")));
        rows.add(
                new BadRequest(
                        "no role, missing secret",
                        vault.anonymous("GET", "/secrets/missing?" + Vault.API)
                                .with("Authorization: Bearer " + vault.noRoleToken()),
                        Expected.error(403, "Forbidden", "ForbiddenByRbac")));
        return rows;
    }

    private static BadRequest row(String name, RawRequest request) {
        return new BadRequest(name, request, Expected.unauthorized());
    }

    /** As the SDKs' first request: whatever the method, the path, the version. */
    private void withoutToken(List<BadRequest> rows) {
        for (String method : List.of("GET", "PUT", "POST", "PATCH", "DELETE")) {
            for (String target :
                    List.of(
                            "/secrets/kept?" + Vault.API,
                            "/secrets/kept",
                            "/",
                            "/nothing/here",
                            "/secrets/bad_name?api-version=1",
                            "/secrets?api-version=7.4&api-version=7.4",
                            "/secrets?maxresults=%25%25",
                            "//secrets//kept//?" + Vault.API)) {
                rows.add(
                        row(
                                "no token, empty body: " + method + " " + target,
                                vault.anonymous(method, target).with("Content-Length: 0")));
            }
        }
        rows.add(
                row(
                        "no token, a body",
                        vault.anonymous("PUT", "/secrets/kept?" + Vault.API)
                                .json("{\"value\":\"x\"}")));
    }

    private void otherHeaders(List<BadRequest> rows) {
        RawRequest bare = vault.anonymous("GET", SECRETS);
        String genuine = vault.token();
        for (String header :
                List.of(
                        "",
                        "Bearer",
                        "Bearer ",
                        "Bearer garbage",
                        "Bearer a.b.c",
                        "Bearer ..",
                        "Bearer " + genuine.substring(0, genuine.length() - 8),
                        "Bearer " + genuine + "A",
                        "Bearer " + genuine + " " + genuine,
                        "Bearer " + "x".repeat(20_000),
                        "Bearer " + "a".repeat(7_000) + "." + "b".repeat(7_000) + ".c",
                        "Basic dXNlcjpwYXNz",
                        "Negotiate YII=",
                        "Pop " + genuine,
                        "SharedKey a:b",
                        genuine,
                        "Bearer\t" + genuine.substring(1),
                        "Bearer \u00ff\u00fe")) {
            String shown = header.length() > 30 ? header.substring(0, 30) : header;
            rows.add(row("authorization: " + shown, bare.with("Authorization: " + header)));
        }
        rows.add(
                row(
                        "two authorizations, the first good",
                        bare.with("Authorization: Bearer " + genuine)
                                .with("Authorization: Bearer garbage")));
        rows.add(
                row(
                        "two authorizations, the second good",
                        bare.with("Authorization: Basic dXNlcjpwYXNz")
                                .with("Authorization: Bearer " + genuine)));
    }

    private JsonNode issuerKey() throws IOException {
        String tenant = vault.cluster().env("AZURE_TENANT_ID");
        return vault.done(
                        RawRequest.of("GET", "/" + tenant + "/discovery/v2.0/keys")
                                .with("Host: " + Vault.authorityHost(vault.cluster())))
                .at("/keys/0");
    }
}
