package io.strongroom.server.ceremony;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.JoinRequestJson;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.TokenKeyJson;
import io.strongroom.client.api.WrappedRootKeyJson;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.TransportPair;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The newcomer's half, with a token, another node and an operator that are not real. */
final class RootKeyJoinTest {
    private static final String ROOT = "00112233445566778899aabbccddeeff";
    private static final String OLD_ROOT = "ffeeddccbbaa99887766554433221100";
    private static final byte[] KEY = {1, 2, 3};
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeToken token = new FakeToken();
    private final FakeGiver giver = new FakeGiver();
    private final FakeOperator operator = new FakeOperator();
    private final RootKeyJoin join = join(Optional.empty());

    private RootKeyJoin join(Optional<String> resumed) {
        return new RootKeyJoin(token, giver, operator, "root", resumed);
    }

    private static final class FakeToken implements Newcomer {
        private final List<RootKeyInfo> keys = new ArrayList<>();
        private final List<TransportPair> there = new ArrayList<>();
        private int pairs;
        private boolean breaks;
        private boolean keepsPairs;

        @Override
        public List<RootKeyInfo> rootKeys() {
            return keys;
        }

        @Override
        public List<TransportPair> pairs(String name) {
            assertEquals("root (join)", name);
            return List.copyOf(there);
        }

        @Override
        public TransportPair newPair(String name) {
            pairs++;
            TransportPair made = new TransportPair(name + "-" + pairs, new byte[] {9}, KEY);
            there.add(made);
            return made;
        }

        @Override
        public void deletePair(String label) throws HsmException {
            if (keepsPairs) {
                throw new HsmException(HsmException.Kind.CONFIGURATION, "prohibited");
            }
            there.removeIf(pair -> pair.label().equals(label));
        }

        @Override
        public void unwrapRoot(Parcel parcel, String rootLabel, byte[] fingerprint)
                throws HsmException {
            if (breaks) {
                throw new HsmException(HsmException.Kind.UNAVAILABLE, "gone");
            }
            assertArrayEquals(new byte[] {7}, parcel.wrapped());
            assertTrue(there.contains(parcel.pair()));
            assertArrayEquals(KEY, parcel.pair().subjectPublicKeyInfo());
            holds(rootLabel, HexFormat.of().formatHex(fingerprint));
        }

        void holds(String label, String fingerprint) {
            keys.add(
                    new RootKeyInfo(
                            label, Optional.of(fingerprint), Optional.empty(), true, false, true));
        }
    }

    private static final class FakeGiver implements Giver {
        private final Deque<String> states =
                new ArrayDeque<>(List.of("waiting", "waiting", "approved"));
        private String kind = "pkcs11";
        private String fingerprint = ROOT;
        private boolean extractable = true;
        private int generation = 1;
        private List<RootKeyJson> older = List.of();
        private List<WrappedRootKeyJson> olderGiven = List.of();
        private int asked;
        private int refused;
        private boolean gone;

        @Override
        public String name() {
            return "https://node1";
        }

        @Override
        public HsmJson hsm() {
            TokenKeyJson key = new TokenKeyJson("r", ROOT, null, extractable, false, true);
            return new HsmJson(
                    1,
                    kind,
                    true,
                    ROOT,
                    generation,
                    "t",
                    "r",
                    List.of(),
                    List.of(key),
                    null,
                    older);
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

    private static final class FakeOperator implements Operator {
        private final List<String> lines = new ArrayList<>();
        private boolean agrees = true;
        private int pauses;

        @Override
        public void told(String line) {
            lines.add(line);
        }

        @Override
        public boolean confirms(String fingerprint) {
            assertEquals(ROOT, fingerprint);
            return agrees;
        }

        @Override
        public void pause(Duration time) {
            pauses++;
        }
    }

    private String refused() {
        return String.valueOf(
                assertThrows(CeremonyException.class, () -> join.run("node-2", PATIENCE))
                        .getMessage());
    }

    @Test
    void run_approvedInTheEnd_bringsTheRootKeyInAndDeletesThePair() throws Exception {
        join.run("node-2", PATIENCE);
        assertEquals(Optional.of(ROOT), token.keys.getFirst().fingerprint());
        assertEquals(List.of(), token.there);
        assertEquals(2, operator.pauses);
        String told = String.join("\n", operator.lines);
        assertTrue(told.contains("READ OUT     0390 58c6 f2c0 cb49"), told); // SHA-256 of 1 2 3
        assertTrue(told.contains("LISTEN FOR   0011 2233 4455 6677"), told);
    }

    @Test
    void run_afterARotation_bringsTheKeyInUnderItsGeneration() throws Exception {
        giver.generation = 2;
        join.run("node-2", PATIENCE);
        assertEquals("root-2", token.keys.getFirst().label());
        assertEquals(Optional.of(ROOT), token.keys.getFirst().fingerprint());
    }

    private void rotatedOnce() {
        giver.generation = 2;
        giver.older = List.of(new RootKeyJson(1, OLD_ROOT, "old"));
        giver.olderGiven = List.of(new WrappedRootKeyJson(1, "Bw==", OLD_ROOT));
    }

    private List<String> labels() {
        return token.keys.stream().map(RootKeyInfo::label).toList();
    }

    @Test
    void run_whileAnOlderRootKeyIsInUse_bringsBothInByOneApproval() throws Exception {
        rotatedOnce();
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root-2", "root"), labels());
        assertEquals(Optional.of(OLD_ROOT), token.keys.getLast().fingerprint());
        assertEquals(1, giver.asked);
        assertEquals(List.of(), token.there);
        join.run("node-2", PATIENCE);
        assertEquals(1, giver.asked);
    }

    @Test
    void run_onlyAnOlderRootKeyIsMissing_bringsThatIn() throws Exception {
        rotatedOnce();
        token.holds("root-2", ROOT);
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root-2", "root"), labels());
    }

    @Test
    void run_otherNodeLacksTheOlderRootKey_saysSoAndBringsTheCurrentIn() throws Exception {
        rotatedOnce();
        giver.olderGiven = List.of();
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root-2"), labels());
        assertTrue(operator.lines.stream().anyMatch(line -> line.contains("did not come")));
    }

    @Test
    void run_again_isDoneAlready() throws Exception {
        token.holds("root", ROOT);
        join.run("node-2", PATIENCE);
        assertEquals(0, giver.asked);
        assertEquals(0, token.pairs);
    }

    @Test
    void run_labelTakenByAnotherKey_isRefused() {
        token.holds("root", "ff");
        assertTrue(refused().contains("not replaced"));
        assertEquals(0, giver.asked);
    }

    private static TransportPair planted() {
        return new TransportPair("root (join)", new byte[] {1}, new byte[] {6, 6, 6});
    }

    private boolean told(String part) {
        return operator.lines.stream().anyMatch(line -> line.contains(part));
    }

    @Test
    void run_pairOfSomebodyElseIsThere_isRemovedAndNeverAskedFor() throws Exception {
        token.there.add(planted());
        join.run("node-2", PATIENCE); // The giver asserts whose public half is sent.
        assertEquals(1, token.pairs);
        assertTrue(told("not made, which is not used: \"root (join)\", fingerprint "));
        assertTrue(told("; it is removed"));
        assertEquals(List.of(), token.there);
    }

    @Test
    void run_tokenKeepsThePair_makesAnotherAndSaysSo() throws Exception {
        token.there.add(planted());
        token.keepsPairs = true;
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root"), labels());
        assertTrue(told("cannot be removed (prohibited)"));
    }

    private void brokenOff() {
        token.breaks = true;
        assertThrows(HsmException.class, () -> join.run("node-2", PATIENCE));
        token.breaks = false;
        giver.states.addAll(Arrays.asList("waiting", "approved"));
    }

    @Test
    void run_brokenOff_makesANewPairTheNextTime() throws Exception {
        brokenOff();
        assertEquals(1, token.there.size());
        join.run("node-2", PATIENCE);
        assertEquals(2, token.pairs);
        assertEquals(List.of("root"), labels());
        assertEquals(List.of(), token.there);
    }

    @Test
    void run_brokenOffAndResumed_goesOnWithTheSamePair() throws Exception {
        brokenOff();
        token.there.addFirst(planted());
        join(Optional.of(token.there.getLast().fingerprint())).run("node-2", PATIENCE);
        assertEquals(1, token.pairs);
        assertEquals(List.of("root"), labels());
        assertEquals(List.of(), token.there);
    }

    @Test
    void run_resumedWithAFingerprintThatNoPairHas_isRefused() {
        token.there.add(planted());
        String refused =
                String.valueOf(
                        assertThrows(
                                        CeremonyException.class,
                                        () ->
                                                join(Optional.of("00".repeat(32)))
                                                        .run("node-2", PATIENCE))
                                .getMessage());
        assertTrue(refused.contains("without --resume"), refused);
        assertEquals(0, giver.asked);
        assertEquals(0, token.pairs);
    }

    @Test
    void run_operatorDoesNotConfirm_withdrawsTheRequest() {
        operator.agrees = false;
        assertTrue(refused().contains("not confirmed"));
        assertEquals(1, giver.refused);
        assertEquals(List.of(), token.keys);
    }

    @Test
    void run_operatorDoesNotConfirmAndTheRequestStays_saysBoth() {
        operator.agrees = false;
        giver.gone = true;
        String said = refused();
        assertTrue(said.contains("not confirmed: nothing was brought in"), said);
        assertTrue(said.contains("(no answer): strongroom hsm refuse id"), said);
        assertEquals(List.of(), token.keys);
    }

    @Test
    void run_anotherRootKeyIsSent_isRefused() {
        giver.fingerprint = "ff" + ROOT.substring(2);
        assertTrue(refused().contains("another root key"));
        assertEquals(List.of(), token.keys);
    }

    @Test
    void run_refusedTakenOrNeverApproved_saysWhatToDo() {
        giver.states.clear();
        giver.states.add("refused");
        assertTrue(refused().contains("refused"));
        giver.states.clear();
        giver.states.add("taken");
        assertTrue(refused().contains("run this again"));
        giver.states.clear();
        giver.states.add("waiting");
        assertTrue(refused().contains("nobody approved"));
    }

    @Test
    void run_rootKeyThatCannotLeave_isRefusedBeforeAnything() {
        giver.extractable = false;
        assertTrue(refused().contains("--not-extractable"));
        giver.kind = "software";
        assertTrue(refused().contains("key store file"));
        assertEquals(0, token.pairs);
    }
}
