// What jose, a JWT library in JavaScript, says of a token: ORIGIN of the keys, AUDIENCE, TOKEN.

import { createRemoteJWKSet, jwtVerify } from "jose";

const [origin, audience, token] = process.argv.slice(-3);
const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", origin));
try {
  const { payload } = await jwtVerify(token, keys, {
    issuer: origin,
    audience,
    typ: "at+jwt",
    algorithms: ["EdDSA"],
    requiredClaims: ["exp"],
  });
  console.log("accepted", payload.sub);
} catch (error) {
  console.log(error.code ?? error.stack, error.claim ?? "");
}
