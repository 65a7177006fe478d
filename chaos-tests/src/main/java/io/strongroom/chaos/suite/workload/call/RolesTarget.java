package io.strongroom.chaos.suite.workload.call;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.TokenProvider;
import io.strongroom.client.api.AddRoleAssignmentJson;
import io.strongroom.client.api.RoleAssignmentJson;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A principal's role on vaults of its own, given and taken away by an administrator; the request's
 * name is the vault, which stands for the principal's role there. Thread-safe.
 *
 * @param admin the administrator
 * @param tokens the holder's, who is known by what stands in them
 * @param holder calls as that principal
 * @param turns counts uses, which are reads and changes by turns
 */
public record RolesTarget(
        AdminClient admin,
        TokenProvider tokens,
        StrongroomClient holder,
        Marker marker,
        AtomicInteger turns)
        implements Target {
    private static final String ROLE = "Key Vault Secrets Officer";
    private static final String SECRET = "used";

    @Override
    public Outcome ask(Request request) {
        try {
            return switch (request.action()) {
                case Action.Grant _ -> {
                    var _ =
                            admin.addRoleAssignment(
                                    new AddRoleAssignmentJson(
                                            request.name(), objectId(), ROLE, null));
                    yield done();
                }
                case Action.Revoke _ -> revoked(request.name());
                case Action.Use _ -> used(request.name());
                default ->
                        throw new IllegalArgumentException(
                                "no call for " + request.action().label());
            };
        } catch (StrongroomException e) {
            return Outcomes.of(e);
        } catch (IllegalStateException e) {
            // A bug of the client's: what it sent before, nobody knows.
            return new Outcome.Unknown(e.getClass().getSimpleName());
        }
    }

    /** What is not there needs no taking away, and was not taken away: that is a refusal. */
    private Outcome revoked(String vault) {
        String principal = objectId();
        List<RoleAssignmentJson> theirs =
                admin.roleAssignments(vault).stream()
                        .filter(one -> one.principalObjectId().equals(principal))
                        .toList();
        if (theirs.isEmpty()) {
            return new Outcome.Ok(new Seen.Refused(Seen.Refusal.NOT_FOUND));
        }
        boolean removedOne = false;
        for (RoleAssignmentJson one : theirs) {
            try {
                admin.removeRoleAssignment(one.id());
                removedOne = true;
            } catch (StrongroomException e) {
                // Half of it was done: neither all nor nothing.
                return removedOne
                        ? new Outcome.Unknown("one of %d removed".formatted(theirs.size()))
                        : Outcomes.of(e);
            }
        }
        return done();
    }

    private Outcome used(String vault) {
        StrongroomClient client = holder.vault(vault);
        if (turns.getAndIncrement() % 2 == 1) {
            var _ = client.set(SECRET, marker.mark("used"));
            return done();
        }
        try {
            var _ = client.get(SECRET);
            return done();
        } catch (StrongroomException e) {
            Outcome outcome = Outcomes.of(e);
            // Whoever may not look is not told what is there.
            boolean wasAllowed =
                    outcome.equals(new Outcome.Ok(new Seen.Refused(Seen.Refusal.NOT_FOUND)));
            return wasAllowed ? done() : outcome;
        }
    }

    private String objectId() {
        byte[] claims = Base64.getUrlDecoder().decode(tokens.token().split("\\.", 3)[1]);
        try {
            return new ObjectMapper().readTree(claims).path("oid").asText();
        } catch (IOException e) {
            throw new IllegalStateException("a token's claims are not JSON", e);
        }
    }

    private static Outcome done() {
        return new Outcome.Ok(new Seen.Done());
    }
}
