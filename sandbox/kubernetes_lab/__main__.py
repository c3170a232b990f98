"""Build, start and stop the laboratory: `python -m sandbox.kubernetes_lab build` and so on."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sandbox.kubernetes_lab.keeper import default_folder, keep, running, start, stop
from sandbox.kubernetes_lab.programs import LabError, build_programs, cache_folder


def main() -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="kubernetes_lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="build the programs, about eight minutes, once per machine")
    for name, about in (
        ("start", "start a control plane that stays until `stop`"),
        ("stop", "end it; nothing is left behind"),
        ("status", "say whether it runs, and where"),
        ("keep", "run one in the foreground"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("folder", nargs="?", type=Path, default=default_folder())
        if name == "keep":
            command.add_argument("--while-used", action="store_true")
    options = parser.parse_args()
    try:
        if options.command == "build":
            return _build()
        if options.command == "keep":
            options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            asyncio.run(keep(options.folder, while_used=options.while_used))
            return 0
        return _DOINGS[options.command](options.folder)
    except LabError as error:
        sys.stderr.write(f"LabError: {error}\n")
        return 1


def _build() -> int:
    build_programs()
    _say(f"The control plane is built: {cache_folder()}")
    return 0


def _start(folder: Path) -> int:
    began = time.monotonic()
    facts = start(folder)
    (folder / "kubeconfig").touch(mode=0o600)
    (folder / "kubeconfig").write_text(facts.kubeconfig)
    (folder / "admin.kubeconfig").touch(mode=0o600)
    (folder / "admin.kubeconfig").write_text(facts.admin_kubeconfig)
    _say(f"{facts.server} is up after {time.monotonic() - began:.1f} s; kubeconfigs: {folder}")
    return 0


def _stop(folder: Path) -> int:
    ended = stop(folder)
    for name in ("kubeconfig", "admin.kubeconfig"):
        (folder / name).unlink(missing_ok=True)
    _say("The laboratory has ended." if ended else "No laboratory runs.")
    return 0


def _status(folder: Path) -> int:
    facts = running(folder)
    if facts is None:
        _say("No laboratory runs.")
        return 1
    programs = ", ".join(f"{name} {pid}" for name, pid in facts.pids.items())
    _say(f"{facts.server} runs: keeper {facts.keeper}, {programs}")
    return 0


_DOINGS: Mapping[str, Callable[[Path], int]] = {"start": _start, "stop": _stop, "status": _status}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
