"""Words that stand out against the period before (ANL-1)."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import log, sqrt

from domain.common.lexicon import Lexicon

MOST_KEYWORDS = 15
"""As `LogFacts.keywords` promises."""

CERTAIN = 3.29
"""z-score a word needs: two-sided p = 0.001 of the normal distribution."""

LEAST_LINES = 3
"""Lines a word must be in; what happened twice may be chance, whatever the statistics say."""

PRIOR = 500.0
"""Weight of the prior, in words: what is known of the language before a line was read. Monroe,
Colaresi, Quinn, "Fightin' Words" (Political Analysis 16, 2008) use a prior of the size of a
document; this is the size of a page of log."""

LOOKED_AT = 500
"""Characters of a line that are read; what follows is a dump or a stack."""

_LATIN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{3,30}(?![0-9A-Za-z])")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,60}")
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_in(line: str, lexicon: Lexicon) -> set[str]:
    """Return the words of a line, in lower case.

    Latin words are runs of letters (no identifiers with digits); `camelCase` also gives its
    parts. Chinese has no spaces: every pair of neighbouring characters is a word, except pairs with
    a function character. Pairs need no dictionary, find new words, and `standing_out` joins those
    that always occur together.
    """
    text = line[:LOOKED_AT]
    found: set[str] = set()
    for word in _LATIN.findall(text):
        pieces = _PIECES.findall(word)
        found.add(word.lower())
        found.update(piece.lower() for piece in pieces if len(piece) > 2)
    for run in _CHINESE.findall(text):
        found.update(one + two for one, two in pairwise(run) if not lexicon.tying & {one, two})
    return found - lexicon.untelling


def standing_out(
    before: Iterable[str], now: Iterable[str], lexicon: Lexicon, *, most: int = MOST_KEYWORDS
) -> tuple[tuple[str, float], ...]:
    """Return words that are in more lines than the period before makes likely, with z-scores.

    Log-odds ratio with an informative Dirichlet prior (see `PRIOR`), the prior being both periods
    together. A word counts once per line. Without lines before nothing stands out.
    """
    old, new = _counted(before, lexicon), _counted(now, lexicon)
    if not old or not new:
        return ()
    scores = _scores(old, new)
    chosen = sorted(scores, key=lambda word: (-scores[word], word))
    joined = _joined(chosen, old, new)
    return tuple((word, round(scores[first], 2)) for first, word in joined[:most])


def _counted(lines: Iterable[str], lexicon: Lexicon) -> Counter[str]:
    words: Counter[str] = Counter()
    for line, times in Counter(lines).items():
        for word in words_in(line, lexicon):
            words[word] += times
    return words


def _scores(old: Counter[str], new: Counter[str]) -> dict[str, float]:
    before, now = old.total(), new.total()
    scores: dict[str, float] = {}
    for word, count in new.items():
        if count < LEAST_LINES:
            continue
        prior = PRIOR * (count + old[word]) / (before + now)
        odds = _log_odds(count, now, prior) - _log_odds(old[word], before, prior)
        score = odds / sqrt(1 / (count + prior) + 1 / (old[word] + prior))
        if score >= CERTAIN:
            scores[word] = score
    return scores


def _log_odds(count: int, words: int, prior: float) -> float:
    # One is added below so that a period of one single word has odds, too.
    return log((count + prior) / (words + PRIOR - count - prior + 1))


def _joined(chosen: list[str], old: Counter[str], new: Counter[str]) -> list[tuple[str, str]]:
    """Return what is shown for the chosen words, each with the word that carries its score.

    Chinese pairs that overlap and are in equally many lines become one word; so do the parts of a
    `camelCase` word that are nowhere else.
    """
    left = dict.fromkeys(chosen)
    joined: list[tuple[str, str]] = []
    for word in chosen:
        if word not in left:
            continue
        same = [other for other in left if (old[other], new[other]) == (old[word], new[word])]
        shown = _whole(word, same)
        joined.append((word, shown))
        for other in same:
            if other in shown:
                del left[other]
    return joined


def _whole(word: str, same: list[str]) -> str:
    if _CHINESE.fullmatch(word):
        return _grown(word, [one for one in same if one != word and _CHINESE.fullmatch(one)])
    return max((one for one in same if word in one), key=len)


def _grown(word: str, pairs: list[str]) -> str:
    """Return `word` with overlapping pairs added at both ends, each once."""
    waiting = list(pairs)
    while True:
        fits = (pair for pair in waiting if pair[0] == word[-1] or pair[1] == word[0])
        pair = next(fits, None)
        if pair is None:
            return word
        waiting.remove(pair)
        word = word + pair[1] if pair[0] == word[-1] else pair[0] + word
