package io.strongroom.chaos.check.linear;

/** An operation on a name together with its answer, by the numbers of the writes. */
sealed interface SecretCommand {
    /**
     * A new version.
     *
     * @param number of the write if its version is ever read as the latest, else 0
     * @param asked the number again if its version is ever asked for by version, else 0
     */
    record Write(int number, int asked) implements SecretCommand {}

    record ReadLatest(int number) implements SecretCommand {}

    record ReadVersion(int number) implements SecretCommand {}

    record NoVersion(int number) implements SecretCommand {}

    record Delete() implements SecretCommand {}

    record Recover() implements SecretCommand {}

    record Purge() implements SecretCommand {}

    /** An answer that only this life gives. */
    record Is(SecretState.Life life) implements SecretCommand {}

    /** An answer that every life but this one gives. */
    record IsNot(SecretState.Life life) implements SecretCommand {}

    /** An answer that no state gives: a value that nobody wrote, two versions with one id. */
    record Never(String why) implements SecretCommand {}
}
