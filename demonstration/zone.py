"""Where the people of the demonstration live: where its reader is."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

FALLBACK = "Asia/Shanghai"
"""For machines that do not say where they are."""

_FOLDER = "zoneinfo/"


def machine_zone(environment: Mapping[str, str], localtime: Path = Path("/etc/localtime")) -> str:
    """Return the IANA name of this machine's zone: TZ first, then what /etc/localtime leads to."""
    return next(filter(_is_zone, _named(environment, localtime)), FALLBACK)


def _named(environment: Mapping[str, str], localtime: Path) -> Iterator[str]:
    for path in (environment.get("TZ", "").removeprefix(":"), str(localtime.resolve())):
        yield path.rpartition(_FOLDER)[2]


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and bool(ZoneInfo(name).key)
    except (
        KeyError,
        ValueError,
        OSError,
    ):  # a rule such as CST-8, a path, a name that nobody knows
        return False
