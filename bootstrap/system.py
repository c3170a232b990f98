"""Time and chance, taken from the machine: the only place that may."""

import secrets
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import TZPATH


class SystemClock:
    """The `Clock` port on the machine's clock."""

    def now(self) -> datetime:
        """Return this moment, in UTC."""
        return datetime.now(UTC)


class SystemIds:
    """The `Ids` port on the machine's source of randomness."""

    def new(self) -> str:
        """Return 32 hexadecimal characters with 128 random bits."""
        return secrets.token_hex(16)


class SystemCodes:
    """The `Codes` port on the machine's source of randomness."""

    def new(self) -> str:
        """Return six digits, each as likely as every other."""
        return f"{secrets.randbelow(10**6):06}"


@cache
def clocks_version() -> str:
    """Return the version of the tz database that zones are read from; empty when nothing says it.

    Its folder tells it in the first line of `tzdata.zi`; without such a folder Python takes the
    package `tzdata`.
    """
    for folder in map(Path, TZPATH):
        try:
            with (folder / "tzdata.zi").open(encoding="utf-8") as file:
                return file.readline(100).removeprefix("# version").strip()
        except OSError:
            if folder.is_dir():
                return ""
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return ""
