package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/** The {@code attributes} object of a secret; times in Unix seconds. Absent members are null. */
public record SecretAttributesJson(
        @Nullable Boolean enabled,
        @Nullable Long nbf,
        @Nullable Long exp,
        @Nullable Long created,
        @Nullable Long updated,
        @Nullable String recoveryLevel,
        @Nullable Integer recoverableDays) {}
