"""Finds what of a plugin's headers and address is a secret (CLD-4).

A header is taken for one unless it is known to say only how its sender reads: who does not know a
name hides its value. What is harmless by its name is still looked through for the shapes of keys.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import SplitResult, unquote_plus, urlsplit

from domain.common.secret_shapes import secrets_in

SHORTEST_SECRET = 8
"""Characters; shorter values stand within words that have nothing to do with them."""

MOST_PARTS = 40
"""Of one header, the longest: each is looked for in every word that a plugin says."""

_ADDRESSES = frozenset({"origin", "referer"})
"""Harmless while they hold nothing but a scheme, a host, a port and a path without keys (RFC 9110,
10.1.3, and RFC 6454, 7): people who are named in them, queries and fragments may be credentials."""

HARMLESS = _ADDRESSES | {
    *("accept", "accept-charset", "accept-encoding", "accept-language"),  # RFC 9110, 12.5
    *("content-language", "content-type"),  # RFC 9110, 8.3 and 8.5
    *("cache-control", "pragma"),  # RFC 9111, 5.2 and 5.4
    "connection",  # RFC 9110, 7.6.1: names of options
    "user-agent",  # RFC 9110, 10.1.5: products and their versions
}
"""Request headers whose values HTTP makes public words: what a client can read and what it is, the
same for everybody who uses that program. `no-cache` or `application/json` stand in many an answer,
and hiding them there makes it useless. Missing on purpose: what names a person (`from`) or is made
for one (`if-match`, `if-none-match`), and every name outside the standard."""

_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie"})
"""Headers that hold nothing else: their parts are secrets too."""

_SCHEME = re.compile(r"(?:bearer|basic|token|digest|key|api-?key) +", re.IGNORECASE)
_PARTS = re.compile(r"[\s;,=\"]+")

_KEY_NAMES = re.compile(
    r"(?:key|token|secret|auth(?:orization)?|pass(?:word|wd)?|sig(?:nature)?|credentials?"
    r"|session(?:_?id)?)$",
    re.IGNORECASE,
)
"""End the names of a query's fields whose values are keys; a `keyword` is none."""

_LONG_WORD = 16
"""Characters from which a word of an address that has letters and digits is taken for a key; other
words there are names, such as a project's, without which a plugin's answers are of no use."""

_APART = re.compile(r"[\s;,=\"'()<>\[\]/.+:&?@]+")
"""Between the words of a header that is harmless by its name, those of addresses included."""

_FIELD = re.compile(
    r"(?<![\w.-])([\w.-]+)[\"']?\s*[=:]\s*[\"']?(?=(?:bearer\s+)?([^\s\"'&,;}()]+))", re.IGNORECASE
)
"""A name and its value, as in queries, parameters and JSON."""

_ADDRESS = re.compile(r"(?<![\w+.-])[a-z][a-z0-9+.-]*://[^\s\"'<>(),;]+", re.IGNORECASE)

_USER = re.compile(r"://([^\s/@]+)@")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
"""With its own signs, at which other words end: 18 bytes and more."""


def secrets_of(headers: Mapping[str, str]) -> Iterator[str]:
    """Yield what of headers is not to be shown: values, and what credentials consist of."""
    for name, value in headers.items():
        if _is_harmless(name.lower(), value):
            found = _longest(_shaped_in(value))
        else:
            found = _in_credential(name.lower(), value)
        yield from (each for each in found if len(each) >= SHORTEST_SECRET)


def _is_harmless(name: str, value: str) -> bool:
    if name not in HARMLESS:
        return False
    if name not in _ADDRESSES:
        return True
    parts = _split(value)
    return bool(parts.scheme and parts.netloc) and not (
        "@" in parts.netloc or parts.query or parts.fragment
    )


def _in_credential(name: str, value: str) -> list[str]:
    """Return a value, and what a plugin may repeat of it alone."""
    scheme = _SCHEME.match(value)
    bare = value[scheme.end() :] if scheme else value
    found = [value, bare]
    if name in _CREDENTIALS:
        found += _longest(_PARTS.split(bare))
    if name in _ADDRESSES:
        found += _longest(_shaped_in(value))
    if scheme and scheme.group().lower().startswith("basic"):
        found += _name_and_password(bare)
    return found


def _shaped_in(text: str) -> Iterator[str]:
    """Yield what of a text looks like a key, whoever put it there."""
    for found in secrets_in(text):
        yield found
        yield from _name_and_password(found)  # nothing, unless it is Basic
    for name, value in _FIELD.findall(text):
        if _KEY_NAMES.search(name) or name.lower() == "sign":  # as DingTalk's robots have it
            yield value
    for who in _USER.findall(text):
        yield from (who, who.partition(":")[2])
    for address in _ADDRESS.findall(text):
        yield from keys_in(address)
    yield from (word for word in _APART.split(text) if _is_like_a_key(word))
    yield from filter(_is_like_base64, _BASE64.findall(text))


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(words), key=len, reverse=True)[:MOST_PARTS]


def keys_in(url: str) -> Iterator[str]:
    """Yield what of an address may be a key, as it is written and as it is meant."""
    parts = _split(url)
    fields = [word.partition("=") for word in parts.query.split("&")]
    words = [value if is_value else name for name, is_value, value in fields]
    found = [value for name, _, value in fields if _KEY_NAMES.search(name)]
    found += [word for word in (*words, *parts.path.split("/")) if _is_like_a_key(word)]
    for each in found:
        yield from (form for form in (each, unquote_plus(each)) if len(form) >= SHORTEST_SECRET)


def _is_like_a_key(word: str) -> bool:
    kinds = any(map(str.isdigit, word)), any(map(str.isalpha, word))
    return len(word) >= _LONG_WORD and all(kinds)


def _is_like_base64(word: str) -> bool:
    return any(map(str.islower, word)) and any(map(str.isupper, word)) and _is_like_a_key(word)


def _name_and_password(encoded: str) -> list[str]:
    """Return both together and the password of Basic credentials; nothing of what are none."""
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return []
    return [pair, pair.partition(":")[2]]


def _split(address: str) -> SplitResult:
    """Return the parts of an address; of what is none, what stands before and after a `?`."""
    try:
        return urlsplit(address)
    except ValueError:  # a bracket that does not close
        rest, _, query = address.partition("?")
        return SplitResult("", "", rest, query, "")
