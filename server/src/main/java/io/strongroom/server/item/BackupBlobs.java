package io.strongroom.server.item;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.Json;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.view.StateView;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Backup blobs of one kind of item: a JSON document sealed under the cluster's backup key. They
 * open in the cluster that made them and nowhere else. Thread-safe.
 */
public final class BackupBlobs {
    /** As the API's limits say. */
    public static final int MAX_VERSIONS = 500;

    /**
     * A restore travels in one log entry of at most 3 MiB, and its request's body has at most 4
     * MiB, of which base64 takes a quarter; the rest is room for what an entry adds to each of 500
     * versions (the name again, sealing), some 130 bytes.
     */
    public static final int MAX_PLAINTEXT_BYTES = ReplicatedLog.MAX_ENTRY_BYTES - 256 * 1024;

    private final Sealer sealer;
    private final String kind;

    /**
     * @param kind of the items, such as {@code secret}; a blob of one kind is none of another
     */
    public BackupBlobs(Sealer sealer, String kind) {
        this.sealer = sealer;
        this.kind = kind;
    }

    /** Refuses an item with more versions than a blob may hold. */
    public void requireFits(int versions) {
        if (versions > MAX_VERSIONS) {
            throw ApiException.badParameter(
                    "The %s has more than %d versions and cannot be backed up."
                            .formatted(kind, MAX_VERSIONS));
        }
    }

    /**
     * Seals a document.
     *
     * @return base64url without padding
     */
    public String seal(StateView view, Object document) {
        byte[] plaintext = Json.write(document);
        try {
            if (plaintext.length > MAX_PLAINTEXT_BYTES) {
                throw ApiException.badParameter(
                        "The %s's versions are too large for one backup: at most %d bytes are allowed."
                                .formatted(kind, MAX_PLAINTEXT_BYTES));
            }
            Sealer.DataKey key = DataKeys.latest(view, DataKeys.BACKUP);
            byte[] blob = sealer.seal(key, identity(view), plaintext);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(blob);
        } catch (HsmException e) {
            throw ErrorMapper.of(e);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** The blob in a request to restore. */
    public static String of(byte[] body) {
        JsonNode root = Json.read(body);
        return ItemInput.member(root, "value")
                .map(node -> ItemInput.text(node, "value"))
                .orElseThrow(() -> ApiException.badParameter("The property value is required."));
    }

    /**
     * Opens a blob.
     *
     * @throws ApiException BadParameter when it is not one of this cluster's or was changed
     */
    public <T> T open(StateView view, String blob, Class<T> document) {
        byte[] sealed;
        try {
            sealed = ItemInput.base64(blob);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        byte[] plaintext = null;
        try {
            int generation = Sealer.generationOf(sealed);
            Sealer.DataKey key =
                    view.dataKey(DataKeys.BACKUP, generation)
                            .map(DataKeys::key)
                            .orElseThrow(this::invalid);
            plaintext = sealer.open(key, identity(view), sealed);
            return Json.readAs(plaintext, document);
        } catch (HsmException e) {
            throw e.kind() == HsmException.Kind.NOT_AUTHENTIC ? invalid() : ErrorMapper.of(e);
        } catch (IOException e) {
            throw invalid();
        } finally {
            if (plaintext != null) {
                Arrays.fill(plaintext, (byte) 0);
            }
        }
    }

    private byte[] identity(StateView view) {
        String cluster = view.clusterId().orElseThrow(this::invalid).toString();
        return Identity.of(kind + "-backup", cluster);
    }

    /** The refusal of what is no blob of this kind and cluster. */
    public ApiException invalid() {
        return ApiException.badParameter(
                "The backup blob is not a valid " + kind + " backup of this cluster.");
    }
}
