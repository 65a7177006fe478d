package io.strongroom.server.ceremony;

import io.strongroom.client.AdminClient;
import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.JoinRequestJson;

import java.net.URI;

/** The node that has the root key. Any method throws StrongroomException. */
interface Giver {
    /** Its address, for people. */
    String name();

    HsmJson hsm();

    JoinJson ask(JoinRequestJson request);

    JoinJson join(String id);

    JoinJson refuse(String id);

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
        public JoinJson refuse(String id) {
            return admin.refuseJoin(id);
        }
    }
}
