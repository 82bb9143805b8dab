use super::precache::{BUILD_MARK, WORKER, build_id, list};
use super::size::Weights;
use super::{Purpose, files, finish, is_later, names, other_build, styles};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("goscope-xtask-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(self, files: &[(&str, &str)]) -> Self {
        for (name, text) in files {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// The least project that can be finished: what `finish` reads of `public/`.
fn project(name: &str) -> Folder {
    Folder::new(name).with(&[
        ("public/boot.js", "not copied"),
        (
            "public/offline.js",
            "// comment\nconst BUILD = '@BUILD@';\nconst FILES = [/*@FILES@*/];\n",
        ),
        ("public/contain.js", "// comment\nexport default 0;\n"),
        ("public/loader.js", "// comment\n((init) => 0)(INIT);\n"),
        ("public/manifest.webmanifest", "{}"),
        ("public/examples/cpu.pprof", "profile"),
    ])
}

/// What Trunk leaves, with its own short hashes.
fn staged(name: &str) -> Folder {
    let html = "<meta content=./worker.js name=worker><meta content=./worker_bg.wasm name=worker-wasm>\
        <meta content=./texts.js name=texts><meta content=./texts_bg.wasm name=texts-wasm>\
        <meta content=./contain.js name=contain><meta content=@BUILD@ name=build><link href=./style-1a.css><link href=./app-2b.js>\
        <link href=./app-3c_bg.wasm><script src=./boot-4d.js>";
    Folder::new(name).with(&[
        ("index.html", html),
        ("style-1a.css", "a{}"),
        ("app-2b.js", "import './snippets/x/inline0.js'"),
        ("app-3c_bg.wasm", "\0asm"),
        ("worker.js", "new URL('./worker_bg.wasm');let wasm_bindgen=i;"),
        ("worker_bg.wasm", "\0asm2"),
        ("texts.js", "new URL('./texts_bg.wasm');let wasm_bindgen=i;"),
        ("texts_bg.wasm", "\0asm3"),
        ("boot-4d.js", "boot"),
        ("snippets/x/inline0.js", "snippet"),
    ])
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn a_finished_folder_names_its_programs_by_content_and_refers_to_them() {
    let (root, dist) = (project("names"), staged("names-dist"));
    finish(&root.0, &dist.0, Purpose::Release).unwrap();
    let all = files(&dist.0).unwrap();
    let by_content: Vec<_> = all.iter().filter(|name| names::is_by_content(name)).collect();
    assert_eq!(by_content.len(), 9, "{all:?}");
    for name in &by_content {
        let bytes = fs::read(dist.0.join(name)).unwrap();
        let hash = names::hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes));
        assert!(name.contains(&hash[..16]), "{name} is not named by its final bytes");
    }
    let html = text(&dist.0, "index.html");
    let named = |stem: &str, ending: &str| {
        by_content
            .iter()
            .find(|n| n.starts_with(stem) && n.ends_with(ending))
            .unwrap()
    };
    let (worker, wasm) = (named("worker-", ".js"), named("worker-", ".wasm"));
    assert!(html.contains(&format!("./{worker}")));
    let script = text(&dist.0, worker);
    assert_eq!(
        script,
        format!("new URL('./{wasm}');let wasm_bindgen=i;\n((init) => 0)(wasm_bindgen);\n")
    );
    assert!(!all.contains(&"loader.js".to_owned()) && !all.contains(&"offline.js".to_owned()));
}

#[test]
fn the_offline_worker_lists_every_file_but_itself_with_what_is_fetched_later_last() {
    let (root, dist) = (project("list"), staged("list-dist"));
    finish(&root.0, &dist.0, Purpose::Release).unwrap();
    let kept = list(&dist.0).unwrap();
    assert_eq!(kept.len(), files(&dist.0).unwrap().len() - 1);
    let later: Vec<bool> = kept
        .iter()
        .map(|k| is_later(k.address.trim_start_matches("./")))
        .collect();
    assert!(later.is_sorted(), "{kept:?}");
    assert_eq!(later.iter().filter(|&&is_later| is_later).count(), 4);
    assert!(
        kept.iter()
            .all(|k| k.address != format!("./{WORKER}") && k.address != "./index.html")
    );
    let page = kept.iter().find(|k| k.address == "./").unwrap();
    assert!(!page.by_content);
    let sw = text(&dist.0, WORKER);
    for k in &kept {
        assert!(
            sw.contains(&format!(
                "[\"{}\",\"{}\",{}]",
                k.address,
                k.sha256,
                u8::from(k.by_content)
            )),
            "{k:?}"
        );
    }
    assert!(!sw.contains("comment"));
}

#[test]
fn the_build_id_is_the_same_in_page_and_offline_worker_and_follows_the_content() {
    let (root, first, second) = (project("id"), staged("id-1"), staged("id-2"));
    finish(&root.0, &first.0, Purpose::Release).unwrap();
    let id = build_id(&text(&first.0, "index.html")).unwrap();
    assert!(text(&first.0, WORKER).contains(&format!("const BUILD = '{id}'")));

    finish(&root.0, &second.0, Purpose::Release).unwrap();
    assert_eq!(
        build_id(&text(&second.0, "index.html")).unwrap(),
        id,
        "same bytes, another id"
    );

    let third = staged("id-3");
    fs::write(third.0.join("snippets/x/inline0.js"), "changed").unwrap();
    finish(&root.0, &third.0, Purpose::Release).unwrap();
    assert_ne!(build_id(&text(&third.0, "index.html")).unwrap(), id);
}

#[test]
fn the_build_id_is_found_however_the_page_is_quoted() {
    let check = |html: &str, id: Option<&str>| assert_eq!(build_id(html).as_deref(), id, "{html}");
    check(
        "<meta charset=utf-8><meta content=0123456789abcdef name=build><p>",
        Some("0123456789abcdef"),
    );
    check(
        "<meta name=\"build\" content=\"0123456789abcdef\">",
        Some("0123456789abcdef"),
    );
    check("<meta name=build content=dev>", None);
    check("<meta name=other content=0123456789abcdef>", None);
}

#[test]
fn another_build_shares_no_hashed_name() {
    let (root, dist, other) = (project("other"), staged("other-dist"), Folder::new("other-build"));
    finish(&root.0, &dist.0, Purpose::Release).unwrap();
    let id = other_build(&root.0, &dist.0, &other.0).unwrap();
    assert_eq!(build_id(&text(&other.0, "index.html")).unwrap(), id);
    assert_ne!(build_id(&text(&dist.0, "index.html")).unwrap(), id);
    let old = files(&dist.0).unwrap();
    let new = files(&other.0).unwrap();
    assert_eq!(old.len(), new.len());
    assert!(
        new.iter()
            .filter(|name| names::is_by_content(name))
            .all(|name| !old.contains(name))
    );
}

#[test]
fn a_development_build_has_no_offline_worker() {
    let (root, dist) = (project("dev"), staged("dev-dist"));
    finish(&root.0, &dist.0, Purpose::Development).unwrap();
    assert!(!dist.0.join(WORKER).exists());
    let html = text(&dist.0, "index.html");
    assert!(html.contains("content=dev name=build") && !html.contains(BUILD_MARK));
}

#[test]
fn a_folder_without_a_program_is_refused() {
    let (root, dist) = (project("missing"), staged("missing-dist"));
    fs::remove_file(dist.0.join("boot-4d.js")).unwrap();
    let error = finish(&root.0, &dist.0, Purpose::Release).unwrap_err();
    assert!(
        error.to_string().starts_with("expected one boot-HASH.js in "),
        "{error}"
    );
}

#[test]
fn a_page_that_does_not_name_a_program_is_refused() {
    let (root, dist) = (project("unnamed"), staged("unnamed-dist"));
    let html = text(&dist.0, "index.html").replace("<script src=./boot-4d.js>", "");
    fs::write(dist.0.join("index.html"), html).unwrap();
    let error = finish(&root.0, &dist.0, Purpose::Release).unwrap_err();
    assert!(
        error.to_string().starts_with("index.html does not name boot-"),
        "{error}"
    );
}

#[test]
fn what_is_fetched_later_is_weighed_apart() {
    let folder = Folder::new("weights").with(&[
        ("index.html", "page"),
        ("examples/cpu.pprof", "profile"),
        ("texts-00.js", "worker"),
    ]);
    let weights = Weights::of(&folder.0).unwrap();
    assert_eq!((weights.first_visit.len(), weights.later.len()), (1, 2));
    assert_eq!(weights.first_visit_brotli(), weights.first_visit[0].brotli);
    assert!(weights.first_visit[0].brotli > 0);
}

#[test]
fn the_style_sheet_begins_with_the_tokens() {
    let root = Folder::new("styles").with(&[
        ("style/a.css", "a"),
        ("style/tokens.css", "tokens"),
        ("style/z.css", "z"),
    ]);
    styles::gather(&root.0).unwrap();
    assert_eq!(text(&root.0, styles::SHEET), "tokens\na\nz\n");
}

#[test]
fn comments_on_their_own_lines_are_left_out() {
    let script = "// one\nlet a = 1; // kept\n\n  // two\nlet b = 'http://x';\n";
    assert_eq!(
        names::without_comment_lines(script),
        "let a = 1; // kept\nlet b = 'http://x';\n"
    );
}

/// The project's own manifest, without spaces.
fn manifest() -> String {
    let manifest = include_str!("../../../public/manifest.webmanifest");
    manifest.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_manifest_works_under_any_path_and_claims_what_we_read() {
    let manifest = manifest();
    // A relative `id` would be resolved against the origin and give every program of a host one identity.
    assert!(!manifest.contains("\"id\""));
    for address in manifest
        .split("\"src\":\"")
        .skip(1)
        .chain(manifest.split("\"action\":\"").skip(1))
    {
        assert!(address.starts_with("./"), "{address}");
    }
    assert!(manifest.contains("\"start_url\":\"./\",\"scope\":\"./\""));
    assert!(manifest.contains("\"launch_handler\":{\"client_mode\":\"focus-existing\"}"));
    for ending in [
        ".pprof", ".prof", ".pb", ".pgo", ".gz", ".trace", ".out", ".txt", ".folded",
    ] {
        assert!(manifest.contains(&format!("\"{ending}\"")), "{ending}");
    }
}

#[test]
fn every_icon_of_the_manifest_has_the_size_it_states() {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    let manifest = manifest();
    let mut seen = 0;
    for entry in manifest.split("{\"src\":\"").skip(1) {
        let (name, rest) = entry.split_once('"').unwrap();
        let sizes = rest.split("\"sizes\":\"").nth(1).unwrap().split('"').next().unwrap();
        let bytes = fs::read(public.join(name)).unwrap();
        if name.ends_with(".png") {
            // A PNG states its width and height, big-endian, from its 16th byte.
            let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
            assert_eq!(format!("{}x{}", side(16), side(20)), sizes, "{name}");
        }
        seen += 1;
    }
    assert_eq!(seen, 5);
}
