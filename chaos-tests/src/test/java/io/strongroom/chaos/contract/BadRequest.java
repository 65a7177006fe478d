package io.strongroom.chaos.contract;

/** A row of the table: a request and what must come back. */
record BadRequest(String name, RawRequest request, Expected expected) {}
