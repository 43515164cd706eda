//! What it costs to check an access token.

use std::time::Duration;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::load;
use super::processor_time::median;
use super::server::Server;
use crate::paths;
use crate::process;

/// The difference between a token that is refused for its signature and one that is refused for
/// its key, before any curve arithmetic: both are answered alike, and nothing else is asked.
pub fn in_postern(server: &Server, access_token: &str) -> Result<Duration> {
    let (header, rest) = access_token.split_once('.').context("no token")?;
    let (payload, signature) = rest.split_once('.').context("no token")?;
    let changed = format!("{header}.{payload}A.{signature}");
    let unknown_key = format!(
        "{}.{rest}",
        URL_SAFE_NO_PAD.encode(r#"{"typ":"at+jwt","alg":"EdDSA","kid":"none"}"#)
    );
    let url = format!("{}/api/users/me", server.origin);
    let cost = |token: &str| {
        let headers = [format!("Authorization=Bearer {token}")];
        server
            .workerd
            .cost_of(REQUESTS, || load::send(&url, &headers, REQUESTS))
    };
    let rounds = (0..ROUNDS)
        .map(|_| Ok(cost(&changed)?.saturating_sub(cost(&unknown_key)?)))
        .collect::<Result<_>>()?;
    Ok(median(rounds))
}

/// The same arithmetic by the platform's own cryptography, without the rest of the check.
pub fn in_webcrypto() -> Result<Duration> {
    let server = Server::start(
        process::command(paths::node())
            .arg(paths::in_root("xtask/probe.mjs"))
            .arg(paths::in_root("xtask/probes/webcrypto")),
    )?;
    let cost = |times: u32| {
        let url = format!("{}/{times}", server.origin);
        server.workerd.cost_of(FEW, || load::send(&url, &[], FEW))
    };
    let rounds = (0..ROUNDS)
        .map(|_| Ok(cost(VERIFICATIONS)?.saturating_sub(cost(0)?) / VERIFICATIONS))
        .collect::<Result<_>>()?;
    Ok(median(rounds))
}

const ROUNDS: u32 = 5;
const REQUESTS: u32 = 4000;
const FEW: u32 = 100;
/// In one request.
const VERIFICATIONS: u32 = 100;
