package io.strongroom.server.admin;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;

import java.util.List;
import java.util.Map;

/** Method and path to the call. */
final class AdminRoutes {
    /** Of a node's id wherever one is given. */
    static final int MAX_ID_DIGITS = 9;

    private AdminRoutes() {}

    /**
     * The call.
     *
     * @param path the decoded segments, {@code admin} and {@code v1} first
     * @throws ApiException 404 for a path that is none, 405 for a method that it does not know
     */
    static AdminCall match(String method, List<String> path) {
        List<String> rest = path.size() < 3 ? List.of() : path.subList(2, path.size());
        if (!rest.isEmpty() && rest.getFirst().equals("role-assignments")) {
            return roles(method, path, rest);
        }
        if (!rest.isEmpty() && rest.getFirst().equals("hsm")) {
            return hsm(method, path, rest);
        }
        if (!rest.isEmpty() && rest.getFirst().equals("root-key")) {
            return rootKeys(method, path, rest);
        }
        if (rest.isEmpty() || !rest.getFirst().equals("cluster")) {
            throw nothing(path);
        }
        return switch (rest.size()) {
            case 1 -> only("GET", method, new AdminCall.Status());
            case 2 ->
                    switch (rest.get(1)) {
                        case "nodes" -> only("POST", method, new AdminCall.AddNode());
                        case "leadership" -> only("POST", method, new AdminCall.MoveLeadership());
                        case "feature-level" -> only("POST", method, new AdminCall.FinalizeLevel());
                        default -> throw nothing(path);
                    };
            case 3 -> {
                require(rest.get(1).equals("nodes"), path);
                yield only("DELETE", method, new AdminCall.RemoveNode(id(rest.get(2))));
            }
            case 4 -> {
                require(rest.get(1).equals("nodes") && rest.get(3).equals("promote"), path);
                yield only("POST", method, new AdminCall.Promote(id(rest.get(2))));
            }
            default -> throw nothing(path);
        };
    }

    private static AdminCall roles(String method, List<String> path, List<String> rest) {
        return switch (rest.size()) {
            case 1 ->
                    switch (method) {
                        case "GET" -> new AdminCall.ListRoleAssignments();
                        case "POST" -> new AdminCall.AddRoleAssignment();
                        default -> throw notAllowed("GET, POST");
                    };
            case 2 -> only("DELETE", method, new AdminCall.RemoveRoleAssignment(uuid(rest.get(1))));
            default -> throw nothing(path);
        };
    }

    private static AdminCall hsm(String method, List<String> path, List<String> rest) {
        if (rest.size() == 1) {
            return only("GET", method, new AdminCall.HsmStatus());
        }
        require(rest.get(1).equals("joins"), path);
        return switch (rest.size()) {
            case 2 ->
                    switch (method) {
                        case "GET" -> new AdminCall.ListJoins();
                        case "POST" -> new AdminCall.AskToJoin();
                        default -> throw notAllowed("GET, POST");
                    };
            case 3 -> only("GET", method, new AdminCall.FetchJoin(rest.get(2)));
            case 4 ->
                    switch (rest.get(3)) {
                        case "approve" ->
                                only("POST", method, new AdminCall.ApproveJoin(rest.get(2)));
                        case "refuse" ->
                                only("POST", method, new AdminCall.RefuseJoin(rest.get(2)));
                        default -> throw nothing(path);
                    };
            default -> throw nothing(path);
        };
    }

    private static AdminCall rootKeys(String method, List<String> path, List<String> rest) {
        return switch (String.join("/", rest)) {
            case "root-key/rotation" ->
                    switch (method) {
                        case "GET" -> new AdminCall.RootKeyStatus();
                        case "POST" -> new AdminCall.RotateRootKey();
                        default -> throw notAllowed("GET, POST");
                    };
            case "root-key/rotation/abandon" ->
                    only("POST", method, new AdminCall.AbandonRootRotation());
            case "root-key/retire" -> only("POST", method, new AdminCall.RetireRootKeys());
            case "root-key/destroy" -> only("POST", method, new AdminCall.DestroyRetired());
            default -> throw nothing(path);
        };
    }

    private static AdminCall only(String allowed, String method, AdminCall call) {
        if (!method.equals(allowed)) {
            throw notAllowed(allowed);
        }
        return call;
    }

    private static ApiException notAllowed(String allowed) {
        return new ApiException(
                ErrorCode.METHOD_NOT_ALLOWED,
                "This path only knows the method " + allowed + ".",
                Map.of("allow", allowed));
    }

    private static String uuid(String text) {
        return AdminInput.uuid(text)
                .orElseThrow(() -> ApiException.badParameter("A role assignment's id is a UUID."));
    }

    private static int id(String text) {
        boolean number =
                text.length() <= MAX_ID_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9')
                        && !text.startsWith("0");
        if (!number) {
            throw ApiException.badParameter(
                    "A node id is a positive number of at most %d digits."
                            .formatted(MAX_ID_DIGITS));
        }
        return Integer.parseInt(text);
    }

    private static void require(boolean known, List<String> path) {
        if (!known) {
            throw nothing(path);
        }
    }

    private static ApiException nothing(List<String> path) {
        return new ApiException(
                ErrorCode.NOT_FOUND,
                "There is nothing at the path /" + Text.shown(String.join("/", path)) + ".");
    }
}
