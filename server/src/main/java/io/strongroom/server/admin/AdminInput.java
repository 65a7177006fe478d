package io.strongroom.server.admin;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.AddNodeJson;
import io.strongroom.client.api.LeadershipJson;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.Text;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bodies, strictly: a misspelt member could otherwise take the wrong node out. Every refusal is a
 * BadParameter that names the member.
 */
final class AdminInput {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}");

    private final JsonNode body;

    private AdminInput(JsonNode body) {
        this.body = body;
    }

    /**
     * @param members that the body may have
     */
    private static AdminInput read(byte[] body, List<String> members) {
        JsonNode json = Json.read(body);
        if (!json.isObject()) {
            throw ApiException.badParameter("The request body must be a JSON object.");
        }
        json.fieldNames()
                .forEachRemaining(name -> {
                    if (!members.contains(name)) {
                        throw ApiException.badParameter(
                                "The request body has the unknown member \"%s\"; known here: %s."
                                        .formatted(Text.shown(name), String.join(", ", members)));
                    }
                });
        return new AdminInput(json);
    }

    static AddNodeJson node(byte[] body) {
        AdminInput input = read(body, List.of("id", "host", "port"));
        int id = input.required("id");
        String host = input.host();
        int port = input.required("port");
        if (port > 65_535) {
            throw ApiException.badParameter("The member \"port\" must be 1 to 65535.");
        }
        return new AddNodeJson(id, host, port);
    }

    /** The only member, a node's id; empty when it is absent or null, or there is no body. */
    static Optional<Integer> optionalNode(byte[] body, String member) {
        return body.length == 0 ? Optional.empty() : read(body, List.of(member)).positive(member);
    }

    /** Which way leadership is to move; both members may be absent, and the body too. */
    static LeadershipJson leadership(byte[] body) {
        if (body.length == 0) {
            return new LeadershipJson(null, null);
        }
        AdminInput input = read(body, List.of("to", "from"));
        return new LeadershipJson(
                input.positive("to").orElse(null), input.positive("from").orElse(null));
    }

    static int level(byte[] body) {
        return read(body, List.of("level")).required("level");
    }

    private int required(String member) {
        return positive(member)
                .orElseThrow(() ->
                        ApiException.badParameter("The member \"" + member + "\" is required."));
    }

    private Optional<Integer> positive(String member) {
        JsonNode value = body.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        // A number with a fraction would be rounded, one in quotes is a mistake of the caller's.
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw ApiException.badParameter(
                    "The member \"" + member + "\" must be a positive whole number.");
        }
        return Optional.of(value.intValue());
    }

    private String host() {
        JsonNode value = body.path("host");
        if (!value.isTextual() || !HOST.matcher(value.textValue()).matches()) {
            throw ApiException.badParameter(
                    "The member \"host\" must be a host name or address, without scheme and"
                            + " port.");
        }
        return value.textValue();
    }
}
