"""pprof's answers with filters, means, merged files and bases: the text that this project's reports must match."""

import gzip

# Files, then flags without their reports; a line of COMMANDS.tsv for each report.
SHOP = ["shop.go1.27.cpu"]
LABELS = ["made.labels"]
INLINED = ["made.inlined"]
HEAPS = ["leaky.go1.27.heap2"]
BASE = "leaky.go1.27.heap1.pb.gz"
CASES = [
    *((SHOP, [f]) for f in [
        "-focus=json", "-focus=^runtime\\.", "-focus=no.such", "-ignore=runtime", "-hide=runtime", "-hide=^main\\.",
        "-show=main|json", "-show_from=http", "-show_from=main", "-prune_from=main", "-prune_from=json|http",
        "-focus=\\.go$", "-focus=shop", "-tagfocus=.", "-tagshow=.", "-taghide=.",
    ]),
    (SHOP, ["-focus=main", "-ignore=json", "-hide=runtime"]),
    (SHOP, ["-show=main|http", "-hide=serve"]),
    (SHOP, ["-hide=http", "-show_from=main", "-prune_from=json"]),
    (SHOP, ["-focus=json", "-relative_percentages"]),
    (SHOP, ["-focus=json", "-noinlines", "-lines"]),
    (SHOP, ["-mean"]),
    (SHOP, ["-divide_by=7", "-unit=us"]),
    *((LABELS, [f]) for f in [
        "-tagfocus=.", "-tagfocus=1", "-tagfocus=1kb:", "-tagfocus=:4096", "-tagfocus=bytes=1b:2kb", "-tagfocus=key=v",
        "-tagignore=a", "-tagignore=bytes=64b", "-tagshow=bytes", "-taghide=bytes", "-tagroot=bytes", "-tagleaf=bytes",
        "-tagroot=no_such", "-tagfocus=a,b", "-mean",
    ]),
    *((INLINED, [f]) for f in [
        "-hide=[aeiou]$", "-show=[aeiou]", "-focus=main", "-show_from=[aeiou]", "-prune_from=[aeiou]", "-hide=main",
        "-ignore=main", "-focus=\\.go",
    ]),
    *((["made.unsymbolised"], [f]) for f in ["-focus=.", "-hide=main", "-ignore=main", "-show_from=.", "-prune_from=."]),
    *((["made.mappings"], [f]) for f in ["-focus=lib", "-hide=lib", "-show=lib", "-ignore=lib"]),
    *((["made.empty-stacks"], [f]) for f in ["-prune_from=main", "-focus=main", "-show=main", "-show_from=main", "-hide=main"]),
    (["made.negative"], ["-focus=main", "-relative_percentages"]),
    (["made.negative"], ["-mean"]),
    (["leaky.go1.27.delta"], ["-focus=main"]),
    (HEAPS, ["-mean", "-sample_index=alloc_space"]),
    (HEAPS, ["-mean", "-sample_index=inuse_space", "-focus=main"]),
    (HEAPS, ["-tagroot=bytes"]),
    (HEAPS, [f"-diff_base={BASE}"]),
    (HEAPS, [f"-base={BASE}"]),
    (HEAPS, [f"-diff_base={BASE}", "-normalize"]),
    (HEAPS, [f"-base={BASE}", "-normalize", "-sample_index=0"]),
    (HEAPS, [f"-diff_base={BASE}", "-drop_negative"]),
    (HEAPS, [f"-diff_base={BASE}", "-focus=main", "-relative_percentages"]),
    (HEAPS, ["-base=leaky.go1.27.heap2.pb.gz"]),
    (SHOP, ["-diff_base=shop.go1.21.cpu.pb.gz"]),
    (SHOP, ["-base=shop.go1.26.cpu.pb.gz", "-normalize"]),
    (SHOP, ["-diff_base=shop.go1.26.cpu.pb.gz", "-base="]),
    (["shop.go1.26.cpu", "shop.go1.27.cpu", "shop.go1.26.cpu"], []),
    (["leaky.go1.27.heap1", "leaky.go1.27.heap2"], []),
    (["shop.go1.27.heap", "shop.go1.27.allocs"], ["-focus=main"]),
    (["shop.go1.27.mutex", "shop.go1.27.block"], []),
    (["made.columns", "made.columns"], []),
    (["made.mappings", "made.mappings"], []),
    (["made.basic", "made.inlined"], []),
]
FULL = ["-nodecount=1000000", "-nodefraction=0", "-edgefraction=0"]
REPORTS = {"top": ["-top", *FULL], "tree": ["-tree"], "traces": ["-traces"], "tags": ["-tags"], "dot": ["-dot"], "raw": ["-raw"]}
# Of these every case has an answer; of the others only where it is short.
ALWAYS = {"top", "tree"}
MAX_PACKED_BYTES = 2_500
RUNS = 8

# Where goscope's answer is meant to differ from pprof's: docs/pprof-differences.md says more.
MEAN = "means of edges and labels are divided by their own events; pprof adds means up or leaves sums"

PATH = "a Windows path is kept; pprof on other systems takes it for a URL and drops it"
EMPTY = "a sample without a stack has nothing to hide and stays; pprof drops it"


def different(names, flags, report):
    """Why our answer is another, or nothing."""
    if "-mean" in flags and report in ("tree", "tags", "dot"):
        # Where every edge, or every label, is of one sample nothing is added up.
        is_alike = (names[0], report) in [("made.labels", "tree"), ("made.negative", "tags")]
        return "" if is_alike else MEAN
    if names[0] == "made.mappings":
        is_alike = report == "tags" or flags in [["-focus=lib"], ["-show=lib"]] and report != "raw"
        return "" if is_alike else PATH
    if names[0] == "made.empty-stacks" and flags == ["-hide=main"] and report in ("tags", "raw"):
        return EMPTY
    return ""


def stable(pprof, flags, paths):
    """What several runs print, or None when they do not print the same or refuse."""
    outputs = set()
    for _ in range(RUNS):
        code, text = pprof.run([*flags, *(path.name for path in paths[:-1])], paths[-1])
        if code != 0:
            return None
        outputs.add(text)
    return outputs.pop() if len(outputs) == 1 else None


def write_all(pprof, profiles, folder):
    """Writes the answers about profiles of a folder to another, with COMMANDS.tsv."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.gz"):
        old.unlink()
    rows = []
    for number, (names, flags) in enumerate(CASES, 1):
        paths = [profiles / f"{name}.pb.gz" for name in names]
        for report, of_report in REPORTS.items():
            text = stable(pprof, [*of_report, *flags], paths)
            packed = gzip.compress(text or b"", mtime=0)
            if text is None:
                print(f"left out, refused or order of ties varies: {names} {flags} {report}")
            elif report in ALWAYS or len(packed) <= MAX_PACKED_BYTES:
                answer = f"{number:03}.{report}.gz"
                (folder / answer).write_bytes(packed)
                files = " ".join(path.name for path in paths)
                rows.append([answer, " ".join([*of_report, *flags]), files, different(names, flags, report)])
    with open(folder / "COMMANDS.tsv", "w") as f:
        f.write("answer\tflags\tfiles\tmeant to differ\n")
        f.writelines("\t".join(row) + "\n" for row in rows)
