package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Token;
import org.xipki.pkcs11.wrapper.TokenException;
import org.xipki.pkcs11.wrapper.TokenInfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A token of the loaded module, by its label. Thread-safe. */
final class WrapperToken implements TokenPort {
    private final LoadedModule module;
    private final String label;

    WrapperToken(LoadedModule module, String label) {
        this.module = module;
        this.label = label;
    }

    @Override
    public Slot locate() throws HsmException, TokenException {
        module.ready();
        long epoch = module.epoch();
        return module.enter(epoch, inside -> new WrapperSlot(module, epoch, find(inside)));
    }

    @Override
    public void restart() throws TokenException {
        module.restart(module.epoch());
    }

    private Token find(PKCS11Module inside) throws HsmException, PKCS11Exception {
        List<Token> matches = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        PKCS11Exception unreadable = null;
        for (org.xipki.pkcs11.wrapper.Slot slot : inside.getSlotList(true)) {
            try {
                TokenInfo info = slot.getToken().getTokenInfo();
                if (info.isTokenInitialized()) {
                    String found = info.getLabel().strip();
                    labels.add('"' + found + '"');
                    if (found.equals(label)) {
                        matches.add(slot.getToken());
                    }
                }
            } catch (PKCS11Exception e) {
                unreadable = e; // May be the one that is looked for, or none of our business.
            }
        }
        return single(matches, labels, unreadable);
    }

    private Token single(
            List<Token> matches, List<String> labels, @Nullable PKCS11Exception unreadable)
            throws HsmException, PKCS11Exception {
        if (matches.size() == 1) {
            return matches.getFirst();
        }
        if (matches.size() > 1) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    matches.size()
                            + " tokens are labelled \""
                            + label
                            + "\": give each token a label of its own");
        }
        if (unreadable != null) {
            throw unreadable;
        }
        if (labels.isEmpty()) {
            // So do modules whose HSM is in a network and cannot be reached.
            throw new HsmException(
                    Kind.UNAVAILABLE,
                    "no token is labelled \""
                            + label
                            + "\"; the module knows no initialised token: check whether the HSM"
                            + " can be reached, the module's own configuration and this user's"
                            + " rights");
        }
        throw new HsmException(
                Kind.CONFIGURATION,
                "no token is labelled \""
                        + label
                        + "\"; the module knows "
                        + String.join(", ", labels)
                        + ". Correct the configured label; if the token was initialised after this"
                        + " process started, restart it");
    }

    private record WrapperSlot(LoadedModule module, long epoch, Token token) implements Slot {
        @Override
        public Session openSession(boolean readWrite) throws TokenException {
            return module.enter(
                    epoch,
                    inside ->
                            new WrapperSession(
                                    new WrapperSession.Origin(
                                            module, epoch, RootKeyAttributes.keyWrapPad(listed())),
                                    token.openSession(readWrite)));
        }

        @Override
        public Set<Long> mechanisms() throws TokenException {
            return module.enter(epoch, inside -> listed());
        }

        /** The wrapper asks the module once only. */
        private Set<Long> listed() {
            return Arrays.stream(token.getMechanismList()).boxed().collect(Collectors.toSet());
        }
    }
}
