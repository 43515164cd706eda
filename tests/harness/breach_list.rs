//! A list of breached passwords on this machine, which speaks as Have I Been Pwned does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The list. It answers for as long as the test's runtime runs, or until it is dropped.
pub struct BreachList {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl BreachList {
    /// A list that answers every question with `range`, after a while.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn start(range: &'static str, after: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let shared = Arc::clone(&heard);
        let serving = tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                tokio::spawn(answer(caller, Arc::clone(&shared), range, after));
            }
        });
        Self {
            url: format!("http://127.0.0.1:{port}/range/"),
            heard,
            serving,
        }
    }

    /// Where the ranges are.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The requests so far, with their headers.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        let heard = self.heard.lock();
        heard.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for BreachList {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    mut caller: TcpStream,
    heard: Arc<Mutex<Vec<String>>>,
    range: &'static str,
    after: Duration,
) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match caller.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_gone) => return,
        }
    }
    heard
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(String::from_utf8_lossy(&request).into_owned());
    tokio::time::sleep(after).await;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{range}",
        range.len()
    );
    // The caller may have given up.
    let _ = caller.write_all(answer.as_bytes()).await;
}
