//! Stands before a server, and now and then answers as a service does that has trouble.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// The server answers.
    Passes,
    /// 503 of a platform that has no time; the server is not asked.
    Busy,
    /// 429 of a platform that is asked too often; the server is not asked.
    TooMany,
    /// The server is asked, and its answer is lost on the way.
    LosesAnswer,
    /// A page that is none of the service's, with the status of success.
    Strange,
}

/// A door before a server, whose requests meet the moods one after the other, again and again.
pub struct MoodyDoor {
    origin: String,
    asked: Arc<AtomicUsize>,
}

impl MoodyDoor {
    /// A door before the server at `origin`.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn before(origin: &str, moods: &'static [Mood]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let server = origin.strip_prefix("http://localhost:");
        let server = format!("127.0.0.1:{}", server.expect("our servers are local"));
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, counter) = (server.clone(), Arc::clone(&counter));
                // A connection that breaks is the client's business.
                thread::spawn(move || serve(client, &server, moods, &counter));
            }
        });
        Self {
            origin: format!("http://localhost:{port}"),
            asked,
        }
    }

    /// `http://localhost:PORT`
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Waits until so many requests have come.
    ///
    /// # Panics
    /// Where they do not.
    pub fn wait_for_requests(&self, count: usize) {
        for _ in 0..3000 {
            if self.asked.load(Ordering::SeqCst) >= count {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("there were not {count} requests");
    }
}

/// One request on each connection.
fn serve(
    mut client: TcpStream,
    server: &str,
    moods: &[Mood],
    asked: &AtomicUsize,
) -> io::Result<()> {
    let (head, body) = request(&mut client)?;
    let number = asked.fetch_add(1, Ordering::SeqCst);
    let mood = moods.get(number % moods.len()).copied();
    match mood.unwrap_or(Mood::Passes) {
        Mood::Busy => client.write_all(refusal("503 Service Unavailable").as_bytes()),
        Mood::TooMany => client.write_all(refusal("429 Too Many Requests").as_bytes()),
        Mood::Strange => client.write_all(refusal("200 OK").as_bytes()),
        Mood::LosesAnswer => ask(server, &head, &body).map(|_lost| ()),
        Mood::Passes => client.write_all(&ask(server, &head, &body)?),
    }
}

/// The head, which asks for no further request on its connection, and the body.
fn request(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let (mut read, mut piece) = (Vec::new(), [0; 16 * 1024]);
    let end = loop {
        if let Some(end) = memchr::memmem::find(&read, b"\r\n\r\n") {
            break end + 4;
        }
        read.extend_from_slice(more(client, &mut piece)?);
    };
    let mut body = read.split_off(end);
    let head = String::from_utf8_lossy(&read);
    let lines = head.trim_end().split("\r\n");
    let is = |line: &str, name: &str| line.to_ascii_lowercase().starts_with(name);
    let length = lines.clone().find(|line| is(line, "content-length:"));
    let length = length.and_then(|line| line.split_once(':')?.1.trim().parse().ok());
    while body.len() < length.unwrap_or(0) {
        body.extend_from_slice(more(client, &mut piece)?);
    }
    let kept: Vec<_> = lines.filter(|line| !is(line, "connection:")).collect();
    Ok((kept.join("\r\n") + "\r\nConnection: close\r\n\r\n", body))
}

fn more<'a>(client: &mut TcpStream, piece: &'a mut [u8]) -> io::Result<&'a [u8]> {
    match client.read(piece)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        length => Ok(piece.get(..length).unwrap_or_default()),
    }
}

fn ask(server: &str, head: &str, body: &[u8]) -> io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(server)?;
    server.write_all(head.as_bytes())?;
    server.write_all(body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(answer)
}

fn refusal(status: &str) -> String {
    let page = "<h1>One moment</h1>";
    let length = page.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{page}"
    )
}
