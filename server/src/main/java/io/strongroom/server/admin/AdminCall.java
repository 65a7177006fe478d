package io.strongroom.server.admin;

/** What a path of the admin API asks for. */
sealed interface AdminCall {
    /** The members, and this node's own state. */
    record Status() implements AdminCall {}

    /** Takes a node in as a listener. */
    record AddNode() implements AdminCall {}

    /** Gives a listener its vote. */
    record Promote(int node) implements AdminCall {}

    /** Takes a member out. */
    record RemoveNode(int node) implements AdminCall {}

    /** Moves leadership. */
    record MoveLeadership() implements AdminCall {}

    /** Finalizes a feature level. */
    record FinalizeLevel() implements AdminCall {}

    /** The root keys, and how far a new one is. */
    record RootKeyStatus() implements AdminCall {}

    /** Begins the way to a new root key. */
    record RotateRootKey() implements AdminCall {}

    /** Gives a new root key up. */
    record AbandonRootRotation() implements AdminCall {}

    /** Gives old root keys up. */
    record RetireRootKeys() implements AdminCall {}

    /** Destroys retired root keys in the answering node's HSM. */
    record DestroyRetired() implements AdminCall {}

    /** The role assignments of one vault. */
    record ListRoleAssignments() implements AdminCall {}

    /** Gives a role. */
    record AddRoleAssignment() implements AdminCall {}

    /** Takes a role away. */
    record RemoveRoleAssignment(String id) implements AdminCall {}

    /** Where this node has its root key. */
    record HsmStatus() implements AdminCall {}

    /** Those that asked this node for the root key. */
    record ListJoins() implements AdminCall {}

    /** Asks for the root key. */
    record AskToJoin() implements AdminCall {}

    /** How one stands, with what it gets. */
    record FetchJoin(String id) implements AdminCall {}

    /** Gives it the root key. */
    record ApproveJoin(String id) implements AdminCall {}

    /** Does not. */
    record RefuseJoin(String id) implements AdminCall {}
}
