"""Hosts that a person named: only there is a page read without asking them (SEC-4).

Whoever runs a server learns every character of the addresses that are read from it. So an address
that nobody named may carry off what the model was told.
"""

import re
from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import urlsplit

_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\@]")
"""Signs by which two programs find two hosts in one address."""


def is_named(address: object, said: Iterable[str]) -> bool:
    """Say whether one of the texts names the host of an address, with `www.` or without.

    Args:
        address: as the model wrote it; what is no plain http address counts as not named.
        said: the person's own words. A mail address names no host, nor does a longer name the
            shorter one in it.
    """
    host = _host(address)
    if not host:
        return False
    bare = re.escape(host.removeprefix("www."))
    # Letters of other scripts may stand close by: Chinese puts no space before a name.
    named = re.compile(rf"(?<![a-z0-9_.@-])(?:www\.)?{bare}(?![a-z0-9_-]|\.[a-z0-9])")
    return any(named.search(normalize("NFKC", text).lower()) for text in said)


def _host(address: object) -> str:
    if not isinstance(address, str) or _ODD.search(address):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".") if parts.scheme in ("http", "https") else ""
