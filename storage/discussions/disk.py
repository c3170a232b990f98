"""What the store asks of the operating system, in one place, so that a test can refuse it.

Files of the store are opened without following links and without waiting for a pipe: a name in a
folder that others write to must not lead anywhere else.
"""

import ctypes
import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from domain.common.errors import NotFound, Rejected, Unavailable
from domain.common.messages import Called, Foreign, message

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a discussion of 100,000 messages has about half of it."""

_SAFELY = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_RENAME_EXCHANGE = 2  # <linux/fs.h>
_AT_FDCWD = -100  # <fcntl.h>


@dataclass(frozen=True)
class Seen:
    """Which content of which file this is; another content of it differs in one of these."""

    inode: int
    mtime_ns: int
    size: int


def seen_of(status: os.stat_result) -> Seen:
    """Return what `os.stat` says about the content."""
    return Seen(status.st_ino, status.st_mtime_ns, status.st_size)


class Disk:
    """The calls that may fail, as the store needs them."""

    def read(self, path: Path) -> tuple[bytes, Seen]:
        """Return all bytes of a regular file.

        Raises:
            FileNotFoundError: there is none.
            Rejected: it is a link, no file, or too large.
        """
        try:
            handle = os.open(path, os.O_RDONLY | _SAFELY)
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise Rejected(message("discussion.link")) from None
            raise
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise Rejected(message("discussion.no_file"))
            if status.st_size > LARGEST_FILE:
                raise Rejected(message("discussion.file_too_large", most=LARGEST_FILE >> 20))
            return file.read(), seen_of(status)

    def write(self, path: Path, data: bytes, *, durable: bool = True) -> None:
        """Write a file that nobody reads yet; down to the disk unless it can be made again."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _SAFELY, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(handle)

    def append(self, path: Path, data: bytes) -> None:
        """Add to the end of a file, down to the disk; on a line of its own after a torn one."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _SAFELY, 0o666)
        with os.fdopen(handle, "r+b") as file:
            end = file.seek(0, os.SEEK_END)
            torn = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
            file.write(b"\n" + data if torn else data)
            file.flush()
            os.fsync(handle)

    def tail(self, path: Path, size: int) -> bytes:
        """Return at most the last `size` bytes; nothing when there is no file, or a link."""
        try:
            handle = os.open(path, os.O_RDONLY | _SAFELY)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ELOOP):
                return b""
            raise
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return b""
            file.seek(max(0, file.seek(0, os.SEEK_END) - size))
            return file.read(size)

    def touch(self, path: Path, moment_ns: int) -> None:
        """Make an empty file that was changed at a moment, or give one that is there this time."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | _SAFELY, 0o666)
        try:
            os.utime(handle, ns=(moment_ns, moment_ns))
        finally:
            os.close(handle)

    def mark(self, path: Path) -> Seen:
        """Give a file a time of change that no later writer can give it, and return the file.

        The clock of file systems ticks a few hundred times a second, so two changes of one tick
        look alike; this time lies between two ticks.
        """
        now = time.time_ns()
        between = now - now % 1_000_000 + int.from_bytes(os.urandom(2)) * 15
        os.utime(path, ns=(between, between), follow_symlinks=False)
        return seen_of(os.lstat(path))

    def resemble(self, path: Path, model: Path) -> None:
        """Give a file the rights of the one that it will replace, and its owner if we may."""
        status = model.lstat()
        path.chmod(stat.S_IMODE(status.st_mode))
        mine = path.stat()
        if (status.st_uid, status.st_gid) != (mine.st_uid, mine.st_gid):
            with suppress(PermissionError):
                os.chown(path, status.st_uid, status.st_gid)

    def exchange(self, one: Path, other: Path) -> bool:
        """Let two files change names in one step; False where the system cannot.

        A rename would drop whatever bears the name at that instant; this keeps it.
        """
        if _renameat2 is None:
            return False
        if _renameat2(_AT_FDCWD, bytes(one), _AT_FDCWD, bytes(other), _RENAME_EXCHANGE) == 0:
            return True
        number = ctypes.get_errno()
        if number in (errno.ENOSYS, errno.EINVAL):
            return False
        raise OSError(number, os.strerror(number), str(other))

    def link(self, path: Path, name: Path) -> None:
        """Give a file a second name; `FileExistsError` when something bears it."""
        os.link(path, name, follow_symlinks=False)

    def rename(self, path: Path, name: Path) -> None:
        """Give a file another name, in the place of whatever bears it."""
        path.replace(name)

    def sync(self, folder: Path) -> None:
        """Bring the names in a folder down to the disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def is_being_written(self, path: Path) -> bool | None:
        """Say whether any process has a file open for writing; None where nobody can say.

        A read lease is granted on a file only while nobody writes to it (fcntl(2), "Leases").
        """
        if not hasattr(fcntl, "F_SETLEASE"):
            return None
        handle = os.open(path, os.O_RDONLY | _SAFELY)
        try:
            # Whoever opens the file meanwhile makes the kernel tell us, by default with a signal
            # that ends the process; this one is ignored.
            fcntl.fcntl(handle, _F_SETSIG, signal.SIGURG)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            return True if error.errno == errno.EAGAIN else None
        finally:
            os.close(handle)  # which gives the lease back
        return False


_F_SETSIG = 10  # <fcntl.h>; Python names it from 3.12 on
_renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


@contextmanager
def disk_troubles(about: str) -> Iterator[None]:
    """Turn what the system says into what a person can act on.

    Args:
        about: what was being done, as the beginning of a sentence.

    Raises:
        NotFound: the file is not there.
        Unavailable: the disk is full, read-only, or refuses otherwise.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound("file", Path(str(error.filename)).name) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Unavailable(
            message("discussion.disk_failed", what=Called(about), why=Foreign(why))
        ) from error
