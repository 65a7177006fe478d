package io.strongroom.hsm.escrow;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

final class EscrowTest {
    private static final UUID CLUSTER = UUID.fromString("0d9f2a52-4d8b-4a0c-9d8e-2f6c0c1c7a11");
    private static final byte[] ROOT = root();
    private static final EscrowedRootKey.Subject SUBJECT =
            new EscrowedRootKey.Subject(
                    CLUSTER,
                    "root-key",
                    1,
                    HexFormat.of()
                            .formatHex(
                                    RootKeyFingerprint.of(
                                            AesKeyWrap.wrap(
                                                    ROOT, RootKeyFingerprint.publicValue()))),
                    Instant.parse("2026-11-22T10:00:00Z"));

    private static TestOfficers officers = new TestOfficers(List.of());
    private static EscrowDocument document = new EscrowDocument(2, List.of(), "");

    private static byte[] root() {
        byte[] root = new byte[32];
        for (int i = 0; i < root.length; i++) {
            root[i] = (byte) i;
        }
        return root;
    }

    @BeforeAll
    static void makeEscrow() throws Exception {
        officers = TestOfficers.of(4);
        document = create(3);
    }

    private static EscrowDocument create(int required) throws HsmException {
        return Escrow.create(
                officers.required(required),
                SUBJECT,
                key -> key.use(under -> AesKeyWrap.wrap(under, ROOT)));
    }

    private static List<Share> shares(EscrowDocument of, int... chosen) throws HsmException {
        List<Share> shares = new ArrayList<>();
        for (int officer : chosen) {
            shares.add(officers.key(officer).open(of));
        }
        return shares;
    }

    private static byte[] rootIn(OpenedEscrow opened) throws HsmException {
        byte[] under = opened.wrappingKey().use(byte[]::clone);
        return AesKeyWrap.unwrap(under, opened.content().blob());
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = EscrowTest.class.getResourceAsStream("/escrow/" + resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void open_anyRequiredOfficers_giveTheRootKeyAndWhoseItIs() throws HsmException {
        for (int absent = 0; absent < 4; absent++) {
            int[] present = {(absent + 3) % 4, (absent + 1) % 4, (absent + 2) % 4};
            try (OpenedEscrow opened = Escrow.open(document, shares(document, present))) {
                assertArrayEquals(ROOT, rootIn(opened));
                assertEquals(SUBJECT, opened.content().subject());
            }
        }
    }

    /** The file and the keys were made by a program of its own, from the format's description. */
    @Test
    void open_documentOfAnotherImplementation_givesTheRootKey() throws Exception {
        EscrowDocument other = EscrowDocument.parse(text("escrow.json"));
        List<Share> shares = new ArrayList<>();
        for (String officer : List.of("carol", "alice")) {
            byte[] key = text(officer + ".key").getBytes(StandardCharsets.US_ASCII);
            shares.add(OfficerKey.read(key, Optional.empty()).open(other));
        }
        try (OpenedEscrow opened = Escrow.open(other, shares)) {
            assertArrayEquals(ROOT, rootIn(opened));
            assertEquals(SUBJECT, opened.content().subject());
        }
    }

    @Test
    void open_throughATransferKey_givesTheRootKey() throws HsmException {
        TransferKey transfer = TransferKey.generate();
        List<Share> shares = new ArrayList<>();
        for (Share share : shares(document, 3, 0, 1)) {
            String sealed = TransferKey.sealed(document, share, transfer.request());
            shares.add(transfer.open(document, sealed));
        }
        assertEquals(transfer.print(), TransferKey.printOf(transfer.request()));
        try (OpenedEscrow opened = Escrow.open(document, shares)) {
            assertArrayEquals(ROOT, rootIn(opened));
        }
    }

    @Test
    void openTransferred_ofAnotherRequestOrEscrow_saysWhatToDo() throws HsmException {
        TransferKey transfer = TransferKey.generate();
        Share share = shares(document, 0).getFirst();
        String forAnother = TransferKey.sealed(document, share, TransferKey.generate().request());
        String otherEscrow = TransferKey.sealed(create(3), share, transfer.request());

        String request = assertFails(Kind.CONFIGURATION, () -> transfer.open(document, forAnother));
        assertTrue(request.contains("for another request"), request);
        String escrow = assertFails(Kind.CONFIGURATION, () -> transfer.open(document, otherEscrow));
        assertTrue(escrow.contains("another escrow file"), escrow);
        assertFails(Kind.CONFIGURATION, () -> transfer.open(document, "{"));
    }

    @Test
    void open_fewerOrMoreSharesThanRequired_isRefused() throws HsmException {
        for (int[] chosen : new int[][] {{0, 1}, {0, 1, 2, 3}}) {
            List<Share> shares = shares(document, chosen);
            String why = assertFails(Kind.CONFIGURATION, () -> Escrow.open(document, shares));
            assertTrue(why.contains("3 of 4 shares open this escrow"), why);
        }
    }

    @Test
    void open_sameOfficerTwice_isRefused() throws HsmException {
        List<Share> shares = shares(document, 0, 1, 0);

        String why = assertFails(Kind.NOT_AUTHENTIC, () -> Escrow.open(document, shares));
        assertTrue(why.contains("twice"), why);
    }

    @Test
    void open_shareOfAnotherEscrowAmongThem_isRefused() throws HsmException {
        List<Share> shares = shares(document, 0, 1);
        shares.addAll(shares(create(3), 2));

        String why = assertFails(Kind.NOT_AUTHENTIC, () -> Escrow.open(document, shares));
        assertTrue(why.contains("try other officers"), why);
    }

    @Test
    void open_anyPartOfTheDocumentChanged_isRefused() throws HsmException {
        List<Share> shares = shares(document, 0, 1, 2);
        for (int at : new int[] {3, document.data().length() / 2, document.data().length() - 2}) {
            String data = flipped(document.data(), at);
            EscrowDocument changed = new EscrowDocument(3, document.shares(), data);
            assertFails(Kind.NOT_AUTHENTIC, () -> Escrow.open(changed, shares));
        }
        EscrowDocument.SealedShare mine = document.shares().getFirst();
        for (int at = 1; at < mine.jwe().length(); at += 97) {
            EscrowDocument.SealedShare one =
                    new EscrowDocument.SealedShare(flipped(mine.jwe(), at), mine.print());
            EscrowDocument changed = new EscrowDocument(3, List.of(one, one, one), "x");
            assertFails(Kind.NOT_AUTHENTIC, () -> officers.key(0).open(changed));
        }
    }

    private static String flipped(String text, int at) {
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    @Test
    void open_keyOfNoOfficer_saysSo() throws Exception {
        byte[] stranger = TestOfficers.privatePem(TestOfficers.pair(2048));
        OfficerKey key = OfficerKey.read(stranger, Optional.empty());

        String why = assertFails(Kind.NOT_AUTHENTIC, () -> key.open(document));
        assertTrue(why.contains("none of the 4 shares"), why);
    }

    @Test
    void create_twice_sharesNothing() throws HsmException {
        EscrowDocument again = create(3);

        assertNotEquals(document.print(), again.print());
        List<Share> first = shares(document, 0);
        List<Share> second = shares(again, 0);
        assertFalse(first.getFirst().words().sameAs(second.getFirst().words()));
    }

    @Test
    void document_writtenAndRead_isTheSame() throws HsmException {
        assertEquals(document, EscrowDocument.parse(document.toJson()));
        String json = document.toJson();
        assertTrue(json.startsWith("{\"EncData\":{\"data\":[{\"compact_jwe\":\"ey"), json);
        assertTrue(json.contains("\"tag\":\"strongroom-root-key\"}],\"kdf\":\"sp108_kdf\"}"), json);
        assertTrue(json.contains("\"SharedKeys\":{\"required\":3,\"enc_shares\":[{"), json);
        assertFalse(json.contains(SUBJECT.fingerprint()), json);
    }

    @Test
    void parse_notADocument_isRefused() {
        String json = document.toJson();
        for (String bad :
                List.of(
                        "",
                        "[]",
                        "{}",
                        json.substring(0, json.length() / 2),
                        json.replace("sp108_kdf", "other"),
                        json.replace("strongroom-root-key", "other"),
                        json.replace("\"required\":3", "\"required\":1"),
                        json.replace("\"required\":3", "\"required\":5"),
                        json.replace("enc_key", "key"))) {
            assertFails(Kind.CONFIGURATION, () -> EscrowDocument.parse(bad));
        }
    }
}
