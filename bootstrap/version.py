"""Which version of the program this is."""


def own_version() -> str:
    """Return the installed version; `source` when run from a folder without installing."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - reads mail headers, which takes a while to load

    try:
        return version("zhiban")
    except PackageNotFoundError:
        return "source"
