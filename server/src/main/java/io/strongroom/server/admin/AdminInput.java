package io.strongroom.server.admin;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.AddNodeJson;
import io.strongroom.client.api.LeadershipJson;
import io.strongroom.client.api.RotateRootKeyJson;
import io.strongroom.server.access.AssignmentId;
import io.strongroom.server.access.BuiltInRole;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.Text;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.VaultName;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bodies, strictly: a misspelt member could otherwise take the wrong node out. Every refusal is a
 * BadParameter that names the member.
 */
final class AdminInput {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}");

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

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
        if (Integer.toString(id).length() > AdminRoutes.MAX_ID_DIGITS) {
            throw ApiException.badParameter(
                    "The member \"id\" has at most " + AdminRoutes.MAX_ID_DIGITS + " digits.");
        }
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

    /**
     * A role that somebody is to have.
     *
     * @return with a role definition id that is a built-in role's, and an id in any case
     */
    static RoleAssignment roleAssignment(byte[] body) {
        AdminInput input =
                read(body, List.of("id", "vault", "object", "principalObjectId", "role"));
        VaultName vault = vaultName("The member \"vault\"", input.text("vault"));
        String principal = input.requiredUuid("principalObjectId");
        BuiltInRole role = input.role();
        Optional<ObjectScope> object =
                input.has("object") ? Optional.of(input.object()) : Optional.empty();
        return new RoleAssignment(
                input.has("id")
                        ? input.requiredUuid("id")
                        : AssignmentId.of(principal, role, vault, object),
                principal,
                role.id(),
                vault,
                object);
    }

    /** A node that asks for the root key; the public key as bytes. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record JoinRequest(String nodeName, byte[] publicKey) {}

    static JoinRequest joinRequest(byte[] body) {
        AdminInput input = read(body, List.of("nodeName", "publicKey"));
        String name = input.text("nodeName");
        if (!NODE_NAME.matcher(name).matches()) {
            throw ApiException.badParameter(
                    "The member \"nodeName\" has 1 to 64 letters, digits, dots, dashes and"
                            + " underscores.");
        }
        try {
            return new JoinRequest(name, Base64.getDecoder().decode(input.text("publicKey")));
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter("The member \"publicKey\" must be base64.");
        }
    }

    /** Which root key is to be replaced, and by what kind. */
    static RotateRootKeyJson rotation(byte[] body) {
        AdminInput input = read(body, List.of("from", "extractable"));
        return new RotateRootKeyJson(input.required("from"), input.flag("extractable"));
    }

    /** The newest generation that is meant. */
    static int through(byte[] body) {
        return read(body, List.of("through")).required("through");
    }

    /** As an operator typed it. */
    static String fingerprint(byte[] body) {
        return read(body, List.of("fingerprint")).text("fingerprint");
    }

    /**
     * @param what is named, for the refusal
     */
    static VaultName vaultName(String what, String text) {
        try {
            return VaultName.of(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter(
                    what + " must be a vault's name: " + e.getMessage() + ".");
        }
    }

    /** In lower case; empty when it is none. */
    static Optional<String> uuid(String text) {
        return UUID_FORM.matcher(text).matches()
                ? Optional.of(text.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private boolean has(String member) {
        return body.hasNonNull(member);
    }

    private boolean flag(String member) {
        JsonNode value = body.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw ApiException.badParameter("The member \"" + member + "\" must be true or false.");
        }
        return value.booleanValue();
    }

    private ObjectScope object() {
        try {
            return ObjectScope.of(text("object"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter("The member \"object\": " + e.getMessage() + ".");
        }
    }

    private BuiltInRole role() {
        try {
            return BuiltInRole.named(Text.shown(text("role")));
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter("The member \"role\": " + e.getMessage() + ".");
        }
    }

    private String requiredUuid(String member) {
        return uuid(text(member))
                .orElseThrow(() ->
                        ApiException.badParameter("The member \"" + member + "\" must be a UUID."));
    }

    private String text(String member) {
        JsonNode value = body.path(member);
        if (value.isMissingNode() || value.isNull()) {
            throw missing(member);
        }
        if (!value.isTextual()) {
            throw ApiException.badParameter("The member \"" + member + "\" must be a text.");
        }
        return value.textValue();
    }

    private static ApiException missing(String member) {
        return ApiException.badParameter("The member \"" + member + "\" is required.");
    }

    private int required(String member) {
        return positive(member).orElseThrow(() -> missing(member));
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
