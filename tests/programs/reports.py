"""pprof's answers to a profile: the text that this project's reports must match."""

import gzip
import os
import re
import subprocess
import tempfile
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

MAX_BYTES = 40_000
# Too long, but raw says everything: kept for these.
KEPT_RAW = {"made.deep-10000", "shop.go1.27.cpu"}

# Where goscope's answer is meant to differ from pprof's: docs/pprof-differences.md says more.
TOPS = ["top", "topcum", "noinlines", "exact.0", "exact.1"]
DIFFERENT = {
    **{
        ("made.labels-zero", report): "a numeric label 0 without a unit is kept; pprof drops it on reading"
        for report in ["raw", "traces", "tags"]
    },
    **{
        ("made.identity", report): "what has no name is one row; pprof makes one for each start line"
        for report in TOPS
    },
    **{
        ("made.mappings", report): "a Windows path is kept; pprof on other systems takes it for a URL and drops it"
        for report in [*TOPS, "lines", "raw", "traces"]
    },
}


class Pprof:
    """Runs pprof on files, without binaries and in UTC."""

    def __init__(self, executable):
        self.executable = executable
        self.scratch = tempfile.TemporaryDirectory(prefix="pprof-")

    def run(self, flags, path):
        """Returns the exit code and what was printed."""
        env = {
            "PATH": os.environ["PATH"],
            "HOME": self.scratch.name,
            "PPROF_TMPDIR": self.scratch.name,
            "PPROF_BINARY_PATH": "/nonexistent",
            "TZ": "UTC",
        }
        command = [self.executable, "-symbolize=none", *flags, path.name]
        done = subprocess.run(command, cwd=path.parent, env=env, capture_output=True, timeout=120)
        return done.returncode, done.stdout


def sample_types(profile):
    """The (type, unit) pairs of an unpacked profile."""
    pairs = wire.fields(profile)
    strings = [value.decode(errors="replace") for number, value in pairs if number == 6]
    types = [dict(wire.fields(value)) for number, value in pairs if number == 1]
    return [(strings[t.get(1, 0)], strings[t.get(2, 0)]) for t in types]


def flags_of(name, profile):
    """Yields (report, flags) for one fixture."""
    wanted = next(reports for pattern, reports in WANTED if re.fullmatch(pattern, name))
    for report in wanted:
        if report in REPORTS:
            yield report, REPORTS[report]
    for i, (_, unit) in enumerate(sample_types(profile)):
        if f"exact.{i}" in wanted or "exact.*" in wanted:
            yield f"exact.{i}", ["-top", *FULL, f"-sample_index={i}", f"-unit={unit}"]


def stable(pprof, flags, path):
    """What three runs print, or None when they do not print the same."""
    outputs = []
    for _ in range(3):
        code, text = pprof.run(flags, path)
        if code != 0:
            raise RuntimeError(f"pprof refuses {path.name} {flags}")
        outputs.append(text)
    return outputs[0] if outputs.count(outputs[0]) == 3 else None


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
        for old in answers.glob("*.txt"):
            old.unlink()
        for report, flags in flags_of(name, profile):
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
                rows.append([name, file, report, " ".join(flags), DIFFERENT.get((name, report), "")])
    with open(folder / "COMMANDS.tsv", "w") as f:
        f.write("profile\tfile\treport\tflags\tmeant to differ\n")
        f.writelines("\t".join(row) + "\n" for row in rows)
