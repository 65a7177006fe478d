// The names of a development cluster for this process only, from a file such as /etc/hosts: what DNS holds in
// production, one name with an address per node.
import dns from "node:dns";
import { readFileSync } from "node:fs";
import net from "node:net";

/** From now on the file's names lead to the file's addresses, and a connection tries all of them. */
export function useHosts(file) {
    const addresses = new Map();
    for (const line of readFileSync(file, "utf8").split("\n")) {
        const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
        for (const name of names) {
            addresses.set(name, [...(addresses.get(name) ?? []), { address, family: 4 }]);
        }
    }
    const others = dns.lookup;
    dns.lookup = (name, options, callback) => {
        const found = addresses.get(name);
        if (!found) {
            return others(name, options, callback);
        }
        if (options.all) {
            process.nextTick(callback, null, found);
        } else {
            process.nextTick(callback, null, found[0].address, 4);
        }
    };
    // The default from Node 20 on.
    net.setDefaultAutoSelectFamily(true);
}
