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
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from math import log
from unicodedata import normalize

LONGEST_TERM = 40
"""Characters; what is longer is a hash or a token, found by its beginning."""

MOST_TERMS = 6_000
"""Of one text: 2,000 Chinese characters give 3,999. Bounds what a few ligatures unfold to."""

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
    for run, is_cjk in _runs(query):
        wanted = (_pairs(run) or [run]) if is_cjk else _forms(run)[:1]
        asked.update(dict.fromkeys(wanted))
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
