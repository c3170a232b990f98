"""Text messages to phones: numbers, segments, and how much of a message fits (PSH-1, PSH-3).

A text is billed and carried in segments: 160 characters of the GSM alphabet (153 when there are
several) or 70 of any other text (67), as 3GPP TS 23.038 and 23.040 have it. One character outside
of the alphabet makes the whole text an "other" one.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.deliveries.characters import character_end
from domain.deliveries.deliveries import Message
from domain.deliveries.message_parts import sendable

MOST_CHARACTERS = 1600
"""UTF-16 code units of one message; Twilio refuses more (error 21617)."""

MOST_SEGMENTS = 4
"""Of one message by default: about 600 letters or 268 Chinese characters. Each is billed, and
Twilio's advice for texts that arrive is to stay near 320 letters."""

LEAST_SAID = 20
"""Characters of the words themselves that a link must leave room for."""

SANDBOX_MARK = "[SANDBOX] "
"""In letters of the GSM alphabet: the mark of other channels would double the segments."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAINER = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\xa0": " ", "\t": " "}
)
"""Typographic signs that are worth less than the segments they would cost."""

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_SEPARATORS = re.compile(r"[\s().-]")
_ENDS = ("。", "！", "？", "；", "\n", ". ", "! ", "? ", "; ")


class Alphabet(StrEnum):
    """How a text is written on the way to the phone."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True)
class Segments:
    """What a text costs: `units` are septets or UTF-16 code units of its alphabet."""

    alphabet: Alphabet
    units: int
    count: int


_SIZES = {Alphabet.GSM7: (160, 153), Alphabet.UCS2: (70, 67)}


def check_number(number: str, *, field: str = "to") -> str:
    """Return a phone number in E.164 form, without the separators that people write.

    Raises:
        InvalidRequest: it is no such number; a number without its country is not guessed.
    """
    bare = _SEPARATORS.sub("", number[:40])
    if not _NUMBER.fullmatch(bare):
        raise InvalidRequest(field, message("rule.phone_number", example=Called("+8613800138000")))
    return bare


def masked(number: str) -> str:
    """Return a number by which its owner knows it and nobody else can call it."""
    return f"{number[:3]}****{number[-4:]}"


def segments_of(text: str) -> Segments:
    """Return how many segments a text takes; no character is divided between two."""
    sizes = _septets(text)
    alphabet = Alphabet.GSM7 if sizes is not None else Alphabet.UCS2
    if sizes is None:
        sizes = [2 if char > "\uffff" else 1 for char in text]
    alone, joined = _SIZES[alphabet]
    units = sum(sizes)
    if units <= alone:
        return Segments(alphabet, units, 1)
    count, used = 1, 0
    for size in sizes:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return Segments(alphabet, units, count)


def fits(text: str, *, most_segments: int = MOST_SEGMENTS) -> bool:
    """Say whether a text can go out as one message."""
    characters = len(text) + sum(char > "\uffff" for char in text)
    return characters <= MOST_CHARACTERS and segments_of(text).count <= most_segments


def thrifty(text: str) -> str:
    """Return a text with plain quotes and dashes when those alone keep it from the GSM alphabet."""
    plainer = text.translate(_PLAINER)
    return plainer if _septets(plainer) is not None else text


def text_of(message: Message, *, most_segments: int = MOST_SEGMENTS) -> str:
    """Return what is sent: title and words, cut at a sentence when they are too long for one text.

    A text that was cut ends with the link to all of it, or with an ellipsis when there is none.
    """
    mark = SANDBOX_MARK if message.sandbox else ""
    title = " ".join(sendable(message.title).split())
    body = sendable(message.text or message.markdown).strip()
    if title and body.partition("\n")[0].strip("# ") == title:
        body = body.partition("\n")[2].lstrip()
    whole = thrifty(mark + "\n".join(part for part in (title, body) if part))
    if fits(whole, most_segments=most_segments):
        return whole
    return _cut(whole[: MOST_CHARACTERS + 1], message.link, most_segments)


def _cut(whole: str, link: str, most_segments: int) -> str:
    """Return the longest beginning that fits together with what stands for the rest."""
    dots = "..." if _septets(whole) is not None else "…"
    tail = f"{dots}\n{link}" if link else dots
    if not fits(whole[:LEAST_SAID] + tail, most_segments=most_segments):
        tail = dots
    end = bisect_right(
        range(1, len(whole) + 1),
        0,
        key=lambda size: not fits(whole[:size] + tail, most_segments=most_segments),
    )
    return whole[: character_end(whole, _good_end(whole, end))].rstrip() + tail


def _good_end(text: str, furthest: int) -> int:
    """Return where to cut: behind a sentence, else a word, and never inside of a number."""
    window = text[:furthest]
    sentence = max((window.rfind(mark) + len(mark) for mark in _ENDS if mark in window), default=0)
    if sentence * 2 > furthest:
        return sentence
    word = window.rfind(" ")
    if word * 3 > furthest * 2:
        return word
    return len(window.rstrip("0123456789.,")) or furthest


def _septets(text: str) -> list[int] | None:
    """Return the sizes of the characters in the GSM alphabet, None when one is not in it."""
    sizes = [1 if char in _BASIC else 2 if char in _EXTENDED else 0 for char in text]
    return sizes if all(sizes) else None
