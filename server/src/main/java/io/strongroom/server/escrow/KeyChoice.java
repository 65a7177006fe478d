package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.pkcs11.Pkcs11RootKeyDevice;

import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which root key is meant, by its generation or by its label: a node finds a generation by the
 * label that its configuration gives it and no other way, so one follows from the other.
 */
final class KeyChoice {
    @Option(
            names = "--generation",
            paramLabel = "N",
            description = "The root key's generation, instead of the one that is found.")
    private Optional<Integer> generation = Optional.empty();

    @Option(
            names = "--key-label",
            paramLabel = "LABEL",
            description = "Instead: the label that the root key of that generation has.")
    private Optional<String> label = Optional.empty();

    /**
     * The generation that was said, if one was.
     *
     * @param first the label of the first root key by the configuration; empty of a key store file
     * @throws HsmException when it can be none, or the two do not say the same
     */
    OptionalInt said(String first) throws HsmException {
        if (label.isPresent()) {
            return OptionalInt.of(labelled(first, label.get()));
        }
        if (generation.isEmpty()) {
            return OptionalInt.empty();
        }
        if (generation.get() < 1 || (first.isEmpty() && generation.get() != 1)) {
            throw refused(
                    first.isEmpty()
                            ? "the root key in a key store file is of generation 1, not "
                                    + generation.get()
                            : "generations are counted from 1; there is no " + generation.get());
        }
        return OptionalInt.of(generation.get());
    }

    private int labelled(String first, String asked) throws HsmException {
        if (first.isEmpty()) {
            throw refused("a root key in a key store file has no label: leave --key-label out");
        }
        int meant =
                Pkcs11RootKeyDevice.generation(first, asked)
                        .orElseThrow(() ->
                                refused(
                                        "no root key of this configuration is called \"%s\": they are \"%s\", \"%s\" and so on. Correct --key-label, or rootKey.pkcs11.keyLabel"
                                                .formatted(
                                                        asked,
                                                        first,
                                                        Pkcs11RootKeyDevice.label(first, 2))));
        if (generation.isPresent() && generation.get() != meant) {
            throw refused(
                    "\"%s\" is the label of generation %d, not %d: leave one of --key-label and --generation out"
                            .formatted(asked, meant, generation.get()));
        }
        return meant;
    }

    private static HsmException refused(String message) {
        return new HsmException(Kind.CONFIGURATION, message);
    }
}
