package io.strongroom.chaos.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Queries with a wrong api-version, or with paging that the lists must refuse. */
record QueryTable(Vault vault) {
    List<BadRequest> rows() throws IOException {
        List<BadRequest> rows = new ArrayList<>();
        versions(rows);
        paging(rows);
        return rows;
    }

    private void versions(List<BadRequest> rows) {
        for (String query :
                List.of(
                        "",
                        "?",
                        "?api-version",
                        "?api-version=",
                        "?api-version=1.0",
                        "?api-version=7",
                        "?api-version=7.7",
                        "?api-version=07.4",
                        "?api-version=7.4%20",
                        "?api-version=7.4%00",
                        "?api-version=v7.4",
                        "?api-version=2015-06-01",
                        "?api-version=2016-10-02",
                        "?api-version=2026-13-01",
                        "?api-version=2026-04-32",
                        "?api-version=latest",
                        "?api-version=" + "9".repeat(5_000),
                        "?api-version=7.4&api-version=7.4",
                        "?api-version=7.4&api%2Dversion=7.5",
                        "?api-version=7.4&x=%zz",
                        "?api-version=7.4&x=%")) {
            String shown = query.length() > 50 ? query.substring(0, 50) : query;
            rows.add(bad("version " + shown, vault.request("GET", "/secrets/kept" + query)));
            rows.add(bad("PUT version " + shown, vault.request("PUT", "/secrets/kept" + query)));
        }
    }

    private void paging(List<BadRequest> rows) throws IOException {
        for (String list : List.of("/secrets", "/deletedsecrets", "/secrets/kept/versions")) {
            for (String count :
                    List.of(
                            "0",
                            "26",
                            "-1",
                            "x",
                            "",
                            "1.5",
                            "%2B1",
                            "1e1",
                            "0x10",
                            "%D9%A1",
                            "2147483648",
                            "99999999999999999999")) {
                rows.add(
                        bad(
                                list + " maxresults " + count,
                                vault.call("GET", list + "?maxresults=" + count)));
            }
            for (Map.Entry<String, String> token : badSkipTokens(list).entrySet()) {
                rows.add(
                        bad(
                                list + " skiptoken " + token.getKey(),
                                vault.call("GET", list + "?$skiptoken=" + token.getValue())));
            }
        }
    }

    private Map<String, String> badSkipTokens(String list) throws IOException {
        String next =
                vault.done(vault.call("GET", "/secrets/kept/versions?maxresults=1"))
                        .get("nextLink")
                        .asText();
        String ofVersions = next.replaceAll(".*skiptoken=([^&]*).*", "$1");
        String ofSecrets =
                vault.done(vault.call("GET", "/secrets?maxresults=1"))
                        .get("nextLink")
                        .asText()
                        .replaceAll(".*skiptoken=([^&]*).*", "$1");
        return Map.of(
                "empty", "",
                "garbage", "garbage!",
                "base64 of garbage", encode("garbage"),
                "JSON without a marker", encode("{}"),
                "a marker that is no text", encode("{\"NextMarker\":1}"),
                "a marker of nothing", encode("{\"NextMarker\":\"x\"}"),
                "another list's", list.endsWith("versions") ? ofSecrets : ofVersions,
                "another list's, with a path", encode("{\"NextMarker\":\"" + list + "!../x\"}"),
                "huge", "A".repeat(50_000));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BadRequest bad(String name, RawRequest request) {
        return new BadRequest(name, request, Expected.badParameter());
    }
}
