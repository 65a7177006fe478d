package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who may change the cluster through this node: whoever may edit a node's file says who administers
 * it.
 *
 * @param principals object ids, UUIDs in lower case; empty refuses everyone
 */
public record AdminSettings(List<String> principals) {
    public AdminSettings {
        principals = List.copyOf(principals);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < principals.size(); i++) {
            String id = principals.get(i);
            String key = "principals[" + i + "]";
            unless(isCanonical(id), key, "\"" + id + "\" is not a UUID in lower case");
            unless(seen.add(id), key, "is listed twice");
        }
    }

    public boolean isPrincipal(String objectId) {
        return principals.contains(objectId);
    }

    private static boolean isCanonical(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
