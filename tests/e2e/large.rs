//! Traces that do not fit into memory: refused with the estimate, or offered in parts.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use anyhow::{Result, ensure};
use goscope::decode::trace::raw;

use crate::browser::run;
use crate::browser::temporary::Folder;

/// Bytes of a batch, the most that one holds.
const BATCH_BYTES: usize = 1 << 16;

/// A file of half a gigabyte of which nearly nothing is written: the headers of batches in ten generations, and how fast the clock is.
fn large(folder: &Folder) -> Result<PathBuf> {
    let path = folder.path().join("large.trace");
    let mut file = File::create(&path)?;
    let begin = "Trace Go1.22\nEventBatch gen=1 m=0 time=0\nFrequency freq=1000000000\n";
    file.write_all(&raw::bytes(begin).map_err(|error| anyhow::anyhow!("{error}"))?)?;
    for at in 0..8000_u64 {
        let mut header = vec![1];
        // The generation, the thread, the time, a second for each generation, and the size.
        for mut number in [1 + at / 800, 0, at / 800 * 1_000_000_000, BATCH_BYTES as u64] {
            while number >= 0x80 {
                header.push(number as u8 | 0x80);
                number >>= 7;
            }
            header.push(number as u8);
        }
        file.write_all(&header)?;
        file.seek(SeekFrom::Current(BATCH_BYTES as i64 - 1))?;
        file.write_all(&[0])?;
    }
    Ok(path)
}

#[test]
fn parts_of_a_large_trace_are_offered() {
    run(async |page| {
        let folder = Folder::new("large")?;
        page.drop_files(&[large(&folder)?]).await?;
        page.until_says(
            "dialog-files",
            "It would take about 3.91GB of memory, and a page can have 4GB. Open a part of its time.",
        )
        .await?;
        let offered: Vec<String> = page
            .eval("[...document.querySelectorAll('[data-testid=choose-file]')].map((it) => it.textContent)")
            .await?;
        ensure!(
            offered
                == [
                    "large.trace, 0 to 4s",
                    "large.trace, 4s to 8s",
                    "large.trace, 8s to the end"
                ],
            "{offered:?}"
        );
        page.assert_calm().await
    });
}

#[test]
fn an_old_trace_is_refused_with_what_it_would_take() {
    run(async |page| {
        let folder = Folder::new("large")?;
        let path = folder.path().join("old.trace");
        let mut file = File::create(&path)?;
        file.write_all(b"go 1.21 trace\0\0\0")?;
        file.set_len(600 << 20)?;
        page.drop_files(&[path]).await?;
        page.until_says(
            "failure-what",
            "too large for a page: it would take about 5.86GB of memory",
        )
        .await?;
        page.until_says("failure-place", "600MB of Go 1.21").await?;
        page.assert_calm().await
    });
}
