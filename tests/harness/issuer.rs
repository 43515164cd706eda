//! An issuer of the test's own, with a key of its own: it signs what Postern never would, so that
//! a verifier refuses it for that one reason.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

/// Publishes its key as Postern does, until it is dropped.
pub struct Issuer {
    origin: String,
    key: SigningKey,
    ended: Arc<AtomicBool>,
    server: Option<JoinHandle<()>>,
}

impl Issuer {
    /// Starts it.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn start() -> Self {
        let key = SigningKey::from_bytes(&[7; 32]);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let ended = Arc::new(AtomicBool::new(false));
        let keys = json!({ "keys": [{
            "kty": "OKP",
            "crv": "Ed25519",
            "x": URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes()),
            "kid": KEY_ID,
            "alg": "EdDSA",
            "use": "sig",
        }] });
        let server = {
            let ended = Arc::clone(&ended);
            thread::spawn(move || serve(&listener, &keys.to_string(), &ended))
        };
        Self {
            origin: format!("http://localhost:{}", address.port()),
            key,
            ended,
            server: Some(server),
        }
    }

    /// `http://localhost:PORT`
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The header of a good token.
    #[must_use]
    pub fn header(&self) -> Value {
        json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": KEY_ID })
    }

    /// The claims of a good token of just now.
    #[must_use]
    pub fn claims(&self) -> Value {
        let now = now();
        json!({
            "iss": self.origin,
            "aud": self.origin,
            "sub": "somebody",
            "client_id": "postern",
            "sid": "session",
            "amr": ["pwd", "otp"],
            "auth_time": now,
            "iat": now,
            "exp": now + 600,
            "jti": "token",
        })
    }

    /// A good token but for what is `changed` in its claims; null takes a claim out.
    ///
    /// # Panics
    /// Where `changed` is no object.
    #[must_use]
    pub fn token_with(&self, changed: &Value) -> String {
        let mut claims = self.claims();
        let all = claims.as_object_mut().expect("claims are an object");
        all.extend(changed.as_object().expect("claims are an object").clone());
        all.retain(|_, value| !value.is_null());
        self.sign(&self.header(), &claims)
    }

    /// Signs anything.
    #[must_use]
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let input = signing_input(header, claims);
        let signature = self.key.sign(input.as_bytes()).to_bytes();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the thread, which waits for a connection.
        let _woken = TcpStream::connect(self.origin.trim_start_matches("http://"));
        if let Some(server) = self.server.take() {
            let _ended = server.join();
        }
    }
}

/// Header and claims as they are signed.
#[must_use]
pub fn signing_input(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// Seconds since the epoch.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn serve(listener: &TcpListener, keys: &str, ended: &AtomicBool) {
    for connection in listener.incoming().flatten() {
        if ended.load(Ordering::Relaxed) {
            return;
        }
        // Somebody who goes away without an answer has none to miss.
        let _answered = answer(&connection, keys);
    }
}

fn answer(connection: &TcpStream, keys: &str) -> std::io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut request = BufReader::new(connection);
    let mut first = String::new();
    request.read_line(&mut first)?;
    let mut line = String::new();
    while request.read_line(&mut line)? > 2 {
        line.clear();
    }
    let (status, body) = if first.starts_with("GET /.well-known/jwks.json ") {
        ("200 OK", keys)
    } else {
        ("404 Not Found", "")
    };
    let mut connection = connection;
    write!(
        connection,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
}

const KEY_ID: &str = "the key of the test";
