package io.strongroom.client.api;

import java.util.List;

/** The role assignments of one vault, ordered by principal and role. */
public record RoleAssignmentsJson(List<RoleAssignmentJson> value) {}
