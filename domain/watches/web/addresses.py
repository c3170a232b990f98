"""Addresses of pages, as far as their text tells whether they may be asked for.

Where they lead to is known only when a connection is made; that is looked at there (WEB-6).
"""

from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from domain.common.shapes import Text

MOST_URLS = 20
LONGEST_URL = 2_000
"""Bytes; browsers and search engines agree on about so much, and our keys hold no more."""


def broken_rule(url: str) -> str:
    """Return the rule that an address breaks; empty when it keeps all."""
    if len(url.encode()) > LONGEST_URL:
        return f"must have at most {LONGEST_URL} bytes"
    if not url.isprintable() or " " in url or "\\" in url:
        return "must not hold spaces, backslashes or control characters"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "must be an address such as https://example.com/page"
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        return "must be an http or https address such as https://example.com/page"
    if "@" in parts.netloc:
        return "must not hold a user name or password: name a configured credential instead"
    return ""


Url: TypeAlias = Annotated[str, Text(LONGEST_URL, fits=broken_rule)]
"""An address of a page."""
