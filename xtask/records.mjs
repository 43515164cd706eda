// The records in the KV of a local service, through Miniflare's API. Started by `cargo xtask backup`
// and `restore`, which write one line of JSON to the standard input and read lines of JSON.

import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";

const lines = createInterface({ input: process.stdin });
const { act, state, namespaces, prefix, keys, records } = JSON.parse(
  await new Promise((resolve) => lines.once("line", resolve)),
);
lines.close();

/** A service that is running holds its database at times. */
async function patiently(attempt) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (problem) {
      if (tries === 5) throw problem;
      await pause(1000);
    }
  }
}

/** Waits while the reader is behind. */
const say = (line) =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(line)}\n`, resolve));

const AT_A_TIME = 16;

const acts = {
  async list(kv) {
    let cursor;
    do {
      const page = await patiently(() => kv.list({ prefix, cursor }));
      for (const { name } of page.keys) await say({ key: name });
      cursor = page.list_complete ? undefined : page.cursor;
    } while (cursor !== undefined);
  },
  async read(kv) {
    for (const key of keys) {
      const value = await patiently(() => kv.get(key, "arrayBuffer"));
      if (value !== null) await say({ key, value: Buffer.from(value).toString("base64") });
    }
  },
  async put(kv) {
    const put = ({ key, value, metadata }) =>
      patiently(() => kv.put(key, Buffer.from(value, "base64"), { metadata }));
    for (let done = 0; done < records.length; done += AT_A_TIME) {
      await Promise.all(records.slice(done, done + AT_A_TIME).map(put));
    }
  },
};

const { binding, id } = namespaces.find(({ binding }) => binding === "DIRECTORY");
const server = new Miniflare(
  convertV4MiniflareOptions({
    log: new Log(LogLevel.WARN),
    // Otherwise Miniflare asks a server of Cloudflare's for a sample of request.cf.
    cf: false,
    telemetry: { enabled: false },
    resourcePersistencePath: state,
    modules: true,
    script: "export default {};",
    kvNamespaces: { [binding]: { id: id ?? binding } },
  }),
);
try {
  await acts[act](await server.getKVNamespace(binding));
} catch (problem) {
  console.error("KV does not answer:", problem);
  process.exitCode = 1;
}
await server.dispose();
