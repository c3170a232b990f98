"""Where the programs of the control plane lie, and how they are built."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
BUILD_SCRIPT = Path(__file__).with_name("build.sh")


class LabError(Exception):
    """The laboratory cannot be had; the text says what a person can do about it."""


@dataclass(frozen=True)
class Programs:
    """A folder that holds every program."""

    folder: Path

    def path(self, program: str) -> str:
        """Return the file of one program."""
        return str(self.folder / program)


def cache_folder() -> Path:
    """Return where the built programs are kept, outside of the repository."""
    # The XDG base directory specification names the variable and its default.
    root = os.environ.get("XDG_CACHE_HOME")  # noqa: TID251 - a tool of its own, not the product
    return (Path(root) if root else Path.home() / ".cache") / "zhiban" / "kubernetes-lab"


def find_programs(folder: Path | None = None) -> Programs | None:
    """Return the programs if all of them are there."""
    place = folder or cache_folder()
    complete = all(os.access(place / name, os.X_OK) for name in PROGRAMS)
    return Programs(place) if complete else None


def build_programs(folder: Path | None = None) -> Programs:
    """Build what is missing; this takes about eight minutes on two cores, once per machine.

    Raises:
        LabError: it did not work; the script has said why.
    """
    place = folder or cache_folder()
    # Packaging may lose the script's leave to be run, so the shell is named.
    command = ["/bin/bash", str(BUILD_SCRIPT), str(place)]
    done = subprocess.run(command, check=False)  # noqa: S603 - our own script
    programs = find_programs(place)
    if done.returncode != 0 or programs is None:
        raise LabError("The control plane was not built; the lines above say why.")
    return programs


def need_programs() -> Programs:
    """Return the programs.

    Raises:
        LabError: they have not been built.
    """
    programs = find_programs()
    if programs is None:
        raise LabError("The control plane has not been built; `make kubernetes-lab` builds it.")
    return programs
