// A Worker of `examples/` on workerd. Arguments: its folder, ISSUER, and where a service binding
// POSTERN leads to, if there shall be one.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { buildSync } from "esbuild";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";

const [folder, issuer, postern] = process.argv.slice(2);
const config = JSON.parse(readFileSync(join(folder, "wrangler.json"), "utf8"));
const compiled = join("build", folder);

/** TypeScript is bundled as wrangler does it; Rust was built before. */
function modules() {
  if (!config.main.endsWith(".ts")) {
    return [
      { type: "ESModule", path: join(compiled, "index.js") },
      { type: "CompiledWasm", path: join(compiled, "index_bg.wasm") },
    ];
  }
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, config.main)],
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    target: "es2022",
    write: false,
  });
  return [{ type: "ESModule", path: join(compiled, "index.js"), contents: outputFiles[0].text }];
}

if (!("ISSUER" in config.vars)) throw new Error("wrangler.json does not name ISSUER");
const server = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    log: new Log(LogLevel.WARN),
    cf: false,
    telemetry: { enabled: false },
    name: config.name,
    compatibilityDate: config.compatibility_date,
    modulesRoot: compiled,
    modules: modules(),
    bindings: { ...config.vars, ISSUER: issuer },
    serviceBindings: postern
      ? { POSTERN: (request) => fetch(new URL(new URL(request.url).pathname, postern)) }
      : {},
  }),
);

process.once("SIGTERM", async () => {
  await server.dispose();
  process.exit(0);
});
const url = await server.ready;
console.log(`The example is ready at http://localhost:${url.port}`);
