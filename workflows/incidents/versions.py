"""What has changed in the workflow of incidents since it was first released (REL-3).

Each name is asked for where the commands of a run differ from those of before; a run that began
before goes on as it was recorded. Names stay in histories: none is ever renamed or used twice.
"""

from enum import StrEnum

from temporalio import workflow


class Change(StrEnum):
    """Something that newer runs do otherwise."""

    REQUEST_OR_NOTHING = "request-or-nothing"
    """What a person asked for and cannot be done ends at once, and is not held for people."""

    REFUSALS_ARE_TOLD = "refusals-are-told"
    """Who asks for one repair too many is told; it was dropped without a word."""

    RELAPSE_CALLS_FIRST = "relapse-calls-first"
    """A relapse in the top band calls at once, as the first time; it called at its end."""

    UNKNOWN_IS_NOT_OVER = "unknown-is-not-over"
    """Nothing is over because its source is silent; it was believed."""

    RESTORE_WAITS = "restore-waits"
    """A restore that only misses a fact is tried again, and is then for a person."""

    CANCELLING_CALLS = "cancelling-calls"
    """Who cancels it in Temporal has people called; there was only a line in the next briefing."""

    CROWDS_WAIT = "crowds-wait"
    """A plan for which a cluster is too busy waits for its turn; a person was called, as blind."""

    ASKS_SELDOM = "asks-seldom"
    """Who waits for a turn asks for it every ten minutes; it asked every two."""

    NOTHING_ASKED_IN_VAIN = "nothing-asked-in-vain"
    """Nobody is asked to approve what the kill switch forbids."""

    LATER_HOPS_LOOK_FIRST = "later-hops-look-first"
    """Before the next people are asked the plan is looked at again; they were asked in vain."""

    KEYS_ARE_PERSONAL = "keys-are-personal"
    """Requests of two people with one key are two; the later one was dropped without a word."""

    LATE_REQUESTS_ARE_TOLD = "late-requests-are-told"
    """Who asks for a repair during the last words of a cancelled one is told; nobody was."""


def is_in(change: Change) -> bool:
    """Say whether this run is one of those that do it the new way."""
    return workflow.patched(change)
