package io.strongroom.server.key.release;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/** What an attestation has to claim. Immutable. */
sealed interface Condition {
    boolean holds(JsonNode claims);

    /** Each of them. */
    record All(List<Condition> of) implements Condition {
        public All {
            of = List.copyOf(of);
        }

        @Override
        public boolean holds(JsonNode claims) {
            return of.stream().allMatch(one -> one.holds(claims));
        }
    }

    /** One of them at least. */
    record Any(List<Condition> of) implements Condition {
        public Any {
            of = List.copyOf(of);
        }

        @Override
        public boolean holds(JsonNode claims) {
            return of.stream().anyMatch(one -> one.holds(claims));
        }
    }

    /**
     * A claim is there, of the same type and value: the text "true" is not true, 1 is not 1.0.
     *
     * @param path the names of the members that lead to it
     * @param value a text, a number or a truth value
     */
    record Equal(List<String> path, JsonNode value) implements Condition {
        public Equal {
            path = List.copyOf(path);
        }

        @Override
        public boolean holds(JsonNode claims) {
            JsonNode claim = claims;
            for (String name : path) {
                if (!claim.isObject()) {
                    return false; // In a list no member has a name.
                }
                claim = claim.path(name);
            }
            if (value.isIntegralNumber()) {
                return claim.isIntegralNumber()
                        && claim.bigIntegerValue().equals(value.bigIntegerValue());
            }
            if (value.isNumber()) {
                return claim.isNumber()
                        && !claim.isIntegralNumber()
                        && claim.decimalValue().compareTo(value.decimalValue()) == 0;
            }
            return claim.equals(value);
        }
    }
}
