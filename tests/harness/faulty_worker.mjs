// The Worker as it is built, with a KV that fails whenever the test says so. `xtask/serve.mjs` puts this
// in front of it where POSTERN_FAULTS is set.

import Worker, * as built from "./index.js";

/** A KV namespace whose calls fail while the switch says so, as the platform's do: by a rejection. */
const faulty = (namespace, faults) =>
  new Proxy(namespace, {
    get: (target, name) => async (...given) => {
      const answer = await faults.fetch("http://faults/");
      if ((await answer.text()) === "fail") throw new Error(`KV ${name} failed: 503`);
      return target[name](...given);
    },
  });

const withFaults = (env) => ({ ...env, DIRECTORY: faulty(env.DIRECTORY, env.FAULTS) });

export default class extends Worker {
  constructor(context, env) {
    super(context, withFaults(env));
  }
}

export class AccountObject extends built.AccountObject {
  constructor(state, env) {
    super(state, withFaults(env));
  }
}
