// What is done with a password that is not sent, in a thread of its own, so that the page goes on
// answering: the calls that begin a registration, a sign-in or a change of the password by OPAQUE
// (RFC 9807), and the work between them. Each question has one answer, and the page waits for it before it asks again.
//
// A string cannot be wiped in JavaScript: what is wiped here is the bytes made from it. The rest goes
// with this worker, which the page ends when the sign-in is over.
import init, { Registration, SignIn } from "./postern_password.js";

const PATIENCE_MS = 20_000; // As the page has with its calls.
// COMMON_PASSWORDS is where the list of common passwords is: the build puts it in.
// What the service would say, if it saw the password.
const PROBLEMS = { invalid: "invalid_password", weak: "weak_password" };

let opening;
let common;
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

async function post(path, body, token) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  if (token) {
    headers.authorization = `Bearer ${token}`;
  }
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw "network";
  }
  const answer = await response.json();
  if (!response.ok) {
    throw { problem: answer };
  }
  return answer;
}

// The list of common passwords, once. Without it, no password can be said to be good.
async function commonPasswords() {
  try {
    if (!common) {
      const response = await fetch(COMMON_PASSWORDS, { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!response.ok) {
        throw response.status;
      }
      common = new Uint8Array(await response.arrayBuffer());
    }
    return common;
  } catch {
    throw "missing";
  }
}

// Begins to register a password that is new, if it is good for the account; else the problem is in
// the page's `field`.
async function beginNew({ username, password, email, appName }, field) {
  const list = await commonPasswords();
  const names = [username, email, appName].map((name) => name.normalize("NFC").toLowerCase());
  try {
    return withBytes([password, password.toLowerCase()], (bytes, folded) =>
      Registration.of_new(bytes, folded, ...names, list),
    );
  } catch (refusal) {
    const code = PROBLEMS[refusal];
    throw code ? { problem: { code, field } } : refusal;
  }
}

// The record that `registration` has waited for, and what goes back with it.
function record({ registration_response, argon2, registration: sealed }) {
  const waiting = registration;
  registration = undefined; // `finish` frees it, whatever comes of it.
  const { memory_kib, passes, lanes } = argon2;
  const record = waiting.finish(read(registration_response), memory_kib, passes, lanes);
  return { registration: sealed, registration_record: written(record) };
}

// What goes into a call in place of a password that is new.
async function makeRecord(question, rest) {
  forget();
  registration = await beginNew(question, "password");
  const registration_request = written(registration.request());
  const { username } = question;
  const answer = await post("/api/register/start", { username, registration_request, ...rest });
  postMessage({ working: true });
  return record(answer);
}

// The proof, at the first of the costs that fits.
function prove(ke2, costs) {
  for (const [index, { memory_kib, passes, lanes }] of costs.entries()) {
    try {
      return written(signIn.finish(ke2, memory_kib, passes, lanes));
    } catch (refusal) {
      if (refusal !== "not_proved" || index === costs.length - 1) {
        throw refusal;
      }
    }
  }
  throw "unreadable";
}

const acts = {
  register: (question) => makeRecord(question, { invitation: question.invitation }),
  reset: (question) => makeRecord(question, { reset: true }),
  async signIn({ username, password }) {
    forget();
    signIn = withBytes([password], SignIn.start);
    const answer = await post("/api/login/start", { username, ke1: written(signIn.ke1()) });
    postMessage({ working: true });
    const ke3 = prove(read(answer.ke2), answer.argon2);
    forget();
    registration = withBytes([password], Registration.of_existing);
    return { login: answer.login, ke3, registration_request: written(registration.request()) };
  },
  async change({ password, token, ...question }) {
    forget();
    registration = await beginNew({ ...question, password: question.next }, "new_password");
    signIn = withBytes([password], SignIn.start);
    const ke1 = written(signIn.ke1());
    const registration_request = written(registration.request());
    const answer = await post("/api/password/start", { ke1, registration_request }, token);
    postMessage({ working: true });
    const { argon2, login } = answer;
    const ke3 = prove(read(answer.ke2), argon2);
    // The new record is made at the first of the costs, which is the current one.
    const made = record({ ...answer, argon2: argon2[0] });
    forget();
    return { login, ke3, ...made };
  },
  renew: record,
};

// What the page gets to hear of it.
function refused(refusal) {
  if (refusal instanceof WebAssembly.RuntimeError) {
    return { refused: "failed" }; // The module is broken, and the page ends the worker.
  }
  forget();
  if (typeof refusal === "string") {
    return { refused: refusal };
  }
  // Otherwise an answer is not what it should be.
  return refusal.problem ? refusal : { refused: "unreadable" };
}

addEventListener("message", async ({ data: { module, act, question } }) => {
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
    postMessage(await acts[act](question));
  } catch (refusal) {
    postMessage(refused(refusal));
  }
});
postMessage({ here: true });
