// Argon2 alone on workerd: answers each request with one hash. Started by `cargo xtask bench` with
// the folder of the built probe; ends when its standard input does.

import { join } from "node:path";

import { Miniflare, convertV4MiniflareOptions } from "miniflare";

const folder = process.argv[2];
const server = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    name: "argon2-probe",
    compatibilityDate: "2026-11-01",
    modulesRoot: folder,
    modules: [
      { type: "ESModule", path: join(folder, "worker.js") },
      { type: "CompiledWasm", path: join(folder, "probe.wasm") },
    ],
  }),
);

process.stdin.resume();
process.stdin.once("end", () => server.dispose().then(() => process.exit(0)));
const url = await server.ready;
console.log(`The probe is ready at http://localhost:${url.port}`);
