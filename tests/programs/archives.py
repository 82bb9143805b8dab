"""Archives with two small files, hidden ones and a folder, in every way that they are packed."""

import gzip
import io
import tarfile
import zipfile

FILES = [
    ("run/first.txt", b"heap profile: 1: 2 [3: 4] @ heap/1\n1: 2 [3: 4] @ 0x1 0x2\n"),
    ("run/.hidden", b"no profile"),
    ("__MACOSX/run/._first.txt", b"no profile"),
    ("second.folded", b"main;work 12\nmain;rest 3\n" * 20),
]


def zipped(compression):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr(zipfile.ZipInfo("run/"), b"")
        for name, content in FILES:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = compression
            archive.writestr(entry, content)
    return out.getvalue()


def tarred(form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in FILES:
            # The long name is one that GNU and POSIX write in entries of their own.
            entry = tarfile.TarInfo("./" + name.replace("second", "second" * 20))
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    gnu = tarred(tarfile.GNU_FORMAT)
    for name, content in [
        ("made.deflated.zip", zipped(zipfile.ZIP_DEFLATED)),
        ("made.stored.zip", zipped(zipfile.ZIP_STORED)),
        ("made.gnu.tar", gnu),
        ("made.posix.tar", tarred(tarfile.PAX_FORMAT)),
        ("made.gnu.tar.gz", gzip.compress(gnu, mtime=0)),
    ]:
        (folder / name).write_bytes(content)
