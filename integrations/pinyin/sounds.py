"""Readings of characters, and characters of readings; the library is loaded with the first."""

from collections.abc import Sequence
from functools import cache

_COMMON = [*range(0xB0, 0xD8)]
"""First bytes of the 3,755 common characters of GB 2312, its level 1."""

_MOST_EXAMPLES = 3


def heard(characters: str) -> Sequence[Sequence[str]]:
    """Return one reading for each character, the one that its neighbours ask for."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - half a second and 50 MB

    return [(each,) for each in lazy_pinyin(characters, style=Style.NORMAL)]


def possible(characters: str) -> Sequence[Sequence[str]]:
    """Return every reading of each character."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - see above

    found: list[list[str]] = pinyin(characters, style=Style.NORMAL, heteronym=True)
    return [tuple(dict.fromkeys(each)) for each in found]


def characters_of(syllable: str) -> str:
    """Return a few common characters that are read so; empty: there is no such syllable."""
    return _by_reading().get(syllable, "")


@cache
def _by_reading() -> dict[str, str]:
    found: dict[str, str] = {}
    for character in _common_characters():
        for (reading,) in heard(character):
            there = found.get(reading, "")
            if len(there) < _MOST_EXAMPLES:
                found[reading] = there + character
    return found


def _common_characters() -> list[str]:
    codes = (bytes((high, low)) for high in _COMMON for low in range(0xA1, 0xFF))
    return [each.decode("gb2312", "ignore") for each in codes if each.decode("gb2312", "ignore")]
