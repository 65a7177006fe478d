package io.strongroom.server.escrow;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Locale;

/** What a command says to an operator, and asks. The writers flush line by line. */
record Terminal(PrintWriter out, PrintWriter err, InputStream in) {
    /** Whether the operator agrees; without a terminal nobody does. */
    boolean agrees(String question) throws IOException {
        err.print(question + " Type yes to go on: ");
        err.flush();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
