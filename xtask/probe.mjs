// A yardstick for `cargo xtask bench` on workerd: `worker.js` of the folder in the first argument,
// with `probe.wasm` and the files of `assets` where there are any. Ends when its standard input does.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Miniflare, convertV4MiniflareOptions } from "miniflare";

const folder = process.argv[2];
const state = mkdtempSync(join(tmpdir(), "postern-probe-"));
const wasm = join(folder, "probe.wasm");
const assets = join(folder, "assets");

const server = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    resourcePersistencePath: state,
    name: "probe",
    compatibilityDate: "2026-11-01",
    modulesRoot: folder,
    modules: [
      { type: "ESModule", path: join(folder, "worker.js") },
      ...(existsSync(wasm) ? [{ type: "CompiledWasm", path: wasm }] : []),
    ],
    ...(existsSync(assets) && {
      assets: {
        directory: assets,
        binding: "ASSETS",
        routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
      },
    }),
    kvNamespaces: { KV: { id: "KV" } },
    durableObjects: { OBJECT: { className: "ProbeObject", useSQLite: true } },
  }),
);

process.stdin.resume();
process.stdin.once("end", async () => {
  await server.dispose();
  rmSync(state, { recursive: true, force: true });
  process.exit(0);
});
const url = await server.ready;
console.log(`The probe is ready at http://localhost:${url.port}`);
