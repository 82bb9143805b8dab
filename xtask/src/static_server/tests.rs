use super::{Answer, Logged, StaticServer, answer, content_type, normal_prefix, path_below};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

fn folder(name: &str, page: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("goscope-server-{}-{name}", std::process::id()));
    fs::create_dir_all(path.join("icons")).unwrap();
    fs::write(path.join("index.html"), page).unwrap();
    fs::write(path.join("icons/a b.svg"), "<svg/>").unwrap();
    path
}

fn request(server: &StaticServer, head: &str) -> String {
    let mut connection = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    connection.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_prefix_has_a_slash_at_both_ends() {
    for (given, normal) in [
        ("", "/"),
        ("/", "/"),
        ("a", "/a/"),
        ("/a/b", "/a/b/"),
        ("/a/b/", "/a/b/"),
    ] {
        assert_eq!(normal_prefix(given), normal);
    }
}

#[test]
fn files_are_found_below_the_prefix_alone() {
    let folder = folder("prefix", "page");
    let check = |target: &str, status: u16, body: &str| {
        let Answer {
            status: got,
            body: bytes,
            ..
        } = answer(&folder, "/a/b/", target);
        assert_eq!(
            (got, String::from_utf8(bytes).unwrap().as_str()),
            (status, body),
            "{target}"
        );
    };
    check("/a/b/", 200, "page");
    check("/a/b/?x=1", 200, "page");
    check("/a/b/index.html", 200, "page");
    check("/a/b/icons/a%20b.svg", 200, "<svg/>");
    check("/a/b/missing.js", 404, "no such file\n");
    check("/", 404, "no such file\n");
    check("/index.html", 404, "no such file\n");
    check("/a/b/../secret", 404, "no such file\n");
    check("/a/b/%2e%2e/secret", 404, "no such file\n");
    check("/a/b/%zz", 404, "no such file\n");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_without_its_slash_is_redirected() {
    let folder = folder("redirect", "page");
    let location = |target| answer(&folder, "/a/b/", target).location;
    assert_eq!(location("/a/b").as_deref(), Some("/a/b/"));
    assert_eq!(location("/a/b/icons").as_deref(), Some("/a/b/icons/"));
    assert_eq!(location("/a/b/"), None);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_path_never_leaves_the_folder() {
    let root = Path::new("/srv");
    assert_eq!(path_below(root, "a/./b"), Some(PathBuf::from("/srv/a/b")));
    assert_eq!(path_below(root, "//etc/passwd"), Some(PathBuf::from("/srv/etc/passwd")));
    assert_eq!(path_below(root, "a/../../b"), None);
    assert_eq!(path_below(root, "a\\b"), None);
    assert_eq!(path_below(root, "%00"), None);
    assert_eq!(path_below(root, "%ff"), None);
}

#[test]
fn every_kind_of_file_we_serve_has_its_type() {
    let check = |name: &str, expected: &str| assert_eq!(content_type(Path::new(name)), expected, "{name}");
    check("index.html", "text/html; charset=utf-8");
    check("app-0a.js", "text/javascript; charset=utf-8");
    check("app-0a_bg.wasm", "application/wasm");
    check("style.css", "text/css; charset=utf-8");
    check("manifest.webmanifest", "application/manifest+json");
    check("icon.svg", "image/svg+xml");
    check("192.png", "image/png");
    check("cpu.pprof", "application/octet-stream");
    check("README", "application/octet-stream");
}

#[test]
fn the_server_answers_logs_changes_folder_and_stops() {
    let (first, second) = (folder("first", "first"), folder("second", "second"));
    let server = StaticServer::start(&first, "/x", 0).unwrap();
    assert_eq!(server.url(), format!("http://127.0.0.1:{}/x/", server.port()));

    let got = request(&server, "GET /x/ HTTP/1.1\r\nHost: here\r\n\r\n");
    assert!(
        got.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html") && got.ends_with("\r\n\r\nfirst"),
        "{got}"
    );
    server.show(&second);
    assert!(request(&server, "GET /x/ HTTP/1.1\r\n\r\n").ends_with("second"));
    let head = request(&server, "HEAD /x/ HTTP/1.1\r\n\r\n");
    assert!(
        head.contains("Content-Length: 6\r\n") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    assert!(request(&server, "POST /x/ HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));

    let logged = |method: &str, status| Logged {
        method: method.to_owned(),
        target: "/x/".to_owned(),
        status,
    };
    assert_eq!(
        server.log(),
        [
            logged("GET", 200),
            logged("GET", 200),
            logged("HEAD", 200),
            logged("POST", 405)
        ]
    );
    server.clear_log();
    assert_eq!(server.log(), []);

    let port = server.port();
    server.stop();
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    fs::remove_dir_all(first).unwrap();
    fs::remove_dir_all(second).unwrap();
}
