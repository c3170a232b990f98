"""Where a page is, for asking the guard about it before the browser is troubled."""

from urllib.parse import urlsplit

from application.ports.watches.web import FetchFailed, FetchProblem


def place_of(url: str) -> tuple[str, int]:
    """Return host and port of an address that the fetcher has already read."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchFailed(FetchProblem.BAD_URL, "Only http and https addresses are rendered.")
    return parts.hostname, port
