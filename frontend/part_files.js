// The files of the module's later parts (`later_part.rs`). Parts that are needed together lie in one
// file, one behind the other, because they compress better so.

// The files that are on their way.
const coming = new Map();

// What stands in the file at `address` from one byte to another, as an answer with a module.
export async function piece(address, from, to) {
  const bytes = await (coming.get(address.href) ?? fetchWhole(address));
  return new Response(bytes.slice(from, to), {
    headers: { "content-type": "application/wasm" },
  });
}

function fetchWhole(address) {
  const whole = (async () => {
    try {
      const answer = await fetch(address);
      if (!answer.ok) {
        throw new TypeError(`a part of this page: ${answer.status}`);
      }
      return await answer.arrayBuffer();
    } finally {
      // What is needed is cut out by then, and what did not come may come the next time.
      coming.delete(address.href);
    }
  })();
  coming.set(address.href, whole);
  return whole;
}
