"""How tasks are drawn: which state has which mark, numbers, and two texts side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.tasks import RunState
from domain.deliveries.deliveries import DeliveryState
from domain.tasks.tasks import TaskState
from domain.watches.metric_memory import Level
from domain.watches.standing import LookOutcome

KIND_OF_STATE = {
    TaskState.ACTIVE: "run",
    TaskState.PAUSED: "wait",
    TaskState.STOPPED: "warn",
    TaskState.DELETED: "off",
}
KIND_OF_LEVEL = {
    Level.UNKNOWN: "off",
    Level.NORMAL: "good",
    Level.PENDING: "warn",
    Level.BREACHED: "bad",
    Level.NO_DATA: "warn",
    Level.LEARNING: "wait",
}
KIND_OF_RUN = {
    RunState.RUNNING: "run",
    RunState.PAUSED: "wait",
    RunState.HELD: "wait",
    RunState.STOPPED: "bad",
    RunState.MISSING: "warn",
    RunState.UNKNOWN: "warn",
}
KIND_OF_OUTCOME = {
    LookOutcome.QUIET: "off",
    LookOutcome.FOUND: "run",
    LookOutcome.FAILED: "bad",
}
KIND_OF_DELIVERY = {
    DeliveryState.ACCEPTED: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.UNCERTAIN: "warn",
    DeliveryState.RETRYING: "warn",
}
"""States that are not named here are under way."""


def figure(value: float | None, unit: str) -> str:
    """Return a number as people read it, with its unit; nothing for none."""
    return "" if value is None else f"{value:,.6g} {unit}".rstrip()


def span(values: Sequence[float | None], unit: str) -> tuple[str, str]:
    """Return the least and the most of what is known of values, as people read them."""
    known = [each for each in values if each is not None]
    return (figure(min(known), unit), figure(max(known), unit)) if known else ("", "")


@dataclass(frozen=True)
class Side:
    """One line of one of two texts; `kind` is `same`, `del`, `ins`, `move` or `gap`."""

    kind: str
    text: str


def sides_of(lines: Sequence[str]) -> tuple[tuple[Side, Side], ...]:
    """Return a comparison as rows of an earlier and a later line.

    Args:
        lines: with `+` added, `-` removed, `>` moved here, else what both have.
    """
    rows: list[tuple[Side, Side]] = []
    gone: list[str] = []
    come: list[Side] = []

    def pair() -> None:
        for place in range(max(len(gone), len(come))):
            old = Side("del", gone[place]) if place < len(gone) else _GAP
            rows.append((old, come[place] if place < len(come) else _GAP))
        gone.clear()
        come.clear()

    for line in lines:
        mark, text = line[:1], line[1:].removeprefix(" ")
        if mark == "-":
            if come:
                pair()
            gone.append(text)
        elif mark in ("+", ">"):
            come.append(Side("ins" if mark == "+" else "move", text))
        else:
            pair()
            rows.append((Side("same", text), Side("same", text)))
    pair()
    return tuple(rows)


_GAP = Side("gap", "")
