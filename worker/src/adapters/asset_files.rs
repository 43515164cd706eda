//! The built client on the assets binding.

use axum::body::Body;
use worker::Env;

use crate::adapters::environment;
use crate::ports::{ClientFiles, Unavailable};

/// The files bound as [`environment::ASSETS`].
#[derive(Clone)]
pub struct AssetFiles {
    env: Env,
}

impl AssetFiles {
    /// The binding of this environment.
    #[must_use]
    pub fn new(env: Env) -> Self {
        Self { env }
    }
}

impl ClientFiles for AssetFiles {
    async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        let assets = self
            .env
            .assets(environment::ASSETS)
            .map_err(|_not_bound| Unavailable)?;
        let response = assets
            .fetch(format!("http://assets.local{path}"), None)
            .await
            .map_err(|_no_answer| Unavailable)?;
        if response.status() != http::StatusCode::OK {
            return Ok(None);
        }
        let body = axum::body::to_bytes(Body::new(response.into_body()), MAX_FILE_LENGTH)
            .await
            .map_err(|_broken_off| Unavailable)?;
        Ok(Some(body.into()))
    }
}

/// Most bytes of one of the client's files.
const MAX_FILE_LENGTH: usize = 4 * 1024 * 1024;
