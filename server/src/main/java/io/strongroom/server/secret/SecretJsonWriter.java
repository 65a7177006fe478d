package io.strongroom.server.secret;

import io.strongroom.client.api.SecretAttributesJson;
import io.strongroom.client.api.SecretJson;
import io.strongroom.server.http.ApiVersion;
import io.strongroom.server.http.PublicNames;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.Vault;

import org.jspecify.annotations.Nullable;

import java.util.OptionalLong;

/**
 * Stored secrets to their JSON for one request.
 *
 * @param vault whose settings give the recovery level, computed when read
 */
record SecretJsonWriter(PublicNames names, Vault vault, ApiVersion version) {
    private static final int FULL_RETENTION_DAYS = 90;

    /** With the versioned id, and the value when given. */
    SecretJson bundle(SecretVersion secret, @Nullable String value) {
        return json(secret, secretUrl(secret) + "/" + secret.version(), value, null);
    }

    /** As lists of secrets show it: the base id with the latest version's attributes. */
    SecretJson item(SecretVersion secret) {
        return json(secret, secretUrl(secret), null, null);
    }

    /** A deleted secret with its latest version's id. */
    SecretJson deletedBundle(DeletedItem<SecretVersion> deleted) {
        SecretVersion secret = deleted.latest();
        return json(secret, secretUrl(secret) + "/" + secret.version(), null, deleted);
    }

    /** As lists of deleted secrets show it. */
    SecretJson deletedItem(DeletedItem<SecretVersion> deleted) {
        return json(deleted.latest(), secretUrl(deleted.latest()), null, deleted);
    }

    private String secretUrl(SecretVersion secret) {
        return names.vaultUrl(vault.name()) + "/secrets/" + secret.name();
    }

    private SecretJson json(
            SecretVersion secret,
            String id,
            @Nullable String value,
            @Nullable DeletedItem<SecretVersion> deleted) {
        String recoveryId =
                deleted == null
                        ? null
                        : names.vaultUrl(vault.name()) + "/deletedsecrets/" + secret.name();
        return new SecretJson(
                value,
                recoveryId,
                deleted == null ? null : deleted.deletedSeconds(),
                deleted == null ? null : deleted.scheduledPurgeSeconds(),
                id,
                secret.contentType().orElse(null),
                attributes(secret),
                secret.tags());
    }

    private SecretAttributesJson attributes(SecretVersion secret) {
        ItemAttributes attributes = secret.attributes();
        return new SecretAttributesJson(
                attributes.enabled(),
                orNull(attributes.notBefore()),
                orNull(attributes.expires()),
                secret.createdSeconds(),
                secret.updatedSeconds(),
                recoveryLevel(),
                version.hasRecoverableDays() ? vault.retentionDays() : null);
    }

    /** Source: Key Vault REST API, DeletionRecoveryLevel. */
    private String recoveryLevel() {
        String level =
                vault.retentionDays() == FULL_RETENTION_DAYS
                        ? "Recoverable"
                        : "CustomizedRecoverable";
        return vault.purgeProtection() ? level : level + "+Purgeable";
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
