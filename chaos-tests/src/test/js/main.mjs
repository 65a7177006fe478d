// Microsoft's SDKs for JavaScript, as anyone installs them, against a cluster whose leader is killed in between. The
// environment says which cluster (client.env) and which names (HOSTS_FILE). It asks for the kill by a line on its
// output and waits for one on its input.
import assert from "node:assert/strict";
import readline from "node:readline";

import { ClientSecretCredential } from "@azure/identity";
import { CryptographyClient, KeyClient } from "@azure/keyvault-keys";
import { SecretClient } from "@azure/keyvault-secrets";

import { check, refused, report } from "./checks.mjs";
import { useKeys } from "./cryptography.mjs";
import { manageKeys } from "./keys.mjs";
import { useHosts } from "./names.mjs";
import { manageSecrets } from "./secrets.mjs";

const SIGNERS = 3;
const env = process.env;
useHosts(env.HOSTS_FILE);

function credential(id, secret) {
    return new ClientSecretCredential(env.AZURE_TENANT_ID, id, secret, {
        authorityHost: env.AZURE_AUTHORITY_HOST,
        disableInstanceDiscovery: true,
    });
}

const url = env.STRONGROOM_VAULT_URI;
// An election takes some two seconds; the SDK's own three attempts are over by then on a busy machine.
const options = { retryOptions: { maxRetries: 8, maxRetryDelayInMs: 4000 } };
const officer = credential(env.AZURE_CLIENT_ID, env.AZURE_CLIENT_SECRET);
const keys = new KeyClient(url, officer, options);
const secrets = new SecretClient(url, officer, options);
const clients = (key, more) => new CryptographyClient(key, officer, { ...options, ...more });

async function round(number) {
    await manageKeys(keys, number);
    await useKeys(keys, clients, number);
    await manageSecrets(secrets, number);
}

async function strangers() {
    await check("a caller without a role: 403 Forbidden", () => {
        const stranger = credential(env.STRONGROOM_NOROLE_CLIENT_ID, env.STRONGROOM_NOROLE_CLIENT_SECRET);
        return refused(403, "Forbidden", () => new KeyClient(url, stranger).getKey("js-any-1"));
    });
    await check("a caller with a wrong secret gets no token", () =>
        assert.rejects(new KeyClient(url, credential(env.AZURE_CLIENT_ID, "wrong")).getKey("js-any-1"), /AADSTS7000215/));
}

/** Signs and reads in loops while the leader is killed; no call may fail, and every signature must verify. */
async function outliveTheLeader(killed) {
    const clients = [];
    for (const hsm of [false, true]) {
        const { name, properties } = await keys.createEcKey(`js-outlives-${hsm}`, { hsm });
        clients.push(keys.getCryptographyClient(name, { keyVersion: properties.version }));
    }
    const { value } = await secrets.setSecret("js-outlives", "kept");
    let over = false;
    let calls = 0;
    const loops = Array.from({ length: SIGNERS }, (_, number) => number).map(async (number) => {
        const client = clients[number % clients.length];
        while (!over) {
            const text = Buffer.from(`text ${number} ${calls++}`);
            const { result } = await client.signData("ES256", text);
            assert.ok((await client.verifyData("ES256", text, result)).result);
            assert.equal((await secrets.getSecret("js-outlives")).value, value);
        }
    });
    await Promise.race([killed(), ...loops]);
    const before = calls;
    await Promise.race([keys.rotateKey("js-outlives-false"), ...loops]);
    while (calls < before + 20) {
        await Promise.race([new Promise((later) => setTimeout(later, 50)), ...loops]);
    }
    over = true;
    await Promise.all(loops);
}

const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
await round(1);
await strangers();
await check("the loss of the leader", () =>
    outliveTheLeader(async () => {
        console.log("kill the leader");
        await answers.next();
    }));
await round(2);
report();
process.stdin.destroy();
