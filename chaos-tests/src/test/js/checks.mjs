// Counts what is checked. A check that fails is told, and the next one runs.
import assert from "node:assert/strict";

let passed = 0;
const failures = [];

/** Does it, and counts it when it throws nothing. */
export async function check(name, body) {
    try {
        await body();
        passed++;
    } catch (e) {
        failures.push(`${name}: ${e.stack ?? e}`);
    }
}

/** The SDK must throw the service's refusal. */
export async function refused(status, code, call) {
    await assert.rejects(call, (e) => {
        assert.equal(e.statusCode, status, e.message);
        assert.equal(e.code, code, e.message);
        return true;
    });
}

export async function all(pages) {
    const found = [];
    for await (const one of pages) {
        found.push(one);
    }
    return found;
}

/** The last line of the output; whoever started this reads it. */
export function report() {
    for (const failure of failures) {
        console.error(failure);
    }
    console.log(`passed=${passed} failed=${failures.length}`);
    process.exitCode = failures.length === 0 ? 0 : 1;
}
