//! Archives that are made here, whole and damaged.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;

use super::*;

const FILES: [(&str, &[u8]); 4] = [
    ("profiles/cpu.pb.gz", b"first"),
    ("profiles/.hidden", b"no"),
    ("__MACOSX/profiles/._cpu.pb.gz", b"no"),
    ("heap.pb.gz", &[7; 5000]),
];

fn zipped() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("profiles", SimpleFileOptions::default()).unwrap();
    for (name, bytes) in FILES {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tarred(is_gzip: bool) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in FILES {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, format!("./{name}"), bytes).unwrap();
    }
    let tar = builder.into_inner().unwrap();
    if !is_gzip {
        return tar;
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&tar).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn every_kind_is_told_by_its_content_and_unpacked() {
    for (bytes, kind) in [
        (zipped(), Packing::Zip),
        (tarred(false), Packing::Tar(false)),
        (tarred(true), Packing::Tar(true)),
    ] {
        assert_eq!(packing(&bytes[..bytes.len().min(4096)]), Some(kind));
        let files = unpack(kind, &bytes[..]).unwrap();
        let named: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
        assert_eq!(named, [FILES[0], FILES[3]], "{kind:?}");
    }
    assert_eq!(packing(b"\x1f\x8b\x08\0"), None);
    assert_eq!(packing(b"heap profile: 1: 2 [3: 4] @ heap/1"), None);
}

#[test]
fn what_is_cut_or_damaged_is_an_error_or_fewer_files() {
    for (bytes, kind) in [
        (zipped(), Packing::Zip),
        (tarred(false), Packing::Tar(false)),
        (tarred(true), Packing::Tar(true)),
    ] {
        for percent in 0..100 {
            let cut = &bytes[..bytes.len() * percent / 100];
            match unpack(kind, cut) {
                Ok(files) => assert!(files.len() <= 2),
                Err(error) => assert_eq!(error.to_string().split(" · ").count(), 2, "{error}"),
            }
            let mut damaged = bytes.clone();
            let at = damaged.len() * percent / 100;
            damaged[at] ^= 0x55;
            if let Ok(files) = unpack(kind, &damaged[..]) {
                assert!(files.len() <= 4);
            }
        }
    }
}

#[test]
fn what_says_to_be_too_large_is_refused_before_it_is_unpacked() {
    let mut header = tar::Header::new_ustar();
    header.set_path("large").unwrap();
    header.set_size(MOST_BYTES + 1);
    header.set_cksum();
    let error = unpack(Packing::Tar(false), &header.as_bytes()[..]).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("archive too large: more than 536870912 bytes"),
        "{error}"
    );
    let mut builder = tar::Builder::new(Vec::new());
    for n in 0..=MOST_FILES {
        let mut header = tar::Header::new_ustar();
        header.set_size(0);
        builder.append_data(&mut header, n.to_string(), &b""[..]).unwrap();
    }
    let error = unpack(Packing::Tar(false), &builder.into_inner().unwrap()[..]).unwrap_err();
    assert!(
        error.to_string().starts_with("archive too large: more than 500 files"),
        "{error}"
    );
    assert!(matches!(
        unpack(Packing::Tar(false), &[0_u8; 1024][..]),
        Err(ArchiveError::Empty)
    ));
}
