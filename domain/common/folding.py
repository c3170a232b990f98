"""Text as it is compared: compatible forms of a character as one, in time linear to its length."""

import re
import unicodedata
from functools import cache

MOST_MARKS = 30
"""Combining marks one after the other (UAX #15, Stream-Safe Text Format); no language needs ten."""

_FIRST_MARK, _LAST_MARK = 0x300, 0x1FFFF


def folded(text: str) -> str:
    """Return `text` in NFKC.

    What comes after `MOST_MARKS` combining marks in a row is left out first: putting marks in order
    takes the square of their number, and nothing can interrupt it.
    """
    if unicodedata.is_normalized("NFKC", text):
        return text
    return unicodedata.normalize("NFKC", _too_many().sub(r"\1", text))


@cache
def _too_many() -> re.Pattern[str]:
    """Return the pattern of marks in a row; what decomposes into marks alone is one."""
    marks = "".join(
        chr(point)
        for point in range(_FIRST_MARK, _LAST_MARK)
        if unicodedata.combining(unicodedata.normalize("NFKD", chr(point))[0])
    )
    mark = f"[{re.escape(marks)}]"
    return re.compile(f"({mark}{{{MOST_MARKS}}}){mark}+")
