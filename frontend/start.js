// Starts the client, or says why there is none.
import init, { start } from "./postern_frontend.js";

const RELOAD = "Reload the page";

function showFailure(title, text) {
  const card = document.createElement("div");
  card.className = "card";
  card.setAttribute("role", "alert");
  const heading = document.createElement("h1");
  heading.textContent = title;
  const explanation = document.createElement("p");
  explanation.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "primary";
  button.textContent = RELOAD;
  button.addEventListener("click", () => location.reload());
  card.append(heading, explanation, button);
  document.getElementById("main").replaceChildren(card);
}

// A fault inside the wasm leaves the page dead: say so rather than let people type into it.
function showFault(fault) {
  if (fault instanceof WebAssembly.RuntimeError) {
    showFailure(
      "Something broke",
      "This page made a mistake and has stopped. Reload it to go on.",
    );
  }
}
addEventListener("error", (event) => showFault(event.error));
addEventListener("unhandledrejection", (event) => showFault(event.reason));

// A step in the history is offered to whoever would hold it (`leaving.rs`) before the router hears of
// it: at the window, whoever listens first hears first.
addEventListener("popstate", (event) => {
  if (!dispatchEvent(new Event("postern-step", { cancelable: true }))) {
    event.stopImmediatePropagation();
  }
});

try {
  await init({ module_or_path: document.getElementById("wasm").href });
  start();
} catch (problem) {
  console.error(problem);
  showFailure(
    "Postern could not open",
    typeof WebAssembly === "object"
      ? "A part of this page did not arrive. Check your connection, then reload the page."
      : "This browser does not run WebAssembly, which Postern is made of. Use a current browser, or switch WebAssembly on.",
  );
}
