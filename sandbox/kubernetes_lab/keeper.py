"""One laboratory for several processes: who uses it holds a lock, and it ends with the last user.

Locks of files are let go by the kernel when a process ends, however it ends. So a laboratory never
outlives its users, and nobody takes a number in a file for a process that is alive.

| file in the folder | held or written by |
|---|---|
| `users.lock` | every user, shared; the keeper looks whether it is free |
| `keeper.lock` | the keeper, as long as it lives |
| `start.lock` | whoever finds out whether a keeper must be started |
| `lab.json` | the keeper, while the laboratory can be used |
"""

import asyncio
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sandbox.kubernetes_lab.lab import Lab
from sandbox.kubernetes_lab.programs import LabError, cache_folder, need_programs

PATIENCE_S = 180
"""A little longer than the laboratory itself waits, so that its own words are heard."""
_GLANCE_S = 0.1
_ROOT = Path(__file__).parents[2]
# A keeper may outlive the call that hired it, and its handle must live as long as it does.
_HIRED: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class LabFacts:
    """What another process needs to use a laboratory; folders and files as text."""

    keeper: int
    server: str
    token: str
    kubeconfig: str
    admin_kubeconfig: str
    authority: str
    admin_certificate: str
    admin_key: str
    audit_log: str
    pids: dict[str, int]


def default_folder() -> Path:
    """Return where the laboratory of the command line runs."""
    return cache_folder().with_name("kubernetes-lab.run")


async def keep(folder: Path, *, while_used: bool) -> None:
    """Run a laboratory until a signal comes or, if asked so, nobody uses it any more.

    Raises:
        LabError: it does not start, or one of its programs ended.
    """
    with _locked(folder / "keeper.lock", fcntl.LOCK_EX):
        data = folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, ended.set)
        try:
            async with AsyncExitStack() as stack:
                lab = await stack.enter_async_context(Lab.start(data))
                _publish(folder, lab)
                stack.callback((folder / "lab.json").unlink, missing_ok=True)
                while not ended.is_set() and not (while_used and _unpublish_if_unused(folder)):
                    lab.check()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(ended.wait(), _GLANCE_S)
        finally:
            shutil.rmtree(data, ignore_errors=True)


@contextmanager
def use(folder: Path) -> Iterator[LabFacts]:
    """Use the laboratory in a folder, started if it is not there; it ends with its last user.

    Raises:
        LabError: it does not start.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder / "users.lock", fcntl.LOCK_SH):
        yield start(folder, while_used=True)


def start(folder: Path, *, while_used: bool = False) -> LabFacts:
    """Return the laboratory in a folder, started if it is not there.

    Raises:
        LabError: it does not start.
    """
    need_programs()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder / "start.lock", fcntl.LOCK_EX):
        keeper: subprocess.Popen[bytes] | None = None
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            alive = not _is_free(folder / "keeper.lock")
            facts = running(folder) if alive else None
            if facts is not None:
                return facts
            if keeper is not None and keeper.poll() is not None:
                raise LabError(_last_words(folder))
            if keeper is None and not alive:
                keeper = _hire(folder, while_used=while_used)
            time.sleep(_GLANCE_S)
    raise LabError(f"The laboratory did not start within {PATIENCE_S} seconds.")


def running(folder: Path) -> LabFacts | None:
    """Return the laboratory that runs in a folder, if one does."""
    if not folder.is_dir() or _is_free(folder / "keeper.lock"):
        return None
    try:
        return LabFacts(**json.loads((folder / "lab.json").read_text()))
    except FileNotFoundError:
        return None


def stop(folder: Path) -> bool:
    """End the laboratory of a folder and wait until it is gone; say whether there was one.

    Raises:
        LabError: it does not end.
    """
    facts = running(folder)
    if facts is None:
        return False
    os.kill(facts.keeper, signal.SIGTERM)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if _is_free(folder / "keeper.lock"):
            return True
        time.sleep(_GLANCE_S)
    raise LabError(f"The laboratory did not end within {PATIENCE_S} seconds.")


def _hire(folder: Path, *, while_used: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sandbox.kubernetes_lab", "keep", str(folder)]
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(  # noqa: S603 - our own module and interpreter
            [*command, *(["--while-used"] if while_used else [])],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # It serves others too, so it must not end with the terminal of the one who hired it.
            start_new_session=True,
        )
    _HIRED.append(keeper)
    return keeper


def _publish(folder: Path, lab: Lab) -> None:
    facts = LabFacts(
        keeper=os.getpid(),
        server=lab.server,
        token=lab.token,
        kubeconfig=lab.kubeconfig,
        admin_kubeconfig=lab.admin_kubeconfig,
        authority=str(lab.certificates.authority.certificate),
        admin_certificate=str(lab.certificates.admin.certificate),
        admin_key=str(lab.certificates.admin.key),
        audit_log=str(lab.audit_log),
        pids=lab.processes.pids(),
    )
    content: dict[str, Any] = asdict(facts)
    draft = folder / "lab.json.new"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content))
    draft.rename(folder / "lab.json")


def _unpublish_if_unused(folder: Path) -> bool:
    """Say whether nobody uses the laboratory; then nobody can begin to, either."""
    try:
        with _locked(folder / "users.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            (folder / "lab.json").unlink(missing_ok=True)
            return True
    except BlockingIOError:
        return False


def _last_words(folder: Path) -> str:
    text = (folder / "keeper.log").read_text(errors="replace").strip()
    return text.rpartition("LabError: ")[2] or "The keeper of the laboratory ended at once."


def _is_free(path: Path) -> bool:
    try:
        with _locked(path, fcntl.LOCK_SH | fcntl.LOCK_NB):
            return True
    except BlockingIOError:
        return False


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    path.touch(mode=0o600)
    with path.open("r+b") as file:
        fcntl.flock(file, how)
        yield
