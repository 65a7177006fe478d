package io.strongroom.storage.command;

/**
 * Which commands a cluster may use. A command introduced at a level may be proposed only once the
 * cluster is finalized at it, which needs every voter to support it: until then nodes of the
 * version before can take part, and the upgrade can be undone.
 */
public final class FeatureLevel {
    /** What every version knows. */
    public static final int FIRST = 1;

    /** The newest that this version knows; new clusters are founded at it. */
    public static final int CURRENT = 3;

    private FeatureLevel() {}

    /** The level that a cluster must have before the command may be proposed. */
    public static int introducing(Command command) {
        return switch (command) {
            case Command.FoundCluster _,
                    Command.CreateVault _,
                    Command.AddServicePrincipal _,
                    Command.AddIssuerKey _,
                    Command.SetSecret _,
                    Command.UpdateSecret _,
                    Command.DeleteSecret _,
                    Command.RecoverSecret _,
                    Command.PurgeSecret _,
                    Command.RestoreSecret _,
                    Command.PurgeDue _,
                    Command.FinalizeLevel _ ->
                    FIRST;
            case Command.AddRoleAssignment add -> {
                // An older node would read it as one on the whole vault.
                if (add.assignment().object().isPresent()) {
                    yield 3;
                }
                yield add.evenIfRemoved() ? 2 : FIRST;
            }
            case Command.RemoveRoleAssignment _, Command.ReportDigest _ -> 2;
            case Command.AddKey _,
                    Command.RotateKey _,
                    Command.UpdateKey _,
                    Command.DeleteKey _,
                    Command.RecoverKey _,
                    Command.PurgeKey _,
                    Command.RestoreKey _,
                    Command.SetRotationPolicy _,
                    Command.StartRootRotation _,
                    Command.OfferTransportKey _,
                    Command.DeliverRootKey _,
                    Command.HoldRootKey _,
                    Command.AdoptRootKey _,
                    Command.Rewrap _,
                    Command.RetireRootKey _ ->
                    3;
        };
    }
}
