"""Written text as it is read aloud: no digits, symbols, ids, addresses or code (BRF-6)."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal

from domain.common.numerals import LARGEST_SAID
from domain.common.quoting import QUOTED, clean
from domain.common.speech import Speech

MOST_QUOTED_WORDS = 10
"""Words of a log line an ear can take; the eye finds the rest in the written forms."""

LONGEST_WORD = 24
"""Letters; longer runs are keys and digests, not words."""

LONGEST_FIGURES = 8
"""Digits of a name that are said one by one; as many as a date has."""

_URL = re.compile(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}(?:\[:\]|:)//[^\s\uff0c\u3002\uff1b\u3001\uff09)\u300d”]*|\bwww\S*",
    re.IGNORECASE | re.ASCII,
)
_IP = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?(?![\w.])", re.ASCII)
_LONG_ID = re.compile(
    r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-_./@])(?=[0-9a-fA-F-]{0,64}[0-9])"
    r"(?=[0-9a-fA-F-]{0,64}[a-fA-F])[0-9a-fA-F]{4,}(?:-[0-9a-fA-F]{3,})*[0-9a-fA-F]*"
    r"(?![A-Za-z0-9]|[-_./@][A-Za-z0-9])"
)
"""An id that stands alone; one that is a part of a name is said with it."""
_DATE = re.compile(r"(?<!\d)(?:\d{4}-)?(\d{2})-(\d{2})(?!\d)")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_RANGE = re.compile(r"(?<=\d)\s?[–—~～-]\s?(?=\d)")
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.:/@][A-Za-z0-9]+)*")
_PERCENT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?[%％]")
_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_MASKED_END = re.compile(
    r"(?:\s+(?:after|at|by|for|from|in|of|over|than|to|with))?\s*…\s*[A-Za-z%]{0,5}\W*$"
)
"""What was masked at the end of a log line, with its unit: nobody hears that it is missing."""
_CHINESE_SIDE = r"[\u4e00-\u9fff，。、；：？！]"
_GLUE = re.compile(rf"(?<={_CHINESE_SIDE})\s+(?={_CHINESE_SIDE})")


DENSE = 0x2E7F
"""Code points above are of scripts with a syllable a character and no blanks between words."""


def speakable(text: str, speech: Speech) -> str:
    """Return `text` in words and plain punctuation only; empty when nothing can be said."""
    text = _plain_digits(clean(text))
    text = QUOTED.sub(lambda found: _quote(found[1], speech), text)
    for pattern, say in _STEPS:
        text = pattern.sub(lambda found, say=say: say(found, speech), text)  # type: ignore[misc]
    if speech.two_before:
        text = re.sub(
            rf"(?<![\d.,])2(?=\s?(?:{speech.two_before}|{speech.to}\s?\d))", speech.two, text
        )
    return _tidy(_NUMBER.sub(lambda found: _number(found, speech), text), speech)


def joined(pieces: Sequence[str]) -> str:
    """Return what is said one after the other; only some scripts put a blank between."""
    whole = ""
    for piece in pieces:
        whole += piece if not whole or without_blanks(whole) else f" {piece}"
    return whole


def seconds_to_say(said: str) -> float:
    """Return how long a speakable text takes: 4.5 characters of Chinese or 2.5 words a second."""
    dense = sum(ord(char) > DENSE and char.isalpha() for char in said)
    words = re.findall(r"[^\W\d_\u2e80-\uffff]+", said)
    return dense / 4.5 + len(words) / 2.5


def without_blanks(text: str) -> bool:
    """Say whether a text ends in a script that needs no blanks, such as Chinese."""
    return bool(text) and ord(text[-1]) > DENSE


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _quote(inner: str, speech: Speech) -> str:
    """Say the words of a quoted log line, without what only a program reads."""
    inner = _MASKED_END.sub("", _IP.sub(" ", _URL.sub(" ", inner)))
    inner = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", inner)
    words = re.findall(r"[^\W\d_]+", inner)
    words = [word for word in words if len(word) <= LONGEST_WORD]
    kept = " ".join(words[:MOST_QUOTED_WORDS]) or speech.log_line
    return f" {kept} "


def _date(found: re.Match[str], speech: Speech) -> str:
    month, day = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return found[0].replace("-", speech.to)
    return speech.numerals.date(month, day)


def _named(found: re.Match[str], speech: Speech) -> str:
    """Say the name of a machine or service: its words, and short numbers digit by digit."""
    pieces = re.findall(r"[A-Za-z]+|\d+", found[0])
    said = [
        speech.numerals.digits(piece) if piece.isdigit() else piece
        for piece in pieces
        if len(piece) <= (LONGEST_FIGURES if piece.isdigit() else LONGEST_WORD)
    ]
    return " ".join(said) or speech.id


def _number(found: re.Match[str], speech: Speech) -> str:
    amount = Decimal(found[0].replace(",", "").rstrip("."))
    return speech.numerals.number(amount) if amount < LARGEST_SAID else speech.id


def _percent(found: re.Match[str], speech: Speech) -> str:
    amount = Decimal(found[1].replace(",", ""))
    return speech.numerals.percent(amount) if amount < LARGEST_SAID else speech.id


_Say = Callable[[re.Match[str], Speech], str]
_STEPS: tuple[tuple[re.Pattern[str], _Say], ...] = (
    (_URL, lambda _, speech: f" {speech.link} "),
    (_IP, lambda _, speech: f" {speech.address} "),
    (_LONG_ID, lambda _, speech: f" {speech.id} "),
    (_DATE, _date),
    (_TIME, lambda found, speech: speech.numerals.time(int(found[1]), int(found[2]))),
    (_NAMED, _named),
    (_RANGE, lambda _, speech: speech.to),
    (_PERCENT, _percent),
)
"""In this order: what is not an amount must be gone before amounts are said."""


def _tidy(text: str, speech: Speech) -> str:
    """Keep letters and the punctuation of speech; one mark where several would meet."""
    comma, stops = speech.comma, speech.stops
    text = re.sub(r"[（(…—–]+", comma, text)
    text = "".join(char if _said(char) else " " for char in text)
    text = re.sub(r"(?<![A-Za-z])['’-]|['’-](?![A-Za-z])", " ", text)
    text = re.sub(r"(?<=\w)\.(?=\w)", " ", text)
    text = _GLUE.sub("", re.sub(r"\s+", " ", text))
    text = re.sub(r"\s+([，。、；：？！,.;:?!])", r"\1", text)
    text = re.sub(rf"[，、；：,;: ]+([{stops}])", r"\1", text)
    text = re.sub(r"([，、；：,;:])(?:\s*[，、；：,;:])+", r"\1", text)
    text = re.sub(r"([。！？.!?])(?:\s*[，。、；：？！,.;:?!])+", r"\1", text)
    return text.strip(" ，、；：,;:")


def _said(char: str) -> bool:
    if char.isspace() or char in "，。、；：？！,.;:?!'’-":
        return True
    return unicodedata.category(char)[0] in "LM"
