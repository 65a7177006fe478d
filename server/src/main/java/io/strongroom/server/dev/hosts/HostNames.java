package io.strongroom.server.dev.hosts;

import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.Names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of a cluster that its clients resolve, each to every node's address.
 *
 * @param resolver the addresses of a name; none when it does not resolve
 */
public record HostNames(ClusterPlan plan, Function<String, List<String>> resolver) {
    public static HostNames asThisMachineResolves(ClusterPlan plan) {
        return new HostNames(plan, HostNames::resolve);
    }

    /** What is wrong with the names, one line each; empty when all lead to every node. */
    public List<String> objections() {
        List<String> nodes = plan.nodeIds().stream().map(plan::address).toList();
        return names().flatMap(
                        name -> {
                            List<String> found = resolver.apply(name);
                            if (found.containsAll(nodes)) {
                                return Stream.empty();
                            }
                            return Stream.of(
                                    found.isEmpty()
                                            ? name + " does not resolve on this machine"
                                            : "%s resolves to %s, not to every node (%s)"
                                                    .formatted(
                                                            name,
                                                            String.join(", ", found),
                                                            String.join(", ", nodes)));
                        })
                .toList();
    }

    /** The lines that a hosts file needs: one per node, with every name. */
    public List<String> hostsLines() {
        String names = names().collect(Collectors.joining(" "));
        return plan.nodeIds().stream().map(node -> plan.address(node) + " " + names).toList();
    }

    private Stream<String> names() {
        return Stream.concat(
                plan.vaults().stream().map(plan::vaultHost),
                Stream.of(Names.LOGIN, Names.MANAGEMENT));
    }

    private static List<String> resolve(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }
}
