package io.strongroom.client.api;

import java.util.List;

/** The requests for the root key that one node keeps, oldest first. */
public record JoinsJson(List<JoinJson> value) {}
