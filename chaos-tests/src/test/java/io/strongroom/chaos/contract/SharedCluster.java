package io.strongroom.chaos.contract;

import io.strongroom.chaos.cluster.DevCluster;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Hands out one three-node cluster with the vaults {@code default} and {@code second} to every test
 * class that asks for a {@link Vault}. It is stopped after the last; each class leaves it whole.
 */
final class SharedCluster implements ParameterResolver {
    private static final int FIRST_PORT = 22_000;
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedCluster.class);

    private record Running(Vault vault) implements AutoCloseable {
        static Running start() {
            try {
                DevCluster cluster = Folders.up("contract", FIRST_PORT, "--vault", "second");
                return new Running(Vault.of(cluster));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            vault.cluster().close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Vault.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("cluster", _ -> Running.start(), Running.class)
                .vault();
    }
}
