package io.strongroom.server.access;

import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Role assignments as a view has them, read from it only when the principal's rights have another
 * revision there than when they were last read: every change of them makes a new one. Thread-safe;
 * for one node's views, whose revisions only grow.
 */
public final class RememberedAssignments {
    private static final int MAX_KNOWN = 10_000;

    private final ConcurrentHashMap<Place, Known> known = new ConcurrentHashMap<>();

    private record Place(VaultName vault, String principalObjectId) {}

    private record Known(long revision, List<RoleAssignment> assignments) {}

    /** The view's, for a decision on it; for vaults that there are. */
    public Authorizer.Assignments in(StateView view) {
        return (vault, principal) -> of(view, new Place(vault, principal));
    }

    private List<RoleAssignment> of(StateView view, Place place) {
        long revision = view.policyRevision(place.principalObjectId());
        Known before = known.get(place);
        if (before != null && before.revision() == revision) {
            return before.assignments();
        }
        List<RoleAssignment> read = view.roleAssignments(place.vault(), place.principalObjectId());
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        known.put(place, new Known(revision, List.copyOf(read)));
        return read;
    }
}
