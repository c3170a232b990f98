"""Finding messages by what they say, about what, who said it and how it is tagged (BUS-4).

A message answers when it holds every term that is asked for, or the keyword letter for letter; when
none does, those that hold at least half of the terms. The index finds and counts them; which come
first is the rule of `domain/common/search_terms.py`, asked of the newest `MOST_RANKED`.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.discussions import FoundMessage, FoundMessages
from domain.common.search_terms import relevance
from domain.discussions.files import message_of
from storage.discussions.catalog_rows import broken_in, folded

MOST_RANKED = 500
"""Answers that are weighed against each other; a word that is in more tells little, and the newest
of them are wanted first. Keeps a search under 100 ms (`python -m bench.discussions`)."""

_SHORTEST_GRAM = 3
"""Characters that the index of letters needs; a shorter keyword is looked for in every message."""

_BY_TERMS = "SELECT rowid AS id FROM words WHERE words MATCH ?"
_BY_GRAMS = """SELECT rowid AS id FROM grams WHERE grams MATCH ?
    AND (? = '' OR rowid IN (SELECT id FROM messages WHERE name = ?))"""
_BY_LETTERS = """SELECT id FROM messages WHERE instr(folded, ?)
    AND (? = '' OR name = ?)"""
_NEWEST = "SELECT id FROM ({part} ORDER BY {row} DESC LIMIT {most})"
_RANKED = """SELECT id, terms, instr(folded, ?) FROM messages WHERE id IN
    (SELECT id FROM ({parts}) ORDER BY id DESC LIMIT ? OFFSET ?)"""
_FOUND = "SELECT name, topic, raw FROM messages WHERE id = ?"


@dataclass(frozen=True)
class Asked:
    """A question, and in which discussion."""

    terms: Sequence[str]
    keyword: str
    discussion_id: str = ""


@dataclass(frozen=True)
class _Query:
    """Which messages answer, in SQL: those of any of its parts."""

    parts: tuple[str, ...]
    values: tuple[object, ...]


@dataclass(frozen=True)
class _Weighed:
    """A message, and how well it answers."""

    score: float
    id: int


def search(database: sqlite3.Connection, asked: Asked, *, limit: int, offset: int) -> FoundMessages:
    """Return the best answers, of equals the newest."""
    query = _whole(asked)
    total = _count(database, query)
    if total:
        ranked = _ranked(database, asked, query, MOST_RANKED, 0)
    else:
        ranked = [each for each in _halves(database, asked) if each.score]
        total = len(ranked)
    best = ranked[offset : offset + limit]
    behind = offset + limit - MOST_RANKED
    if total > MOST_RANKED and behind > 0:
        passed_over = max(offset, MOST_RANKED)
        best += _ranked(database, asked, query, min(limit, behind), passed_over)
    found = [_found(database, each) for each in best]
    return FoundMessages(total, tuple(found), tuple(broken_in(database)))


def _whole(asked: Asked) -> _Query:
    """Ask for messages with every term, or with the keyword as it is."""
    parts: list[str] = []
    values: list[str] = []
    if asked.terms:
        parts.append(_BY_TERMS)
        values.append(_match(asked, " AND "))
    letters = folded(asked.keyword)
    if len(letters) >= _SHORTEST_GRAM:
        quoted = letters.replace('"', '""')
        parts.append(_BY_GRAMS)
        values += [f'"{quoted}"', asked.discussion_id, asked.discussion_id]
    elif not _is_found_by_terms(asked, letters):
        parts.append(_BY_LETTERS)
        values += [letters, asked.discussion_id, asked.discussion_id]
    return _Query(tuple(parts), tuple(values))


def _is_found_by_terms(asked: Asked, letters: str) -> bool:
    """Say whether the index of words finds every message that holds a short keyword.

    It does for one or two Chinese characters; "k8" may also be the beginning of a word.
    """
    return bool(asked.terms) and not letters.isascii()


def _match(asked: Asked, joint: str) -> str:
    """Write a query in FTS5's language; terms are letters and digits, and quoted all the same."""
    wanted = joint.join(f'"{term}"' for term in asked.terms)
    within = f'scope : "{asked.discussion_id}" AND ' if asked.discussion_id else ""
    return f"{within}terms : ({wanted})"


def _count(database: sqlite3.Connection, query: _Query) -> int:
    union = " UNION ".join(query.parts)
    counting = f"SELECT count(*) FROM ({union})"  # noqa: S608 - made of constants above
    found = database.execute(counting, query.values).fetchone()
    return int(found[0])


def _halves(database: sqlite3.Connection, asked: Asked) -> list[_Weighed]:
    """Return messages that may hold half of the terms.

    Who holds half of n terms lacks at most half of them, so holds one of any n // 2 + 1; the rarest
    are asked for, since they leave the fewest rows.
    """
    if len(asked.terms) < 2:
        return []
    rarest = sorted(asked.terms, key=lambda term: _frequency(database, term))
    some = Asked(rarest[: len(rarest) // 2 + 1], asked.keyword, asked.discussion_id)
    query = _Query((_BY_TERMS,), (_match(some, " OR "),))
    return _ranked(database, asked, query, MOST_RANKED, 0)


def _frequency(database: sqlite3.Connection, term: str) -> int:
    counting = "SELECT count(*) FROM words WHERE words MATCH ?"
    return int(database.execute(counting, (f'terms : "{term}"',)).fetchone()[0])


def _ranked(
    database: sqlite3.Connection, asked: Asked, query: _Query, limit: int, offset: int
) -> list[_Weighed]:
    """Weigh those answers against each other that were taken in last.

    Each part of the query is cut to what may be wanted of it before they are joined: an index walks
    backwards for nothing, but sorting half a store takes longer than all the rest.
    """
    newest = [
        _NEWEST.format(part=part, row="id" if part is _BY_LETTERS else "rowid", most=limit + offset)
        for part in query.parts
    ]
    letters = folded(asked.keyword)
    rows = database.execute(
        _RANKED.format(parts=" UNION ".join(newest)), (letters, *query.values, limit, offset)
    )
    weighed = [
        _Weighed(_score(asked, terms, letters_at=place), message) for message, terms, place in rows
    ]
    return sorted(weighed, key=lambda each: (each.score, each.id), reverse=True)


def _score(asked: Asked, terms: str, *, letters_at: int) -> float:
    """Return how well a message answers, 0 to 2: its terms, and as much for the very letters."""
    score = relevance(asked.terms, set(terms.split(" ")))
    return round(score + (1.0 if letters_at else 0.0), 4)


def _found(database: sqlite3.Connection, weighed: _Weighed) -> FoundMessage:
    name, topic, raw = database.execute(_FOUND, (weighed.id,)).fetchone()
    return FoundMessage(name, topic, message_of(json.loads(raw), topic=topic), weighed.score)
