//! What is it? Told by content, never by name.
use std::fmt;
/// Something that is not a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// gzip.
    Gzip,
}
impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "gzip")
    }
}
/// Looks.
pub(super) fn other(first: &[u8]) -> Option<Other> {
    first.starts_with(&[0x1f, 0x8b]).then_some(Other::Gzip)
}
/// Bytes to look at.
pub(super) const WANTED_BYTES: usize = 512;
