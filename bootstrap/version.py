"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def own_version() -> str:
    """Return the installed version; `source` when run from a folder without installing."""
    try:
        return version("zhiban")
    except PackageNotFoundError:
        return "source"
