"""Told once: a source that answers nobody, for all watches of one person that ask it (ALR-12).

Whether it is the source that fails is decided by evidence: others ask it too, and none of them
has had an answer since. A watch that fails while others see is told by itself, as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from domain.events.events import EventType
from domain.tasks.tasks import Finding, Task
from domain.watches.watches import Check, WatchedSource, WatchMemory
from domain.watches.words import source_answers, source_fails

MOST_NAMED = 20
"""Watches named in an event; the rest are counted."""

FRESH = timedelta(minutes=2)
"""How long an outage that was just told speaks for whoever fails too, without a further look."""

_HEALTH = frozenset({EventType.TASK_FAILING, EventType.TASK_SILENT, EventType.TASK_RECOVERED})


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A source that answers nobody; one of a person and a source at a time.

    Attributes:
        owner: whose watches are told with it.
        source: key of the source.
        since: the first failed look of those that were blind when it was told.
        told_at: when people were told.
        ended_at: when a watch had an answer again; None while none had.
    """

    id: str
    owner: str
    source: str
    since: datetime
    told_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class OutageChange:
    """An outage as it is to be kept, if what was kept is still what was seen."""

    outage: Outage
    seen: Outage | None


@dataclass(frozen=True)
class Reader:
    """Another watch of the same person that asks the same source."""

    task: Task
    memory: WatchMemory

    @property
    def is_blind(self) -> bool:
        """Whether its newest look failed."""
        return self.memory.failures > 0

    def sees_since(self, moment: datetime) -> bool:
        """Say whether it had an answer since, and has one still."""
        answered = self.memory.last_success_at
        return not self.is_blind and answered is not None and answered > moment


def may_be_together(before: WatchMemory, check: Check) -> bool:
    """Say whether an outage may speak for this look; without one it stays as it is."""
    return bool(before.outage) or (tells(check) and check.fault is not None)


def tells(check: Check) -> bool:
    """Say whether the look has something to say about the watch's own health."""
    return any(each.type in _HEALTH for each in check.findings)


Told: TypeAlias = tuple[Check, OutageChange | None]
"""A look as it is told, and what is to be kept with it."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What decides about a look.

    Attributes:
        before: the memory before the look.
        kept: the newest outage of the source and person.
        others: further watches that ask it; may be empty when the look tells nothing.
        at: when it was looked.
    """

    task: Task
    before: WatchMemory
    kept: Outage | None
    others: Sequence[Reader]
    at: datetime

    @property
    def lasts(self) -> Outage | None:
        """The outage that the watch is told with, as long as no watch had an answer."""
        kept = self.kept
        is_ours = kept is not None and kept.id == self.before.outage and kept.ended_at is None
        return kept if is_ours else None

    def stands(self, outage: Outage | None) -> bool:
        """Say whether people know of the outage and nothing speaks against it."""
        if outage is None or outage.ended_at is not None:
            return False
        if self.at - outage.told_at < FRESH:
            return True
        shared = any(each.is_blind and each.memory.outage == outage.id for each in self.others)
        return shared and not any(each.sees_since(outage.told_at) for each in self.others)


def together(check: Check, found: Circumstances) -> Told:
    """Return the look as it is told: by itself, for all, or not at all as others told it."""
    before, source = found.before, check.source
    asks_another = source is None or source.key != before.source
    if before.outage and asks_another:
        return (_apart(check, at=found.at) if check.problem else check), None
    if source is None or not may_be_together(before, check):
        return check, None
    if before.outage:
        goes_on = _answered if not check.problem else _still_fails
        return goes_on(check, source, found)
    return _begins(check, source, found)


def _begins(check: Check, source: WatchedSource, found: Circumstances) -> Told:
    """Join what was told, or tell for all, if it fails for all."""
    kept, since = found.kept, check.memory.failed_since or found.at
    if kept is not None and found.stands(kept):
        return _hushed(check, kept.id), None
    if not found.others or any(each.sees_since(since) for each in found.others):
        return check, None
    blind = [each for each in found.others if each.is_blind]
    firsts = (each.memory.failed_since for each in blind)
    since = min((each for each in firsts if each), default=since)
    task, at = found.task, found.at
    outage = Outage(
        id=f"{task.id}/{at.isoformat()}",
        owner=task.owner,
        source=source.key,
        since=min(since, check.memory.failed_since or at),
        told_at=at,
    )
    names = [task.name, *(each.task.name for each in blind)]
    waiting = len(found.others) - len(blind)
    told = source_fails(source.place, check, names, since=outage.since, waiting=waiting)
    facts = {"fault": check.fault.value if check.fault else ""}
    facts |= _facts(outage, source, names)
    spoken = _spoken(check, Finding(EventType.TASK_FAILING, told, facts))
    return _with(spoken, outage.id), OutageChange(outage, kept)


def _still_fails(check: Check, _source: WatchedSource, found: Circumstances) -> Told:
    """Stay silent while the outage lasts; what fails beyond it is told by itself."""
    outage = found.lasts
    if outage is None or check.fault is None:
        return _apart(check, at=found.at), None
    if tells(check) and not found.stands(outage):
        return _with(check, ""), None
    return _hushed(check, outage.id), None


def _answered(check: Check, source: WatchedSource, found: Circumstances) -> Told:
    """Tell for all that there was an answer, if nobody has."""
    outage, at = found.lasts, found.at
    if outage is None:
        return _hushed(check, ""), None
    blind = [each.task.name for each in found.others if each.memory.outage == outage.id]
    names = [found.task.name, *blind]
    told = source_answers(source.place, names, since=outage.since, at=at)
    facts = {"lasted_seconds": round((at - outage.since).total_seconds())}
    facts |= _facts(outage, source, names)
    spoken = _spoken(check, Finding(EventType.TASK_RECOVERED, told, facts))
    return _with(spoken, ""), OutageChange(replace(outage, ended_at=at), outage)


def _facts(outage: Outage, source: WatchedSource, names: Sequence[str]) -> dict[str, Any]:
    return {
        "source": source.place,
        "outage": outage.id,
        "since": outage.since.isoformat(),
        "blind": len(names),
        "watches": list(names[:MOST_NAMED]),
    }


def _spoken(check: Check, news: Finding) -> Check:
    """Return the look with the news in place of what the watch says of its own health."""
    kept = tuple(each for each in check.findings if each.type not in _HEALTH)
    return replace(check, findings=(news, *kept))


def _hushed(check: Check, outage_id: str) -> Check:
    """Return the look with what was told for all kept for the record only."""
    facts = {"outage": outage_id} if outage_id else {}
    findings = tuple(
        replace(each, notify=False, data={**each.data, **facts}) if each.type in _HEALTH else each
        for each in check.findings
    )
    return _with(replace(check, findings=findings), outage_id)


def _apart(check: Check, *, at: datetime) -> Check:
    """Return the look of one that goes on failing by itself: it is counted, and told, anew."""
    quiet = _hushed(check, "")
    memory = replace(quiet.memory, failures=1, failing_told=False, failed_since=at)
    return replace(quiet, memory=memory)


def _with(check: Check, outage_id: str) -> Check:
    return replace(check, memory=replace(check.memory, outage=outage_id))
