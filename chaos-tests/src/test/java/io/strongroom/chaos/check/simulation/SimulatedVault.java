package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** A vault of one moment: each call takes effect at once. Correct but for the planted bug. */
final class SimulatedVault {
    /** The retention of names of the workload "kept". */
    static final long RETENTION_MILLIS = 10_000;

    static final String KEPT = "kept";
    private static final int BUG_PERCENT = 10;

    private final TreeMap<String, Secret> secrets = new TreeMap<>();
    private final TreeMap<String, Role> roles = new TreeMap<>();
    private final Random random;
    private final PlantedBug bug;
    private int nextVersion = 1;
    private int bites;

    SimulatedVault(PlantedBug bug, Random random) {
        this.bug = bug;
        this.random = random;
    }

    /**
     * @param begin when the client sent it
     * @param end when its answer comes; Long.MAX_VALUE if it never does
     * @param now when it takes effect, in nanoseconds as the others
     */
    record Moment(long begin, long end, long now) {}

    private record Version(String id, String value, Moment made) {
        Seen seen() {
            return new Seen.Version(id, value);
        }
    }

    private static final class Secret {
        private final List<Version> versions = new ArrayList<>();
        private boolean deleted;
        private long changedUntil;
        private long purgeMillis;
    }

    private static final class Role {
        private boolean granted;
        private long changedUntil;
    }

    /** How often the planted bug was acted out. */
    int bites() {
        return bites;
    }

    Seen apply(Request request, Moment moment) {
        String name = request.name();
        Secret secret = secrets.get(name);
        if (secret != null && secret.deleted && secret.purgeMillis <= moment.now() / 1_000_000) {
            secrets.remove(name);
            secret = null;
        }
        return switch (request.action()) {
            case Action.Set(String value) -> set(name, value, moment);
            case Action.Get _ -> get(secret, moment);
            case Action.GetVersion(String id) -> getVersion(secret, id);
            case Action.GetDeleted _ ->
                    secret != null && secret.deleted ? deletion(secret) : notFound();
            case Action.Delete _ -> delete(name, secret, moment);
            case Action.Recover _ -> recover(secret, moment);
            case Action.Purge _ -> purge(name, secret);
            case Action.ListVersions _ ->
                    new Seen.Listing(
                            secret == null
                                    ? List.of()
                                    : secret.versions.stream().map(Version::id).toList());
            case Action.Grant _ -> changeRole(name, true, moment);
            case Action.Revoke _ -> changeRole(name, false, moment);
            case Action.Use _ -> use(name, moment);
            case Action.ListNames _ -> throw new IllegalArgumentException("listed page by page");
        };
    }

    /** The next live names with the prefix after the last one. */
    List<String> page(String prefix, String last, int size) {
        List<String> page = new ArrayList<>();
        for (var entry : secrets.tailMap(last, false).entrySet()) {
            if (page.size() < size
                    && entry.getKey().startsWith(prefix)
                    && !entry.getValue().deleted) {
                page.add(entry.getKey());
            }
        }
        if (!last.isEmpty() && !page.isEmpty()) {
            if (acts(PlantedBug.LISTED_TWICE)) {
                page.addFirst(last);
            } else if (acts(PlantedBug.LISTING_MISSES)) {
                page.removeFirst();
            }
        }
        return page;
    }

    /** A set whose client is told that it failed. */
    void failed(Request request, Moment moment) {
        if (request.action() instanceof Action.Set(String value)
                && acts(PlantedBug.FAILED_WRITE_STORED)) {
            var _ = set(request.name(), value, moment);
        }
    }

    private Seen set(String name, String value, Moment moment) {
        Secret secret = secrets.computeIfAbsent(name, _ -> new Secret());
        if (secret.deleted) {
            return new Seen.Refused(Seen.Refusal.CONFLICT);
        }
        Version made = new Version("v" + nextVersion++, value, moment);
        boolean acknowledged = moment.end() != Long.MAX_VALUE;
        if (acknowledged && acts(PlantedBug.LOST_WRITE)) {
            if (secret.versions.isEmpty()) {
                secrets.remove(name);
            }
            return made.seen();
        }
        secret.versions.add(made);
        if (acts(PlantedBug.DUPLICATE)) {
            secret.versions.add(new Version("v" + nextVersion++, value, moment));
        }
        return secret.versions.getLast().seen();
    }

    private Seen get(@Nullable Secret secret, Moment moment) {
        if (secret == null) {
            return notFound();
        }
        if (secret.deleted) {
            return secret.changedUntil < moment.begin() && acts(PlantedBug.RESURRECTED)
                    ? secret.versions.getLast().seen()
                    : notFound();
        }
        int count = secret.versions.size();
        Version last = secret.versions.getLast();
        if (last.made().end() != Long.MAX_VALUE && acts(PlantedBug.ANOTHER_ID)) {
            return new Seen.Version(last.id() + "x", last.value());
        }
        if (count > 1) {
            Version old = secret.versions.get(count - 2);
            Version latest = secret.versions.getLast();
            boolean stale =
                    old.made().end() < latest.made().begin()
                            && latest.made().end() < moment.begin();
            if (stale && acts(PlantedBug.STALE_READ)) {
                return old.seen();
            }
        }
        return secret.versions.getLast().seen();
    }

    private static Seen getVersion(@Nullable Secret secret, String id) {
        if (secret != null && !secret.deleted) {
            for (Version one : secret.versions) {
                if (one.id().equals(id)) {
                    return one.seen();
                }
            }
        }
        return notFound();
    }

    private Seen delete(String name, @Nullable Secret secret, Moment moment) {
        if (secret == null || secret.deleted) {
            return notFound();
        }
        secret.deleted = true;
        secret.changedUntil = moment.end();
        secret.purgeMillis = Long.MAX_VALUE;
        if (name.startsWith(KEPT)) {
            long kept = RETENTION_MILLIS + random.nextInt(1_000);
            if (acts(PlantedBug.EARLY_PURGE)) {
                kept /= 2;
            }
            secret.purgeMillis =
                    acts(PlantedBug.MISSING_PURGE)
                            ? Long.MAX_VALUE
                            : moment.now() / 1_000_000 + kept;
        }
        return deletion(secret);
    }

    private static Seen recover(@Nullable Secret secret, Moment moment) {
        if (secret == null || !secret.deleted) {
            return notFound();
        }
        secret.deleted = false;
        secret.changedUntil = moment.end();
        return new Seen.Done();
    }

    private Seen purge(String name, @Nullable Secret secret) {
        if (secret == null || !secret.deleted) {
            return notFound();
        }
        secrets.remove(name);
        return new Seen.Done();
    }

    private Seen changeRole(String name, boolean granted, Moment moment) {
        Role role = roles.computeIfAbsent(name, _ -> new Role());
        role.granted = granted;
        role.changedUntil = moment.end();
        return new Seen.Done();
    }

    private Seen use(String name, Moment moment) {
        Role role = roles.computeIfAbsent(name, _ -> new Role());
        boolean wrongly =
                !role.granted
                        && role.changedUntil != 0
                        && role.changedUntil < moment.begin()
                        && acts(PlantedBug.SUCCESS_AFTER_REVOKE);
        boolean wronglyRefused =
                role.granted
                        && role.changedUntil < moment.begin()
                        && acts(PlantedBug.REFUSED_AFTER_GRANT);
        return (role.granted && !wronglyRefused) || wrongly
                ? new Seen.Done()
                : new Seen.Refused(Seen.Refusal.FORBIDDEN);
    }

    private boolean acts(PlantedBug one) {
        // Few sets fail, so each of them has to bite.
        boolean always = one == PlantedBug.FAILED_WRITE_STORED;
        boolean acts = bug == one && (always || random.nextInt(100) < BUG_PERCENT);
        bites += acts ? 1 : 0;
        return acts;
    }

    private static Seen deletion(Secret secret) {
        return new Seen.Deletion(0, secret.purgeMillis / 1_000);
    }

    private static Seen notFound() {
        return new Seen.Refused(Seen.Refusal.NOT_FOUND);
    }
}
