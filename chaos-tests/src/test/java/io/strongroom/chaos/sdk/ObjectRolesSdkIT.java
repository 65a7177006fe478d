package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ClientSecretCredential;
import com.azure.security.keyvault.secrets.SecretClient;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A role on one secret, given by the command line and used by the stock SDK. */
@ExtendWith(SharedCluster.class)
class ObjectRolesSdkIT {
    private static final String VAULT = "roles";
    private static final String OFFICER = "Key Vault Secrets Officer";

    private final SdkCluster cluster;

    ObjectRolesSdkIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    private String role(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--vault", VAULT));
        return cluster.nodes().role(all.toArray(String[]::new));
    }

    /** The object id that the principal's tokens name. */
    private String objectId(ClientSecretCredential credential) throws IOException {
        String scope = cluster.vaultUrl(VAULT).replace("//" + VAULT + ".", "//") + "/.default";
        String token =
                credential.getTokenSync(new TokenRequestContext().addScopes(scope)).getToken();
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new ObjectMapper().readTree(claims).get("oid").asText();
    }

    @Test
    void roleOnASecret_isForThatSecretWhetherItIsThereOrNot() throws IOException {
        ClientSecretCredential limited =
                cluster.credential()
                        .clientId(cluster.env("STRONGROOM_NOROLE_CLIENT_ID"))
                        .clientSecret(cluster.env("STRONGROOM_NOROLE_CLIENT_SECRET"))
                        .build();
        SecretClient mine = cluster.stock(VAULT, limited).buildClient();
        cluster.stock(VAULT).buildClient().setSecret("of-others", "value");
        Refusals.assertRefused(
                403, "ForbiddenByRbac", () -> mine.setSecret("of-the-limited", "early"));

        String added =
                role(
                        "add",
                        "--role",
                        OFFICER,
                        "--object",
                        "secrets/Of-The-Limited",
                        "--principal",
                        objectId(limited));
        assertTrue(added.contains(VAULT + "/secrets/of-the-limited"), added);
        var _ = mine.setSecret("of-the-limited", "mine");
        assertEquals("mine", mine.getSecret("of-the-limited").getValue());
        Refusals.assertRefused(403, "ForbiddenByRbac", () -> mine.getSecret("of-others"));
        Refusals.assertRefused(
                403, "ForbiddenByRbac", () -> mine.listPropertiesOfSecrets().forEach(listed -> {}));
        byte[] backup = mine.backupSecret("of-the-limited");
        mine.beginDeleteSecret("of-the-limited").waitForCompletion();
        mine.purgeDeletedSecret("of-the-limited");
        var _ = mine.restoreSecretBackup(backup);
        byte[] others = cluster.stock(VAULT).buildClient().backupSecret("of-others");
        Refusals.assertRefused(403, "ForbiddenByRbac", () -> mine.restoreSecretBackup(others));

        assertTrue(role("list").contains(added.strip()));
        var _ = role("remove", added.substring(0, added.indexOf(' ')));
        Refusals.assertRefused(403, "ForbiddenByRbac", () -> mine.getSecret("of-the-limited"));
    }
}
