"""The characters of an answer: mark, header, declaration, then a guess (WEB-1)."""

import codecs
import re

import charset_normalizer

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED_WITHIN = 4096
"""Bytes; browsers look at the first 1,024, and real pages put comments before it."""

_GUESSED_FROM = 32 * 1024
"""Bytes: enough to tell encodings apart; the guess costs some ten milliseconds."""

_META = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_XML = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)

_KNOWN = re.compile(
    r"utf-8|utf-16|utf-16-[bl]e|utf-32|gb2312|gbk|gb18030|hz|big5(hkscs)?|cp\d{3,4}|iso8859-\d{1,2}"
    r"|latin-1|ascii|shift_jis|euc_(jp|kr)|iso2022_jp|johab|koi8-[ru]|mac-(roman|cyrillic)|tis-620"
)
"""Python's names of encodings of text; its others turn text into something else."""

_BROADER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What pages mean that declare the narrower one (WHATWG Encoding, "names and labels")."""

_GUESSES = [
    *("gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "cp1250", "cp1251", "koi8_r"),
    *("cp1253", "cp1254", "cp1255", "cp1256"),
]
"""What browsers guess; the rest of the world's encodings are always declared."""

_PREFERRED = ("cp1252", "gb18030")
"""Taken when possible at all: alike for short texts, and what undeclared pages mostly are."""


def decode(body: bytes, content_type: str) -> str:
    """Return the text of a body; never fails, unreadable bytes become U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = declared_charsets(body, content_type)
    for name in [*declared, *([] if declared else ["utf-8"])]:
        text = _strictly(body, name)
        if text is not None:
            return text
    return body.decode(declared[0] if declared else _guess(body), "replace")


def declared_charsets(body: bytes, content_type: str) -> list[str]:
    """Return the encodings that the answer claims, the most trusted first."""
    head = body[:_DECLARED_WITHIN]
    found = [_HEADER.search(content_type), _XML.search(head), _META.search(head)]
    names: list[str] = []
    for match, inside in zip(found, (False, True, True), strict=True):
        name = _known(match[1]) if match else None
        if name is None:
            continue
        # A declaration that could be read byte by byte cannot be in 16-bit units.
        names.append("utf-8" if inside and name.startswith(("utf-16", "utf-32")) else name)
    return list(dict.fromkeys(names))


def _known(label: bytes | str) -> str | None:
    text = label.decode("ascii") if isinstance(label, bytes) else label
    try:
        name = codecs.lookup(text).name
    except LookupError:
        return None
    return _BROADER.get(name, name) if _KNOWN.fullmatch(name) else None


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def _guess(body: bytes) -> str:
    sample = body[:_GUESSED_FROM]
    if len(body) > len(sample):  # not in the middle of a character
        sample = sample[: max(sample.rfind(end) for end in (b"\n", b">", b" ")) + 1]
    names = [
        match.encoding for match in charset_normalizer.from_bytes(sample, cp_isolation=_GUESSES)
    ]
    found = next((name for name in _PREFERRED if name in names), None)
    return found or (names[0] if names else "cp1252")
