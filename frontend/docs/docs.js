// Shows the document of the API with Swagger UI. Nobody else is asked for anything.

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUIBundle({
  url: "/api/openapi.json",
  domNode: document.getElementById("calls"),
  // Its validator would send the document's address to another host.
  validatorUrl: null,
  // The addresses of this page carry nothing, and tokens are forgotten with it.
  deepLinking: false,
  persistAuthorization: false,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  defaultModelRendering: "model",
  displayRequestDuration: true,
  onComplete: () => {
    document.documentElement.dataset.ready = "true";
  },
});
