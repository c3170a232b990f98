"""Written text as it is read aloud: no digits, symbols, ids, addresses or code (BRF-6)."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from domain.common.numbers_aloud import (
    LARGEST_SAID,
    say_date,
    say_digits,
    say_number,
    say_percent,
    say_time,
)
from domain.common.quoting import QUOTED, clean
from domain.common.readers import Language

MOST_QUOTED_WORDS = 10
"""Words of a log line an ear can take; the eye finds the rest in the written forms."""

LONGEST_WORD = 24
"""Letters; longer runs are keys and digests, not words."""

LONGEST_FIGURES = 8
"""Digits of a name that are said one by one; as many as a date has."""

_LINK = {Language.CHINESE: "一个链接", Language.ENGLISH: "a link"}
_ADDRESS = {Language.CHINESE: "一个地址", Language.ENGLISH: "an address"}
_ID = {Language.CHINESE: "一个编号", Language.ENGLISH: "an id"}
_LOG_LINE = {Language.CHINESE: "一段日志", Language.ENGLISH: "a log line"}
_TO = {Language.CHINESE: "到", Language.ENGLISH: " to "}

_URL = re.compile(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}(?:\[:\]|:)//[^\s，。；、）)」”]*|\bwww\S*",
    re.IGNORECASE | re.ASCII,
)
_IP = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?(?![\w.])", re.ASCII)
_LONG_ID = re.compile(
    r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-_./@])(?=[0-9a-fA-F-]{0,64}[0-9])"
    r"(?=[0-9a-fA-F-]{0,64}[a-fA-F])[0-9a-fA-F]{4,}(?:-[0-9a-fA-F]{3,})*[0-9a-fA-F]*"
    r"(?![A-Za-z0-9]|[-_./@][A-Za-z0-9])"
)
"""An id that stands alone; one that is a part of a name is said with it."""
_DATE = re.compile(r"(?<!\d)(?:\d{4}-)?(\d{2})-(\d{2})(?!\d)|(?<!\d)(\d{1,2})月(\d{1,2})日")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_RANGE = re.compile(r"(?<=\d)\s?[–—~～-]\s?(?=\d)")
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.:/@][A-Za-z0-9]+)*")
_PERCENT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?[%％]")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TWO = re.compile(
    r"(?<![\d.,])2(?=\s?(?:条|个|次|行|件|种|台|天|周|小时|分钟|秒|倍|处|项|位|成|到\s?\d))"
)
_CHINESE_SIDE = r"[\u4e00-\u9fff，。、；：？！]"
_GLUE = re.compile(rf"(?<={_CHINESE_SIDE})\s+(?={_CHINESE_SIDE})")


def speakable(text: str, language: Language) -> str:
    """Return `text` in words and plain punctuation only; empty when nothing can be said."""
    text = _plain_digits(clean(text))
    text = QUOTED.sub(lambda found: _quote(found[1], language), text)
    for pattern, say in _STEPS:
        text = pattern.sub(lambda found, say=say: say(found, language), text)  # type: ignore[misc]
    return _tidy(text, language)


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _quote(inner: str, language: Language) -> str:
    """Say the words of a quoted log line, without what only a program reads."""
    inner = _IP.sub(" ", _URL.sub(" ", inner))
    inner = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", inner)
    words = re.findall(r"[^\W\d_]+", inner)
    words = [word for word in words if len(word) <= LONGEST_WORD]
    kept = " ".join(words[:MOST_QUOTED_WORDS]) or _LOG_LINE[language]
    return f" {kept} "


def _date(found: re.Match[str], language: Language) -> str:
    month, day = int(found[1] or found[3]), int(found[2] or found[4])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return found[0].replace("-", _TO[language])
    return say_date(month, day, language)


def _named(found: re.Match[str], language: Language) -> str:
    """Say the name of a machine or service: its words, and short numbers digit by digit."""
    pieces = re.findall(r"[A-Za-z]+|\d+", found[0])
    said = [
        say_digits(piece, language) if piece.isdigit() else piece
        for piece in pieces
        if len(piece) <= (LONGEST_FIGURES if piece.isdigit() else LONGEST_WORD)
    ]
    return " ".join(said) or _ID[language]


def _number(found: re.Match[str], language: Language) -> str:
    amount = Decimal(found[0].replace(",", "").rstrip("."))
    return say_number(amount, language) if amount < LARGEST_SAID else _ID[language]


def _percent(found: re.Match[str], language: Language) -> str:
    amount = Decimal(found[1].replace(",", ""))
    return say_percent(amount, language) if amount < LARGEST_SAID else _ID[language]


_Say = Callable[[re.Match[str], Language], str]
_STEPS: tuple[tuple[re.Pattern[str], _Say], ...] = (
    (_URL, lambda _, language: f" {_LINK[language]} "),
    (_IP, lambda _, language: f" {_ADDRESS[language]} "),
    (_LONG_ID, lambda _, language: f" {_ID[language]} "),
    (_DATE, _date),
    (_TIME, lambda found, language: say_time(int(found[1]), int(found[2]), language)),
    (_NAMED, _named),
    (_RANGE, lambda _, language: _TO[language]),
    (_PERCENT, _percent),
    (_TWO, lambda _, language: "两" if language is Language.CHINESE else "two"),
    (_NUMBER, _number),
)
"""In this order: what is not an amount must be gone before amounts are said."""


def _tidy(text: str, language: Language) -> str:
    """Keep letters and the punctuation of speech; one mark where several would meet."""
    comma, stops = ("，", "。！？") if language is Language.CHINESE else (", ", ".!?")
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
