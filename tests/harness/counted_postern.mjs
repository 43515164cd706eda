// The built Worker on workerd, with everything counted that Cloudflare's price list counts. The Worker
// is the one that is deployed; what stands between it and the platform is here. Arguments: the folder
// of its state, and NAME=VALUE for variables; POSTERN_KEYS comes from the environment.
//
// GET /counts answers the counts, and is not counted itself.

import { join } from "node:path";

import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { unstable_readConfig } from "wrangler";

const [state, ...assignments] = process.argv.slice(2);
const variables = Object.fromEntries(
  assignments.map((assignment) => {
    const at = assignment.indexOf("=");
    return [assignment.slice(0, at), assignment.slice(at + 1)];
  }),
);
const config = unstable_readConfig({ config: "wrangler.toml" }, { hideWarnings: true });

/** The Worker's module, wrapped. Worker and objects share an isolate here, and so the counts. */
const counting = `
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as real from "./index.js";

const counts = {
  worker_requests: 0, object_requests: 0, object_alarms: 0, alarms_set: 0,
  counter_requests: 0, counter_rows_written: 0, instance_requests: 0,
  kv_reads: 0, kv_writes: 0, kv_deletes: 0, kv_lists: 0, rows_read: 0, rows_written: 0,
};
const cursors = new Set();
const counterCursors = new Set();
const KV = {
  get: "kv_reads", getWithMetadata: "kv_reads", put: "kv_writes", delete: "kv_deletes",
  list: "kv_lists",
};

/** An object whose methods are seen by \`seen\` as they are called, and by \`after\` with what came. */
const watched = (target, seen, after = (_name, outcome) => outcome) =>
  new Proxy(target, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given) => {
        seen(name);
        return after(name, value.apply(target, given));
      };
    },
  });

const counted = (env) =>
  new Proxy(env, {
    get(env, name) {
      const binding = Reflect.get(env, name);
      if (name !== "DIRECTORY") return binding;
      return watched(binding, (method) => {
        if (!(method in KV)) throw new Error("KV." + String(method) + " is not counted");
        counts[KV[method]] += 1;
      });
    },
  });

export class AccountObject extends DurableObject {
  constructor(state, env) {
    super(state, env);
    const { storage } = state;
    const sql = watched(storage.sql, () => {}, (name, outcome) => {
      if (name === "exec") cursors.add(outcome);
      return outcome;
    });
    const setAlarm = storage.setAlarm.bind(storage);
    Object.defineProperties(storage, {
      sql: { value: sql },
      setAlarm: { value: (...given) => { counts.alarms_set += 1; return setAlarm(...given); } },
    });
    this.real = new real.AccountObject(state, counted(env));
  }
  fetch(request) {
    counts.object_requests += 1;
    return this.real.fetch(request);
  }
  alarm(info) {
    counts.object_alarms += 1;
    return this.real.alarm(info);
  }
}

/** The deployment's own objects: the one that is exact, and the one that counts. */
export class InstanceObject extends DurableObject {
  constructor(state, env) {
    super(state, env);
    const { storage } = state;
    const sql = watched(storage.sql, () => {}, (name, outcome) => {
      if (name === "exec") counterCursors.add(outcome);
      return outcome;
    });
    const setAlarm = storage.setAlarm.bind(storage);
    Object.defineProperties(storage, {
      sql: { value: sql },
      setAlarm: { value: (...given) => { counts.alarms_set += 1; return setAlarm(...given); } },
    });
    this.isCounter = env.INSTANCE.idFromName("counters").equals(state.id);
    this.real = new real.InstanceObject(state, counted(env));
  }
  fetch(request) {
    counts[this.isCounter ? "counter_requests" : "instance_requests"] += 1;
    return this.real.fetch(request);
  }
  alarm(info) {
    counts.object_alarms += 1;
    return this.real.alarm(info);
  }
}

export default class extends WorkerEntrypoint {
  fetch(request) {
    if (new URL(request.url).pathname === "/counts") {
      for (const cursor of cursors) {
        counts.rows_read += cursor.rowsRead;
        counts.rows_written += cursor.rowsWritten;
      }
      cursors.clear();
      for (const cursor of counterCursors) counts.counter_rows_written += cursor.rowsWritten;
      counterCursors.clear();
      return Response.json(counts);
    }
    counts.worker_requests += 1;
    return new real.default(this.ctx, counted(this.env)).fetch(request);
  }
}
`;

const server = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    log: new Log(LogLevel.WARN),
    cf: false,
    telemetry: { enabled: false },
    resourcePersistencePath: join(state, "v3"),
    name: config.name,
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags ?? [],
    modulesRoot: "build/worker",
    modules: [
      { type: "ESModule", path: "build/worker/counted.js", contents: counting },
      { type: "ESModule", path: "build/worker/index.js" },
      { type: "CompiledWasm", path: "build/worker/index_bg.wasm" },
    ],
    bindings: { ...config.vars, ...variables, POSTERN_KEYS: process.env.POSTERN_KEYS },
    kvNamespaces: { DIRECTORY: { id: "DIRECTORY" } },
    durableObjects: {
      ACCOUNT: { className: "AccountObject", useSQLite: true },
      INSTANCE: { className: "InstanceObject", useSQLite: true },
    },
    ratelimits: Object.fromEntries(
      config.ratelimits.map((limit) => [limit.name, { type: "ratelimit", ...limit }]),
    ),
  }),
);

process.once("SIGTERM", async () => {
  await server.dispose();
  process.exit(0);
});
const url = await server.ready;
console.log(`Postern is counted at http://localhost:${url.port}`);
