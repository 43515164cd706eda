// Sends what stands in each line of the standard input to the address that is the argument, and
// prints what comes of it as a line of JSON. The first line is the ticket.
import { createInterface } from "node:readline";

const address = process.argv[1];
let ticket;

// Where nobody listens any more, whoever began it was killed.
process.stdout.on("error", () => process.exit(1));

async function send({ number, body }) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { authorization: `Bearer ${ticket}`, "content-type": "application/json" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(60_000),
    });
    return { number, status: response.status, body: await response.text() };
  } catch (error) {
    return { number, status: 0, body: String(error.cause?.message ?? error.message) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (ticket === undefined) {
    ticket = line;
  } else {
    send(JSON.parse(line)).then((answer) => console.log(JSON.stringify(answer)));
  }
}
