"""What is made of a cluster: the constants that Drain3 took for parameters are told apart again.

Drain3 joins lines that agree in half of their words. Where they disagree, the words are either a
parameter (many different ones: users, hosts) or a choice the programmer wrote down (few: GET and
POST, opened and closed). Counting them tells which.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from domain.common.quoting import WILDCARD
from integrations.drain3_miner.masking import SPACE, joined

Words = tuple[str, ...]

MOST_CHOICES = 5
"""Different words at one place that are still choices of the programmer; more are a parameter.

Measured on the eight LogHub samples at hand: 4 and 5 give mean accuracies within 0.002 of each
other, 3 takes `VM Started/Stopped/Paused/Resumed` for a parameter, 6 takes six user names for
choices.
"""

MOST_NAMED_CHOICES = 11
"""The same for words in CAPITALS: names of states and codes, of which programs have more."""

_CAPITALS = re.compile(r"[A-Z][A-Z_]+").fullmatch
_WORDS = re.compile(r"[^\s=:,()\[\]，。：；、（）【】]+|[=:,()\[\]，。：；、（）【】]")


def words_of(form: str) -> Words:
    """Return the words of a masked line; separators are words of their own.

    A `key=value` or `f(x)` then differs in its value only. Chinese punctuation separates, too.
    """
    return tuple(_WORDS.findall(form))


def told_apart(cluster: Sequence[Words], naming: Collection[str]) -> list[list[Words]]:
    """Return the cluster's lines in groups that differ in parameters only.

    Splits at the place with the fewest choices first, so that unrelated lines part before the
    places that they do not share are looked at.

    Args:
        cluster: lines of equally many words.
        naming: words behind which a name comes, however few of them were seen.
    """
    groups: list[list[Words]] = []
    waiting = [list(cluster)]
    while waiting:
        lines = waiting.pop()
        place = _choice(lines, naming)
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
    columns = (set(column) for column in zip(*group, strict=True))
    # Ends before a form that was cut does: the rest of it is one parameter.
    constant = (seen != {WILDCARD} and len(seen) == 1 for seen in columns)
    text = _WORDS.sub(lambda word: word[0] if next(constant, False) else WILDCARD, form)
    return joined(text).replace(SPACE, " ")


def _choice(lines: Sequence[Words], naming: Collection[str]) -> int | None:
    """Return the place with the fewest choices, None when every difference is a parameter."""
    if len(lines) == 1:
        return None
    columns = [set(column) for column in zip(*lines, strict=True)]
    choices = [
        (len(seen), place)
        for place, seen in enumerate(columns)
        if 1 < len(seen) <= _most(seen)
        and WILDCARD not in seen
        and not (place and lines[0][place - 1].lower() in naming)
    ]
    return min(choices)[1] if choices else None


def _most(seen: Iterable[str]) -> int:
    return MOST_NAMED_CHOICES if all(map(_CAPITALS, seen)) else MOST_CHOICES
