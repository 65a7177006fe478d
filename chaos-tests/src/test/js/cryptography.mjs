// The use of keys, through the service and with the public half by the SDK itself.
import assert from "node:assert/strict";
import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";

import { CryptographyClient } from "@azure/keyvault-keys";

import { check, refused } from "./checks.mjs";

const TEXT = Buffer.from("thirty-two bytes of a plaintext.");
const CURVES = { "P-256": ["ES256", "sha256"], "P-384": ["ES384", "sha384"], "P-521": ["ES512", "sha512"], "P-256K": ["ES256K", "sha256"] };

/** What the SDK hands out as Uint8Array or Buffer. */
function same(actual, expected) {
    assert.deepEqual(Buffer.from(actual), Buffer.from(expected));
}

function publicKey({ kty, crv, x, y }) {
    const jwk = { kty, crv: crv === "P-256K" ? "secp256k1" : crv };
    return createPublicKey({
        format: "jwk",
        key: { ...jwk, x: Buffer.from(x).toString("base64url"), y: Buffer.from(y).toString("base64url") },
    });
}

/** The SDK asks the service for everything when it may not have the public half; so it is told here. */
const WITHOUT_PUBLIC_HALF = {
    position: "perCall",
    policy: {
        name: "withoutPublicHalf",
        sendRequest: async (request, next) =>
            request.method === "GET" ? { request, status: 403, headers: request.headers, bodyAsText: "{}" } : next(request),
    },
};

/** @param clients makes a client for a key, with further options */
export async function useKeys(keys, clients, round) {
    for (const hsm of [false, true]) {
        const named = (name) => `js-uses-${name}${hsm ? "-hsm" : ""}-${round}`;
        await rsa(clients, await keys.createRsaKey(named("rsa"), { keySize: 2048, hsm }));
        for (const [curve, algorithm] of Object.entries(CURVES)) {
            await ec(clients, await keys.createEcKey(named(`ec-${curve}`), { curve, hsm }), algorithm);
        }
        for (const bits of [128, 192, 256]) {
            const keyOps = ["encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify"];
            await oct(clients, await keys.createOctKey(named(`oct-${bits}`), { keySize: bits, hsm, keyOps }), bits);
        }
    }
    await local();
    await refuse(keys, clients, round);
}

function remoteOnly(clients, key) {
    return clients(key.id, { additionalPolicies: [WITHOUT_PUBLIC_HALF] });
}

async function rsa(clients, key) {
    const kind = key.keyType;
    const remote = remoteOnly(clients, key);
    const mixed = clients(key);
    const local = new CryptographyClient({ ...key.key, kty: "RSA" });
    for (const algorithm of ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]) {
        await check(`${kind} ${algorithm}`, async () => {
            const { result } = await remote.signData(algorithm, TEXT);
            const digest = createHash(`sha${algorithm.slice(2)}`).update(TEXT).digest();
            assert.ok((await remote.verify(algorithm, digest, result)).result);
            assert.equal((await remote.sign(algorithm, digest)).result.length, result.length);
            // The SDK's own verification takes every signature for one of PKCS#1 v1.5.
            for (const one of algorithm.startsWith("RS") ? [remote, mixed, local] : [remote]) {
                assert.ok((await one.verifyData(algorithm, TEXT, result)).result);
                const changed = Buffer.from(result);
                changed[changed.length - 1] ^= 1;
                assert.ok(!(await one.verifyData(algorithm, TEXT, changed)).result);
            }
        });
    }
    await check(`${kind} RSNULL`, () => signs(remote, "RSNULL"));
    for (const algorithm of ["RSA1_5", "RSA-OAEP", "RSA-OAEP-256"]) {
        const alone = algorithm === "RSA-OAEP-256" ? [remote, mixed] : [remote, mixed, local];
        await check(`${kind} ${algorithm} encrypt, decrypt`, async () => {
            for (const one of alone) {
                const { result } = await one.encrypt({ algorithm, plaintext: TEXT });
                same((await remote.decrypt({ algorithm, ciphertext: result })).result, TEXT);
            }
        });
        await check(`${kind} ${algorithm} wrapKey, unwrapKey`, async () => {
            for (const one of alone) {
                const { result } = await one.wrapKey(algorithm, TEXT);
                same((await remote.unwrapKey(algorithm, result)).result, TEXT);
            }
        });
    }
}

/** Signs what it is given, as it is. */
async function signs(remote, algorithm) {
    const { result } = await remote.sign(algorithm, TEXT);
    assert.ok((await remote.verify(algorithm, TEXT, result)).result);
    const changed = Buffer.from(result);
    changed[0] ^= 1;
    assert.ok(!(await remote.verify(algorithm, TEXT, changed)).result);
}

async function ec(clients, key, [algorithm, hash]) {
    const remote = remoteOnly(clients, key);
    await check(`${key.keyType} ${algorithm}`, async () => {
        const { result, keyID } = await remote.signData(algorithm, TEXT);
        assert.equal(keyID, key.id);
        const encoded = { key: publicKey({ ...key.key, kty: "EC" }), dsaEncoding: "ieee-p1363" };
        assert.ok(verify(hash, TEXT, encoded, result));
        const digest = createHash(hash).update(TEXT).digest();
        assert.ok((await remote.verify(algorithm, digest, (await remote.sign(algorithm, digest)).result)).result);
        const changed = Buffer.from(result);
        changed[changed.length - 1] ^= 1;
        assert.ok(!(await remote.verifyData(algorithm, TEXT, changed)).result);
    });
}

async function oct(clients, key, bits) {
    const kind = `${key.keyType}-${bits}`;
    const remote = remoteOnly(clients, key);
    for (const algorithm of [`A${bits}KW`, "CKM_AES_KEY_WRAP", "CKM_AES_KEY_WRAP_PAD"]) {
        await check(`${kind} ${algorithm} wrapKey, unwrapKey`, async () => {
            const { result } = await remote.wrapKey(algorithm, TEXT);
            assert.equal(result.length, TEXT.length + 8);
            same((await remote.unwrapKey(algorithm, result)).result, TEXT);
        });
    }
    for (const algorithm of ["HS256", "HS384", "HS512"]) {
        // SoftHSM wants HMAC's keys as long as the digest.
        const lacking = key.keyType.endsWith("HSM") && (bits !== 256 || algorithm !== "HS256");
        await check(`${kind} ${algorithm}`, () =>
            lacking
                ? refused(400, "BadParameter", () => remote.sign(algorithm, TEXT))
                : signs(remote, algorithm));
    }
    for (const algorithm of [`A${bits}CBC`, `A${bits}CBCPAD`]) {
        await check(`${kind} ${algorithm}`, async () => {
            const iv = randomBytes(16);
            const { result } = await remote.encrypt({ algorithm, plaintext: TEXT, iv });
            same((await remote.decrypt({ algorithm, ciphertext: result, iv })).result, TEXT);
        });
    }
    await check(`${kind} A${bits}GCM`, async () => {
        const algorithm = `A${bits}GCM`;
        const additionalAuthenticatedData = Buffer.from("beside");
        const made = await remote.encrypt({ algorithm, plaintext: TEXT, additionalAuthenticatedData });
        const { result: ciphertext, iv, authenticationTag } = made;
        const back = { algorithm, ciphertext, iv, authenticationTag, additionalAuthenticatedData };
        same((await remote.decrypt(back)).result, TEXT);
        const tag = Buffer.from(authenticationTag);
        tag[0] ^= 1;
        await refused(400, "BadParameter", () => remote.decrypt({ ...back, authenticationTag: tag }));
    });
}

/** A symmetric key of one's own never leaves the process. */
async function local() {
    for (const bits of [128, 192, 256]) {
        await check(`local A${bits}CBCPAD`, async () => {
            const client = new CryptographyClient({ kty: "oct", k: randomBytes(bits / 8), keyOps: ["encrypt", "decrypt"] });
            const algorithm = `A${bits}CBCPAD`;
            const { result, iv } = await client.encrypt({ algorithm, plaintext: TEXT });
            same((await client.decrypt({ algorithm, ciphertext: result, iv })).result, TEXT);
        });
    }
}

async function refuse(keys, clients, round) {
    const name = `js-uses-refused-${round}`;
    const key = await keys.createRsaKey(name, { keySize: 2048, keyOps: ["verify", "decrypt"] });
    const remote = remoteOnly(clients, key);
    await check("a use that is not permitted: 403 Forbidden", () =>
        refused(403, "Forbidden", () => remote.sign("RS256", Buffer.alloc(32))));
    await check("what does not go with the key: 400 BadParameter", async () => {
        await refused(400, "BadParameter", () => remote.decrypt({ algorithm: "RSA-OAEP", ciphertext: Buffer.alloc(256) }));
        await refused(400, "BadParameter", () => remote.verify("ES256", Buffer.alloc(32), Buffer.alloc(64)));
    });
    await check("a disabled key: 403 Forbidden", async () => {
        await keys.updateKeyProperties(name, { enabled: false });
        await refused(403, "Forbidden", () => remote.verify("RS256", Buffer.alloc(32), Buffer.alloc(256)));
    });
}
