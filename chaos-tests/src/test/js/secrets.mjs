// Secrets, all there is to do with them.
import assert from "node:assert/strict";

import { all, check, refused } from "./checks.mjs";

const END = new Date("2035-01-02T03:04:05Z");
const POLL = { intervalInMs: 50 };

export async function manageSecrets(secrets, round) {
    const name = `js-secret-${round}`;
    let first;
    await check("setSecret, getSecret", async () => {
        const given = { contentType: "text/plain", tags: { a: "b" }, expiresOn: END };
        first = await secrets.setSecret(name, "one äöü €", given);
        const seen = await secrets.getSecret(name);
        assert.equal(seen.value, "one äöü €");
        assert.equal(seen.properties.contentType, "text/plain");
        assert.deepEqual(seen.properties.tags, { a: "b" });
        assert.deepEqual(seen.properties.expiresOn, END);
    });
    await check("getSecret of a version", async () => {
        await secrets.setSecret(name, "two");
        const version = first.properties.version;
        assert.equal((await secrets.getSecret(name, { version })).value, "one äöü €");
        assert.equal((await secrets.getSecret(name)).value, "two");
    });
    await check("updateSecretProperties", async () => {
        const { version } = first.properties;
        const given = { enabled: false, contentType: "text/html", tags: { c: "d" } };
        const changed = await secrets.updateSecretProperties(name, version, given);
        assert.equal(changed.enabled, false);
        assert.equal(changed.contentType, "text/html");
        assert.deepEqual(changed.tags, { c: "d" });
        await refused(403, "Forbidden", () => secrets.getSecret(name, { version }));
    });
    await check("lists", async () => {
        assert.equal((await all(secrets.listPropertiesOfSecretVersions(name))).length, 2);
        assert.ok((await all(secrets.listPropertiesOfSecrets())).some((one) => one.name === name));
    });
    await check("backupSecret, restoreSecretBackup", async () => {
        const backup = await secrets.backupSecret(name);
        await (await secrets.beginDeleteSecret(name, POLL)).pollUntilDone();
        await secrets.purgeDeletedSecret(name);
        await refused(404, "SecretNotFound", () => secrets.getSecret(name));
        await secrets.restoreSecretBackup(backup);
        assert.equal((await secrets.getSecret(name)).value, "two");
    });
    await check("delete, recover, purge", async () => {
        await (await secrets.beginDeleteSecret(name, POLL)).pollUntilDone();
        assert.equal((await secrets.getDeletedSecret(name)).name, name);
        assert.ok((await all(secrets.listDeletedSecrets())).some((one) => one.name === name));
        await refused(409, "Conflict", () => secrets.setSecret(name, "three"));
        await (await secrets.beginRecoverDeletedSecret(name, POLL)).pollUntilDone();
        assert.equal((await secrets.getSecret(name)).value, "two");
        await (await secrets.beginDeleteSecret(name, POLL)).pollUntilDone();
        await secrets.purgeDeletedSecret(name);
        await refused(404, "SecretNotFound", () => secrets.getDeletedSecret(name));
    });
}
