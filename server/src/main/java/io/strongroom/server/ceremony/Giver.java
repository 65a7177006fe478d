package io.strongroom.server.ceremony;

import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.JoinRequestJson;

import java.net.URI;
import java.util.Optional;

/** The node that has the root key. What asks it throws StrongroomException. */
interface Giver {
    /** Its address, for people. */
    String name();

    HsmJson hsm();

    JoinJson ask(JoinRequestJson request);

    JoinJson join(String id);

    /** Withdraws a request; why it could not be, otherwise empty. */
    Optional<String> withdraw(String id);

    /** By its admin API. */
    record Remote(URI address, AdminClient admin) implements Giver {
        @Override
        public String name() {
            return address.toString();
        }

        @Override
        public HsmJson hsm() {
            return admin.hsm();
        }

        @Override
        public JoinJson ask(JoinRequestJson request) {
            return admin.askToJoin(request);
        }

        @Override
        public JoinJson join(String id) {
            return admin.join(id);
        }

        @Override
        public Optional<String> withdraw(String id) {
            try {
                var _ = admin.refuseJoin(id);
                return Optional.empty();
            } catch (StrongroomException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
    }
}
