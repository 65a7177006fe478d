package io.strongroom.storage.command;

/** One command of a batch, with the id under which its result is remembered. */
public record Envelope(RequestId requestId, Command command) {}
