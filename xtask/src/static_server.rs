//! A plain static server on this computer: a folder → an address. For `cargo xtask serve` and for tests.
//!
//! It behaves as the simplest host does: files by path below a prefix, `index.html` for a folder, the right
//! content types, 404 for the rest; no fallback to the page, no special headers, no caching. It keeps a log of
//! every request, can be shown another folder while it runs (a new deployment) and can be stopped.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The longest request head that is read, in bytes; a longer one is answered as what was read of it.
const MAX_HEAD_BYTES: u64 = 64 << 10;

/// How long a silent connection is kept: browsers open some in advance.
const PATIENCE: Duration = Duration::from_secs(30);

/// One request as it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// `GET`, `HEAD` or whatever was sent.
    pub method: String,
    /// Path and query as they were sent.
    pub target: String,
    /// The answer's status.
    pub status: u16,
}

/// A running server; dropping it stops it.
#[derive(Debug)]
pub struct StaticServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    folder: Mutex<PathBuf>,
    /// Begins and ends with a slash.
    prefix: String,
    log: Mutex<Vec<Logged>>,
    stopped: AtomicBool,
}

impl StaticServer {
    /// Serves `folder` at `http://127.0.0.1:port/prefix/`; port 0 takes any free one.
    pub fn start(folder: &Path, prefix: &str, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            folder: Mutex::new(folder.to_owned()),
            prefix: normal_prefix(prefix),
            log: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let own = Arc::clone(&shared);
        let listening = thread::spawn(move || listen(&listener, &own));
        Ok(Self {
            address,
            shared,
            listening: Some(listening),
        })
    }

    /// The address of the folder, with its slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.shared.prefix)
    }

    /// The port it listens at.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Shows `folder` from now on, as a new deployment would.
    pub fn show(&self, folder: &Path) {
        folder.clone_into(&mut lock(&self.shared.folder));
    }

    /// Every request answered so far, oldest first.
    pub fn log(&self) -> Vec<Logged> {
        lock(&self.shared.log).clone()
    }

    /// Forgets what was logged.
    pub fn clear_log(&self) {
        lock(&self.shared.log).clear();
    }

    /// Stops: from here on a connection is refused.
    pub fn stop(mut self) {
        self.close();
    }

    /// Waits until the server ends, which it does only if its thread fails.
    pub fn wait(mut self) {
        if let Some(listening) = self.listening.take() {
            join(listening);
        }
    }

    fn close(&mut self) {
        let Some(listening) = self.listening.take() else {
            return;
        };
        self.shared.stopped.store(true, Ordering::SeqCst);
        // The listener sleeps in `accept`: a last connection wakes it. If none can be made, it has ended.
        drop(TcpStream::connect(self.address));
        join(listening);
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.close();
    }
}

fn join(listening: JoinHandle<()>) {
    if listening.join().is_err() {
        eprintln!("the static server's thread panicked");
    }
}

/// A panic elsewhere cannot leave these values half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `a/b`, `/a/b` and `/a/b/` are all `/a/b/`; nothing is `/`.
fn normal_prefix(prefix: &str) -> String {
    match prefix.trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for connection in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(connection) = connection else { continue };
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A browser that goes away in the middle of an answer is its own business.
            drop(serve(&connection, &shared));
        });
    }
}

/// Answers the one request of a connection.
fn serve(connection: &TcpStream, shared: &Shared) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(connection.take(MAX_HEAD_BYTES));
    let mut request = String::new();
    lines.read_line(&mut request)?;
    let mut header = String::new();
    while lines.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(());
    };

    let folder = lock(&shared.folder).clone();
    let answer = if method == "GET" || method == "HEAD" {
        answer(&folder, &shared.prefix, target)
    } else {
        Answer::text(405, "only GET and HEAD\n")
    };
    lock(&shared.log).push(Logged {
        method: method.to_owned(),
        target: target.to_owned(),
        status: answer.status,
    });
    answer.send(connection, method == "HEAD")
}

/// What is sent back.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    content_type: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn text(status: u16, text: &str) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            location: None,
            body: text.as_bytes().to_owned(),
        }
    }

    fn send(&self, mut connection: &TcpStream, head_only: bool) -> io::Result<()> {
        let reason = match self.status {
            200 => "OK",
            301 => "Moved Permanently",
            404 => "Not Found",
            _ => "Method Not Allowed",
        };
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status);
        head += &format!(
            "Content-Type: {}\r\nContent-Length: {}\r\n",
            self.content_type,
            self.body.len()
        );
        if let Some(location) = &self.location {
            head += &format!("Location: {location}\r\n");
        }
        head += "Connection: close\r\n\r\n";
        connection.write_all(head.as_bytes())?;
        if !head_only {
            connection.write_all(&self.body)?;
        }
        connection.flush()
    }
}

fn answer(folder: &Path, prefix: &str, target: &str) -> Answer {
    let path = target.split(['?', '#']).next().unwrap_or(target);
    if path != "/" && format!("{path}/") == prefix {
        return Answer {
            location: Some(prefix.to_owned()),
            ..Answer::text(301, "")
        };
    }
    let not_found = || Answer::text(404, "no such file\n");
    let Some(mut file) = path.strip_prefix(prefix).and_then(|inner| path_below(folder, inner)) else {
        return not_found();
    };
    if file.is_dir() {
        if !path.ends_with('/') {
            return Answer {
                location: Some(format!("{path}/")),
                ..Answer::text(301, "")
            };
        }
        file.push("index.html");
    }
    match fs::read(&file) {
        Ok(body) => Answer {
            status: 200,
            content_type: content_type(&file),
            location: None,
            body,
        },
        Err(_) => not_found(),
    }
}

/// The file that a decoded path names; `None` if it would leave the folder or is no path.
fn path_below(folder: &Path, path: &str) -> Option<PathBuf> {
    let mut file = folder.to_owned();
    for part in percent_decoded(path)?.split('/') {
        match part {
            "" | "." => {}
            ".." => return None,
            part if part.contains(['\\', '\0']) => return None,
            part => file.push(part),
        }
    }
    Some(file)
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut decoded = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            decoded.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

/// What a host says a file is; unknown endings, profiles among them, are bytes.
fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" | "folded" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
