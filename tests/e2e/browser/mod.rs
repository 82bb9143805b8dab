//! A real browser with the built page in it: a profile on disk → dropped, shown, and read back off the screen.
//!
//! [`run`] gives a test a [`Page`]: the finished folder behind a static server, a browser with a fresh
//! profile and no way out of this computer, its driver on a free port. All of it ends with the test,
//! however the test ends. Benches use this room too; it must not know what a test wants to see.
//!
//! Read [`page`] first (what can be done with a page), then [`chromium`] (how the browser is started).

pub(crate) mod chromium;
pub(crate) mod complaints;
pub(crate) mod driver;
pub(crate) mod firefox;
pub(crate) mod input;
pub(crate) mod page;
pub(crate) mod pixels;
pub(crate) mod table;
pub(crate) mod temporary;

use std::env;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Condvar, Mutex, PoisonError};
use std::task::Poll;

use anyhow::{Context as _, Result};

use self::page::Page;

/// How a page is opened.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// Width and height of the page's inside, in CSS pixels.
    pub(crate) size: (u32, u32),
    /// Device pixels to a CSS pixel.
    pub(crate) ratio: f64,
    /// What the system is said to want: dark, or light.
    pub(crate) is_dark: bool,
    /// Whether the system is said to want little motion.
    pub(crate) is_motion_reduced: bool,
    /// The path below which the page is served.
    pub(crate) prefix: &'static str,
    /// What the address ends with after that path.
    pub(crate) document: &'static str,
    /// The folder to serve; none is the build that is tested.
    pub(crate) folder: Option<PathBuf>,
    /// A script that runs before the page's own.
    pub(crate) before: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: (1400, 900),
            ratio: 1.0,
            is_dark: false,
            is_motion_reduced: false,
            prefix: "",
            document: "",
            folder: None,
            before: "",
        }
    }
}

/// Runs a test on a page as most people have it.
#[track_caller]
pub(crate) fn run(test: impl AsyncFnOnce(&Page) -> Result<()>) {
    run_with(Setup::default(), test);
}

/// Runs a test on a page that was opened in a certain way.
#[track_caller]
pub(crate) fn run_with(setup: Setup, test: impl AsyncFnOnce(&Page) -> Result<()>) {
    let _seat = Seat::take();
    block_on(async {
        let page = Page::open(setup)
            .await
            .unwrap_or_else(|error| panic!("{}", sentences(&error)));
        let outcome = caught(test(&page)).await;
        if !matches!(outcome, Ok(Ok(()))) {
            page.tell_what_is_seen().await;
        }
        page.quit().await;
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("{}", sentences(&error)),
            Err(panic) => resume_unwind(panic),
        }
    });
}

/// An error and what led to it, a line each.
pub(crate) fn sentences(error: &anyhow::Error) -> String {
    let causes: Vec<_> = error.chain().map(ToString::to_string).collect();
    causes.join("\n  ")
}

/// Runs a future to its end on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// The future's result, or what it panicked with: a browser has to be closed in between.
pub(crate) async fn caught<T>(future: impl Future<Output = T>) -> std::thread::Result<T> {
    let mut future = pin!(future);
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Err(panic) => Poll::Ready(Err(panic)),
        },
    )
    .await
}

/// The folder with the built page.
pub(crate) fn dist() -> PathBuf {
    match env::var_os("GOSCOPE_DIST") {
        Some(folder) => folder.into(),
        None => root().join("dist"),
    }
}

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A program that a variable names, or that is to be found by its usual name.
fn program(variable: &str, usual: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from)
}

/// The right to have a browser: a computer with two cores cannot serve four of them in time.
pub(crate) struct Seat;

static TAKEN: Mutex<usize> = Mutex::new(0);
static FREED: Condvar = Condvar::new();

impl Seat {
    /// Waits for one.
    pub(crate) fn take() -> Self {
        let seats = std::thread::available_parallelism().map_or(2, usize::from).min(4);
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = FREED
            .wait_while(taken, |taken| *taken >= seats)
            .unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Self
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREED.notify_one();
    }
}

/// The page's folder has to be there; who runs the tests by hand may have forgotten it.
fn checked(folder: PathBuf) -> Result<PathBuf> {
    let index = folder.join("index.html");
    index
        .is_file()
        .then_some(folder)
        .with_context(|| format!("missing page: {} (`cargo xtask build` makes it)", index.display()))
}
