"""The words by which a text is found, in Chinese and English, without a dictionary.

Both sides go through the same rules: what is kept is turned into terms once, and a query is turned
into terms when it is asked. Databases only look terms up; they neither cut nor rank. So every
database, and the memory of a test, finds the same in the same order.

- Characters are brought to one form first (NFKC, case folded): full-width letters, ligatures.
- Words of letters and digits are terms; `OrderService` also gives `order` and `service`.
- English plurals lose their ending (the S-stemmer of D. Harman, "How effective is suffixing?",
  JASIS 42, 1991). Stronger stemmers join words that operators tell apart, such as "operating" and
  "operation", and gained nothing in that study.
- Chinese, Japanese and Korean have no spaces: each pair of neighbouring characters is a term, and
  each character alone, so that a query of one character finds something too. A longer query asks
  for pairs only, since single characters are in nearly everything.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import pairwise
from math import log
from unicodedata import normalize

K1, B = 1.2, 0.75
"""How soon a repeated term tells nothing more, and how much the length of a text counts."""

LONGEST_TERM = 40
"""Characters; what is longer is a hash or a token, found by its beginning."""

MOST_TERMS = 6_000
"""Of one text: 2,000 Chinese characters give 3,999. Bounds what a few ligatures unfold to."""

MOST_NEAR = 3
"""Texts that answer although none holds half of what is asked; more would be noise."""

MOST_ASKED = 32
"""Terms of one query; a question of a model is shorter, a pasted page is no question."""

_CJK = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = re.compile(rf"(?P<cjk>(?:(?=[{_CJK}])[^\W_])+)|(?P<word>(?:(?![{_CJK}])[^\W_])+)")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_HUMPED = re.compile(r"[a-z][A-Z]")


def terms_of(text: str) -> list[str]:
    """Return the terms by which a text is found, in order; repeated ones repeat."""
    found: list[str] = []
    for run, is_cjk in _runs(text):
        found += [*run, *_pairs(run)] if is_cjk else _forms(run)
        if len(found) >= MOST_TERMS:
            break
    return found[:MOST_TERMS]


def asked_terms(query: str, stop_words: Collection[str]) -> tuple[str, ...]:
    """Return what a query asks for, each term once; empty when it holds no word.

    Args:
        query: in any language.
        stop_words: what is asked for only when a query holds nothing else.
    """
    asked: dict[str, None] = {}
    phrases = sorted((word for word in stop_words if len(word) > 1 and _is_cjk(word)), key=len)
    for run, is_cjk in _runs(query):
        if not is_cjk:
            asked.update(dict.fromkeys(_forms(run)[:1]))
            continue
        for part in _between(run, phrases[::-1]) or [run]:
            asked.update(dict.fromkeys(_pairs(part) or [part]))
    telling = [term for term in asked if term not in stop_words]
    return tuple((telling or list(asked))[:MOST_ASKED])


def relevance(asked: Sequence[str], terms: Collection[str]) -> float:
    """Return how well a text answers a query, from 0 (not at all) to 1.

    A text answers when it holds at least half of what is asked: all of it would lose the note on
    "the password of the database" to the question "database password?", and any of it would find
    the world. The share of the terms counts nine tenths; the rest goes to short texts, which are
    about little else.

    Args:
        asked: from `asked_terms`.
        terms: of the text, each once.
    """
    held = sum(1 for term in asked if term in terms)
    if not held or held * 2 < len(asked):
        return 0.0
    return round(0.9 * held / len(asked) + 0.1 / (1 + log(len(terms))), 4)


def ranked(
    asked: Sequence[str], texts: Sequence[Sequence[str]], *, least: float = 0.5
) -> list[float]:
    """Return how well each text answers a query beside the others, from 0 (not at all) to 1.

    BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with the customary
    k1 = 1.2 and b = 0.75: what few of the texts hold tells more than what most hold, and a short
    text is about little else.

    Args:
        asked: from `asked_terms`.
        texts: terms of each text, from `terms_of`.
        least: share of what is asked that a text must hold to answer; see `relevance` for why it is
            half. 0: any of it, where many are to be found and the best of them chosen.
    """
    counts = [Counter(text) for text in texts]
    usual = max(1.0, sum(map(len, texts)) / max(1, len(texts)))
    telling = {
        term: log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        for term in asked
        for held in [sum(term in each for each in counts)]
    }
    whole = sum(telling.values())
    return [
        _answer(each, telling, len(text) / usual, whole, least)
        for each, text in zip(counts, texts, strict=True)
    ]


def answering(asked: Sequence[str], texts: Sequence[Sequence[str]]) -> list[float]:
    """Return the scores of the texts that answer a question, 0 for all others.

    Those that hold half of what is asked; where none does, the best three that hold any of it: a
    person asks "what was the October outage about" of a note that says it in other words.

    Args:
        asked: from `asked_terms`.
        texts: terms of each text, from `terms_of`.
    """
    if any(scores := ranked(asked, texts)):
        return scores
    scores = ranked(asked, texts, least=0.0)
    best = set(nlargest(MOST_NEAR, range(len(scores)), key=scores.__getitem__))
    return [score if place in best else 0.0 for place, score in enumerate(scores)]


def _answer(
    counts: Mapping[str, int],
    telling: Mapping[str, float],
    length: float,
    whole: float,
    least: float,
) -> float:
    held = {term: weight for term, weight in telling.items() if counts.get(term)}
    if not held or len(held) < least * len(telling):
        return 0.0
    score = sum(
        weight * counts[term] * (K1 + 1) / (counts[term] + K1 * (1 - B + B * length))
        for term, weight in held.items()
    )
    return round(score / (whole * (K1 + 1)), 4)


def _between(run: str, phrases: Sequence[str]) -> list[str]:
    """Return what of a run stands between phrases that only make it a question."""
    for phrase in phrases:
        run = run.replace(phrase, " ")
    return run.split()


def _is_cjk(word: str) -> bool:
    return bool(word) and word[0] > "\u2e80"


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield runs of one kind of script, and whether they are written without spaces."""
    for found in _RUNS.finditer(normalize("NFKC", text)):
        cjk = found["cjk"]
        yield (cjk, True) if cjk else (found["word"], False)


def _pairs(run: str) -> list[str]:
    return [one + two for one, two in pairwise(run)]


def _forms(word: str) -> list[str]:
    """Return a word as it is looked up, and the parts it was made of."""
    forms = [word, *_HUMPS.findall(word)] if _HUMPED.search(word) else [word]
    return list(dict.fromkeys(filter(None, (_singular(_folded(form)) for form in forms))))


def _folded(word: str) -> str:
    folded = normalize("NFKC", word.casefold())
    return "".join(filter(str.isalnum, folded))[:LONGEST_TERM]


def _singular(word: str) -> str:
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    if word.endswith("s") and word[-2] not in "us":
        return word[:-1]
    return word
