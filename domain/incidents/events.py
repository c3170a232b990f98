"""Events of incidents: what happened, and its words for people in both languages.

Facts may hold what strangers wrote. In sentences, which become Markdown, mails and chat posts, they
mean nothing to any of these; they are never read as templates, and nothing is decided by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from domain.common.quoting import inert
from domain.common.readers import Language
from domain.events.events import Event, EventType, mark_of
from domain.incidents.incidents import Incident
from domain.incidents.snapshots import source_of
from domain.incidents.words.explaining_en import BECAUSES as BECAUSES_EN
from domain.incidents.words.explaining_en import STATES as STATES_EN
from domain.incidents.words.explaining_zh import BECAUSES as BECAUSES_ZH
from domain.incidents.words.explaining_zh import STATES as STATES_ZH
from domain.incidents.words.names import REFUSALS, SOURCES
from domain.incidents.words.recorded import in_words, is_known, preview_words, quoted
from domain.incidents.words.words import (
    ACTIONS,
    DEEDS,
    ENDS,
    NAMES,
    REASONS,
    SAID,
    SAID_OF_REQUESTS,
)

LONGEST_FACT = 600
"""Characters of one fact, such as a patch; who needs all of it opens the incident."""

LONGEST_TEXT = 1_200
"""Characters of a text: in both languages and beside its facts it stays within 16 KiB."""

_UNSAID = "–"

_OPEN_END = {Language.CHINESE: "结束时", Language.ENGLISH: "its end"}
"""Stands for a moment that nobody knows."""

_OWN_WORDS = frozenset({"by", "said", "people", "approval", "until", "score", "attempts", "number"})
"""Facts that people wrote, or that need no words."""

_VOCABULARY: Mapping[str, Mapping[Language, Mapping[Any, str]]] = {
    "action": ACTIONS,
    "reason": REASONS,
    "ending": ENDS,
    "outcome": ENDS,
    "did": DEEDS,
    "refusal": REFUSALS,
    "state": {Language.CHINESE: STATES_ZH, Language.ENGLISH: STATES_EN},
    "detail": {
        Language.CHINESE: BECAUSES_ZH | SOURCES[Language.CHINESE],
        Language.ENGLISH: BECAUSES_EN | SOURCES[Language.ENGLISH],
    },
}
"""Facts that are names of ours, and the words for them."""


@dataclass(frozen=True)
class IncidentNote:
    """Something that happened to an incident, before it is an event.

    Attributes:
        number: of the incident's revision that came with it.
        facts: what the sentences speak of; names of ours are put into words here.
    """

    type: EventType
    number: int
    at: datetime
    facts: dict[str, str] = field(default_factory=dict)


def event_id(incident_id: str, note: IncidentNote) -> str:
    """Return the id of the event that a note becomes."""
    return f"{incident_id}/{note.number}/{mark_of(note.type, note.at, note.facts)}"


def event_of(incident: Incident, note: IncidentNote) -> Event:
    """Return the event; its title and text are Chinese, `data.words` has every language."""
    facts = {name: value[:LONGEST_FACT] for name, value in note.facts.items()}
    words = {language.value: _said(incident, note.type, facts, language) for language in Language}
    return Event(
        event_id(incident.id, note),
        note.type,
        source_of(incident.id),
        incident.id,
        note.at,
        None,
        {**facts, **words[Language.CHINESE.value], "words": words},
    )


def what_of(incident: Incident, language: Language) -> str:
    """Return what an incident is about, in a few words: `shop/checkout 未就绪`."""
    return f"{_place_of(incident)} {NAMES[language][incident.fault]}"


def _place_of(incident: Incident) -> str:
    named = incident.owner or incident.newest.object
    return f"{named.namespace}/{named.name}" if named else inert(incident.newest.name[:100])


def tried_of(incident: Incident, language: Language) -> str:
    """Return what was tried and what came of it, one line each; empty when nothing was."""
    actions, ends = ACTIONS[language], ENDS[language]
    colon = "：" if language is Language.CHINESE else ": "
    return "\n".join(
        f"{each.number}. {actions[each.action]}{colon}{ends.get(each.state, each.state)}"
        for each in incident.attempts
    )


def _said(
    incident: Incident, type_: EventType, facts: Mapping[str, str], language: Language
) -> dict[str, str]:
    request = incident.request
    asked = SAID_OF_REQUESTS[language].get(type_) if request else None
    title, text = asked or SAID[language][type_]
    named = {
        "what": what_of(incident, language),
        "place": _place_of(incident),
        "asker": inert(request.by) if request else _UNSAID,
        "asked": ACTIONS[language][request.action] if request else _UNSAID,
        "why": inert(request.reason) if request else _UNSAID,
        "alert": inert(incident.newest.name[:200]),
        "occurrences": str(incident.occurrences),
        "relapses": str(incident.relapses),
        "score": str(incident.score.total) if incident.score else _UNSAID,
        "tried": tried_of(incident, language),
        "until": _OPEN_END[language],
        **{name: _put(name, value, language) for name, value in facts.items()},
    }
    spoken = _Spoken(named)
    return {
        "title": title.format_map(spoken).strip()[:200],
        "text": text.format_map(spoken).strip()[:LONGEST_TEXT],
    }


def _put(name: str, value: str, language: Language) -> str:
    """Return a fact as it stands in a sentence; a patch stands between fences, as it is."""
    if name == "preview":
        return preview_words(value, language)
    if name == "until":
        return _moment(value)
    known: Mapping[Any, str] = _VOCABULARY[name][language] if name in _VOCABULARY else {}
    if value in known:
        return known[value]
    if name in _OWN_WORDS:
        return inert(value)
    return inert(in_words(value, language) if is_known(value) else quoted(value, language))


def _moment(value: str) -> str:
    """Return a moment as people read it; whoever tells it to somebody puts it into their zone."""
    try:
        return f"{datetime.fromisoformat(value).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except ValueError:
        return inert(value)  # as it was kept once: `22:00:00 UTC`


class _Spoken(dict[str, str]):
    """Facts; one that nobody gave is left open."""

    def __missing__(self, name: str) -> str:
        return "" if name in ("detail", "said", "preview", "by") else _UNSAID
