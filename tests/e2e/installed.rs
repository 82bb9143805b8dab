//! As an installed app: manifest, icons, and files from the file manager.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::browser::{Setup, dist, run, run_with};
use crate::corpus;

/// The endings that the operating system may hand over.
const ENDINGS: [&str; 9] = [
    ".pprof", ".prof", ".pb", ".pgo", ".gz", ".trace", ".out", ".txt", ".folded",
];

#[test]
fn the_manifest_makes_it_installable() {
    run(async |page| {
        page.until_offline_ready().await?;
        let manifest = page.cdp("Page.getAppManifest", json!({})).await?;
        ensure!(manifest["errors"] == json!([]), "{}", manifest["errors"]);
        let url = manifest["url"].as_str().unwrap_or_default();
        ensure!(url.ends_with("manifest.webmanifest"), "{url}");
        let errors = page.cdp("Page.getInstallabilityErrors", json!({})).await?;
        ensure!(errors["installabilityErrors"] == json!([]), "{errors}");

        let data = manifest["data"].as_str().context("a manifest without data")?;
        let data: Value = serde_json::from_str(data)?;
        for (field, wanted) in [("start_url", "./"), ("scope", "./"), ("display", "standalone")] {
            ensure!(data[field] == wanted, "{field}: {}", data[field]);
        }
        ensure!(data["launch_handler"]["client_mode"] == "focus-existing");
        let mut sizes = Vec::new();
        for icon in data["icons"].as_array().context("no icons")? {
            let file = dist().join(icon["src"].as_str().context("an icon without address")?);
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            if icon["type"] == "image/svg+xml" {
                ensure!(icon["sizes"] == "any" && bytes.starts_with(b"<svg"));
                continue;
            }
            // A PNG's header: its width and height stand at byte 16, four bytes each.
            ensure!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{}", file.display());
            let side = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
            let stated = format!("{}x{}", side(16), side(20));
            ensure!(icon["sizes"] == stated.as_str(), "{} is {stated}", file.display());
            sizes.push((stated, icon["purpose"].as_str().unwrap_or("any").to_owned()));
        }
        for (size, purpose) in [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")] {
            ensure!(
                sizes.iter().any(|it| it.0 == size && it.1 == purpose),
                "no icon of {size}, {purpose}: {sizes:?}"
            );
        }
        let handlers = data["file_handlers"].as_array().context("no file handlers")?;
        let accepted: Vec<&Value> = handlers
            .iter()
            .filter_map(|handler| handler["accept"].as_object())
            .flat_map(|accept| accept.values())
            .filter_map(Value::as_array)
            .flatten()
            .collect();
        for ending in ENDINGS {
            ensure!(
                accepted.iter().any(|it| **it == ending),
                "{ending} is not handled: {accepted:?}"
            );
        }
        page.assert_calm().await
    });
}

/// A queue like the operating system's: launches before the page listens wait.
const LAUNCH_QUEUE: &str = r"
const waiting = [];
let consumer = null;
Object.defineProperty(window, 'launchQueue', { value: { setConsumer(it) { consumer = it; waiting.splice(0).forEach(it); } } });
window.e2eLaunch = (launch) => (consumer ? consumer(launch) : waiting.push(launch));
window.e2eHandle = (name, address) => ({ name, getFile: async () => new File([await (await fetch(address)).blob()], name) });
";

#[test]
fn files_from_the_file_manager_are_new_tabs() {
    let setup = Setup {
        before: LAUNCH_QUEUE,
        ..Setup::default()
    };
    run_with(setup, async |page| {
        page.open_file(&corpus::profile("shop.go1.27.cpu")).await?;
        let totals = page.text("totals").await?;
        page.perform("e2eLaunch({ files: [e2eHandle('launched.pb.gz', './examples/cpu.pb.gz')] })")
            .await?;
        page.until_open("launched.pb.gz").await?;
        page.perform(
            "e2eLaunch({ files: [e2eHandle('second.pb.gz', './examples/heap.pb.gz'), \
             e2eHandle('third.pb.gz', './examples/cpu.pb.gz'), \
             { name: 'gone.pb.gz', getFile: async () => { throw new Error('it was moved'); } }] })",
        )
        .await?;
        page.until_open("second.pb.gz").await?;
        let tabs: Vec<String> = page
            .eval("[...document.querySelectorAll('[data-testid=tab]')].map((it) => it.title)")
            .await?;
        ensure!(
            tabs == ["shop.go1.27.cpu.pb.gz", "launched.pb.gz", "second.pb.gz", "third.pb.gz"],
            "{tabs:?}"
        );
        page.until_says("status", "gone.pb.gz could not be opened").await?;
        // Launched without a file, as from the start menu: nothing happens.
        page.perform("e2eLaunch({ files: [] })").await?;
        page.click_element("document.querySelector('[data-testid=tab]')")
            .await?;
        page.until_open("shop.go1.27.cpu.pb.gz").await?;
        ensure!(page.text("totals").await? == totals, "the open document was touched");
        page.assert_calm().await
    });
}

#[test]
fn a_launch_before_the_page_stands_is_not_lost() {
    let setup = Setup {
        before: LAUNCH_QUEUE,
        ..Setup::default()
    };
    run_with(setup, async |page| {
        let early = "e2eLaunch({ files: [e2eHandle('early.pb.gz', './examples/cpu.pb.gz')] });";
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": early }))
            .await?;
        page.perform("location.reload()").await?;
        page.until_open("early.pb.gz").await
    });
}
