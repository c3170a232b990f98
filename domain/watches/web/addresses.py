"""Addresses of pages, as far as their text tells whether they may be asked for.

Where they lead to is known only when a connection is made; that is looked at there (WEB-6).
"""

from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from domain.common.field_rules import Text
from domain.common.messages import Message, message

MOST_URLS = 20
LONGEST_URL = 2_000
"""Bytes; browsers and search engines agree on about so much, and our keys hold no more."""


def broken_rule(url: str) -> Message | None:
    """Return the rule that an address breaks."""
    if len(url.encode()) > LONGEST_URL:
        return message("rule.most_bytes", most=LONGEST_URL)
    if not url.isprintable() or " " in url or "\\" in url:
        return message("rule.address_characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return message("rule.http_address")
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        return message("rule.http_address")
    if "@" in parts.netloc:
        return message("rule.address_secret")
    return None


Url: TypeAlias = Annotated[str, Text(LONGEST_URL, fits=broken_rule)]
"""An address of a page."""
