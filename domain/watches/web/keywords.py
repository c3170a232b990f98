"""Which keywords a page holds, in languages with and without spaces between words (WEB-3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.common.folding import folded
from domain.common.quoting import ELLIPSIS

EXCERPT = 60
"""Characters shown on each side of a keyword that was found."""

_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Scripts that set no spaces between words: Chinese, Japanese, Korean (for simplicity)."""

_BORDER_BEFORE = rf"(?:(?<!\w)|(?<={_WIDE.pattern}))"
_BORDER_AFTER = rf"(?!(?!{_WIDE.pattern})\w)"


@dataclass(frozen=True)
class Matching:
    """How keywords are compared.

    Attributes:
        case_sensitive: tell `Go` from `go`.
        whole_words: `cat` is not in `concatenate`. Chinese has no spaces, so a keyword's end that
            is a Chinese character needs no border, and a Chinese neighbour is a border: `AI` is a
            whole word between Chinese characters.
    """

    case_sensitive: bool = False
    whole_words: bool = False


def comparable(text: str, matching: Matching) -> str:
    """Return `text` as it is compared: full-width forms folded, spaces and breaks as one space."""
    spaced = " ".join(folded(text).split())
    return spaced if matching.case_sensitive else spaced.casefold()


def present(text: str, keywords: Sequence[str], matching: Matching) -> tuple[str, ...]:
    """Return those of the keywords that `text` holds, in their order."""
    within = comparable(text, matching) if keywords else ""
    return tuple(word for word in keywords if _holds(within, word, matching))


def excerpt(text: str, keyword: str, matching: Matching) -> str:
    """Return the words around the first place of a keyword; empty when it is not there.

    They are of its line, unless the keyword itself goes over the end of one.
    """
    for part in (*text.splitlines(), text):
        # Shown with its capitals: only their comparison folds them.
        shown = comparable(part, Matching(case_sensitive=True))
        place = _place(shown, keyword, matching)
        if place is not None:
            start, end = max(0, place[0] - EXCERPT), place[1] + EXCERPT
            before, after = ELLIPSIS if start else "", ELLIPSIS if end < len(shown) else ""
            return f"{before}{shown[start:end]}{after}"
    return ""


def _holds(within: str, keyword: str, matching: Matching) -> bool:
    """Look for the mere characters first: a pattern takes a hundred times as long for them."""
    word = comparable(keyword, matching)
    if not word or word not in within:
        return False
    return not matching.whole_words or _place(within, keyword, matching) is not None


def _place(within: str, keyword: str, matching: Matching) -> tuple[int, int] | None:
    word = comparable(keyword, matching)
    if not word:
        return None
    pattern = re.escape(word)
    if matching.whole_words:
        before = _BORDER_BEFORE if _needs_border(word[0]) else ""
        pattern = f"{before}{pattern}{_BORDER_AFTER if _needs_border(word[-1]) else ''}"
    found = re.search(pattern, within, re.NOFLAG if matching.case_sensitive else re.IGNORECASE)
    return found.span() if found else None


def _needs_border(edge: str) -> bool:
    return (edge.isalnum() or edge == "_") and not _WIDE.match(edge)
