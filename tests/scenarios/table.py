"""The table that a run of the scenarios ends with: what was expected, and what came."""

from collections.abc import Iterator, Mapping, Sequence

from demonstration.ends import Told
from domain.incidents.incidents import Incident
from sandbox.scenarios.scenario import Expected

HEADS = ("scenario", "expected", "got", "attempts", "first action", "verified")
NARROW = ("attempts", "first action")
"""Columns of numbers, which stand to the right."""


def table(told: Mapping[tuple[str, str], Told]) -> Iterator[str]:
    """Return the lines: for each cluster its scenarios, and what they come to."""
    for on in dict.fromkeys(cluster for cluster, _ in told):
        ends = [end for (cluster, _), end in told.items() if cluster == on]
        yield f"on {on}"
        yield from _aligned([HEADS, *(_row(end) for end in ends)])
        yield f"on {on}: {summary(ends)}"
        yield ""


def summary(ends: Sequence[Told]) -> str:
    """Return one sentence about all scenarios of a cluster."""
    good = sum(not end.problems for end in ends)
    repairable = [end for end in ends if end.scenario.repairable]
    fixed = sum(end.verified for end in repairable)
    share = f" = {fixed / len(repairable):.0%}" if repairable else ""
    said = f"{good} of {len(ends)} as expected; verified {fixed} of {len(repairable)} repairable"
    return f"{said}{share}; {_calls([end for end in ends if is_for_people(end)])}"


def is_for_people(end: Told) -> bool:
    """Say whether only a person can put it right, so that exactly one call is owed.

    Who has refused a repair has it already: nobody is paged about that (RBK-17).
    """
    expected = end.scenario.expected
    return not end.scenario.repairable and expected.state == "handed_over" and expected.paged


def _calls(ends: Sequence[Told]) -> str:
    others = [f"{end.scenario.name} {end.calls} times" for end in ends if end.calls != 1]
    if others:
        return f"unrepairable: called {', '.join(others)}"
    return f"unrepairable: all {len(ends)} called exactly once"


def _row(end: Told) -> tuple[str, ...]:
    incident = end.incident
    first = "-" if end.first_action is None else f"{end.first_action:.1f} s"
    return (
        end.scenario.name,
        _expected(end.scenario.expected),
        ("" if not end.problems else "NOT ") + _got(incident, end),
        "-" if incident is None else str(len(incident.attempts)),
        first,
        "yes" if end.verified else "no",
    )


def _expected(expected: Expected) -> str:
    return _course(
        "..." if expected.actions is None else ", ".join(expected.actions),
        f"called: {expected.called}" if expected.called else "",
        expected.state if not expected.ending else expected.ending,
    )


def _got(incident: Incident | None, end: Told) -> str:
    if incident is None:
        return "nothing"
    called = f"called: {incident.called}" if incident.called else ""
    return _course(", ".join(end.actions), called, str(incident.ending or incident.state))


def _course(*parts: str) -> str:
    return " > ".join(part for part in parts if part)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    for row in rows:
        cells = (
            cell.rjust(width) if head in NARROW else cell.ljust(width)
            for cell, width, head in zip(row, widths, HEADS, strict=True)
        )
        yield "  ".join(cells).rstrip()
