"""The draft of a post-mortem, made from the record alone (RBK-19, M28).

No model takes part: the same record gives the same draft. What the record does not say is left
blank for people, and says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from application.common.wording import Localizer
from application.incidents.story.words import note_said
from application.incidents.timeline import (
    attempt_lines,
    attempt_said,
    cause_lines,
    skipped_lines,
    story_lines,
)
from application.ports.rendering import Form
from domain.clusters.repairs import RepairVerdict
from domain.common.messages import Command, Message, message
from domain.common.time_words import in_zone
from domain.events.events import Event, EventType
from domain.incidents.events import what_of
from domain.incidents.incidents import Incident
from domain.incidents.story.notes import Note

_COLUMNS = ("postmortem.action", "postmortem.owner", "postmortem.due")

MOST_STORY = 200
"""Happenings of a draft, the newest."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a post-mortem is made from.

    Attributes:
        events: its timeline with what was said in its discussion, oldest first.
        began_at: when its first alert began to fire, by the source's clock; None: not known.
    """

    incident: Incident
    events: Sequence[Event]
    notes: Sequence[Note]
    began_at: datetime | None


def postmortem_page(record: Record, reader: Localizer) -> list[str]:
    """Return the lines of a Markdown page in the reader's language and zone."""
    say = partial(reader.text, form=Form.MARKDOWN)
    incident = record.incident

    def bullets(found: Sequence[Message]) -> list[str]:
        return [f"- {say(each)}" for each in found]

    tried = attempt_lines(incident, reader, Form.MARKDOWN)
    skipped = [f"- {each}" for each in skipped_lines(incident, reader, Form.MARKDOWN)]
    sections = (
        ("postmortem.summary", [say(each) for each in _summary(record)]),
        ("postmortem.impact", bullets([*_impact(record)])),
        ("postmortem.times", bullets([*_times(record)])),
        ("postmortem.timeline", [f"- {each}" for each in story_lines(record.events, reader)]),
        ("postmortem.tried", [*tried, *skipped]),
        ("postmortem.helped", bullets([*_helped(incident)])),
        ("incident_page.causes", [f"- {each}" for each in cause_lines(incident, reader)]),
        ("postmortem.cause", [_blank(say)]),
        ("postmortem.said", [*_said(record, reader)]),
        ("postmortem.questions", [_blank(say)] * 2),
        ("postmortem.actions", [*_actions(say)]),
    )
    nothing = f"- {say(message('incident_page.nothing'))}"
    return [
        f"# {say(message('postmortem.title', what=what_of(incident)))}",
        "",
        f"> {say(message('postmortem.draft', command=Command(_show(incident))))}",
        *(
            line
            for title, lines in sections
            for line in ("", f"## {say(message(title))}", "", *(lines or [nothing]))
        ),
    ]


def _show(incident: Incident) -> str:
    return f"zhiban incident show {incident.id}"


def _summary(record: Record) -> Iterator[Message]:
    incident = record.incident
    lasted = incident.closed_at - incident.opened_at if incident.closed_at else None
    yield message(
        "postmortem.happened",
        what=what_of(incident),
        opened=incident.opened_at,
        lasted=lasted,
        ending=incident.ending,
        attempts=len(incident.attempts),
        called=incident.called,
    )


def _impact(record: Record) -> Iterator[Message]:
    incident = record.incident
    if incident.request is None:
        yield message("incident_page.alerts", count=incident.occurrences)
        yield message("postmortem.severity", severity=incident.newest.severity)
    if incident.score is not None:
        yield message(
            "postmortem.score", score=incident.score.total, impact=round(incident.score.impact)
        )
    down_until = incident.fixed_at or incident.closed_at
    if down_until is not None:
        yield message("postmortem.down", lasted=down_until - _began(record))
    if incident.relapses:
        yield message("postmortem.relapses", times=incident.relapses)
    if incident.group is not None:
        yield message("postmortem.group", why=incident.group.reason)
    yield message("postmortem.users")


def _began(record: Record) -> datetime:
    """Return when it began: a source's clock may be ahead of ours, never count below zero."""
    opened = record.incident.opened_at
    return min(record.began_at or opened, opened)


def _times(record: Record) -> Iterator[Message]:
    incident, opened = record.incident, record.incident.opened_at
    spans: tuple[tuple[str, timedelta | None], ...] = (
        ("postmortem.detect", opened - _began(record) if record.began_at else None),
        ("postmortem.acknowledge", _since(opened, incident.acknowledged_at)),
        ("postmortem.act", _since(opened, incident.first_action_at)),
        ("postmortem.fix", _since(opened, incident.fixed_at)),
    )
    for name, span in spans:
        yield message(name, lasted=span)


def _since(start: datetime, end: datetime | None) -> timedelta | None:
    return end - start if end else None


def _helped(incident: Incident) -> Iterator[Message]:
    for each in incident.attempts:
        if each.verdict is RepairVerdict.HEALTHY:
            yield attempt_said(each)


def _said(record: Record, reader: Localizer) -> Iterator[str]:
    """Yield notes and what was said in the discussion, each in its own line."""
    for note in record.notes:
        yield f"- {in_zone(note.at, reader.zone)} {reader.text(note_said(note), Form.MARKDOWN)}"
    said = [each for each in record.events if each.type == EventType.DISCUSSION_REPLIED]
    yield from (f"- {each}" for each in story_lines(said, reader))


def _blank(say: partial[str]) -> str:
    return f"- [ ] {say(message('postmortem.blank'))}"


def _actions(say: partial[str]) -> Iterator[str]:
    heads = [say(message(each)) for each in _COLUMNS]
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|"
    yield "| | | |"
