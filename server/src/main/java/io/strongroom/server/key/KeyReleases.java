package io.strongroom.server.key;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.strongroom.client.api.ReleasedJson;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.RsaAesKeyWrap;
import io.strongroom.server.auth.attest.Attestations;
import io.strongroom.server.auth.attest.Attested;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.Json;
import io.strongroom.server.item.CallContext;
import io.strongroom.server.key.release.ReleaseInput;
import io.strongroom.server.key.release.ReleaseRules;
import io.strongroom.server.key.release.ReleaseSigner;
import io.strongroom.server.key.release.TransferKey;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a key go to whom an attestation authority has vouched for, as the key's release policy asks.
 * Thread-safe. Source: Azure Key Vault, "Secure key release"; the answer's layout is ADR 0025's.
 */
public final class KeyReleases {
    private static final Logger LOG = LoggerFactory.getLogger(KeyReleases.class);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final KeyCrypto crypto;
    private final KeySealing sealing;
    private final Attestations attestations;
    private final ReleaseSigner signer;

    public KeyReleases(KeyCrypto crypto, Attestations attestations, ReleaseSigner signer) {
        this.crypto = crypto;
        this.sealing = new KeySealing(crypto.sealer());
        this.attestations = attestations;
        this.signer = signer;
    }

    /**
     * The signed answer with the wrapped key. A key may go before nbf and after exp, but not while
     * it is disabled.
     *
     * @param body of the request
     * @throws ApiException 400 or 403 when it may not, 503 when it cannot now
     */
    ApiResponse released(KeyVersion key, byte[] body, CallContext context, KeyJsonWriter writer) {
        ReleasePolicy policy = key.releasePolicy().orElseThrow(KeyErrors::notExportable);
        if (!key.attributes().enabled()) {
            throw KeyErrors.releaseOfDisabled();
        }
        ReleaseInput input = ReleaseInput.of(body);
        ReleaseRules rules = ReleaseRules.read(policy.data().toArray());
        Attested attested = attestations.verified(input.target(), rules::names);
        if (!rules.allow(attested)) {
            throw KeyErrors.notReleased();
        }
        TransferKey recipient = TransferKey.of(attested);
        byte[] wrapped = wrapped(key, recipient, input.wrap().hash(), context);
        ObjectNode payload = JSON.objectNode();
        payload.set("request", request(input, writer.kid(key), context));
        payload.set("response", response(writer.bundle(key), recipient, input, wrapped));
        String answer =
                signer.sign(Json.write(payload))
                        .orElseThrow(() ->
                                ErrorMapper.notServing("it has no key to sign the answer with"));
        LOG.atInfo()
                .addKeyValue("key", writer.kid(key))
                .addKeyValue("authority", attested.issuer())
                .addKeyValue("caller", context.requestId().caller())
                .log("key_released");
        return ApiResponse.ok(new ReleasedJson(answer));
    }

    private byte[] wrapped(KeyVersion key, TransferKey recipient, Hash hash, CallContext context) {
        try (SecretBytes half = sealing.open(context.view(), context.vault().name(), key)) {
            if (!key.material().inHsm()) {
                return RsaAesKeyWrap.wrap(recipient.key(), hash, half);
            }
            HsmKeys hsm = crypto.requireHsm(key.material().rootGeneration());
            HsmKey inHsm = Materials.hsmKey(key.material(), half);
            return HsmCall.of(() -> hsm.release(inHsm, recipient.key(), hash));
        } catch (BadInputException e) {
            throw KeyErrors.of(e);
        }
    }

    private static ObjectNode request(ReleaseInput input, String kid, CallContext context) {
        ObjectNode json = JSON.objectNode();
        json.put("api-version", context.version().value());
        json.put("enc", input.wrap().wireName());
        json.put("kid", kid);
        input.nonce().ifPresent(nonce -> json.put("nonce", nonce));
        return json;
    }

    /** The key as GET shows it, and in its JWK what was wrapped, as imports bring such. */
    private static ObjectNode response(
            ObjectNode bundle, TransferKey recipient, ReleaseInput input, byte[] wrapped) {
        ObjectNode transfer = JSON.objectNode();
        transfer.put("schema_version", "1.0.0");
        ObjectNode header = transfer.putObject("header");
        recipient.keyId().ifPresent(kid -> header.put("kid", kid));
        header.put("alg", "dir");
        header.put("enc", input.wrap().wireName());
        transfer.put("ciphertext", KeyJsonWriter.base64(wrapped));
        ((ObjectNode) bundle.get("key")).put("key_hsm", KeyJsonWriter.base64(Json.write(transfer)));
        ObjectNode json = JSON.objectNode();
        json.set("key", bundle);
        return json;
    }
}
