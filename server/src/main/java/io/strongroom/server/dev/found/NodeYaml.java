package io.strongroom.server.dev.found;

import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.Names;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of a node's {@code node.yaml}. Paths are relative, so that the cluster's folder can be
 * moved.
 *
 * @param pkcs11Module the module that holds the root key; nothing when a key store file does
 */
record NodeYaml(
        ClusterPlan plan, Credentials credentials, UUID cluster, Optional<Path> pkcs11Module) {
    static final String TOKEN_LABEL = "strongroom-dev";
    static final String KEY_LABEL = "strongroom-root";

    String text(int node) {
        return """
        # Node %1$d of a development cluster, written by: strongroom dev up
        node:
          id: %1$d
          dataDir: data
        cluster:
          id: %2$s
          peers:
        %3$s
          certificate: cluster.pem
          privateKey: cluster.key
          trusted: cluster-ca.pem
        http:
          bindAddress: %4$s
          port: %5$d
          certificate: public.pem
          privateKey: public.key
        names:
          domain: %6$s
          authority: https://%7$s:%5$d
        rootKey:
        %8$s
        tokens:
          tenant: %9$s
        bootstrap:
          vaults:
        %10$s
          servicePrincipals:
        %11$s%12$s
          roleAssignments:
        %13$s
        admin:
          principals: [%14$s]
        """
                .formatted(
                        node,
                        cluster,
                        peers(),
                        plan.address(node),
                        plan.basePort(),
                        Names.DOMAIN,
                        Names.LOGIN,
                        rootKey(),
                        credentials.tenant(),
                        vaults(),
                        principal(credentials.officer()),
                        principal(credentials.noRole()),
                        assignments(),
                        credentials.officer().objectId());
    }

    private String peers() {
        return plan.nodeIds().stream()
                .map(id ->
                        "    - {id: %d, host: %s, port: %d}"
                                .formatted(id, plan.address(id), plan.raftPort()))
                .collect(Collectors.joining("\n"));
    }

    private String rootKey() {
        return pkcs11Module
                .map(module ->
                        """
                          pkcs11:
                            module: %s
                            tokenLabel: %s
                            pinFile: hsm.pin
                            keyLabel: %s\
                        """
                                .formatted(module, TOKEN_LABEL, KEY_LABEL))
                .orElse(
                        """
                          software:
                            keyStore: rootkey.p12
                            passphraseFile: rootkey.pass\
                        """);
    }

    private String vaults() {
        return plan.vaults().stream()
                .map(vault ->
                        "    - {name: %s, retentionDays: %d, purgeProtection: %b}"
                                .formatted(
                                        vault.name(),
                                        vault.retentionDays(),
                                        vault.purgeProtection()))
                .collect(Collectors.joining("\n"));
    }

    private static String principal(Principal principal) {
        return """
            - clientId: %s
              objectId: %s
              displayName: %s
              secretFile: ../principals/%s.secret
        """
                .formatted(
                        principal.clientId(),
                        principal.objectId(),
                        principal.name(),
                        principal.name());
    }

    private String assignments() {
        return plan.vaults().stream()
                .flatMap(vault ->
                        Stream.of("Key Vault Secrets Officer", "Key Vault Crypto Officer")
                                .map(role ->
                                        "    - {principal: %s, role: %s, vault: %s}"
                                                .formatted(
                                                        credentials.officer().objectId(),
                                                        role,
                                                        vault.name())))
                .collect(Collectors.joining("\n"));
    }
}
