//! Names as Go code has them: packages, methods, closures, type parameters.

use std::collections::{BTreeMap, HashSet};

use super::graph::Function;
use super::random::Random;

/// Packages that every program has.
const STANDARD: [&str; 24] = [
    "runtime",
    "sync",
    "net/http",
    "encoding/json",
    "bufio",
    "bytes",
    "strings",
    "sort",
    "reflect",
    "fmt",
    "io",
    "os",
    "net",
    "time",
    "context",
    "crypto/tls",
    "compress/flate",
    "database/sql",
    "strconv",
    "regexp",
    "syscall",
    "math/big",
    "text/template",
    "internal/poll",
];
const HOSTS: [&str; 4] = [
    "example.com/store",
    "example.org/platform",
    "git.example.net/team",
    "example.dev/lib",
];
const TOPICS: [&str; 24] = [
    "cart", "order", "price", "stock", "search", "session", "cache", "queue", "auth", "invoice", "shipping", "ledger",
    "metrics", "tracing", "router", "storage", "index", "notify", "catalog", "report", "billing", "gateway", "export",
    "policy",
];
const LAYERS: [&str; 10] = [
    "internal/",
    "api/",
    "",
    "server/",
    "client/",
    "v2/",
    "store/",
    "worker/",
    "codec/",
    "grpc/",
];
const TYPES: [&str; 20] = [
    "Server",
    "Client",
    "Handler",
    "Store",
    "Reader",
    "Writer",
    "conn",
    "pool",
    "Encoder",
    "Decoder",
    "node",
    "Tree",
    "buffer",
    "Scheduler",
    "Router",
    "Session",
    "Index",
    "Batch",
    "worker",
    "Policy",
];
const VERBS: [&str; 28] = [
    "Serve", "handle", "Read", "Write", "flush", "Get", "put", "Find", "decode", "Encode", "Parse", "format", "Lock",
    "acquire", "Close", "next", "Scan", "merge", "Split", "copy", "Validate", "apply", "Load", "store", "compare",
    "Visit", "walk", "Run",
];
const NOUNS: [&str; 22] = [
    "Request", "Response", "Item", "Row", "Block", "Key", "Value", "Page", "Entry", "Header", "Field", "Token",
    "Message", "Event", "Segment", "Column", "Range", "State", "Lines", "Totals", "Names", "",
];

/// Makes functions, no two with the same name.
#[derive(Debug)]
pub(super) struct Names {
    taken: HashSet<String>,
    package: String,
    /// How many more functions the package gets, and its source file now.
    left: u64,
    file: String,
    line: u32,
    /// The last name that was not a closure's.
    last: String,
}

impl Names {
    /// Nothing is named yet.
    pub(super) fn new() -> Self {
        Self {
            taken: HashSet::new(),
            package: String::new(),
            left: 0,
            file: String::new(),
            line: 0,
            last: String::new(),
        }
    }

    /// The next function; the first of all is `main.main`.
    pub(super) fn function(&mut self, is_main: bool, random: &mut Random) -> Function {
        if self.left == 0 {
            self.begin_package(random);
        }
        self.left -= 1;
        let name = if is_main {
            "main.main".to_owned()
        } else {
            self.name(random)
        };
        self.taken.insert(name.clone());
        self.line += 4 + random.below(60) as u32;
        if self.line > 1500 {
            self.begin_file(random);
        }
        Function {
            name,
            file: self.file.clone(),
            start_line: self.line,
        }
    }

    fn begin_package(&mut self, random: &mut Random) {
        self.package = if random.once_in(5) {
            pick(&STANDARD, random).to_owned()
        } else {
            let (host, topic) = (pick(&HOSTS, random), pick(&TOPICS, random));
            format!("{host}/{topic}/{}{}", pick(&LAYERS, random), pick(&TOPICS, random))
        };
        self.left = 12 + random.below(120);
        self.begin_file(random);
    }

    fn begin_file(&mut self, random: &mut Random) {
        let noun = pick(&TYPES, random).to_lowercase();
        self.file = format!("/home/build/src/{}/{noun}.go", self.package);
        self.line = 10;
    }

    fn name(&mut self, random: &mut Random) -> String {
        if !self.last.is_empty() && random.once_in(6) {
            for number in 1.. {
                let closure = format!("{}.func{number}", self.last);
                if !self.taken.contains(&closure) {
                    return closure;
                }
            }
        }
        let mut verb = format!("{}{}", pick(&VERBS, random), pick(&NOUNS, random));
        loop {
            let (package, kind) = (&self.package, pick(&TYPES, random));
            let name = match random.below(8) {
                0..4 => format!("{package}.(*{kind}).{verb}"),
                4 => format!("{package}.{kind}.{verb}"),
                5 => format!("{package}.{verb}[...]"),
                _ => format!("{package}.{verb}"),
            };
            if !self.taken.contains(&name) {
                self.last.clone_from(&name);
                return name;
            }
            verb += pick(&NOUNS[..21], random);
        }
    }
}

fn pick(words: &[&'static str], random: &mut Random) -> &'static str {
    words[random.below(words.len() as u64) as usize]
}

/// The string table of a profile.
#[derive(Debug)]
pub(super) struct Strings {
    index: BTreeMap<String, u64>,
    all: Vec<String>,
}

impl Strings {
    /// A table of the empty string, which is always the first.
    pub(super) fn new() -> Self {
        Self {
            index: BTreeMap::from([(String::new(), 0)]),
            all: vec![String::new()],
        }
    }

    /// The index of a string, which is added when it is new.
    pub(super) fn index(&mut self, text: &str) -> u64 {
        if let Some(&index) = self.index.get(text) {
            return index;
        }
        let index = self.all.len() as u64;
        self.index.insert(text.to_owned(), index);
        self.all.push(text.to_owned());
        index
    }

    /// All strings, in order.
    pub(super) fn all(&self) -> &[String] {
        &self.all
    }
}
