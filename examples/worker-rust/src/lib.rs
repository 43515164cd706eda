//! A Worker of yours that takes Postern's access tokens.

mod postern;

use postern::{Refusal, current_user};
use worker::{Context, Env, Request, Response, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    let answer = match request.path().as_str() {
        "/users/me" => read_users_me(&request, &env).await,
        "/sensitive" => read_sensitive(&request, &env).await,
        _ => return Response::error("not found", 404),
    };
    match answer {
        Ok(answer) => Response::from_json(&answer),
        Err(refusal) => refusal.into_response(),
    }
}

async fn read_users_me(request: &Request, env: &Env) -> Result<serde_json::Value, Refusal> {
    let user = current_user(request, env).await?;
    Ok(serde_json::json!(user))
}

/// What somebody at a screen that was left unlocked shall not see.
async fn read_sensitive(request: &Request, env: &Env) -> Result<serde_json::Value, Refusal> {
    let user = current_user(request, env).await?;
    user.require_recent_otp(300)?;
    Ok(serde_json::json!({ "for": user.sub }))
}
