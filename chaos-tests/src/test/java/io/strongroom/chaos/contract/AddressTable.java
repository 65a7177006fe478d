package io.strongroom.chaos.contract;

import java.util.ArrayList;
import java.util.List;

/** Hosts and paths that name nothing, or not what they seem to. */
record AddressTable(Vault vault) {
    private static final String API = Vault.API;

    List<BadRequest> rows() {
        List<BadRequest> rows = new ArrayList<>();
        hosts(rows);
        names(rows);
        paths(rows);
        return rows;
    }

    private void hosts(List<BadRequest> rows) {
        RawRequest call = vault.call("GET", "/secrets/kept");
        for (String host :
                List.of(
                        "vault.localhost",
                        "evilvault.localhost",
                        "a.default.vault.localhost",
                        "default.vault.localhost.evil.example",
                        "default.vault.localhost..",
                        "default.managedhsm.localhost",
                        "x--y.vault.localhost",
                        "under_score.vault.localhost",
                        ".vault.localhost",
                        "127.0.0.1",
                        "[::1]",
                        "example.com",
                        "d".repeat(300) + ".vault.localhost")) {
            String shown = host.length() > 60 ? "a long one" : host;
            rows.add(
                    new BadRequest(
                            "host " + shown,
                            call.instead("Host", host),
                            Expected.error(404, "VaultNotFound")));
            rows.add(
                    new BadRequest(
                            "host " + shown + ", without token",
                            call.instead("Host", host).without("Authorization"),
                            Expected.error(404, "VaultNotFound")));
        }
        // Whether a vault exists is not for strangers to know.
        RawRequest missing = call.instead("Host", "missing.vault.localhost");
        rows.add(new BadRequest("host of no vault", missing, Expected.error(404, "VaultNotFound")));
        rows.add(
                new BadRequest(
                        "host of no vault, without token",
                        missing.without("Authorization"),
                        Expected.unauthorized()));
        for (String host :
                List.of("de fault.vault.localhost", "a@b", "x:y:z", "default/..", "%00")) {
            rows.add(
                    new BadRequest(
                            "host " + host, call.instead("Host", host), Expected.oneOf(400, 404)));
        }
        rows.add(new BadRequest("no host", call.without("Host"), Expected.oneOf(400, 404)));
        rows.add(
                new BadRequest(
                        "an empty host", call.instead("Host", ""), Expected.oneOf(400, 404)));
    }

    private void names(List<BadRequest> rows) {
        for (String name :
                List.of(
                        "under_score",
                        "dot.ted",
                        "n".repeat(128),
                        "%20",
                        "a%20b",
                        "a%2Fb",
                        "a%5Cb",
                        "%C3%A9",
                        "a%00b",
                        "a:b",
                        "a*b",
                        "a+b",
                        "~",
                        "%EF%BC%A1",
                        "$batch")) {
            String shown = name.length() > 40 ? "of 128 characters" : name;
            for (String method : List.of("GET", "DELETE", "PATCH")) {
                rows.add(bad(method + " name " + shown, vault.call(method, "/secrets/" + name)));
            }
            rows.add(
                    bad(
                            "PUT name " + shown,
                            vault.call("PUT", "/secrets/" + name).json("{\"value\":\"x\"}")));
            rows.add(
                    bad("GET deleted name " + shown, vault.call("GET", "/deletedsecrets/" + name)));
        }
    }

    private void paths(List<BadRequest> rows) {
        for (String path :
                List.of(
                        "/",
                        "/nothing",
                        "/secret/kept",
                        "/secrets/kept/versions/more",
                        "/secrets/kept/00000000000000000000000000000000/more",
                        "/deletedsecrets/kept/recover/more",
                        "/deletedsecrets/kept/undo",
                        "/secrets;v=1",
                        "/.well-known/openid-configuration",
                        "/health",
                        "/health/none",
                        "/metrics/more",
                        "/favicon.ico",
                        "/admin")) {
            rows.add(
                    new BadRequest(
                            "path " + path,
                            vault.call("GET", path),
                            Expected.error(404, "NotFound")));
        }
        for (String path :
                List.of(
                        "/secrets/kept/zz",
                        "/secrets/kept/" + "g".repeat(32),
                        "/secrets/kept/" + "0".repeat(31),
                        "/secrets/kept/" + "0".repeat(33),
                        "/secrets/kept/" + "0".repeat(32),
                        "/secrets/missing",
                        "/secrets/missing/versions/",
                        "/deletedsecrets/kept")) {
            Expected missing =
                    path.endsWith("versions/")
                            ? Expected.oneOf(200, 404)
                            : Expected.error(404, "SecretNotFound");
            rows.add(new BadRequest("path " + path, vault.call("GET", path), missing));
        }
        for (String path :
                List.of(
                        "/secrets/%zz",
                        "/secrets/%",
                        "/secrets/%0",
                        "/secrets/kept%",
                        "/secrets/%ff",
                        "/secrets/kept\\..\\x",
                        "/secrets/kept;v=1",
                        "/secrets/%2e%2e/kept",
                        "/secrets/../../etc/passwd",
                        "/health/ready/../../nothing",
                        "/secrets/..%2f..%2fetc%2fpasswd",
                        "/secrets/%c0%ae%c0%ae")) {
            rows.add(
                    new BadRequest(
                            "path " + path, vault.call("GET", path), Expected.oneOf(400, 404)));
        }
        rows.add(
                new BadRequest(
                        "a fragment",
                        vault.request("GET", "/secrets/kept#x?" + API),
                        Expected.oneOf(400, 404)));
        rows.add(
                new BadRequest(
                        "a path of 60 KB",
                        vault.call("GET", "/secrets/" + "a".repeat(60_000)),
                        Expected.oneOf(400, 404, 414)));
        rows.add(
                new BadRequest(
                        "a path of 200 KB",
                        vault.call("GET", "/secrets/" + "a".repeat(200_000)),
                        Expected.oneOf(400, 404, 414)));
        rows.add(
                new BadRequest(
                        "10,000 slashes",
                        vault.call("GET", "/".repeat(10_000)),
                        Expected.oneOf(400, 404)));
    }

    private static BadRequest bad(String name, RawRequest request) {
        return new BadRequest(name, request, Expected.badParameter());
    }

    /** Oddities that clients send and the API tolerates: all mean the same secret or list. */
    List<BadRequest> tolerated() {
        List<BadRequest> rows = new ArrayList<>();
        for (String target :
                List.of(
                        "/secrets/kept?" + API,
                        "/secrets/kept/?" + API,
                        "//secrets/kept?" + API,
                        "/secrets//kept?" + API,
                        "///secrets///kept///?" + API,
                        "/SECRETS/kept?" + API,
                        "/Secrets/KEPT?" + API,
                        "/secrets/kep%74?" + API,
                        "/%73ecrets/kept?" + API,
                        "/secrets/kept?api%2Dversion=7.4",
                        "/secrets/kept?API-VERSION=7.4",
                        "/secrets/kept?&&api-version=7.4&",
                        "/secrets/kept?api-version=7.4&unknown=1&unknown2",
                        "/secrets/kept?api-version=2016-10-01",
                        "/secrets/kept?api-version=7.0",
                        "/secrets/kept?api-version=7.6-preview.2",
                        "/secrets/kept?api-version=2025-07-01",
                        "/secrets/kept?api-version=2026-05-01-preview",
                        "/secrets/kept/versions?" + API,
                        "/secrets/kept/Versions/?" + API,
                        "/secrets?maxresults=1&" + API,
                        "/secrets?maxresults=25&" + API,
                        "/deletedSecrets/?" + API)) {
            rows.add(
                    new BadRequest(
                            "tolerated " + target, vault.request("GET", target), Expected.ok()));
        }
        RawRequest call = vault.call("GET", "/secrets/kept");
        for (String host :
                List.of(
                        "default.vault.localhost",
                        "DEFAULT.Vault.LocalHost",
                        "default.vault.localhost.",
                        "default.vault.localhost:1",
                        "default.vault.localhost.:443")) {
            rows.add(
                    new BadRequest(
                            "tolerated host " + host, call.instead("Host", host), Expected.ok()));
        }
        return rows;
    }
}
