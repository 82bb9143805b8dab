//! Sizes of files in words.

use crate::protocol::decimal::fixed;

/// A size as file managers write it: `1.2 MB` is 1,200,000 bytes.
pub fn words(bytes: f64) -> String {
    if bytes < 1e3 {
        fixed(bytes, 0) + " bytes"
    } else if bytes < 1e5 {
        fixed(bytes / 1e3, 1) + " kB"
    } else if bytes < 1e9 {
        fixed(bytes / 1e6, 1) + " MB"
    } else {
        fixed(bytes / 1e9, 2) + " GB"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit_that_fits() {
        assert_eq!(words(0.0), "0 bytes");
        assert_eq!(words(999.0), "999 bytes");
        assert_eq!(words(38_416.0), "38.4 kB");
        assert_eq!(words(133_401_044.0), "133.4 MB");
        assert_eq!(words(2.5e9), "2.50 GB");
    }
}
