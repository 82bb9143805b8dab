"""Profiles in the formats from before profile.proto, and what pprof says of them.

What Go writes as text comes from the texts program. What gperftools and its Java agent write is made up here,
line by line, with every kind of line that their formats have.
"""

import os
import re
import struct

from reports import FULL, stable

# report: pprof's flags.
REPORTS = {
    "raw": ["-raw"],
    "traces": ["-traces"],
    "tags": ["-tags"],
    "top": ["-top"],
    "addresses": ["-top", "-addresses", *FULL],
    "tree": ["-tree"],
}

# Where goscope's answer is meant to differ from pprof's: docs/pprof-differences.md says more.
REFUSED = {
    "texts.go1.21.threadcreate.txt": "samples without a frame are read; pprof refuses what Go wrote",
    "made.folded": "folded stacks are read; pprof has never heard of them",
}

MAPS = """\
--- Memory map: ---
build=/opt/server
  00400000-00fcb000 r-xp 00000000 08:01 21306940    $build/bin/server
  00fcb000-00ffe000 rw-p 00bca000 08:01 21306940    $build/bin/server
  7f5e4a3e1000-7f5e4a4e1000: /lib/libc-2.31.so
  log.cc:12] 7f5e4a500000-7f5e4a600000 r-xp 00100000 08:01 77    /lib/libm.so.6
  ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0        [vsyscall]
"""

STACKS = [
    "0x00401010 0x00402020 0x00403030",
    "0x00401010 0x00402020 0x00404040 0x7f5e4a3e1f00",
    "0x7f5e4a5fff00 0x00402020 0x00403030",
    "0x00401010 0x00402020 0x00402020 0x00403030",
    "0x10 0x00403030",
    "",
]


def heap(kind, alloc):
    """tcmalloc's heap profiles: the first line adds up what follows."""
    counts = [(3, 48, 9, 144), (1, 4096, 2, 8192), (7, 7, 7, 7), (0, 0, 5, 1_000_000), (2, 1 << 20, 2, 1 << 20), (1, 24, 1, 24)]
    if not alloc:
        counts = [(objects, size, objects, size) for objects, size, *_ in counts]
    total = [sum(column) for column in zip(*counts)]
    yield "heap profile: {:6}: {:8} [{:6}: {:8}] @ ".format(*total) + kind
    for numbers, stack in zip(counts, STACKS):
        yield "{:6}: {:8} [{:6}: {:8}] @ ".format(*numbers) + stack
    yield "MAPPED_LIBRARIES:"
    yield from MAPS.splitlines()[1:]


def contention():
    yield from ["--- contentionz 1 ---", "cycles/second = 3201000000", "sampling period = 100"]
    yield from ["ms since reset = 16502830", "discarded samples = 7"]
    for row, stack in enumerate(STACKS):
        yield f"{1000 * 7**row:10} {10 + row:6} @ {stack}"
    yield from MAPS.splitlines()


def threads():
    yield from ["--- threadz 1 ---", ""]
    for row, stack in enumerate(STACKS[:4]):
        yield f"--- Thread 7f794ab9{row:04x} (name: worker/{row}/{14748 + row}) stack: ---"
        yield f"  PC: {stack}"
        yield "      creator: 0x00405050 0x00406060"
    yield from ["--- Thread 7f7948978700 (name: last/14759) stack: ---", "  [same as previous thread]"]
    yield from MAPS.splitlines()


JAVA = """\
 0x00000003 com.example.shop.Cache.get (Cache.java:18)
 0x00000004 com.example.shop.Cache.lambda$new$0 (Cache.java:-1)
 0x00000005 GC
 0x00000006 java.lang.Thread.run (Thread.java:748)
 0x00000007 _IO_file_write (/usr/lib/libc.so)
 0x00000008 generated stub/JIT code
 0x00000009 never.met (Never.java:1)
"""


def java(kind):
    yield f"--- {kind}z 1 ---"
    yield from ["format = java", "resolution = " + ("bytes" if kind == "heap" else "microseconds")]
    if kind == "contention":
        yield from ["sampling period = 100", "ms since reset = 6019923"]
    for row, stack in enumerate(["0x3 0x4 0x6", "0x00000005", "0x7 0x8 0x3 0x3 0x6", "0x3 0x77"]):
        yield f"     {7048 * (row + 1):9} {2 * row + 1:5} @ {stack}"
    yield from JAVA.splitlines()


def words(kind, java=False):
    """A CPU profile; in nearly all samples the signal's handler stands second, and some have the leaf twice."""
    records = [0, 3, int(java), 10_000, 0]
    for n in range(70):
        places = [3 + n % 6, 4, 6] if java else [0x401010 + 16 * (n % 9), 0x400F00, 0x402020 + n % 3, 0x403030]
        if n % 10 == 0 and not java:
            places.insert(2, places[0] + 1)
        if n in (5, 6):
            places = places[:1]
        records += [1 + n % 4, len(places), *places]
    records += [0, 1, 0]
    text = JAVA if java else MAPS
    return struct.pack(f"{kind[0]}{len(records)}{kind[1]}", *records) + text.encode()


def made():
    """Yields (name, bytes)."""
    texts = {
        "made.heap": heap("heapprofile", True),
        "made.heap_v2": heap("heap_v2/524288", True),
        "made.heapz_v2": heap("heapz_v2/4096", False),
        "made.growth": heap("growthz", False),
        "made.fragmentation": heap("fragmentationz", False),
        "made.contention": contention(),
        "made.thread": threads(),
        "made.java_heap": java("heap"),
        "made.java_contention": java("contention"),
        "made.folded": [f"main;work;step{n % 7};operator new(unsigned long) {n}" for n in range(1, 40)],
    }
    for name, lines in texts.items():
        yield name, "".join(line + "\n" for line in lines).encode()
    yield "made.heap_crlf", b"".join(line.encode() + b"\r\n" for line in heap("heap_v2/524288", True))
    for name, kind in {"32l": "<I", "32b": ">I", "64l": "<Q", "64b": ">Q"}.items():
        yield f"made.cpu_{name}", words(kind)
    yield "made.java_cpu", words("<I", java=True)


def asked(pprof, path):
    """Yields (report, text) of a file; text is none where pprof refuses it."""
    code, shown = pprof.run(["-raw"], path)
    types = re.search(rb"^Samples:\n(.*)$", shown, re.M) if code == 0 else None
    flags = dict(REPORTS)
    for row, kind in enumerate(types[1].decode().replace("[dflt]", "").split() if types else []):
        unit = kind.rsplit("/", 1)[1]
        flags[f"exact.{row}"] = ["-top", *FULL, f"-sample_index={row}", f"-unit={unit}"]
    for report, words in flags.items():
        yield report, words, None if code else stable(pprof, words, path)


def write_all(pprof, folder):
    """Writes the made files, pprof's answers to all files in a folder, and COMMANDS.tsv."""
    for old in folder.glob("made.*"):
        if old.is_file():
            old.unlink()
    for name, data in made():
        (folder / name).write_bytes(data)
    rows = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.name in ("README.md", "COMMANDS.tsv") or path.name.endswith(".pb.gz"):
            continue
        answers = folder / "answers" / path.name
        answers.mkdir(parents=True, exist_ok=True)
        for old in answers.iterdir():
            old.unlink()
        for report, flags, text in asked(pprof, path):
            if text is None:
                if path.name not in REFUSED:
                    print(f"left out, refused or order of ties varies: {path.name} {report}")
                continue
            (answers / f"{report}.txt").write_bytes(text)
            rows.append([path.name, report, " ".join(flags)])
        if not any(answers.iterdir()):
            os.rmdir(answers)
    rows += [[name, "refused", why] for name, why in REFUSED.items()]
    with open(folder / "COMMANDS.tsv", "w") as f:
        f.write("file\treport\tflags, or why it is read all the same\n")
        f.writelines("\t".join(row) + "\n" for row in rows)
