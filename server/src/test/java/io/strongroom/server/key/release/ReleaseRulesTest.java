package io.strongroom.server.key.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.auth.attest.Attested;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReleaseRulesTest {
    private static final String AUTHORITY = "https://attest.example.org";

    private static byte[] policy(String group) {
        return "{'version':'1.0.0','anyOf':[{'authority':'%s/',%s}]}"
                .formatted(AUTHORITY, group)
                .replace('\'', '"')
                .getBytes(UTF_8);
    }

    private static boolean allows(String group, String claims) {
        return ReleaseRules.read(policy(group))
                .allow(
                        new Attested(
                                AUTHORITY, Json.read(claims.replace('\'', '"').getBytes(UTF_8))));
    }

    private static String refusal(byte[] policy) {
        ApiException refused =
                assertThrows(ApiException.class, () -> ReleaseRules.read(policy), "taken");
        assertEquals(ErrorCode.BAD_PARAMETER, refused.code());
        return refused.text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'text' | 'text' | true",
                "'text' | 'Text' | false",
                "'text' | 'text ' | false",
                "'true' | true | false",
                "true | true | true",
                "true | false | false",
                "true | 'true' | false",
                "true | 1 | false",
                "1 | 1 | true",
                "1 | 1.0 | false",
                "1 | '1' | false",
                "1 | true | false",
                "1.5 | 1.5 | true",
                "1.5 | 1.50 | true",
                "1.5 | '1.5' | false",
                "9007199254740993 | 9007199254740992 | false",
                "99999999999999999999 | 99999999999999999999 | true",
                "'text' | null | false",
                "'text' | ['text'] | false",
                "'text' | {'text':'text'} | false"
            })
    void allow_equals_comparesTypeAndValue(String value, String claim, boolean allowed) {
        assertEquals(
                allowed,
                allows(
                        "'allOf':[{'claim':'c','equals':%s}]".formatted(value),
                        "{'c':" + claim + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.b.c | {'a':{'b':{'c':1}}} | true",
                "a.b | {'a':{'b':{'c':1}}} | false",
                "a.b | {'a.b':1} | false",
                "a.b | {'a':[{'b':1}]} | false",
                "a.0 | {'a':[1]} | false",
                "a | {} | false",
                "A | {'a':1} | false"
            })
    void allow_dottedClaim_leadsThroughObjectsOnly(String path, String claims, boolean allowed) {
        assertEquals(
                allowed, allows("'anyOf':[{'claim':'%s','equals':1}]".formatted(path), claims));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'allOf':[X,Y] | true,true | true",
                "'allOf':[X,Y] | true,false | false",
                "'anyOf':[X,Y] | false,true | true",
                "'anyOf':[X,Y] | false,false | false",
                "'allOf':[{'anyOf':[X,Y]},X] | false,true | false",
                "'allOf':[{'anyOf':[X,Y]},X] | true,false | true",
                "'anyOf':[{'allOf':[X,Y]},{'allOf':[X]}] | true,false | true",
                "'anyOf':[{'allOf':[X,Y]},{'allOf':[Y]}] | true,false | false"
            })
    void allow_groups_nest(String group, String claims, boolean allowed) {
        String[] values = claims.split(",", -1);
        String conditions =
                group.replace("X", "{'claim':'x','equals':true}")
                        .replace("Y", "{'claim':'y','equals':true}");
        assertEquals(
                allowed, allows(conditions, "{'x':%s,'y':%s}".formatted(values[0], values[1])));
    }

    @Test
    void allow_severalAuthorities_takesEachAtItsOwnConditions() {
        byte[] policy =
                """
                {"version":"1.0.0","anyOf":[
                 {"authority":"https://one","allOf":[{"claim":"c","equals":1}]},
                 {"authority":"https://two/","allOf":[{"claim":"c","equals":2}]}]}
                """
                        .getBytes(UTF_8);
        ReleaseRules rules = ReleaseRules.read(policy);
        assertTrue(rules.allow(new Attested("https://one/", claim(1))));
        assertTrue(rules.allow(new Attested("https://two", claim(2))));
        assertFalse(rules.allow(new Attested("https://one", claim(2))));
        assertFalse(rules.allow(new Attested("https://three", claim(1))));
        assertFalse(rules.names("https://on"));
        assertFalse(rules.names(""));
    }

    private static JsonNode claim(int value) {
        return Json.read(("{\"c\":" + value + "}").getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{'anyOf':[{'authority':'https://a','allOf':[{'claim':'c','equals':1}]}]}",
                "{'version':'2.0.0','anyOf':[{'authority':'https://a','allOf':[{'claim':'c','equals':1}]}]}",
                "{'version':'1.0.0'}",
                "{'version':'1.0.0','anyOf':[]}",
                "{'version':'1.0.0','anyOf':[7]}",
                "{'version':'1.0.0','allOf':[{'authority':'https://a','allOf':[{'claim':'c','equals':1}]}]}",
                "{'version':'1.0.0','anyOf':[{'allOf':[{'claim':'c','equals':1}]}]}",
                "{'version':'1.0.0','anyOf':[{'authority':'http://a','allOf':[{'claim':'c','equals':1}]}]}",
                "{'version':'1.0.0','version':'1.0.0','anyOf':[{'authority':'https://a','allOf':[{'claim':'c','equals':1}]}]}"
            })
    void read_whatIsNoPolicy_isRefused(String text) {
        assertTrue(
                refusal(text.replace('\'', '"').getBytes(UTF_8)).contains("release_policy.data"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'allOf':[]",
                "'allOf':{}",
                "'other':1",
                "'allOf':[{'claim':'c','equals':1}],'anyOf':[{'claim':'c','equals':1}]",
                "'allOf':[{'claim':'c'}]",
                "'allOf':[{'claim':'c','equals':null}]",
                "'allOf':[{'claim':'c','equals':[1]}]",
                "'allOf':[{'claim':'c','equals':{}}]",
                "'allOf':[{'claim':'c','notEquals':1}]",
                "'allOf':[{'claim':'c','equals':1,'exists':true}]",
                "'allOf':[{'claim':7,'equals':1}]",
                "'allOf':[{'claim':'','equals':1}]",
                "'allOf':[{'claim':'a..b','equals':1}]",
                "'allOf':[{'claim':'a.','equals':1}]",
                "'allOf':['c']",
                "'allOf':[{}]",
                "'allOf':[{'allOf':[]}]"
            })
    void read_whatIsNoCondition_isRefused(String group) {
        assertTrue(refusal(policy(group)).contains("release_policy.data"));
    }

    @Test
    void read_upToItsLimits_isTakenAndBeyondThemRefused() {
        String one = "{'claim':'c','equals':1}";
        String deep = one;
        for (int depth = 1; depth < 8; depth++) {
            deep = "{'allOf':[" + deep + "]}";
        }
        assertTrue(allows("'allOf':[" + deep + "]", "{'c':1}"));
        assertTrue(refusal(policy("'allOf':[{'allOf':[" + deep + "]}]")).contains("nested"));
        String many = (one + ",").repeat(255) + one;
        assertTrue(allows("'allOf':[" + many + "]", "{'c':1}"));
        assertTrue(refusal(policy("'allOf':[" + many + "," + one + "]")).contains("more than 256"));
        assertTrue(
                refusal(policy("'allOf':[{'claim':'c','equals':'" + "x".repeat(16_384) + "'}]"))
                        .contains("longer"));
        String path = "a.".repeat(15) + "a";
        assertFalse(allows("'allOf':[{'claim':'" + path + "','equals':1}]", "{}"));
        assertTrue(
                refusal(policy("'allOf':[{'claim':'" + path + ".a','equals':1}]"))
                        .contains("1 to 16"));
    }

    @Test
    void normalized_ofTheShortVersion_saysTheLongOneAndLeavesTheRest() {
        byte[] whole = policy("'allOf':[{'claim':'c','equals':1}]");
        assertArrayEquals(whole, ReleaseRules.normalized(whole));
        byte[] brief = new String(whole, UTF_8).replace("1.0.0", "1.0").getBytes(UTF_8);
        assertArrayEquals(whole, ReleaseRules.normalized(brief));
    }
}
