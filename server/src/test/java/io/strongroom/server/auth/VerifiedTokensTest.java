package io.strongroom.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.storage.command.Bytes;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class VerifiedTokensTest {
    private static final VerifiedToken TOKEN =
            new VerifiedToken(new Caller("oid", "appid", "iss"), 0, 1);

    private static Bytes digest(int number) {
        return Bytes.copyOf(new byte[] {(byte) number});
    }

    @Test
    void remember_whenFull_forgetsTheFirst() {
        VerifiedTokens tokens = new VerifiedTokens(2);
        tokens.remember(1, digest(1), TOKEN);
        tokens.remember(1, digest(2), TOKEN);
        tokens.remember(1, digest(3), TOKEN);

        assertEquals(2, tokens.size());
        assertEquals(Optional.empty(), tokens.find(1, digest(1)));
        assertEquals(Optional.of(TOKEN), tokens.find(1, digest(3)));
    }

    @Test
    void find_underOtherKeys_forgetsEverything() {
        VerifiedTokens tokens = new VerifiedTokens(2);
        tokens.remember(1, digest(1), TOKEN);

        assertEquals(Optional.empty(), tokens.find(2, digest(1)));
        assertEquals(Optional.empty(), tokens.find(1, digest(1)));
    }
}
