//! Names as pprof looks for them when it cuts stacks off.

/// A name without what C++ adds: a leading dot, and everything from the first parenthesis on that is
/// not part of `(anonymous namespace)` or `operator()`. Go's `main.(*T).M` becomes `main.`, in pprof too.
pub fn simplified(name: &[u8]) -> &[u8] {
    const RESERVED: [&[u8]; 2] = [b"(anonymous namespace)", b"operator()"];
    let name = name.strip_prefix(b".").unwrap_or(name);
    let mut at = 0;
    while at < name.len() {
        if let Some(reserved) = RESERVED.iter().find(|reserved| name[at..].starts_with(reserved)) {
            at += reserved.len();
        } else if name[at] == b'(' {
            return &name[..at];
        } else {
            at += 1;
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cpp_adds_goes() {
        for (name, wanted) in [
            ("main.(*T).M", "main."),
            (".text", "text"),
            ("f(int)", "f"),
            ("(anonymous namespace)::f(int)", "(anonymous namespace)::f"),
            ("A::operator()(int)", "A::operator()"),
            ("plain", "plain"),
            ("(", ""),
        ] {
            assert_eq!(simplified(name.as_bytes()), wanted.as_bytes());
        }
    }
}
