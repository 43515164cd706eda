//! Stands on the wire between a browser and a server, and takes down all that the browser sends:
//! whatever sends it, a page, a worker or a beacon. It can cut requests off and change answers.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// A tap. It works for as long as the test's runtime does.
pub struct WireTap {
    origin: String,
    wire: Arc<Wire>,
}

/// Changes a piece of an answer, in place, where it is the one meant; whether it was.
pub type Change = fn(&mut [u8]) -> bool;

/// A change that puts a text in the place of another as long; whether that was there.
///
/// # Panics
/// Where it is not as long.
pub fn replace(piece: &mut [u8], before: &str, after: &str) -> bool {
    let place =
        memmem::find(piece, before.as_bytes()).and_then(|at| piece.get_mut(at..at + before.len()));
    if let Some(place) = place {
        place.copy_from_slice(after.as_bytes());
        return true;
    }
    false
}

struct Wire {
    server: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sent: Vec<u8>,
    cut: Vec<String>,
    change: Option<Change>,
    changed: usize,
}

impl WireTap {
    /// A tap before the server at `origin`.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn before(origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let server = origin
            .strip_prefix("http://localhost:")
            .expect("our servers are local");
        let wire = Arc::new(Wire {
            server: format!("127.0.0.1:{server}"),
            state: Mutex::default(),
        });
        let shared = Arc::clone(&wire);
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&shared).connect(browser));
            }
        });
        Self {
            origin: format!("http://localhost:{port}"),
            wire,
        }
    }

    /// `http://localhost:PORT`
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Every byte that the browser has sent since the last call: lines, headers and bodies.
    #[must_use]
    pub fn sent(&self) -> Vec<u8> {
        self.wire.with(|state| std::mem::take(&mut state.sent))
    }

    /// From now on a connection ends that asks for a path with this beginning too.
    pub fn cut(&self, path: &str) {
        let request = format!("GET {path}");
        self.wire.with(|state| state.cut.push(request));
    }

    /// From now on nothing is cut off.
    pub fn mend(&self) {
        self.wire.with(|state| state.cut.clear());
    }

    /// From now on answers are changed.
    pub fn change(&self, change: Change) {
        self.wire.with(|state| state.change = Some(change));
    }

    /// How often that has happened.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.wire.with(|state| state.changed)
    }
}

impl Wire {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn connect(self: Arc<Self>, browser: TcpStream) {
        let Ok(server) = TcpStream::connect(&self.server).await else {
            return;
        };
        let (from_browser, to_browser) = browser.into_split();
        let (from_server, to_server) = server.into_split();
        // When one way ends, so does the other.
        tokio::select! {
            _ = self.pass(from_browser, to_server, Self::heard) => {}
            _ = self.pass(from_server, to_browser, Self::answered) => {}
        }
    }

    async fn pass(
        &self,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
        look: fn(&Self, &mut [u8]) -> bool,
    ) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = from.read(&mut buffer).await?;
            let piece = buffer.get_mut(..length).unwrap_or_default();
            if piece.is_empty() || !look(self, piece) {
                return Ok(());
            }
            to.write_all(piece).await?;
        }
    }

    fn heard(&self, piece: &mut [u8]) -> bool {
        self.with(|state| {
            state.sent.extend_from_slice(piece);
            if state.change.is_some() {
                // What is to be changed must not be compressed.
                while replace(piece, ENCODINGS, NO_ENCODING) {}
            }
            state
                .cut
                .iter()
                .all(|cut| memmem::find(piece, cut.as_bytes()).is_none())
        })
    }

    fn answered(&self, piece: &mut [u8]) -> bool {
        self.with(|state| {
            let is_changed = state.change.is_some_and(|change| change(piece));
            state.changed += usize::from(is_changed);
        });
        true
    }
}

/// What Chromium asks for; without the header the local server compresses.
const ENCODINGS: &str = "gzip, deflate, br, zstd";
const NO_ENCODING: &str = "identity               ";
