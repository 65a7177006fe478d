package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.escrow.Escrow;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.OfficerKey;
import io.strongroom.hsm.escrow.OpenedEscrow;
import io.strongroom.hsm.escrow.Share;
import io.strongroom.hsm.escrow.TransferKey;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shares of one escrow, from as many officers as it needs. Closing it wipes them. */
final class Gathering implements AutoCloseable {
    private final EscrowDocument document;
    private final PrintWriter progress;
    private final List<Share> shares = new ArrayList<>();
    private final List<Path> used = new ArrayList<>();
    private final Map<Path, String> refused = new HashMap<>();

    Gathering(EscrowDocument document, PrintWriter progress) {
        this.document = document;
        this.progress = progress;
    }

    boolean isComplete() {
        return shares.size() >= document.required();
    }

    /** The share of an officer who is here. */
    void add(OfficerKey key) throws HsmException {
        add(key.open(document));
    }

    private void add(Share share) throws HsmException {
        if (shares.stream().anyMatch(known -> known.index() == share.index())) {
            share.close();
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "it is share "
                            + share.index()
                            + ", which was given already: another officer's is needed");
        }
        shares.add(share);
        progress.printf(
                "Share %d of %d opened: %d of the %d needed.%n",
                share.index(), document.shares().size(), shares.size(), document.required());
    }

    /**
     * Waits until enough of the files are there. One that is not right is told of, and read again
     * when it has changed.
     */
    void await(TransferKey transfer, List<Path> files, Duration patience, Pause pause)
            throws HsmException, InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            for (Path file : files) {
                if (!isComplete() && !used.contains(file) && Files.isReadable(file)) {
                    take(transfer, file);
                }
            }
            if (isComplete()) {
                return;
            }
            if (System.nanoTime() - begun >= patience.toNanos()) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "only %d of the %d shares that are needed came within %s: run the command again; officers then open theirs for its new request"
                                .formatted(shares.size(), document.required(), patience));
            }
            pause.rest();
        }
    }

    private void take(TransferKey transfer, Path file) throws HsmException {
        String text = EscrowFiles.text(file);
        if (text.equals(refused.get(file))) {
            return;
        }
        try {
            add(transfer.open(document, text));
            used.add(file);
        } catch (HsmException unusable) {
            refused.put(file, text);
            progress.println(file + ": " + unusable.getMessage() + " (waiting for another file)");
        }
    }

    OpenedEscrow opened() throws HsmException {
        return Escrow.open(document, shares);
    }

    /** Deletes the files that were opened: nobody can open them again. */
    void deleteUsed() throws IOException {
        for (Path file : used) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        shares.forEach(Share::close);
    }
}
