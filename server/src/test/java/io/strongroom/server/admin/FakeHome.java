package io.strongroom.server.admin;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.RootKeyInfo;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** A token that wraps by turning the bytes around. */
final class FakeHome implements RootKeyHome {
    static final int LACKED = 9;

    @Nullable HsmException trouble;
    int wraps;

    private void trouble() throws HsmException {
        HsmException planted = trouble;
        if (planted != null) {
            throw planted;
        }
    }

    @Override
    public String tokenLabel() {
        return "the token";
    }

    @Override
    public String keyLabel() {
        return "root";
    }

    @Override
    public String keyLabel(int generation) {
        return "root-" + generation;
    }

    @Override
    public List<RootKeyInfo> keys() throws HsmException {
        trouble();
        return List.of(
                new RootKeyInfo("root", Optional.of("ab12"), Optional.empty(), true, false, true));
    }

    @Override
    public List<String> mechanisms() throws HsmException {
        trouble();
        return List.of("CKM_RSA_PKCS_OAEP");
    }

    @Override
    public byte[] wrap(int generation, byte[] subjectPublicKeyInfo) throws HsmException {
        trouble();
        if (generation == LACKED) {
            throw new HsmException(HsmException.Kind.CONFIGURATION, "no such key");
        }
        wraps++;
        return new byte[] {1, 2, 3};
    }
}
