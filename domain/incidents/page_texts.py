"""What somebody reads who is woken by an incident: a card, one text message, one breath of speech.

Everything known, in the order in which it is needed; a card fits on a phone (ALR-9). What others
wrote stands in quotes or in the block of the log. What does not fit into a card in its reader's
language is dropped line by line (`smaller`): the mail and the incident have it all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from domain.clusters.repairs import ActionKind
from domain.common.messages import (
    Called,
    Command,
    Foreign,
    Gist,
    Link,
    Message,
    Names,
    argument,
    message,
)
from domain.common.notifications import Bullets, Excerpt, Notification
from domain.common.quoting import shorten, width
from domain.incidents.evidence import Evidence
from domain.incidents.incidents import CallReason, Incident
from domain.monitoring.alarms import Severity

MOST_PHONE_LINES = 16
PHONE_LINE = 40
"""A card's lines on a phone, and half-width cells of one."""

_LOG_LINE = 2 * PHONE_LINE - 4
_LONGEST_COMMAND = 2 * PHONE_LINE
"""A longer one is nothing to type from a phone; one cannot be cut either."""

_PLACE, _SHORT_PLACE, _SPOKEN_PLACE, _WHY = 44, 22, 18, 72

_ALERT, _ALERT_ON_CARD = 160, 60
"""Of what an alert or a warning says: the cause often stands at its end."""

_UNITS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))

_CAUSE_ROOM = 9
"""Cells of the place in a text message that a likely cause takes."""

_LONGEST_ABOUT = 60

_ADDRESS = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::\d{1,5})?", re.ASCII)
"""An IPv4 address; nobody says its port."""

_DROPPED = ("paged.no_cause", "paged.runbook", "paged.alert", "paged.tried", "paged.change")
"""Lines that go, in this order, when a card is too long without its log."""

_DROPPED_LAST = "paged.no_change"
"""The line that goes when all of those and the log have gone."""


@dataclass(frozen=True, kw_only=True)
class PageText:
    """One page in the forms that channels want.

    Attributes:
        card: for mail and chat; its title alone is understood.
        text: one part of a text message.
        spoken: at most 20 s.
    """

    card: Notification
    text: Message
    spoken: Message


def page_text(
    incident: Incident,
    reason: CallReason | None,
    detail: Message | None,
    *,
    at: datetime,
    times: int | None = None,
    unfilled: Message | None = None,
) -> PageText:
    """Return what a page says.

    Args:
        incident: as it stands when the page leaves.
        reason: why a person is needed.
        detail: what is known beside it.
        at: when it leaves.
        times: which page it is, when it was paged before.
        unfilled: which schedules add nobody, so that admins are called.
    """
    facts = tuple(_facts(incident, reason, detail, at, times, unfilled))
    log = incident.evidence.log if incident.evidence is not None else ()
    lines = tuple(shorten(each, _LOG_LINE) for each in log)
    said = (Bullets(facts), *((Excerpt(lines),) if lines else ()))
    known = incident.evidence is not None and incident.evidence.cause is not None
    room = _SHORT_PLACE - _CAUSE_ROOM if known else _SHORT_PLACE
    brief = _headline("paged.text_headline", incident, room)
    aloud = _headline("paged.spoken_headline", incident, _SPOKEN_PLACE, aloud=True)
    return PageText(
        card=Notification(_headline("paged.headline", incident, _PLACE), said),
        text=_short("paged.text", brief, incident, at),
        spoken=_short("paged.spoken", aloud, incident, at),
    )


def _headline(id_: str, incident: Incident, most: int, *, aloud: bool = False) -> Message:
    seen = incident.evidence
    down = seen is not None and seen.wanted > seen.ready
    place = place_of(incident)
    spoken = {"place": _aloud(place, most), "node": _is_node(incident)} if aloud else {}
    return message(
        id_,
        **{"place": Called(shorten(place, most)), **spoken},
        severity=severity_of(incident),
        fault=incident.fault,
        down=seen.wanted - seen.ready if seen is not None and down else None,
        wanted=seen.wanted if seen is not None and down else None,
    )


def _aloud(place: str, most: int) -> Message | Called:
    """Return a place as it is said: an address is all that many nodes are called by."""
    if (address := _ADDRESS.fullmatch(place)) is None:
        return Called(shorten(place, most))
    first, second, third, fourth = (int(each) for each in address.groups())
    return message("paged.spoken_address", first=first, second=second, third=third, fourth=fourth)


def _is_node(incident: Incident) -> bool:
    at = incident.newest.object
    return incident.owner is None and at is not None and at.kind == "Node"


def phone_lines(text: str) -> int:
    """Return how many lines of a phone a text fills."""
    return sum(ceil(width(line) / PHONE_LINE) for line in text.splitlines() if line.strip())


def smaller(card: Notification) -> Notification | None:
    """Return a card with its least needed line left out; None when all of them are needed.

    What the alert says is cut first; then old lines of the log go, but two stay; then what can be
    looked up; then the log.
    """
    facts = next((each for each in card.body if isinstance(each, Bullets)), Bullets(()))
    log = next((each.lines for each in card.body if isinstance(each, Excerpt)), ())
    cut = tuple(map(_cut_alert, facts.items))
    if cut != facts.items:
        return Notification(card.title, (Bullets(cut), *((Excerpt(log),) if log else ())))
    droppable = [each for each in facts.items if each.id in _DROPPED]
    if not (log or droppable):
        left = tuple(each for each in facts.items if each.id != _DROPPED_LAST)
        return Notification(card.title, (Bullets(left),)) if left != facts.items else None
    if len(log) > 2 or (log and not droppable):
        log = log[1:]
    else:
        least = min(droppable, key=lambda each: _DROPPED.index(each.id))
        facts = Bullets(tuple(each for each in facts.items if each is not least))
    return Notification(card.title, (facts, *((Excerpt(log),) if log else ())))


def _cut_alert(line: Message) -> Message:
    """Return the line of an alert with as little text as a card needs; others as they are."""
    text = argument(line.args.get("text"))
    if line.id != "paged.alert" or not isinstance(text, Foreign):
        return line
    name, least = argument(line.args["name"]), Foreign(shorten(text.text, _ALERT_ON_CARD))
    return message("paged.alert", name=name, text=least)


def _short(id_: str, headline: Message, incident: Incident, at: datetime) -> Message:
    seen = incident.evidence
    cause = seen.cause if seen is not None else None
    return message(
        id_,
        what=headline,
        age=_about(at - incident.newest.started_at),
        cause=cause.brief if cause is not None else None,
        certainty=cause.certainty if cause is not None else None,
        rollout=seen is not None and seen.rollout is not None,
        tried=len(incident.attempts),
    )


def _about(age: timedelta) -> timedelta:
    """Return an age in whole days, hours or minutes: a short form has room for one of them."""
    unit = next((each for each in _UNITS if age >= each), timedelta(seconds=1))
    return max(age // unit, 0) * unit


def severity_of(incident: Incident) -> Severity:
    """Return how it is called: what the top band calls critical is."""
    top = incident.band is not None and incident.band.calls_first
    return Severity.CRITICAL if top else incident.newest.severity


def place_of(incident: Incident) -> str:
    """Return what an incident is about: `shop/checkout`, else its alert's name."""
    at = incident.owner or incident.newest.object
    if at is None:
        return incident.newest.name
    return f"{at.namespace}/{at.name}" if at.namespace else at.name


def _facts(
    incident: Incident,
    reason: CallReason | None,
    detail: Message | None,
    at: datetime,
    times: int | None,
    unfilled: Message | None,
) -> Iterator[Message]:
    """Yield the lines of a card in their order."""
    seen = incident.evidence
    if times:
        yield message("paged.again", times=times)
    since = incident.newest.started_at
    yield message("paged.since", at=since, age=max(at - since, at - at))
    if seen is not None and seen.reason:
        exit_ = seen.last_exit if seen.last_exit != seen.reason else ""
        yield message(
            "paged.symptom",
            reason=Called(shorten(seen.reason, 30)),
            restarts=seen.restarts,
            exit=Called(shorten(exit_, 24)) if exit_ else None,
        )
    yield from _cause(incident)
    if seen is None or not seen.log:
        yield from _alert(incident)
    yield _change(incident)
    yield from _tried(incident)
    yield message(
        "paged.why",
        reason=reason,
        tried=len(incident.attempts),
        detail=Gist(detail, _WHY) if detail else None,
    )
    if unfilled is not None:
        yield unfilled
    yield message("paged.command", command=Command(command_of(incident, reason)))
    yield message("paged.ack", command=Command(f"zhiban incident ack {incident.id}"))
    if runbook := incident.newest.labels.get("runbook_url", ""):
        yield message("paged.runbook", link=Link(runbook, runbook))


def _alert(incident: Incident) -> Iterator[Message]:
    """Yield what the alert and the newest warning say, where no log says more."""
    alert, seen = incident.newest, incident.evidence
    text = shorten(seen.event if seen is not None and seen.event else alert.text, _ALERT)
    name = shorten(alert.name, 40)
    yield message("paged.alert", name=Foreign(name), text=Foreign(text) if text else None)


def _cause(incident: Incident) -> Iterator[Message]:
    """Yield the likeliest cause; that none was found is said where it was looked for."""
    if incident.evidence is not None and incident.evidence.report is not None:
        yield likeliest_of(incident.evidence)


def likeliest_of(seen: Evidence) -> Message:
    """Return the likeliest cause, and how sure it is; or that none was found."""
    if seen.cause is None:
        return message("paged.no_cause")
    cause = replace(seen.cause, about=shorten(seen.cause.about, _LONGEST_ABOUT))
    return message("paged.cause", certainty=cause.certainty, cause=cause.said)


def _change(incident: Incident) -> Message:
    seen = incident.evidence
    if seen is None or seen.rollout is None:
        return message("paged.no_change", looked=seen is not None)
    rollout = seen.rollout
    return message(
        "paged.change",
        at=rollout.at,
        number=rollout.number,
        before=Called(rollout.before) if rollout.before else None,
        image=Called(rollout.image) if rollout.image else None,
    )


def _tried(incident: Incident) -> Iterator[Message]:
    """Yield what was tried last and what came of it."""
    newest = incident.attempts[-2:]
    tries = tuple(message("paged.attempt", action=each.action, state=each.state) for each in newest)
    said = Names(tries) if tries else None
    yield message("paged.tried", count=len(incident.attempts), tried=said)


def command_of(incident: Incident, reason: CallReason | None) -> str:
    """Return the one command to begin with."""
    command = _command(incident, reason)
    if width(command) > _LONGEST_COMMAND:
        return f"zhiban incident explain {incident.id}"
    return command


def way_back_of(incident: Incident) -> str:
    """Return the command of the controller that goes back, where it declares the workload."""
    for skipped in incident.skipped:
        way = argument(skipped.detail.args.get("way")) if skipped.detail is not None else None
        command = argument(way.args.get("command")) if isinstance(way, Message) else None
        if isinstance(command, Command):
            return command.text
    return ""


def _command(incident: Incident, reason: CallReason | None) -> str:
    owner, seen = incident.owner, incident.evidence
    if reason is CallReason.OBSERVED:
        return f"zhiban incident enable-writes {incident.id}"
    if owner is None:
        return f"zhiban incident explain {incident.id}"
    if way := way_back_of(incident):
        return way
    rolled = any(each.action is ActionKind.ROLLBACK for each in incident.attempts)
    if seen is not None and seen.rollout is not None and not rolled:
        return f"zhiban rollback {owner.cluster}/{owner.namespace}/{owner.name} -r paged"
    if seen is not None and seen.pod:
        return f"kubectl -n {owner.namespace} describe pod {seen.pod}"
    return f"kubectl -n {owner.namespace} describe {owner.kind.lower()} {owner.name}"
