"""What is made of a cluster: the constants that Drain3 took for parameters are told apart again.

Drain3 joins lines that agree in half of their words. Where they disagree, the words are either a
parameter (many different ones: users, hosts) or a choice the programmer wrote down (few: GET and
POST, opened and closed). Counting them tells which.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.common.quoting import WILDCARD
from integrations.drain3_miner.masking import SPACE, joined

Words = tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """How many different words at one place are still choices of the programmer.

    Measured on ten LogHub samples (`python -m bench.logs`): 5 to 12 give mean accuracies within
    0.001 of each other, 3 takes `VM Started/Stopped/Paused/Resumed` for a parameter.

    Attributes:
        words: of any words.
        capitals: of words in CAPITALS, names of states and codes, of which programs have more.
    """

    words: int = 5
    capitals: int = 11

    def hold(self, seen: Collection[str]) -> bool:
        """Say whether these words may be choices; else they are a parameter."""
        most = self.capitals if all(map(_CAPITALS, seen)) else self.words
        return 1 < len(seen) <= most


MOST_WORDS = 64
"""Words of a line that are looked at; what follows is one parameter."""

_NAME = re.compile(r"\w").search
_LETTER = re.compile(r"[^\W\d_]").search
_HOLDS_ONE = re.compile(r"\S<\*>|<\*>[^\s,.;:]").search
_CAPITALS = re.compile(r"[A-Z][A-Z_]+").fullmatch
_WORDS = re.compile(r"[^\s=:,()\[\]，。：；、（）【】]+|[=:,()\[\]，。：；、（）【】]")


def words_of(form: str) -> Words:
    """Return the words of a masked line; separators are words of their own.

    A `key=value` or `f(x)` then differs in its value only. Chinese punctuation separates, too.
    """
    return tuple(_WORDS.findall(form))


def names_in(lines: Iterable[Words], naming: frozenset[str]) -> frozenset[str]:
    """Return the words that are somebody's name somewhere: in `user root`, `user=root`.

    Where all that stands at a place are such words, it is a parameter, however few they are:
    `Failed password for root` and `… for git`.
    """
    return frozenset(
        words[place + 1]
        for words in lines
        if not naming.isdisjoint(map(str.lower, words))
        for place in range(len(words) - 1)
        if _is_named(words, place + 1, naming) and _NAME(words[place + 1])
    )


def told_apart(
    cluster: Sequence[Words],
    naming: frozenset[str],
    names: frozenset[str],
    most: Choices = Choices(),
) -> list[list[Words]]:
    """Return the cluster's lines in groups that differ in parameters only.

    Splits at the place with the fewest choices first, so that unrelated lines part before the
    places that they do not share are looked at.

    Args:
        cluster: lines of equally many words.
        naming: words behind which a name comes, however few of them were seen.
        names: what `names_in` found in all lines.
        most: what is still a choice.
    """
    groups: list[list[Words]] = []
    waiting = [list(cluster)]
    while waiting:
        lines = waiting.pop()
        place = _choice(lines, naming, names, most)
        if place is None:
            groups.append(lines)
        else:
            parts: dict[str, list[Words]] = {}
            for words in lines:
                parts.setdefault(words[place], []).append(words)
            waiting.extend(parts.values())
    return groups


def pattern_of(group: Sequence[Words], form: str) -> str:
    """Return what the group's lines have in common, in the spelling of `form`, one of them."""
    if len(group) == 1 and len(group[0]) < MOST_WORDS:
        return form.replace(SPACE, " ")
    columns = (set(column) for column in zip(*group, strict=True))
    # Ends before a form that was cut does: the rest of it is one parameter.
    constant = (seen != {WILDCARD} and len(seen) == 1 for seen in columns)
    text = _WORDS.sub(lambda word: word[0] if next(constant, False) else WILDCARD, form)
    return joined(text).replace(SPACE, " ")


def described(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the patterns that another one describes, each with that one.

    `synchronized to <*>` describes `synchronized to LOCAL(<*>)`: where the first has a parameter,
    the other has a word that holds one. It does so if it has as many lines or more.

    Args:
        counts: lines of each pattern.
    """
    found = {}
    for pattern, lines in counts.items():
        if _HOLDS_ONE(pattern):
            words = (_whole(word) if WILDCARD in word else word for word in pattern.split(" "))
            common = joined(" ".join(words))
            if common != pattern and counts.get(common, 0) >= lines and _LETTER(common):
                found[pattern] = common
    return found


def _whole(word: str) -> str:
    """Return a word that holds a parameter as one, with the punctuation that ends it."""
    held = word.rstrip(",.;:")
    return WILDCARD + word[len(held) :]


def _is_named(words: Words, place: int, naming: frozenset[str]) -> bool:
    """Say whether a word like `user` stands before a place, with or without `=` or `:`."""
    before = place - 1
    if before > 0 and words[before] in ("=", ":"):
        before -= 1
    return before >= 0 and words[before].lower() in naming


def _choice(
    lines: Sequence[Words], naming: frozenset[str], names: frozenset[str], most: Choices
) -> int | None:
    """Return the place with the fewest choices, None when every difference is a parameter."""
    if len(lines) == 1:
        return None
    columns = [set(column) for column in zip(*lines, strict=True)]
    choices = [
        (len(seen), place)
        for place, seen in enumerate(columns)
        if most.hold(seen)
        and WILDCARD not in seen
        and not seen <= names
        and not _is_named(lines[0], place, naming)
    ]
    return min(choices)[1] if choices else None
