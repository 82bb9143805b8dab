use super::*;

#[track_caller]
fn check(first: &[u8], wanted: &str) {
    let other = certain(first).or_else(|| likely(first));
    assert_eq!(other.map(|other| other.to_string()).as_deref(), Some(wanted));
}

#[test]
fn packed_files() {
    check(b"\x1f\x8b\x08\0", "gzip inside gzip");
    check(b"\xef\xbb\xbf\x1f\x8b\x08", "gzip with a byte order mark before it");
    check(b"\n\x1f\x8b\x08", "gzip with a line break before it");
    check(b"\r\n\x1f\x8b\x08", "gzip with a line break before it");
    check(b"PK\x03\x04\x14", "zip archive");
    check(b"\x28\xb5\x2f\xfd\x04", "zstd archive");
    check(b"\xfd7zXZ\0\0", "xz archive");
    check(b"BZh91AY", "bzip2 archive");
    check(b"\x78\x9c\xed\xbd", "zlib archive");
    let mut tar = vec![0; 512];
    tar[..6].copy_from_slice(b"cpu.pb");
    tar[257..262].copy_from_slice(b"ustar");
    check(&tar, "tar archive");
}

#[test]
fn programs_pictures_and_other_profilers() {
    check(b"\x7fELF\x02\x01", "program or library (ELF)");
    check(b"\xcf\xfa\xed\xfe\x07", "program or library (Mach-O)");
    check(b"MZ\x90\0", "program or library (PE)");
    check(b"\x89PNG\r\n\x1a\n", "PNG picture");
    check(b"PERFILE2h\0\0\0", "Linux perf.data");
}

#[test]
fn execution_traces() {
    assert!(is_trace(b"go 1.23 trace\0\0\0") && is_trace(b"go 1.5 trace\0\0\0\0"));
    assert!(!is_trace(b"go version go1.27.3 linux/amd64") && !is_trace(b"go 1"));
}

#[test]
fn what_browsers_and_curl_save() {
    check(
        b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n\x1f\x8b",
        "HTTP headers (HTTP/1.1 200 OK)",
    );
    check(b"HTTP/2 404 \r\n", "HTTP headers (HTTP/2 404)");
    check(b"<!DOCTYPE html><title>Sign in</title>", "HTML page");
    check(b"\n  <HTML>", "HTML page");
    check(b"<?xml version=\"1.0\"?>\n<svg width=\"1\">", "SVG file");
    check(b"<?xml version=\"1.0\"?><a/>", "XML file");
    check(b"404 page not found\n", "text: 404 page not found");
    check(b"\xff\xfeh\0i\0", "UTF-16 text");
    check(
        b"{\"$schema\":\"https://www.speedscope.app/x.json\"}",
        "JSON of speedscope",
    );
    check(
        b"{\"nodes\":[{\"id\":1,\"callFrame\":{}}]}",
        "JSON of a JavaScript profiler (cpuprofile)",
    );
    check(b"{\"traceEvents\":[]}", "JSON of a trace viewer (trace events)");
    check(b"\xef\xbb\xbf[1, 2]", "JSON");
    check(b"name,flat,cum\nmain.main,1,2\n", "CSV text");
}

#[test]
fn what_go_prints() {
    let stacks = "beginning of a crash or goroutine dump";
    check(b"goroutine 1 [running]:\nmain.main()\n", stacks);
    check(b"panic: boom\n\ngoroutine 1 [running]:\n", stacks);
    check(b"fatal error: all goroutines are asleep - deadlock!\n", stacks);
    check(
        b"File: app\nType: cpu\nShowing nodes accounting for 1s\n",
        "text report of pprof",
    );
    check(b"mode: atomic\na.go:1.1,2.2 1 1\n", "coverage of the go command");
    check(b"goos: linux\ngoarch: amd64\n", "benchmark of the go command");
}

#[test]
fn long_lines_are_cut() {
    let line = "x".repeat(100);
    check(line.as_bytes(), &format!("text: {}…", "x".repeat(LINE_CHARS)));
}

#[test]
fn profiles_and_noise_are_nothing_else() {
    // A sample type, as nearly every profile begins; a string table; a doc_url; noise.
    for first in [
        &b"\x0a\x04\x08\x01\x10\x02"[..],
        b"\x32\x00",
        b"\x78\x01",
        b"\x00\x00\x00",
        b"\xa3\x90\x01",
    ] {
        assert_eq!(certain(first), None);
    }
    assert_eq!(likely(b"\x0a\x04\x08\x01\x10\x02"), None);
    assert_eq!(likely(b"\xa3\x90\x01"), None);
}

#[test]
fn each_has_advice() {
    assert!(Other::Html.advice().contains("curl -f"));
    assert!(
        Other::Goroutines
            .advice()
            .contains("everything that the program printed")
    );
    assert!(Other::HttpHeaders(String::new()).advice().contains("without -i"));
    for other in [Other::Gzip, Other::Perf, Other::Csv, Other::Png, Other::Utf16] {
        assert_ne!(other.advice(), "");
    }
}

#[test]
fn texts_may_hold_goroutines_and_profiles_may_not() {
    for first in [
        "goroutine 1 [running]:\n",
        "panic: x\n",
        "app | ready\n",
        "{\"level\":\"info\"}\n",
        "a,b\n1,2\n",
    ] {
        assert!(may_hold_goroutines(first.as_bytes()), "{first}");
    }
    for first in [&b"\x0a\x04\x08\x01\x10\x02"[..], b"<html>", b"mode: \0"] {
        assert!(!may_hold_goroutines(first));
    }
}
