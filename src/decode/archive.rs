//! Archives: a `.zip`, `.tar` or `.tar.gz` in → the files in it out, each to be opened for itself.
//!
//! What it is, its content says. Nothing is believed of what an archive says about sizes: it is unpacked up to a limit, and what is
//! beyond it is an error and no allocation.

use std::fmt;
use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

use crate::decode::gunzip::MAGIC;
use crate::decode::sniff::{self, Other};
use crate::decode::window::Window;

/// How many first bytes of a file say whether it is an archive, packed by gzip or not.
pub const WANTED_BYTES: usize = 4096;
/// Most bytes of a `.zip`, which is held whole: what is in it stands at its end.
const MOST_ZIP_BYTES: u64 = 256 << 20;
/// Most bytes of all files together once they are unpacked.
const MOST_BYTES: u64 = 512 << 20;
/// Most files.
const MOST_FILES: usize = 500;
/// Most entries looked at, folders and all.
const MOST_ENTRIES: usize = 100_000;

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// `.zip`.
    Zip,
    /// `.tar`, and whether gzip stands around it.
    Tar(bool),
}

/// A file of an archive: its path there, and its bytes.
pub type Packed = (String, Vec<u8>);

/// Why an archive cannot be unpacked.
#[derive(Debug)]
pub enum ArchiveError {
    /// It cannot be read, or is damaged.
    Read(io::Error),
    /// It is damaged, or packed in a way that is not known.
    Zip(zip::result::ZipError),
    /// It is larger than a limit, in bytes: the archive, or, when true, what is in it.
    TooLarge(u64, bool),
    /// There are more files than this.
    TooMany(usize),
    /// There are no files in it.
    Empty,
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ADVICE: &str = "unpack it and drop the files that are in it";
        match self {
            Self::Read(error) => write!(f, "unreadable archive: {error} · save it again, or {ADVICE}"),
            Self::Zip(error) => write!(f, "unreadable zip archive: {error} · save it again, or {ADVICE}"),
            Self::TooLarge(limit, true) => {
                write!(f, "archive too large: more than {limit} bytes unpacked · {ADVICE}")
            }
            Self::TooLarge(limit, false) => write!(f, "zip archive too large: more than {limit} bytes · {ADVICE}"),
            Self::TooMany(limit) => write!(f, "archive too large: more than {limit} files · {ADVICE}"),
            Self::Empty => write!(f, "empty archive: no files · save it again"),
        }
    }
}

impl std::error::Error for ArchiveError {}

impl From<io::Error> for ArchiveError {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

impl From<zip::result::ZipError> for ArchiveError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Zip(error)
    }
}

/// What kind of archive begins with these bytes, the first [`WANTED_BYTES`].
pub fn packing(first: &[u8]) -> Option<Packing> {
    let mut window = Window::new(first);
    // What breaks off or cannot be unpacked has as many bytes available as could be.
    let _is_enough = window.open().and_then(|()| window.want(sniff::WANTED_BYTES));
    match sniff::certain(window.available()) {
        Some(Other::Archive("zip")) => Some(Packing::Zip),
        Some(Other::Archive("tar")) => Some(Packing::Tar(first.starts_with(&MAGIC))),
        _ => None,
    }
}

/// The files of an archive, in its order. Hidden ones, and what systems put beside files, are left out.
pub fn unpack(packing: Packing, input: impl Read) -> Result<Vec<Packed>, ArchiveError> {
    let mut files = Files::default();
    match packing {
        Packing::Zip => files.add_zip(input)?,
        Packing::Tar(false) => files.add_tar(input)?,
        Packing::Tar(true) => files.add_tar(MultiGzDecoder::new(input))?,
    }
    if files.list.is_empty() {
        return Err(ArchiveError::Empty);
    }
    Ok(files.list)
}

#[derive(Default)]
struct Files {
    list: Vec<Packed>,
    bytes: u64,
}

impl Files {
    fn add_zip(&mut self, input: impl Read) -> Result<(), ArchiveError> {
        let mut whole = Vec::new();
        input.take(MOST_ZIP_BYTES + 1).read_to_end(&mut whole)?;
        if whole.len() as u64 > MOST_ZIP_BYTES {
            return Err(ArchiveError::TooLarge(MOST_ZIP_BYTES, false));
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(whole))?;
        for at in 0..archive.len().min(MOST_ENTRIES) {
            let entry = archive.by_index(at)?;
            if entry.is_file() {
                let (path, size) = (entry.name()?.into_owned(), entry.size());
                self.add(&path, size, entry)?;
            }
        }
        Ok(())
    }

    fn add_tar(&mut self, input: impl Read) -> Result<(), ArchiveError> {
        let mut archive = tar::Archive::new(input);
        for entry in archive.entries()?.take(MOST_ENTRIES) {
            let entry = entry?;
            if entry.header().entry_type().is_file() {
                let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                let size = entry.size();
                self.add(&path, size, entry)?;
            }
        }
        Ok(())
    }

    /// Unpacks a file that says to be so large, if there is room for it.
    fn add(&mut self, path: &str, size: u64, entry: impl Read) -> Result<(), ArchiveError> {
        let is_hidden = |part: &str| part.starts_with('.') && part != "." || part == "__MACOSX";
        if path.split('/').any(is_hidden) {
            return Ok(());
        }
        if self.list.len() == MOST_FILES {
            return Err(ArchiveError::TooMany(MOST_FILES));
        }
        let room = MOST_BYTES - self.bytes;
        let full = ArchiveError::TooLarge(MOST_BYTES, true);
        if size > room {
            return Err(full);
        }
        let mut bytes = Vec::new();
        entry.take(room + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > room {
            return Err(full);
        }
        self.bytes += bytes.len() as u64;
        self.list.push((path.trim_start_matches("./").to_owned(), bytes));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
