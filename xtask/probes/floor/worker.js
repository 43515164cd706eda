// What the platform's simulator itself costs: the reads and writes of a sign-in, and nothing else; or, by
// GET, a request that does not even that.

import { DurableObject } from "cloudflare:workers";

const RECORD = new Uint8Array(1500);

export class ProbeObject extends DurableObject {
  constructor(state, env) {
    super(state, env);
    state.storage.sql.exec("CREATE TABLE IF NOT EXISTS slot (id INTEGER PRIMARY KEY, sealed BLOB)");
  }

  async fetch(request) {
    const { step } = JSON.parse(await request.text());
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO slot VALUES (1, ?)", RECORD);
    return new Response(JSON.stringify({ step }));
  }
}

export default {
  async fetch(request, env) {
    if (request.method === "GET") return new Response("{}");
    const { person, step } = await request.json();
    const object = env.OBJECT.get(env.OBJECT.idFromName(person));
    const body = JSON.stringify({ step });
    const answer = await object.fetch("https://object/", { method: "POST", body });
    return new Response(await answer.text(), { headers: { "content-type": "application/json" } });
  },
};
