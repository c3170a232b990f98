"""Addresses of pages, as far as their text tells whether they may be asked for.

Where they lead to is known only when a connection is made; that is looked at there (WEB-6).
"""

from urllib.parse import urlsplit

from domain.common.config_fields import Fields

MOST_URLS = 20
LONGEST_URL = 2_000
"""Bytes; browsers and search engines agree on about so much, and our keys hold no more."""


def read_urls(fields: Fields) -> tuple[str, ...]:
    """Return the pages that the field `urls` names, in order and each once.

    Raises:
        InvalidRequest: there are none or too many, or one breaks a rule; names `urls[3]`.
    """
    urls = fields.texts("urls", most=MOST_URLS, longest=LONGEST_URL)
    if not urls:
        raise fields.refuse("urls", f"must name 1 to {MOST_URLS} pages")
    for index, url in enumerate(fields.raw["urls"]):
        rule = broken_rule(url.strip())
        if rule:
            raise fields.refuse(f"urls[{index}]", rule)
    return urls


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
