// What is done with keys but their use.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, verify } from "node:crypto";

import { all, check, refused } from "./checks.mjs";

const END = new Date("2035-01-02T03:04:05Z");
const POLL = { intervalInMs: 50 };
const DAY = 24 * 3600 * 1000;

function bytes(base64url) {
    return Buffer.from(base64url, "base64url");
}

/** A pair made here, as the SDK takes it. */
function brought(type, options, kty) {
    const { privateKey, publicKey } = generateKeyPairSync(type, options);
    const jwk = privateKey.export({ format: "jwk" });
    const key = { kty: kty ?? jwk.kty };
    for (const [name, value] of Object.entries(jwk)) {
        if (name === "crv") {
            key.crv = value;
        } else if (name !== "kty") {
            key[name] = bytes(value);
        }
    }
    return { key, publicKey };
}

export async function manageKeys(keys, round) {
    const named = (name) => `js-${name}-${round}`;
    await create(keys, named);
    await bring(keys, named);
    await change(keys, named);
    await remove(keys, named);
    await refuse(keys, named);
}

async function create(keys, named) {
    for (const hsm of [false, true]) {
        const suffix = hsm ? "-HSM" : "";
        await check(`createRsaKey ${suffix}`, async () => {
            const name = named(`rsa${suffix}`);
            const made = await keys.createRsaKey(name, {
                keySize: 3072,
                hsm,
                keyOps: ["sign", "verify"],
                expiresOn: END,
                notBefore: new Date(0),
                tags: { owner: "team a" },
            });
            for (const seen of [made, await keys.getKey(name)]) {
                assert.equal(seen.keyType, `RSA${suffix}`);
                assert.equal(seen.key.n.length, 3072 / 8);
                assert.deepEqual(Buffer.from(seen.key.e), Buffer.from([1, 0, 1]));
                assert.equal(seen.key.d, undefined);
                assert.deepEqual([...seen.keyOperations].sort(), ["sign", "verify"]);
                assert.deepEqual(seen.properties.expiresOn, END);
                assert.deepEqual(seen.properties.tags, { owner: "team a" });
                assert.equal(seen.properties.recoverableDays, 90);
                assert.equal(seen.id, `${keys.vaultUrl.replace(/\/$/, "")}/keys/${name}/${seen.properties.version}`);
                assert.ok(!hsm || seen.properties.hsmPlatform);
            }
        });
        for (const curve of ["P-256", "P-384", "P-521", "P-256K"]) {
            await check(`createEcKey ${curve}${suffix}`, async () => {
                const made = await keys.createEcKey(named(`ec-${curve}${suffix}`), { curve, hsm });
                assert.equal(made.keyType, `EC${suffix}`);
                assert.equal(made.key.crv, curve);
                assert.equal(made.key.x.length, curve === "P-521" ? 66 : Number(curve.slice(2, 5)) / 8);
            });
        }
        for (const keySize of [128, 192, 256]) {
            await check(`createOctKey ${keySize}${suffix}`, async () => {
                const made = await keys.createOctKey(named(`oct-${keySize}${suffix}`), { keySize, hsm });
                assert.equal(made.keyType, `oct${suffix}`);
                assert.equal(made.key.k, undefined);
            });
        }
    }
    await check("createKey", async () => {
        const name = named("any");
        const first = await keys.createKey(name, "EC", { enabled: false });
        assert.equal(first.properties.enabled, false);
        const second = await keys.createKey(name, "RSA", { keySize: 2048 });
        assert.notEqual(first.properties.version, second.properties.version);
        const version = first.properties.version;
        assert.equal((await keys.getKey(name, { version })).keyType, "EC");
    });
    await check("getRandomBytes", async () => {
        const random = await keys.getRandomBytes(32);
        assert.equal(random.length, 32);
        assert.notDeepEqual(random, await keys.getRandomBytes(32));
    });
}

async function bring(keys, named) {
    for (const hardwareProtected of [false, true]) {
        const where = hardwareProtected ? "-hsm" : "";
        await check(`importKey RSA${where}`, async () => {
            const { key, publicKey } = brought("rsa", { modulusLength: 2048 });
            const made = await keys.importKey(named(`brought-rsa${where}`), key, { hardwareProtected });
            assert.equal(made.keyType, hardwareProtected ? "RSA-HSM" : "RSA");
            const text = Buffer.from("text");
            const client = keys.getCryptographyClient(made.name);
            const { result } = await client.signData("RS256", text);
            assert.ok(verify("sha256", text, publicKey, result));
        });
        await check(`importKey EC${where}`, async () => {
            const { key, publicKey } = brought("ec", { namedCurve: "P-256" });
            const made = await keys.importKey(named(`brought-ec${where}`), key, { hardwareProtected });
            const digest = createHash("sha256").update("text").digest();
            const { result } = await keys.getCryptographyClient(made.name).sign("ES256", digest);
            const encoded = { key: publicKey, dsaEncoding: "ieee-p1363" };
            assert.ok(verify("sha256", Buffer.from("text"), encoded, result));
        });
        await check(`importKey oct${where}`, async () => {
            const key = { kty: "oct", k: Buffer.alloc(32, 7) };
            const made = await keys.importKey(named(`brought-oct${where}`), key, { hardwareProtected });
            const client = keys.getCryptographyClient(made.name);
            const { result } = await client.wrapKey("A256KW", Buffer.alloc(16, 1));
            assert.deepEqual(Buffer.from((await client.unwrapKey("A256KW", result)).result), Buffer.alloc(16, 1));
        });
    }
}

async function change(keys, named) {
    const name = named("changed");
    const first = await keys.createEcKey(name);
    await check("updateKeyProperties of the latest", async () => {
        const answered = await keys.updateKeyProperties(name, { tags: { a: "b" }, keyOps: ["verify"] });
        assert.deepEqual(answered.properties.tags, { a: "b" });
        assert.deepEqual((await keys.getKey(name)).keyOperations, ["verify"]);
    });
    await check("updateKeyProperties of a version", async () => {
        await keys.updateKeyProperties(name, first.properties.version, { enabled: false, expiresOn: END });
        const { properties } = await keys.getKey(name);
        assert.equal(properties.enabled, false);
        assert.deepEqual(properties.expiresOn, END);
    });
    const rotated = named("rotated");
    await keys.createRsaKey(rotated, { keySize: 2048 });
    await check("updateKeyRotationPolicy, getKeyRotationPolicy", async () => {
        const lifetimeActions = [{ action: "Rotate", timeBeforeExpiry: "P30D" }];
        const set = await keys.updateKeyRotationPolicy(rotated, { expiresIn: "P90D", lifetimeActions });
        for (const seen of [set, await keys.getKeyRotationPolicy(rotated)]) {
            assert.equal(seen.expiresIn, "P90D");
            assert.deepEqual(seen.lifetimeActions.filter((one) => one.action === "Rotate"), [
                { action: "Rotate", timeAfterCreate: undefined, timeBeforeExpiry: "P30D" },
            ]);
        }
    });
    await check("rotateKey", async () => {
        const before = await keys.getKey(rotated);
        const { properties } = await keys.rotateKey(rotated);
        assert.notEqual(properties.version, before.properties.version);
        const days = (properties.expiresOn - properties.createdOn) / DAY;
        assert.ok(days > 89.9 && days <= 90, `${days} days`);
    });
    await check("listPropertiesOfKeyVersions", async () => {
        const versions = await all(keys.listPropertiesOfKeyVersions(rotated));
        assert.equal(new Set(versions.map((one) => one.version)).size, 2);
    });
    await check("listPropertiesOfKeys, by pages too", async () => {
        const names = (await all(keys.listPropertiesOfKeys())).map((one) => one.name);
        assert.equal(names.length, new Set(names).size);
        assert.ok(names.includes(name) && names.includes(rotated));
        const paged = [];
        for await (const page of keys.listPropertiesOfKeys().byPage({ maxPageSize: 5 })) {
            assert.ok(page.length <= 5);
            paged.push(...page.map((one) => one.name));
            if (paged.length > 20) {
                break;
            }
        }
        assert.deepEqual(paged, names.slice(0, paged.length));
    });
    await check("backupKey, restoreKeyBackup", async () => {
        const backup = await keys.backupKey(rotated);
        await (await keys.beginDeleteKey(rotated, POLL)).pollUntilDone();
        await keys.purgeDeletedKey(rotated);
        const { key } = await keys.restoreKeyBackup(backup);
        assert.deepEqual((await keys.getKey(rotated)).key.n, key.n);
        assert.equal((await all(keys.listPropertiesOfKeyVersions(rotated))).length, 2);
        backup[backup.length >> 1] ^= 1;
        await refused(400, "BadParameter", () => keys.restoreKeyBackup(backup));
    });
}

async function remove(keys, named) {
    const name = named("deleted");
    const key = await keys.createEcKey(name);
    await check("beginDeleteKey, getDeletedKey, listDeletedKeys", async () => {
        const deleted = await (await keys.beginDeleteKey(name, POLL)).pollUntilDone();
        assert.equal(deleted.name, name);
        const { properties } = await keys.getDeletedKey(name);
        assert.equal((properties.scheduledPurgeDate - properties.deletedOn) / DAY, 90);
        assert.ok((await all(keys.listDeletedKeys())).some((one) => one.name === name));
        await refused(404, "KeyNotFound", () => keys.getKey(name));
        await refused(409, "Conflict", () => keys.createEcKey(name));
    });
    await check("beginRecoverDeletedKey", async () => {
        await (await keys.beginRecoverDeletedKey(name, POLL)).pollUntilDone();
        assert.deepEqual((await keys.getKey(name)).key.x, key.key.x);
    });
    await check("purgeDeletedKey", async () => {
        await (await keys.beginDeleteKey(name, POLL)).pollUntilDone();
        await keys.purgeDeletedKey(name);
        await refused(404, "KeyNotFound", () => keys.getDeletedKey(name));
    });
}

async function refuse(keys, named) {
    const absent = named("absent");
    await check("what is not there: 404 KeyNotFound", async () => {
        await refused(404, "KeyNotFound", () => keys.getKey(absent));
        await refused(404, "KeyNotFound", () => keys.rotateKey(absent));
        await refused(404, "KeyNotFound", () => keys.backupKey(absent));
        await refused(404, "KeyNotFound", () => keys.beginDeleteKey(absent, POLL));
    });
    await check("what is malformed: 400 BadParameter", async () => {
        await refused(400, "BadParameter", () => keys.createRsaKey(absent, { keySize: 1024 }));
        await refused(400, "BadParameter", () => keys.createEcKey(absent, { curve: "P-111" }));
        await refused(400, "BadParameter", () => keys.createKey(absent, "DSA"));
    });
    await check("release of a key that is not exportable, and attestation, which is not offered", async () => {
        const name = named("bound");
        await keys.createEcKey(name);
        await refused(403, "Forbidden", () => keys.releaseKey(name, "token"));
        await refused(400, "NotSupported", () => keys.getKeyAttestation(name));
    });
}
