// The page's end of the password worker.

const PATIENCE_MS = 60_000; // Longer than a slow phone takes for all of it.
const PATIENCE_FOR_A_RECORD_MS = 5_000;

let worker;
let isHere;
let resolve;
let timer;
let renewal;

// The address that `index.html` names.
const named = (name) => document.querySelector(`meta[name="${name}"]`).content;

function settle(answer) {
  clearTimeout(timer);
  resolve?.(answer);
  resolve = undefined;
}

// Starts the worker, which loads its module, unless it is there.
export function open() {
  if (worker || typeof Worker !== "function") {
    return;
  }
  isHere = false;
  let opened;
  try {
    opened = new Worker(named("postern-password-worker"));
  } catch {
    return;
  }
  worker = opened;
  opened.onmessage = ({ data }) => {
    if (worker !== opened) {
      return;
    }
    isHere = true;
    if (data.refused === "missing" || data.refused === "failed") {
      close(data.refused);
    } else if (!data.here) {
      settle(data);
    }
  };
  opened.onerror = (event) => {
    event.preventDefault();
    if (worker === opened) {
      close(isHere ? "failed" : "missing");
    }
  };
  opened.postMessage({ module: named("postern-password-module") });
}

// Ends the worker, and with it all that it knows. Whoever needs one again gets a new one.
export function close(refused = "failed") {
  worker?.terminate();
  worker = renewal = undefined;
  settle({ refused });
}

// A question to the worker. The answer says what was refused, if anything was.
export function ask(act, texts, costs) {
  return new Promise((answer) => {
    settle({ refused: "failed" });
    resolve = answer;
    if (worker) {
      timer = setTimeout(close, PATIENCE_MS, "silent");
      worker.postMessage({ act, texts, costs });
    } else {
      close(typeof Worker === "function" ? "missing" : "unsupported");
    }
  });
}

// Makes a record of the password anew, unseen; `registration` goes back with it.
export function renew(registration, response, costs) {
  renewal =
    worker &&
    ask("record", [response], costs).then(({ registration_record }) =>
      registration_record ? { registration, registration_record } : undefined,
    );
}

// Whether a record is being made, or is made.
export const renews = () => renewal !== undefined;

// The record, if one is made and is ready soon.
export async function renewed() {
  const pause = new Promise((done) => setTimeout(done, PATIENCE_FOR_A_RECORD_MS));
  return renewal && Promise.race([renewal, pause]);
}

// The record is of no use.
export function dropRenewal() {
  renewal = undefined;
}
