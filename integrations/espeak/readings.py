"""How Chinese characters are read, for a voice that is better at romanised syllables.

espeak-ng reads many characters of more than one reading wrong and knows no tone sandhi; fed with
syllables and tones it says what it is told.
"""

from collections.abc import Mapping


def syllables(text: str) -> str:
    """Return the text with its characters as syllables with tone numbers: `chong2 qi3`."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - half a second and 50 MB

    return " ".join(lazy_pinyin(text, style=Style.TONE3, tone_sandhi=True))


def teach(readings: Mapping[str, str]) -> None:
    """Give the library words that it reads wrong, in syllables with tone numbers."""
    from pypinyin import load_phrases_dict  # noqa: PLC0415 - see above
    from pypinyin.contrib.tone_convert import to_tone  # noqa: PLC0415 - see above

    load_phrases_dict(
        {word: [[to_tone(each)] for each in reading.split()] for word, reading in readings.items()}
    )
