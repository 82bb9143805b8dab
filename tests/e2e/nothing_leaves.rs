//! Nothing leaves this computer: no request while files are read, and everything foreign is refused.

use anyhow::{Context as _, Result, ensure};
use goscope::protocol::reply::Reply;
use goscope::protocol::request::Appearance;
use xtask::static_server::StaticServer;

use crate::browser::page::Page;
use crate::browser::{Setup, dist, run, run_with};
use crate::corpus;
use crate::painted::{open_and_compare, place_of};

/// Opens files and works on them.
async fn work(page: &Page) -> Result<()> {
    let twin = open_and_compare(page, "shop.go1.27.cpu", Appearance::default()).await?;
    let (x, y) = place_of(page, &twin.label("main.request")?).await?;
    page.double_click_at(x, y).await?;
    page.key("/").await?;
    page.type_text("runtime").await?;
    page.until("e2e.text('search-found')").await?;
    page.click("about-button").await?;
    page.until_shown("facts").await?;
    page.key("Escape").await?;
    for name in ["shop.go1.27.heap", "shop.go1.21.cpu", "made.basic"] {
        page.open_file(&corpus::profile(name)).await?;
    }
    page.drop_files(&[corpus::damaged()?.swap_remove(0).path]).await?;
    page.until_shown("failure").await
}

#[test]
fn no_request_is_made_while_files_are_read() {
    run(async |page| {
        page.until_offline_ready().await?;
        page.forget_requests();
        work(page).await?;
        let requests = page.requests();
        ensure!(requests.is_empty(), "{requests:?}");
        page.assert_calm().await
    });
}

#[test]
fn on_a_first_visit_only_the_pages_own_files_are_asked_for() {
    let setup = Setup {
        before: "delete Navigator.prototype.serviceWorker;",
        ..Setup::default()
    };
    run_with(setup, async |page| {
        work(page).await?;
        let own = xtask::dist::files(&dist())?;
        for request in page.requests() {
            let path = request
                .strip_prefix("GET /")
                .and_then(|rest| rest.strip_suffix(" 200"))
                .with_context(|| request.clone())?;
            ensure!(
                path.is_empty() || own.iter().any(|name| name == path),
                "asked for {path}"
            );
        }
        page.assert_calm().await
    });
}

/// What the page's policy is asked to allow, in the page and in a worker; each says `allowed` or why not.
const ATTEMPTS: &str = r"
const tried = async (attempt) => { try { await attempt(); return 'allowed'; } catch (error) { return error.name; } };
const attempts = async (foreign) => ({
  eval: await tried(async () => (0, eval)('1 + 1')),
  function: await tried(async () => new Function('return 1')()),
  fetch: await tried(() => fetch(foreign)),
  otherHost: await tried(() => fetch('https://example.com/')),
  socket: await tried(() => new Promise((resolve, reject) => {
    const socket = new WebSocket(foreign.replace('http', 'ws'));
    socket.onopen = resolve;
    socket.onerror = () => reject(new TypeError('refused'));
  })),
  script: await tried(() => import(foreign + 'boot.js')),
});
";

const ALL_REFUSED: [(&str, &[&str]); 6] = [
    ("eval", &["EvalError"]),
    ("function", &["EvalError"]),
    ("fetch", &["TypeError"]),
    ("otherHost", &["TypeError"]),
    ("socket", &["TypeError", "SecurityError"]),
    ("script", &["TypeError"]),
];

fn all_are_refused(outcome: &serde_json::Value) -> Result<()> {
    for (attempt, refusals) in ALL_REFUSED {
        let said = outcome[attempt].as_str().unwrap_or_default();
        ensure!(refusals.contains(&said), "{attempt}: {said:?} in {outcome}");
    }
    Ok(())
}

#[test]
fn a_worker_of_the_same_loader_is_refused_what_is_foreign() {
    let foreign = StaticServer::start(&dist(), "", 0).expect("a second host");
    run(async |page| {
        let body = format!(
            r#"{ATTEMPTS}
            const absolute = (name) => new URL(document.querySelector(`meta[name="${{name}}"]`).content, document.baseURI).href;
            const module = await WebAssembly.compileStreaming(fetch(absolute('worker-wasm')));
            // As the page does it: the worker's script, started from a blob of its text.
            const script = await (await fetch(absolute('worker'))).text();
            const source = script + `
              {attempts}
              const violations = [];
              addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
              addEventListener('message', async (event) => {{
                if (event.data !== 'try') return;
                event.stopImmediatePropagation();
                const outcome = await attempts({foreign:?});
                await new Promise((resolve) => setTimeout(resolve, 200));
                postMessage({{ ...outcome, violations }});
              }}, {{ capture: true }});`;
            const url = URL.createObjectURL(new Blob([source], {{ type: 'text/javascript' }}));
            const worker = new Worker(url);
            const replies = [];
            return await new Promise((resolve, reject) => {{
              worker.onerror = (event) => reject(new Error(event.message));
              worker.onmessage = ({{ data }}) => {{
                if (Array.isArray(data)) {{
                  replies.push(Array.from(data[0]));
                  // The first reply is that it is ready.
                  if (replies.length === 1) worker.postMessage('try');
                }} else {{
                  worker.terminate();
                  resolve({{ ...data, replies }});
                }}
              }};
              worker.postMessage(module);
            }});"#,
            attempts = ATTEMPTS.replace('\\', "\\\\").replace('`', "\\`"),
            foreign = foreign.url(),
        );
        let outcome: serde_json::Value = page.eval_async(&body).await?;
        all_are_refused(&outcome)?;
        // The worker's own program heard of each and told the page.
        let replies: Vec<Vec<u8>> = serde_json::from_value(outcome["replies"].clone())?;
        let replies = replies
            .iter()
            .map(|reply| postcard::from_bytes(reply))
            .collect::<Result<Vec<Reply>, _>>()?;
        ensure!(matches!(replies.first(), Some(Reply::Ready)), "{replies:?}");
        let is_told = |reply: &Reply| matches!(reply, Reply::Refused(what) if what.contains("connect-src"));
        ensure!(replies.iter().any(is_told), "{replies:?}");
        let violations = outcome["violations"].to_string();
        for directive in ["script-src", "connect-src"] {
            ensure!(violations.contains(directive), "{violations}");
        }
        ensure!(
            foreign.log().is_empty(),
            "a foreign host heard of us: {:?}",
            foreign.log()
        );
        Ok(())
    });
}

#[test]
fn the_page_itself_is_refused_what_is_foreign() {
    let foreign = StaticServer::start(&dist(), "", 0).expect("a second host");
    run(async |page| {
        let body = format!(
            r"{ATTEMPTS}
            const image = await tried(() => new Promise((resolve, reject) => {{
              const it = new Image();
              it.onload = resolve;
              it.onerror = () => reject(new TypeError('refused'));
              it.src = {foreign:?} + 'icons/192.png';
            }}));
            const beacon = navigator.sendBeacon({foreign:?}, 'x');
            return {{ ...(await attempts({foreign:?})), image, beacon }};",
            foreign = foreign.url(),
        );
        let outcome: serde_json::Value = page.eval_async(&body).await?;
        ensure!(outcome["image"] == "TypeError", "{outcome}");
        // Scripts that the debugging protocol runs may use eval: that refusal is the worker's test.
        for (attempt, refusals) in ALL_REFUSED.into_iter().skip(2) {
            let said = outcome[attempt].as_str().unwrap_or_default();
            ensure!(refusals.contains(&said), "{attempt}: {said:?} in {outcome}");
        }
        ensure!(
            foreign.log().is_empty(),
            "a foreign host heard of us: {:?}",
            foreign.log()
        );
        let complaints = page.complaints().await?;
        ensure!(
            complaints.iter().any(|complaint| complaint.contains("connect-src")),
            "the watch of these tests sees nothing: {complaints:?}"
        );
        Ok(())
    });
}
