package io.strongroom.chaos.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a refusal must look like.
 *
 * @param statuses 0 stands for a connection closed without an answer
 * @param code of the error, empty when the answer may have no body
 * @param innerCode empty when there must be none
 */
record Expected(Set<Integer> statuses, String code, String innerCode) {
    private static final Pattern LEAK =
            Pattern.compile("Exception|\\bat io\\.|\\b(java|io|com|org)\\.[a-z0-9_]+\\.[A-Za-z]");

    Expected {
        statuses = Set.copyOf(statuses);
    }

    static Expected error(int status, String code) {
        return new Expected(Set.of(status), code, "");
    }

    static Expected error(int status, String code, String innerCode) {
        return new Expected(Set.of(status), code, innerCode);
    }

    static Expected badParameter() {
        return error(400, "BadParameter");
    }

    static Expected unauthorized() {
        return error(401, "Unauthorized");
    }

    static Expected ok() {
        return error(200, "");
    }

    /** One of the statuses, whatever the body. */
    static Expected oneOf(Integer... statuses) {
        return new Expected(Set.of(statuses), "", "");
    }

    /**
     * What is wrong with the answer; empty when it is as it must be.
     *
     * @param challenge what a 401, and nothing else, must carry
     */
    List<String> objections(Answer answer, String challenge) {
        List<String> objections = new ArrayList<>();
        if (!statuses.contains(answer.status())) {
            objections.add("status " + answer.status() + " instead of " + statuses);
        }
        if (!code.isEmpty()
                && !(answer.code().equals(code) && answer.innerCode().equals(innerCode))) {
            objections.add("code " + answer.code() + "/" + answer.innerCode());
        }
        if (!code.isEmpty() && answer.message().isBlank()) {
            objections.add("no message");
        }
        if (LEAK.matcher(answer.body()).find()) {
            objections.add("names a class");
        }
        if (answer.status() >= 400 && answer.header("x-ms-request-id").isEmpty()) {
            objections.add("no x-ms-request-id");
        }
        Optional<String> due = answer.status() == 401 ? Optional.of(challenge) : Optional.empty();
        if (!answer.header("www-authenticate").equals(due)) {
            objections.add("WWW-Authenticate is " + answer.header("www-authenticate"));
        }
        return objections;
    }
}
