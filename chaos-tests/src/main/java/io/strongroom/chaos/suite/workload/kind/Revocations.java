package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Administrators that give a principal a role and take it away again, on a vault each, and clients
 * that use it all the while through every node, allowed or not. A vault is given up after a grant
 * without an answer, which might come into force at any time: as long as there are others. For one
 * thread, but for its clients.
 */
public final class Revocations implements Workload {
    public static final String NAME = "revocation";
    private static final int ADMINISTRATORS = 2;
    private static final int USERS_OF_ANY_NODE = 2;

    private final Clients clients;
    private final List<Administrator> administrators = new ArrayList<>();

    /**
     * One administrator's vaults; its turns are taken by one thread, and users ask for its vault.
     */
    private static final class Administrator {
        private final List<String> vaults;
        private int place;
        private boolean granted;

        private Administrator(List<String> vaults) {
            this.vaults = List.copyOf(vaults);
        }

        private synchronized String vault() {
            return vaults.get(place);
        }

        private synchronized Request next() {
            return new Request(vault(), granted ? new Action.Revoke() : new Action.Grant());
        }

        private synchronized void ended(Request request, Outcome outcome) {
            if (request.action() instanceof Action.Grant) {
                if (outcome instanceof Outcome.Unknown && place + 1 < vaults.size()) {
                    place++;
                } else {
                    granted = true;
                }
            } else if (outcome instanceof Outcome.Ok) {
                granted = false;
            }
        }

        private void change(Clients.Asking asking) {
            Request request = next();
            ended(request, asking.ask(request));
        }
    }

    /**
     * Makes its clients; roles are always given and taken by the smart client.
     *
     * @param vaults that nobody else uses, on which the principal has no role at first
     */
    public Revocations(String name, List<String> vaults, Site site) {
        clients = new Clients(name);
        int each = vaults.size() / ADMINISTRATORS;
        for (int i = 0; i < ADMINISTRATORS; i++) {
            Administrator one = new Administrator(vaults.subList(i * each, (i + 1) * each));
            administrators.add(one);
            clients.add(site.caller(site.connections().roles()), (asking, _) -> one.change(asking));
        }
        for (int i = 0; i < USERS_OF_ANY_NODE; i++) {
            clients.add(site.caller(site.ways().holder()), this::use);
        }
        for (int node = 1; node <= site.ways().nodes(); node++) {
            clients.add(site.caller(site.ways().holderOnly(node)), this::use);
            clients.add(site.caller(site.ways().holderOnly(node)), this::use);
        }
    }

    private void use(Clients.Asking asking, Random random) {
        String vault = administrators.get(random.nextInt(administrators.size())).vault();
        var _ = asking.ask(new Request(vault, new Action.Use()));
    }

    @Override
    public Clients clients() {
        return clients;
    }
}
