// A Worker of yours that takes Postern's access tokens.

import { currentUser, Refusal, requireRecentOtp, type Env } from "./postern";

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      switch (new URL(request.url).pathname) {
        case "/users/me":
          return Response.json(await currentUser(request, env));
        // What somebody at a screen that was left unlocked shall not see.
        case "/sensitive": {
          const user = await currentUser(request, env);
          requireRecentOtp(user, 300);
          return Response.json({ for: user.sub });
        }
        default:
          return new Response("not found", { status: 404 });
      }
    } catch (error) {
      if (error instanceof Refusal) return error.response();
      throw error;
    }
  },
};
