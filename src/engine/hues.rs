//! Which hue a package has: the same in every profile and every session.

use crate::layout::flame::HUES;

/// The hue of a package, below [`HUES`]: FNV-1a of its import path, mixed once more so that short
/// paths spread, and of nothing else.
pub(super) fn hue_of(package: &str) -> u8 {
    let hash = package.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    ((mixed >> 40) % u64::from(HUES)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_keeps_its_hue() {
        assert_eq!(hue_of("runtime"), hue_of("runtime"));
        let hues: std::collections::BTreeSet<_> = ["runtime", "net/http", "encoding/json", "main", "sync", "bytes"]
            .map(hue_of)
            .into();
        assert!(hues.len() >= 5, "{hues:?}");
        assert!(hues.iter().all(|&hue| hue < HUES));
    }
}
