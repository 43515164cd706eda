// The built Worker on workerd, through Miniflare's API. Started by `cargo xtask serve`, which
// writes one line of JSON to the standard input and ends this program by closing it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";

const lines = createInterface({ input: process.stdin });
const { root, port, state, config, secrets } = JSON.parse(
  await new Promise((resolve) => lines.once("line", resolve)),
);

/** One object from a list of tables of wrangler.toml. */
const fromTables = (tables, entry) => Object.fromEntries((tables ?? []).map(entry));

const sqliteClasses = new Set(
  (config.migrations ?? []).flatMap((migration) => migration.new_sqlite_classes ?? []),
);

// For tests of outages: while a file `kv-fails` is in this folder, KV fails. The Worker is the same; around
// it is a module that asks here before each call of KV.
const faults = process.env.POSTERN_FAULTS;
const faulty = faults && {
  modules: [
    {
      type: "ESModule",
      path: join(root, "build/worker/faulty.js"),
      contents: readFileSync(join(root, "tests/harness/faulty_worker.mjs"), "utf8"),
    },
  ],
  serviceBindings: {
    FAULTS: () => new Response(existsSync(join(faults, "kv-fails")) ? "fail" : "work"),
  },
};

const server = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port,
    log: new Log(LogLevel.WARN),
    // Otherwise Miniflare asks a server of Cloudflare's for a sample of request.cf.
    cf: false,
    telemetry: { enabled: false },
    // What wrangler.toml schedules runs when /cdn-cgi/local/scheduled is asked for, as in `dev`.
    unsafeTriggerHandlers: true,
    resourcePersistencePath: state,
    name: config.name,
    rootPath: root,
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags ?? [],
    modulesRoot: join(root, "build/worker"),
    modules: [
      ...(faulty?.modules ?? []),
      { type: "ESModule", path: join(root, config.main) },
      { type: "CompiledWasm", path: join(root, "build/worker/index_bg.wasm") },
    ],
    bindings: { ...config.vars, ...secrets },
    serviceBindings: faulty?.serviceBindings,
    kvNamespaces: fromTables(config.kv_namespaces, ({ binding, id }) => [
      binding,
      { id: id ?? binding },
    ]),
    durableObjects: fromTables(config.durable_objects?.bindings, ({ name, class_name }) => [
      name,
      { className: class_name, useSQLite: sqliteClasses.has(class_name) },
    ]),
    ratelimits: fromTables(config.ratelimits, (limit) => [
      limit.name,
      { type: "ratelimit", ...limit },
    ]),
    assets: {
      directory: join(root, config.assets.directory),
      binding: config.assets.binding,
      routerConfig: {
        has_user_worker: true,
        invoke_user_worker_ahead_of_assets: config.assets.run_worker_first === true,
      },
      assetConfig: {
        html_handling: config.assets.html_handling,
        not_found_handling: config.assets.not_found_handling,
        compatibility_date: config.compatibility_date,
        compatibility_flags: config.compatibility_flags ?? [],
      },
    },
  }),
);

let stopping = false;
async function stop(status) {
  if (stopping) return;
  stopping = true;
  // A server that did not start cannot be disposed of, and has been reported already.
  await server.dispose().catch((problem) => status === 0 && console.error(problem));
  process.exit(status);
}

lines.once("close", () => stop(0));
process.once("SIGTERM", () => stop(0));
// A terminal sends Ctrl-C to the whole group; the parent closes our input then.
process.on("SIGINT", () => {});

try {
  const url = await server.ready;
  const health = await fetch(new URL("/api/health", url));
  if (!health.ok) throw new Error(`/api/health answers ${health.status}: ${await health.text()}`);
  console.log(`Postern is ready at http://localhost:${url.port}`);
} catch (problem) {
  const taken = problem.code === "ERR_ADDRESS_IN_USE";
  const reason = taken ? `port ${port} is taken; choose another with --port` : problem;
  if (!stopping) console.error("Postern did not start:", reason);
  await stop(1);
}
