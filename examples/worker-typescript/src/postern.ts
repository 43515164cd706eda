// Verifies Postern's access tokens (RFC 9068) with its published keys.

import { createRemoteJWKSet, customFetch, errors, jwtVerify } from "jose";

export interface Env {
  /** Postern's origin, without a slash at the end. */
  ISSUER: string;
  /** Postern as a service binding, where it cannot be fetched by its address. */
  POSTERN?: { fetch: typeof fetch };
}

/** Whoever the token speaks of. */
export interface User {
  /** The account: random, never given again, not the username. */
  sub: string;
  /** How they proved who they are: `pwd`, `otp`. */
  amr: string[];
  /** When they did, in seconds since the epoch. */
  auth_time: number;
}

/** Why somebody is not let in, as RFC 6750 §3 and RFC 9470 §3 want it told. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly challenge?: string,
  ) {
    super(detail);
  }

  response(): Response {
    const headers = this.challenge ? { "www-authenticate": this.challenge } : undefined;
    return Response.json({ detail: this.detail }, { status: this.status, headers });
  }
}

/** For the later requests of this isolate too; it remembers the keys. */
let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

/** Whoever sends the request. */
export async function currentUser(request: Request, env: Env): Promise<User> {
  const authorization = request.headers.get("authorization") ?? "";
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!token) throw new Refusal(401, "no access token", "Bearer");
  const { ISSUER, POSTERN } = env;
  keys ??= createRemoteJWKSet(new URL("/.well-known/jwks.json", ISSUER), {
    // As long as Postern lets its keys be cached.
    cacheMaxAge: 300_000,
    [customFetch]: (url, init) => (POSTERN ? POSTERN.fetch(url, init) : fetch(url, init)),
  });
  try {
    const { payload } = await jwtVerify<User>(token, keys, {
      algorithms: ["EdDSA"],
      typ: "at+jwt",
      issuer: ISSUER,
      audience: ISSUER,
      requiredClaims: ["exp", "sub", "amr", "auth_time"],
      clockTolerance: 5,
    });
    const { sub, amr, auth_time } = payload;
    return { sub, amr, auth_time };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw invalidToken("the access token has expired");
    if (error instanceof errors.JOSEError && !OUT_OF_REACH.includes(error.code)) {
      throw invalidToken("not an access token for this service");
    }
    console.error(error);
    throw new Refusal(503, "the keys are out of reach");
  }
}

/**
 * Demands that a one-time code was given at most `maxAge` seconds ago: for what an open session
 * alone shall not reach.
 */
export function requireRecentOtp(user: User, maxAge: number): void {
  const age = Date.now() / 1000 - user.auth_time;
  if (user.amr.includes("otp") && age <= maxAge) return;
  const challenge = `Bearer error="insufficient_user_authentication", max_age="${maxAge}"`;
  throw new Refusal(401, "sign in again, with a code", challenge);
}

const invalidToken = (detail: string) =>
  new Refusal(401, detail, 'Bearer error="invalid_token"');

/** What jose says of the key set rather than of the token. */
const OUT_OF_REACH = ["ERR_JOSE_GENERIC", "ERR_JWKS_INVALID", "ERR_JWKS_TIMEOUT"];
