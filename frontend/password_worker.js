// The work on a password, in a thread of its own, so that the page goes on answering. Each question
// has one answer, and the page waits for it before it asks again.
//
// A string cannot be wiped in JavaScript: what is wiped here is the bytes made from it. The rest goes
// with this worker, which the page ends when the sign-in is over.
import init, { Registration, SignIn } from "./postern_password.js";

let opening;
let registration;
let signIn;

// Calls `begin` with texts as the module takes passwords.
function withBytes(texts, begin) {
  const all = texts.map((text) => new TextEncoder().encode(text.normalize("NFC")));
  try {
    return begin(...all);
  } finally {
    all.forEach((bytes) => bytes.fill(0));
  }
}

// Messages travel as base64url without padding.
const read = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (it) => it.charCodeAt(0));
const written = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

function forget() {
  registration?.free();
  signIn?.free();
  registration = signIn = undefined;
}

const acts = {
  register([password, username]) {
    forget();
    registration = withBytes([password, password.toLowerCase()], (bytes, folded) =>
      Registration.of_new(bytes, folded, username.toLowerCase()),
    );
    return { registration_request: written(registration.request()) };
  },
  signIn([password]) {
    forget();
    signIn = withBytes([password], SignIn.start);
    registration = withBytes([password], Registration.of_existing);
    return { ke1: written(signIn.ke1()), registration_request: written(registration.request()) };
  },
  prove([ke2], costs) {
    let refused = "failed";
    for (let at = 0; at + 2 < costs.length; at += 3) {
      try {
        const ke3 = signIn.finish(read(ke2), costs[at], costs[at + 1], costs[at + 2]);
        signIn.free();
        signIn = undefined;
        return { ke3: written(ke3) };
      } catch (refusal) {
        refused = refusal;
        if (refusal !== "not_proved") {
          break;
        }
      }
    }
    forget();
    throw refused;
  },
  record([response], [memory, passes, lanes]) {
    const waiting = registration;
    registration = undefined; // `finish` frees it.
    const record = waiting.finish(read(response), memory, passes, lanes);
    return { registration_record: written(record) };
  },
};

addEventListener("message", async ({ data: { module, act, texts, costs } }) => {
  if (module) {
    opening = init({ module_or_path: module });
    opening.catch(() => {}); // The first question gets to hear of it.
    return;
  }
  try {
    await opening;
  } catch {
    return postMessage({ refused: "missing" });
  }
  try {
    postMessage(acts[act](texts, costs));
  } catch (refusal) {
    // What is no word of the module's is a fault inside it.
    postMessage({ refused: typeof refusal === "string" ? refusal : "failed" });
  }
});
postMessage({ here: true });
