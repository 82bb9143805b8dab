"""pprof's answers to a profile: the text that this project's reports must match."""

import gzip
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import wire

FULL = ["-nodecount=1000000", "-nodefraction=0", "-edgefraction=0"]

# report: pprof's flags.
REPORTS = {
    "top": ["-top"],
    "topcum": ["-top", "-cum"],
    "raw": ["-raw"],
    "traces": ["-traces"],
    "tags": ["-tags"],
    "comments": ["-comments"],
    "lines": ["-top", "-lines", *FULL],
    "noinlines": ["-top", "-noinlines", *FULL],
    "files": ["-top", "-files", *FULL],
}

# The same of graphs; long texts, so that their answers are packed. "flame" is what
# pprof's page draws the flame graph from, as JSON.
GRAPHS = {
    "tree": ["-tree"],
    "treecum": ["-tree", "-cum", "-lines", "-nodecount=12"],
    "peek": ["-peek=^main|[fF]$"],
    "dot": ["-dot"],
    "dotlines": ["-dot", "-lines", "-nodecount=20"],
    "dotfew": ["-dot", "-nodecount=7", "-nodefraction=0", "-edgefraction=0.02", "-drop_negative"],
    "calltree": ["-dot", "-call_tree"],
    "callgrind": ["-callgrind"],
    "flame": [],
}

# Fixture names (a pattern) and the reports they are asked for; the first that
# matches counts. "exact.*" stands for one untrimmed report a sample type, in the
# type's own unit. Two of these are as many numbers as one where one type is the
# other times the period, so CPU profiles have the second only.
REST = [report for report in REPORTS if report != "comments"]
WANTED = [
    (r"example\..*", ["top", "topcum", "tags"]),
    # The same samples as heap, with another default type.
    (r"shop\..*\.allocs", ["top", "topcum"]),
    (r"shop\.go1\.2[2-6]\.cpu", ["top", "exact.1"]),
    (r"shop\.go1\.2[2-6]\.heap", ["top", "topcum", "exact.3"]),
    (r"shop\..*\.cpu", [*REST, "exact.1"]),
    (r"leaky\..*\.heap1", ["top", "topcum", "exact.*"]),
    (r"made\.(basic|comments)", [*REPORTS, "exact.*"]),
    (r".*", [*REST, "exact.*"]),
]

# Fixtures that graphs are asked for.
GRAPHED = r"made\..*|shop\.go1\.27\.(block|cpu|goroutine|heap|mutex)|leaky\..*\.delta"

# Two orders that pprof chooses between by chance are taken for one in a run of two thousand.
RUNS = 12

MAX_BYTES = 40_000
MAX_PACKED_BYTES = 14_000
# Too long, but raw says everything: kept for these.
KEPT_RAW = {"made.deep-10000", "shop.go1.27.cpu"}

# Where goscope's answer is meant to differ from pprof's: docs/pprof-differences.md says more.
TOPS = ["top", "topcum", "noinlines", "exact.0", "exact.1"]
TEXT_GRAPHS = [report for report in GRAPHS if report != "flame"]
DIFFERENT = {
    **{
        ("made.labels-zero", report): "a numeric label 0 without a unit is kept; pprof drops it on reading"
        for report in ["raw", "traces", "tags"]
    },
    **{
        ("made.identity", report): "what has no name is one row; pprof makes one for each start line"
        for report in [*TOPS, "tree", "peek", "callgrind"]
    },
    **{
        ("made.mappings", report): "a Windows path is kept; pprof on other systems takes it for a URL and drops it"
        for report in [*TOPS, *TEXT_GRAPHS, "lines", "raw", "traces"]
    },
}


class Pprof:
    """Runs pprof on files, without binaries and in UTC."""

    def __init__(self, executable):
        self.executable = executable
        self.scratch = tempfile.TemporaryDirectory(prefix="pprof-")

    def run(self, flags, path):
        """Returns the exit code and what was printed."""
        command = [self.executable, "-symbolize=none", *flags, path.name]
        done = subprocess.run(command, cwd=path.parent, env=self.env(), capture_output=True, timeout=120)
        return done.returncode, done.stdout

    def env(self):
        return {
            "PATH": os.environ["PATH"],
            "HOME": self.scratch.name,
            "PPROF_TMPDIR": self.scratch.name,
            "PPROF_BINARY_PATH": "/nonexistent",
            "TZ": "UTC",
        }

    def stacks(self, path):
        """Returns what pprof's page draws the flame graph from, as JSON in an order of its own."""
        flags = ["-symbolize=none", "-http=localhost:", "-no_browser"]
        command = [self.executable, *flags, path.name]
        with subprocess.Popen(command, cwd=path.parent, env=self.env(), stderr=subprocess.PIPE, text=True) as server:
            try:
                address = next(m[1] for line in server.stderr if (m := re.search(r"(http://\S+)", line)))
                text = fetch(f"{address}/ui/flamegraph")
            finally:
                server.kill()
        start = re.search(r"stackViewer\(\s*(?=\{)", text).end()
        stacks, _ = json.JSONDecoder().raw_decode(text, start)
        return json.dumps(stacks, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fetch(address):
    """The text at an address; its server may still be starting."""
    for attempt in range(100):
        try:
            with urllib.request.urlopen(address) as page:
                return page.read().decode()
        except urllib.error.URLError:
            if attempt == 99:
                raise
            time.sleep(0.05)


def sample_types(profile):
    """The (type, unit) pairs of an unpacked profile."""
    pairs = wire.fields(profile)
    strings = [value.decode(errors="replace") for number, value in pairs if number == 6]
    types = [dict(wire.fields(value)) for number, value in pairs if number == 1]
    return [(strings[t.get(1, 0)], strings[t.get(2, 0)]) for t in types]


def flags_of(name, profile):
    """Yields (report, flags) for one fixture."""
    wanted = next(reports for pattern, reports in WANTED if re.fullmatch(pattern, name))
    if re.fullmatch(GRAPHED, name):
        yield from GRAPHS.items()
    for report in wanted:
        if report in REPORTS:
            yield report, REPORTS[report]
    for i, (_, unit) in enumerate(sample_types(profile)):
        if f"exact.{i}" in wanted or "exact.*" in wanted:
            yield f"exact.{i}", ["-top", *FULL, f"-sample_index={i}", f"-unit={unit}"]


def stable(pprof, flags, path):
    """What several runs print, or None when they do not print the same."""
    outputs = []
    for _ in range(RUNS):
        code, text = pprof.run(flags, path)
        if code != 0 and flags[0].startswith("-peek"):
            return None  # Nothing matches.
        if code != 0:
            raise RuntimeError(f"pprof refuses {path.name} {flags}")
        outputs.append(text)
    return outputs[0] if outputs.count(outputs[0]) == RUNS else None


def write_all(pprof, folder, elsewhere):
    """Writes the reports of every profile in a folder, and COMMANDS.tsv.

    elsewhere maps further names to profiles outside the folder.
    """
    here = {path.name.removesuffix(".pb.gz"): path for path in folder.glob("*.pb.gz")}
    rows = []
    for name, path in sorted({**here, **elsewhere}.items()):
        profile = gzip.decompress(path.read_bytes())
        merged = Path(pprof.scratch.name) / path.name
        merged.write_bytes(wire.without_start_lines(profile))
        answers = folder / name
        answers.mkdir(exist_ok=True)
        for old in [*answers.glob("*.txt"), *answers.glob("*.gz")]:
            old.unlink()
        for report, flags in flags_of(name, profile):
            different = DIFFERENT.get((name, report), "")
            if report in GRAPHS:
                text = pprof.stacks(path) if report == "flame" else stable(pprof, flags, path)
                packed = gzip.compress(text or b"", mtime=0)
                if text is None:
                    print(f"left out, refused or order of ties varies: {name} {report}")
                elif len(packed) > MAX_PACKED_BYTES:
                    print(f"left out, {len(packed)} bytes: {name} {report}")
                elif text:
                    (answers / f"{report}.gz").write_bytes(packed)
                    rows.append([name, os.path.relpath(path, folder), report, " ".join(flags), different])
                continue
            # pprof keeps functions of one file apart by start line, so that a
            # file is named once for each: asked without start lines it is named once.
            text = stable(pprof, flags, merged if report == "files" else path)
            if text is None:
                print(f"left out, order of ties varies: {name} {report}")
            elif len(text) > MAX_BYTES and not (report == "raw" and name in KEPT_RAW):
                print(f"left out, {len(text)} bytes: {name} {report}")
            else:
                (answers / f"{report}.txt").write_bytes(text)
                file = os.path.relpath(path, folder)
                rows.append([name, file, report, " ".join(flags), different])
    with open(folder / "COMMANDS.tsv", "w") as f:
        f.write("profile\tfile\treport\tflags\tmeant to differ\n")
        f.writelines("\t".join(row) + "\n" for row in rows)
