"""What must hold before anything starts: a folder of our own, room in it, and free ports."""

import errno
import fcntl
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.common.errors import Conflict, Misconfigured
from supervisor.parts import Part, PortUse
from supervisor.private_files import make_private

LEAST_FREE_BYTES = 200_000_000
"""Below this a day of logs and histories may not fit, and SQLite fails in the middle."""

_LOCK = "zhiban.lock"


def prepare_folder(data_dir: Path) -> None:
    """Make the data folder, for our user only: it holds keys and histories.

    Raises:
        Misconfigured: it cannot be made or written, or the disk is full.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data_dir / "logs").mkdir(exist_ok=True)
        probe = data_dir / ".probe"
        probe.write_bytes(b"x")
        probe.unlink()
        make_private(data_dir)
    except OSError as error:
        raise Misconfigured(
            f"The data folder {data_dir} cannot be written ({error.strerror}); make it writable "
            "for this user or choose another one with ZHIBAN_DATA_DIR."
        ) from error
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_FREE_BYTES:
        raise Misconfigured(
            f"Only {free // 1_000_000} MB are free where {data_dir} is, and "
            f"{LEAST_FREE_BYTES // 1_000_000} MB are needed; make room or choose another folder "
            "with ZHIBAN_DATA_DIR."
        )


@contextmanager
def only_one(data_dir: Path) -> Iterator[int]:
    """Hold the data folder's lock; gives its file descriptor.

    The lock belongs to the open file, so it ends with the process however that ends.

    Raises:
        Conflict: another supervisor holds it.
    """
    lock = os.open(data_dir / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(
                f"Zhiban is already running here (process {_holder(data_dir)}); stop it with "
                "`make down`, or give this one its own folder with ZHIBAN_DATA_DIR."
            ) from error
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        yield lock
    finally:
        os.close(lock)


def is_running(data_dir: Path) -> bool:
    """Say whether a supervisor holds the data folder."""
    try:
        lock = os.open(data_dir / _LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def stop_running(data_dir: Path, *, patience: float = 60.0) -> bool:
    """Ask a running supervisor to stop and wait for it; False when there is none.

    Raises:
        Conflict: it is still there after `patience` seconds.
    """
    if not is_running(data_dir):
        return False
    with suppress(ProcessLookupError):  # killed; its watchdog is still cleaning up
        os.kill(_holder(data_dir), signal.SIGTERM)
    end = time.monotonic() + patience
    while is_running(data_dir):
        if time.monotonic() > end:
            raise Conflict(
                f"Process {_holder(data_dir)} did not stop within {patience:.0f} s; "
                f"end it with `kill -9 {_holder(data_dir)}`."
            )
        time.sleep(0.1)
    return True


def refuse_taken_ports(parts: Iterable[Part]) -> None:
    """Return when every port is free and wanted once.

    Raises:
        Misconfigured: names each port that is not, who has it, and what moves ours.
    """
    troubles = []
    wanted: dict[int, str] = {}
    taken: dict[tuple[str, str, str], list[int]] = {}
    for part in parts:
        for port in part.ports:
            if port.number in wanted:
                troubles.append(
                    f"Port {port.number} is wanted by {wanted[port.number]} and by {part.name}: "
                    f"change {port.setting}."
                )
            elif _taken(port):
                key = (part.name, port.setting, _who_has(port.number))
                taken.setdefault(key, []).append(port.number)
            wanted[port.number] = part.name
    for (name, setting, who), numbers in taken.items():
        ports = " ".join(("Port", *map(str, numbers)))
        troubles.append(
            f"{ports} for {name} is taken by {who}: stop that, or choose another with {setting}."
        )
    if troubles:
        raise Misconfigured(" ".join(troubles))


def _taken(port: PortUse) -> bool:
    family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((port.host, port.number))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def _who_has(number: int) -> str:
    import psutil  # noqa: PLC0415 - commands that only ask whether anything runs do without it

    try:
        for connection in psutil.net_connections("tcp"):
            port = getattr(connection.laddr, "port", None)
            listens = connection.status == psutil.CONN_LISTEN
            if listens and port == number and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:  # other people's processes are not always shown to us
        return "another program"
    return "another program"


def _holder(data_dir: Path) -> int:
    return int((data_dir / _LOCK).read_text() or 0)
