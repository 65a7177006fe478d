package io.strongroom.server.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.JoinRequestJson;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.TokenKeyJson;
import io.strongroom.client.api.WrappedRootKeyJson;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The node that gives the root key. */
final class FakeGiver implements Giver {
    static final String ROOT = "00112233445566778899aabbccddeeff";

    final Deque<String> states = new ArrayDeque<>(List.of("waiting", "waiting", "approved"));
    String kind = "pkcs11";
    String fingerprint = ROOT;
    boolean extractable = true;
    int generation = 1;
    List<RootKeyJson> older = List.of();
    List<WrappedRootKeyJson> olderGiven = List.of();
    int asked;
    int refused;
    boolean gone;

    @Override
    public String name() {
        return "https://node1";
    }

    @Override
    public HsmJson hsm() {
        TokenKeyJson key = new TokenKeyJson("r", ROOT, null, extractable, false, true);
        return new HsmJson(
                1, kind, true, ROOT, generation, "t", "r", List.of(), List.of(key), null, older);
    }

    private JoinJson json(String state) {
        boolean approved = state.equals("approved");
        return new JoinJson(
                "id",
                "node-2",
                "ff",
                state,
                "me",
                1800,
                approved ? "Bw==" : null,
                approved ? fingerprint : null,
                approved ? olderGiven : null);
    }

    @Override
    public JoinJson ask(JoinRequestJson request) {
        assertEquals("AQID", request.publicKey());
        asked++;
        return json("waiting");
    }

    @Override
    public JoinJson join(String id) {
        return json(states.size() > 1 ? states.remove() : states.element());
    }

    @Override
    public Optional<String> withdraw(String id) {
        refused++;
        return gone ? Optional.of("no answer") : Optional.empty();
    }
}
