package io.strongroom.server.auth.issuer;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.storage.command.IssuerKey;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The signer of the newest issuer key in the replicated state. Thread-safe; a key is opened on
 * first use and held until a newer one appears.
 */
public final class CurrentSigner implements Supplier<Optional<TokenSigner>> {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentSigner.class);

    private final Supplier<List<IssuerKey>> keys;
    private final KeyOpener opener;
    private volatile @Nullable Opened last;

    /** Opens a sealed issuer key. */
    @FunctionalInterface
    public interface KeyOpener {
        /** The key in PKCS#8; closed by the one who asked. */
        SecretBytes open(IssuerKey key) throws HsmException;
    }

    private record Opened(String keyId, TokenSigner signer) {}

    /**
     * @param keys the state's issuer keys, oldest first
     */
    public CurrentSigner(Supplier<List<IssuerKey>> keys, KeyOpener opener) {
        this.keys = keys;
        this.opener = opener;
    }

    /** Empty while there is no key, or it cannot be opened for now (which is logged). */
    @Override
    public Optional<TokenSigner> get() {
        List<IssuerKey> present = keys.get();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        IssuerKey newest = present.getLast();
        @Nullable Opened known = last;
        if (known != null && known.keyId().equals(newest.keyId())) {
            return Optional.of(known.signer());
        }
        try (SecretBytes pkcs8 = opener.open(newest)) {
            TokenSigner signer = pkcs8.use(bytes -> TokenSigner.of(newest.keyId(), bytes));
            last = new Opened(newest.keyId(), signer);
            return Optional.of(signer);
        } catch (HsmException e) {
            LOG.atWarn()
                    .addKeyValue("keyId", newest.keyId())
                    .addKeyValue("reason", e.getMessage())
                    .log("issuer_key_not_opened");
            return Optional.empty();
        }
    }
}
