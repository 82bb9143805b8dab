use super::*;

/// Checks the parts, written `path | receiver | function | type arguments | suffix`, a `*` before
/// the receiver of a pointer method; and that the parts put together give the name.
#[track_caller]
fn check(name: &str, parts: &str) {
    let symbol = Symbol::parse(name);
    let receiver = symbol.receiver.map_or(String::new(), |receiver| {
        let pointer = if receiver.is_pointer { "*" } else { "" };
        format!("{pointer}{}{}", receiver.name, receiver.type_args)
    });
    let shown = [
        symbol.import_path,
        &receiver,
        symbol.function,
        symbol.type_args,
        symbol.suffix,
    ]
    .join(" | ");
    assert_eq!(shown, parts, "{name}");

    let package = if symbol.is_go() {
        format!("{}.", symbol.import_path)
    } else {
        String::new()
    };
    let receiver = symbol.receiver.map_or(String::new(), |receiver| {
        let (open, close) = if receiver.is_pointer { ("(*", ")") } else { ("", "") };
        format!("{open}{}{}{close}.", receiver.name, receiver.type_args)
    });
    let whole = [&package, &receiver, symbol.function, symbol.type_args, symbol.suffix].concat();
    assert_eq!(whole, name);
}

#[test]
fn functions_and_methods() {
    check("main.main", "main |  | main |  | ");
    check("net/http.(*conn).serve", "net/http | *conn | serve |  | ");
    check(
        "net/http.HandlerFunc.ServeHTTP",
        "net/http | HandlerFunc | ServeHTTP |  | ",
    );
    check("example.com/a-b/c_d.Run", "example.com/a-b/c_d |  | Run |  | ");
    check(
        "vendor/golang.org/x/net/http2/hpack.(*Decoder).Write",
        "vendor/golang.org/x/net/http2/hpack | *Decoder | Write |  | ",
    );
    check(
        "example.com/\u{e9}.\u{c9}t\u{e9}",
        "example.com/\u{e9} |  | \u{c9}t\u{e9} |  | ",
    );
}

#[test]
fn escaped_and_plain_dots_in_the_last_element() {
    check(
        "gopkg.in/yaml%2ev3.(*parser).parse",
        "gopkg.in/yaml%2ev3 | *parser | parse |  | ",
    );
    check("gopkg.in/yaml.v3.Unmarshal", "gopkg.in/yaml.v3 |  | Unmarshal |  | ");
    check(
        "example.com/x/textproc%2ev2.Analyzer.Extract",
        "example.com/x/textproc%2ev2 | Analyzer | Extract |  | ",
    );
    assert_eq!(
        readable("example.com/x/textproc%2ev2.Analyzer.Extract"),
        "example.com/x/textproc.v2.Analyzer.Extract"
    );
    assert_eq!(readable("a/%c3%a9.F"), "a/\u{e9}.F");
    // Not an escape, not text, not in the path: left alone.
    assert_eq!(readable("a/b%2.F"), "a/b%2.F");
    assert_eq!(readable("a/b%ff.F"), "a/b%ff.F");
    assert_eq!(readable("a/b.F[c%2ed.T]"), "a/b.F[c%2ed.T]");
    assert_eq!(readable("50%25 done"), "50%25 done");
}

#[test]
fn closures_and_what_the_compiler_adds() {
    check("main.F.func1", "main |  | F |  | .func1");
    check("main.F.func1.2", "main |  | F |  | .func1.2");
    check("main.F.func2.F.func1.3", "main |  | F |  | .func2.F.func1.3");
    check("main.F-range1", "main |  | F |  | -range1");
    check("main.(*T).M.func1-range2", "main | *T | M |  | .func1-range2");
    check("main.(*T).M-fm", "main | *T | M |  | -fm");
    check("main.T.M-fm", "main | T | M |  | -fm");
    check("main.F.gowrap1", "main |  | F |  | .gowrap1");
    check("main.F.deferwrap2", "main |  | F |  | .deferwrap2");
    check("main.glob..func1", "main |  | glob. |  | .func1");
    check("main.init", "main |  | init |  | ");
    check("main.init.0", "main |  | init |  | .0");
    check("main.init.0.func1", "main |  | init |  | .0.func1");
    check("main.map.init.0", "main |  | map.init |  | .0");
    check("runtime.memmove.abi0", "runtime |  | memmove |  | .abi0");
    check(
        "main.(*T).Wrap.forEach[...].func1",
        "main | *T | Wrap |  | .forEach[...].func1",
    );
    check(
        "main.Wrap.forEach[...].func1",
        "main |  | Wrap |  | .forEach[...].func1",
    );
    check("main.Outer.Inner.func1", "main | Outer | Inner |  | .func1");
}

#[test]
fn type_arguments() {
    check("slices.SortFunc[...]", "slices |  | SortFunc | [...] | ");
    check("main.Map[...].func1", "main |  | Map | [...] | .func1");
    check("main.Pair[...].String", "main | Pair[...] | String |  | ");
    check(
        "main.(*List[go.shape.int]).Push",
        "main | *List[go.shape.int] | Push |  | ",
    );
    check(
        "github.com/x/y.Map[github.com/a/b.T,map[string][]c.U].func1",
        "github.com/x/y |  | Map | [github.com/a/b.T,map[string][]c.U] | .func1",
    );
    check(
        "main.F[go.shape.struct { Y func(int) string }]",
        "main |  | F | [go.shape.struct { Y func(int) string }] | ",
    );
    check(
        r#"main.F[struct { X int "json:\"a]\\\"" }].func1"#,
        r#"main |  | F | [struct { X int "json:\"a]\\\"" }] | .func1"#,
    );
    check(
        "main.(*T[example.com/a-b.X]).M-range1",
        "main | *T[example.com/a-b.X] | M |  | -range1",
    );
}

#[test]
fn other_names_stay_whole() {
    for name in [
        "",
        ".",
        "a.",
        ".a",
        "memeqbody",
        "_rt0_amd64_linux",
        "[libc.so.6]",
        "libc.so.6",
        "malloc_consolidate.part.0",
        "fold.constprop.0.isra.1",
        "std::vector<int, std::allocator<int> >::push_back",
        "operator new(unsigned long)",
        "core::ptr::drop_in_place<alloc::string::String>",
        "type:.eq.main.T",
        "type..hash.[2]string",
        "go:buildid",
        "/usr/lib/libm.so",
        "main.F[unclosed",
        "main.F]",
        "main.(*T)",
        "main.(*T).",
        "main.(*T.M",
        "main.F[\"unclosed]",
        "a/.F",
        "<unknown>",
    ] {
        let symbol = Symbol::parse(name);
        assert!(
            (symbol.import_path, symbol.function, symbol.suffix) == ("", name, ""),
            "{name}: {symbol:?}"
        );
    }
}

#[test]
fn packages() {
    assert_eq!(package("github.com/x/y.Map[github.com/a/b.T]"), "github.com/x/y");
    assert_eq!(package("main.F[unclosed"), "main");
    assert_eq!(package("std::sort"), "std");
    assert_eq!(package("memeqbody"), "");
    let name = |symbol| Symbol::parse(symbol).package_name().into_owned();
    assert_eq!(name("github.com/blah/pkg/v2.(*T).M"), "pkg");
    assert_eq!(name("net/http.Get"), "http");
    assert_eq!(name("v2.F"), "v2");
    assert_eq!(name("a/v1.F"), "v1");
    assert_eq!(name("a/yaml%2ev3.F"), "yaml.v3");
    assert_eq!(name("memeqbody"), "");
}

#[test]
fn shortened_as_pprof_does() {
    let same = ["main.main", "", "\n", "a/b.\nc", "memeqbody", "/v2", "a/v2", "std::f"];
    for name in same {
        assert_eq!(shorten(name), name);
    }
    for (name, expected) in [
        ("github.com/blah-blah/pkg/v2.(*T).M", "pkg.(*T).M"),
        ("github.com/a/v10/pkg.F", "pkg.F"),
        ("github.com/a/v1/pkg.F", "pkg.F"),
        ("github.com/a/v1.F", "v1.F"),
        ("a/v12x.f", "v12x.f"),
        ("a/b\n.c", "b\n.c"),
        ("net/http.(*conn).serve", "http.(*conn).serve"),
        ("gopkg.in/yaml.v3.(*parser).parse", "yaml.v3.(*parser).parse"),
        ("github.com/x/y.Map[github.com/a/b.T]", "y.Map[github.com/a/b.T]"),
        ("example.com/textproc%2ev2.F", "textproc%2ev2.F"),
        ("java.util.HashMap.put(Object)", "HashMap.put"),
        ("com.a.B$C.<init>", "B$C.<init>"),
        ("foo::bar::Baz::qux", "Baz::qux"),
        ("foo::Bar<int>::f", "foo::Bar<int>::f"),
        ("foo::_Bar::~Bar<int>(int)", "_Bar::~Bar<int>"),
        ("(anonymous namespace)::Foo::bar", "Foo::bar"),
        ("a::B::C::d", "C::d"),
        ("a::B::c::d", "B::c"),
    ] {
        assert_eq!(shorten(name), expected, "{name}");
    }
}

#[test]
fn ever_shorter_labels() {
    let all = |name| variants(name).map(Cow::into_owned).collect::<Vec<_>>();
    assert_eq!(
        all("example.com/x/textproc%2ev2.(*Analyzer).Extract.func1"),
        [
            "example.com/x/textproc.v2.(*Analyzer).Extract.func1",
            "textproc.v2.(*Analyzer).Extract.func1",
            "(*Analyzer).Extract.func1",
            "Extract.func1",
        ]
    );
    assert_eq!(all("main.main"), ["main.main", "main"]);
    assert_eq!(all("memeqbody"), ["memeqbody"]);
    assert_eq!(all("a::b::C::d"), ["a::b::C::d", "C::d"]);
    assert_eq!(all("main.F[...].func1"), ["main.F[...].func1", "F[...].func1"]);
}

#[test]
fn modules_are_read_off_paths() {
    let cached = "/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/decode.go";
    assert_eq!(
        module("github.com/BurntSushi/toml", cached),
        "github.com/BurntSushi/toml v1.3.2"
    );
    let trimmed = "golang.org/x/sync@v0.7.0/errgroup/errgroup.go";
    assert_eq!(
        module("golang.org/x/sync/errgroup", trimmed),
        "golang.org/x/sync v0.7.0"
    );
    assert_eq!(
        module("net/http", "/usr/local/go/src/net/http/server.go"),
        "standard library"
    );
    assert_eq!(module("main", "/home/a/src/main/main.go"), "");
    assert_eq!(module("example.com/shop", "/home/a/shop/shop.go"), "");
}
