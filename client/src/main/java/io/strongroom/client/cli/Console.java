package io.strongroom.client.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;

/** The process's surroundings. The writers flush line by line. */
record Console(PrintWriter out, PrintWriter err, InputStream in, Map<String, String> environment) {}
