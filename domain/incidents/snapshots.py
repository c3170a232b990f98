"""Incidents as their events carry them, so that everything can be made again from events (EVT-1).

An event holds 64 KiB at most; an incident of many attempts, each with its patches, may be more. So
a snapshot is cut down: what is oldest and longest goes first, and says that it went.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.clusters.repairs import Attempt
from domain.common.messages import message
from domain.incidents.incidents import Incident

SNAPSHOT = "incident"
"""Member of an event's data that holds the incident as it was after it."""

LARGEST_SNAPSHOT = 48 * 1024
"""Bytes of an incident's JSON in an event; the rest of 64 KiB is for the event's own data."""

LEFT_OUT = "(left out: the record would be over 48 KiB; the audit tells more)"
"""Stands where something was cut."""


def source_of(incident_id: str) -> str:
    """Return the CloudEvents source of everything about an incident."""
    return f"/incidents/{incident_id}"


def supersedes(new: tuple[int, datetime], kept: tuple[int, datetime]) -> bool:
    """Say whether an incident as told takes the place of what is kept: revision, and when changed.

    What came late is older in both. A workflow that was restored from a backup counts again from
    there: its revision is lower, and yet it is the one that goes on.
    """
    return new[0] >= kept[0] or new[1] > kept[1]


def fitted(incident: Incident, *, size: Callable[[Incident], int]) -> Incident:
    """Return the incident, cut down as far as it must be and no further.

    Args:
        incident: as it is.
        size: returns the bytes of an incident's JSON.
    """
    if size(incident) <= LARGEST_SNAPSHOT:
        return incident
    for cut in _cuts(incident):
        incident = cut(incident)
        if size(incident) <= LARGEST_SNAPSHOT:
            break
    return incident


def place_of(incident: Incident) -> tuple[str, str]:
    """Return the cluster and namespace that it is about; empty when nothing was named."""
    named = incident.owner or incident.newest.object
    return (named.cluster, named.namespace) if named else ("", "")


def _cuts(incident: Incident) -> Iterator[Callable[[Incident], Incident]]:
    """Yield what to cut: patches, plans, the alert's words, what each attempt performed."""
    oldest_first = range(len(incident.attempts))
    for shorten in (_without_patches, _without_steps):
        yield from (partial(_with, number=number, how=shorten) for number in oldest_first)
    yield lambda one: replace(one, newest=replace(one.newest, text=LEFT_OUT, labels={}))
    yield from (partial(_with, number=number, how=_without_words) for number in oldest_first)


def _with(incident: Incident, number: int, how: Callable[[Attempt], Attempt]) -> Incident:
    attempts = list(incident.attempts)
    attempts[number] = how(attempts[number])
    return replace(incident, attempts=tuple(attempts))


def _without_patches(attempt: Attempt) -> Attempt:
    cut = (replace(each, patch=LEFT_OUT) if each.patch else each for each in attempt.performed)
    return replace(attempt, performed=tuple(cut))


def _without_steps(attempt: Attempt) -> Attempt:
    """Leave the plan's steps out; its digest, which approvals and the audit name, stays."""
    if attempt.plan is None:
        return attempt
    return replace(attempt, plan=replace(attempt.plan, steps=(), undo=None))


def _without_words(attempt: Attempt) -> Attempt:
    because = attempt.because and message("attempt.left_out")
    return replace(attempt, performed=(), because=because)
