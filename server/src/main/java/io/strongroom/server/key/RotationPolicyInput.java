package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.Text;
import io.strongroom.server.item.ItemInput;
import io.strongroom.storage.command.Periods;
import io.strongroom.storage.command.RotationPolicy;

import java.time.Period;
import java.util.Locale;
import java.util.Optional;

/**
 * The body of a request to set a rotation policy, checked. Source: Key Vault REST API,
 * KeyRotationPolicy; "Configure cryptographic key auto-rotation".
 */
final class RotationPolicyInput {
    private static final int MIN_EXPIRY_DAYS = 28;

    private static final int MIN_DAYS = RotationPolicy.MIN_DAYS;

    private static final String EXPIRY = "attributes.expiryTime";

    private RotationPolicyInput() {}

    /**
     * The policy, its times unset.
     *
     * @throws ApiException BadParameter for one that could not be kept
     */
    static RotationPolicy read(byte[] body) {
        JsonNode root = Json.read(body);
        if (!root.isObject()) {
            throw ApiException.badParameter("The request body must be a JSON object.");
        }
        Optional<String> expiry = expiry(root);
        Optional<RotationPolicy.Trigger> rotation = Optional.empty();
        Optional<RotationPolicy.Trigger> notice = Optional.empty();
        for (JsonNode action : actions(root)) {
            String type = type(action);
            switch (type.toLowerCase(Locale.ROOT)) {
                case "rotate" -> {
                    requireFirst(rotation, type);
                    rotation = Optional.of(rotation(action, expiry));
                }
                case "notify" -> {
                    requireFirst(notice, type);
                    notice = Optional.of(notice(action, expiry));
                }
                default ->
                        throw ApiException.badParameter(
                                "The action "
                                        + Text.shown(type)
                                        + " is unknown; there are Rotate and Notify.");
            }
        }
        return new RotationPolicy(expiry, rotation, notice, 0, 0);
    }

    private static Optional<String> expiry(JsonNode root) {
        Optional<String> expiry =
                ItemInput.object(root, "attributes")
                        .flatMap(node -> ItemInput.member(node, "expiryTime"))
                        .map(node -> ItemInput.text(node, EXPIRY));
        expiry.ifPresent(
                text -> requireDays(PeriodInput.read(text, EXPIRY), MIN_EXPIRY_DAYS, EXPIRY));
        return expiry;
    }

    private static JsonNode actions(JsonNode root) {
        JsonNode actions =
                ItemInput.member(root, "lifetimeActions")
                        .orElseGet(JsonNodeFactory.instance::arrayNode);
        if (!actions.isArray()) {
            throw ItemInput.wrongType("lifetimeActions", "a list of actions");
        }
        return actions;
    }

    private static String type(JsonNode action) {
        return ItemInput.member(action, "action")
                .flatMap(node -> ItemInput.member(node, "type"))
                .map(node -> ItemInput.text(node, "action.type"))
                .orElseThrow(() ->
                        ApiException.badParameter(
                                "Each of lifetimeActions has an action with a type."));
    }

    private static void requireFirst(Optional<RotationPolicy.Trigger> before, String type) {
        if (before.isPresent()) {
            throw ApiException.badParameter(
                    "There can be only one action of the type " + Text.shown(type) + ".");
        }
    }

    private static RotationPolicy.Trigger rotation(JsonNode action, Optional<String> expiry) {
        RotationPolicy.Trigger trigger = trigger(action);
        Period period = Periods.parse(trigger.period());
        requireDays(period, MIN_DAYS, name(trigger));
        if (expiry.isEmpty()) {
            if (trigger.beforeExpiry()) {
                throw ApiException.badParameter(
                        "A rotation by timeBeforeExpiry needs attributes.expiryTime.");
            }
            return trigger;
        }
        if (Periods.leastDaysLeft(expiry.get(), trigger) < MIN_DAYS) {
            throw ApiException.badParameter(
                    "The %s of a rotation must be at least %d days shorter than expiryTime, by the calendar."
                            .formatted(name(trigger), MIN_DAYS));
        }
        return trigger;
    }

    /**
     * One that can come to pass. The notice that every key has is taken without an end too, so that
     * what a key answers before a policy was set can be sent back.
     */
    private static RotationPolicy.Trigger notice(JsonNode action, Optional<String> expiry) {
        RotationPolicy.Trigger trigger = trigger(action);
        if (!trigger.beforeExpiry()) {
            throw ApiException.badParameter("A notice has the trigger timeBeforeExpiry.");
        }
        Period period = Periods.parse(trigger.period());
        requireDays(period, MIN_DAYS, name(trigger));
        if (expiry.isEmpty() && !trigger.equals(RotationPolicy.USUAL_NOTICE)) {
            throw ApiException.badParameter(
                    "A notice needs attributes.expiryTime: without it no version comes to an end.");
        }
        if (expiry.isPresent() && Periods.leastDaysLeft(expiry.get(), trigger) < 1) {
            throw ApiException.badParameter(
                    "The timeBeforeExpiry of a notice must be shorter than expiryTime.");
        }
        return trigger;
    }

    private static RotationPolicy.Trigger trigger(JsonNode action) {
        JsonNode trigger =
                ItemInput.member(action, "trigger")
                        .orElseThrow(() ->
                                ApiException.badParameter(
                                        "Each of lifetimeActions has a trigger."));
        Optional<String> afterCreate = period(trigger, "timeAfterCreate");
        Optional<String> beforeExpiry = period(trigger, "timeBeforeExpiry");
        if (afterCreate.isPresent() == beforeExpiry.isPresent()) {
            throw ApiException.badParameter(
                    "A trigger has either timeAfterCreate or timeBeforeExpiry.");
        }
        return new RotationPolicy.Trigger(
                afterCreate.or(() -> beforeExpiry).orElseThrow(), beforeExpiry.isPresent());
    }

    private static Optional<String> period(JsonNode trigger, String name) {
        Optional<String> text =
                ItemInput.member(trigger, name).map(node -> ItemInput.text(node, name));
        text.ifPresent(given -> PeriodInput.read(given, name));
        return text;
    }

    private static void requireDays(Period period, int least, String property) {
        if (Periods.days(period) < least) {
            throw ApiException.badParameter(
                    "The property %s must be at least P%dD.".formatted(property, least));
        }
    }

    private static String name(RotationPolicy.Trigger trigger) {
        return trigger.beforeExpiry() ? "timeBeforeExpiry" : "timeAfterCreate";
    }
}
