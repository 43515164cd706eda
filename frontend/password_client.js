// The page's end of the password worker.

const PATIENCE_MS = 60_000; // Longer than a slow phone takes for all of it.
const PATIENCE_FOR_A_RECORD_MS = 5_000;
const LONG_MS = 1_000;
const WORKING = "Working on your password on this device…";

let worker;
let isHere;
let resolve;
let timer;
let slow;
let renewal;

// The address that `index.html` names.
const named = (name) => document.querySelector(`meta[name="${name}"]`).content;

// Screen readers read it out when they are free.
function say(text) {
  document.querySelectorAll(".progress").forEach((progress) => {
    progress.textContent = text;
  });
}

function settle(answer) {
  clearTimeout(timer);
  clearTimeout(slow);
  say("");
  resolve?.(answer);
  resolve = undefined;
}

// Starts the worker, which loads its module, unless it is there.
function open() {
  if (worker) {
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
    if (data.refused && data.refused !== "not_proved") {
      stop(data.refused); // What it knows goes with it.
    } else if (data.working) {
      slow = setTimeout(say, LONG_MS, WORKING);
    } else if (!data.here) {
      settle(data);
    }
  };
  opened.onerror = (event) => {
    event.preventDefault();
    if (worker === opened) {
      stop(isHere ? "failed" : "missing");
    }
  };
  opened.postMessage({ module: named("postern-password-module") });
}

// Who waits for an answer gets `refused`. Whoever needs a worker again gets a new one.
function stop(refused) {
  removeEventListener("input", open);
  worker?.terminate();
  worker = renewal = undefined;
  settle({ refused });
}

// Starts the worker when somebody types.
export function open_at_input() {
  addEventListener("input", open, { once: true });
}

// Ends the worker, and with it all that it knows; not while a record is made anew, where
// `unless_renewing` says so.
export function close(unless_renewing) {
  if (!unless_renewing || !renewal) {
    stop("failed");
  }
}

function ask(act, question) {
  return new Promise((answer) => {
    settle({ refused: "failed" });
    resolve = answer;
    if (worker) {
      timer = setTimeout(stop, PATIENCE_MS, "failed");
      worker.postMessage({ act, question });
    } else {
      stop("missing");
    }
  });
}

// Has the worker register somebody, sign them in or change their password as far as it can; answers
// what goes on to the service, or what was `refused`, or the service's `problem`. A new password
// must not be the `email` or the product's name either.
export function begin(act, question) {
  open();
  return ask(act, question);
}

// Makes a record of the password anew, unseen, from the answer of `login`.
export function renew(registration, registration_response, memory_kib, passes, lanes) {
  const argon2 = { memory_kib, passes, lanes };
  renewal = worker && ask("renew", { registration, registration_response, argon2 });
}

// The record, if one is made and is ready soon.
export async function renewed() {
  const pause = new Promise((done) => setTimeout(done, PATIENCE_FOR_A_RECORD_MS, {}));
  return renewal ? Promise.race([renewal, pause]) : {};
}
