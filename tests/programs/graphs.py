"""Call graphs as pprof gives them to Graphviz, and Graphviz's pictures of them.

Needs `dot` (Debian package graphviz; recorded with 2.43) beside pprof.
"""

import re
import subprocess

# Name of the recorded graph: the profile and pprof's flags.
GRAPHS = {
    "cpu": ("shop.go1.27.cpu", []),
    "allocs": ("shop.go1.27.allocs", ["-sample_index=alloc_space"]),
    "leaky": ("leaky.go1.27.heap2", []),
    "example": ("example.cpu", []),
    "wide": ("example.cpu", ["-nodecount=170", "-nodefraction=0", "-edgefraction=0"]),
    "tree": ("shop.go1.27.cpu", ["-call_tree"]),
    "large": ("shop.go1.27.cpu", ["-nodecount=500"]),
}
POINTS_PER_INCH = 72
# Times at 14 points, the font of edge labels: digits are half as wide as high.
LABEL_COLUMN, LABEL_HEIGHT = 7, 17

NODE = re.compile(r'^(N\d+\w*) \[label ?= ?"', re.MULTILINE)
EDGE = re.compile(r'^(N\d+\w*) -> (N\d+\w*) \[(.*)\]$', re.MULTILINE)


def points(numbers, height):
    """Graphviz's inches from below as whole points from above."""
    numbers = [float(number) * POINTS_PER_INCH for number in numbers]
    return [round(height - n) if at % 2 else round(n) for at, n in enumerate(numbers)]


UNITS = {"": 1, "ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9, "mins": 60e9, "hrs": 3600e9, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}


def heft(source, name):
    """What a node or tag is worth, to compare those of one graph: the value in its tooltip."""
    found = re.search(rf'^{name} \[.*tooltip="(?:.* \()?-?([\d.]+)(\w*)\)?"', source, re.MULTILINE)
    return float(found[1]) * UNITS[found[2]]


def attribute(attributes, name, default):
    found = re.search(rf'\b{name} ?= ?(?:"([^"]*)"|(\w+))', attributes)
    return (found[1] if found[1] is not None else found[2]) if found else default


def record(source):
    """A graph in the language of dot, without pprof's legend, as a recording."""
    source = re.sub(r"^subgraph cluster_L .*\n", "", source, flags=re.MULTILINE)
    plain = subprocess.run(["dot", "-Tplain"], input=source, capture_output=True, text=True, check=True).stdout
    numbers, routes, lines = {}, {}, []
    # A backslash at a line's end joins it to the next.
    for line in plain.replace("\\\n", "").splitlines():
        words = line.split(" ")
        if words[0] == "graph":
            height = float(words[3]) * POINTS_PER_INCH
        elif words[0] == "node":
            numbers[words[1]] = [*points(words[2:4], height), *(round(float(n) * POINTS_PER_INCH) for n in words[4:6])]
        elif words[0] == "edge":
            count = int(words[3])
            routes[words[1], words[2]] = points(words[4 : 4 + 2 * count], height)
    order = [found[1] for found in NODE.finditer(source)]
    heaviest = max(heft(source, name) for name in order)
    for name in order:
        x, y, width, high = numbers[name]
        lines.append(f"node {width} {high} at {x} {y} heft {round(heft(source, name) / heaviest * 1e6)}")
    at = {name: number for number, name in enumerate(order)}
    for found in EDGE.finditer(source):
        tail, head, attributes = found.groups()
        label = attribute(attributes, "label", "").strip().replace("\\n", " ")
        size = f"{len(label) * LABEL_COLUMN} {LABEL_HEIGHT}" if label else "0 0"
        weight, minlen = attribute(attributes, "weight", 1), attribute(attributes, "minlen", 1)
        route = " ".join(map(str, routes[tail, head]))
        lines.append(f"edge {at[tail]} {at[head]} weight {weight} minlen {minlen} label {size} route {route}")
    return "\n".join(lines) + "\n"


def write_all(pprof, profiles, elsewhere, folder):
    """Records every graph of the list."""
    for name, (profile, flags) in GRAPHS.items():
        path = elsewhere.get(profile, profiles / f"{profile}.pb.gz")
        _, source = pprof.run(["-dot", *flags], path)
        (folder / f"{name}.txt").write_text(record(source.decode()))
