"""How a fault scenario ended, and what of it is not as expected."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from application.common.wording import message_for
from domain.clusters.repairs import ActionKind, AttemptState, SkipReason
from domain.common.errors import ZhibanError
from domain.common.messages import Foreign, Message, Names, bare, message
from domain.incidents.incidents import CallReason, Ending, Incident, IncidentState
from sandbox.scenarios.scenario import Scenario

Value: TypeAlias = int | Enum | tuple[Enum, ...] | None


@dataclass(frozen=True)
class Problem:
    """What is not as a scenario expects.

    Attributes:
        code: the same for programs.
    """

    said: Message
    code: str = ""

    def __str__(self) -> str:
        """Return it as programs and logs show it."""
        return self.code or bare(self.said)


def broken_off(error: Exception) -> Problem:
    """Return why a scenario was not told to its end."""
    broken = f"{type(error).__name__}: {error}"
    if isinstance(error, ZhibanError):
        return Problem(message_for(error), broken)
    return Problem(message("error.foreign", text=Foreign(broken)), broken)


NO_INCIDENT = Problem(message("demo.no_incident"))


@dataclass(frozen=True)
class Told:
    """How a scenario ended.

    Attributes:
        problems: what is not as expected; empty when all is.
        seconds: from the alert to the end, and to the first action; None when there was none.
    """

    scenario: Scenario
    problems: tuple[Problem, ...]
    incident: Incident | None
    seconds: float
    first_action: float | None
    calls: int = 0

    @property
    def actions(self) -> tuple[ActionKind, ...]:
        """What was performed, in order."""
        return performed_actions(self.incident) if self.incident else ()

    @property
    def verified(self) -> bool:
        """Whether the end is a verified fix."""
        attempts = self.incident.attempts if self.incident else ()
        return any(each.state is AttemptState.VERIFIED for each in attempts)


def performed_actions(incident: Incident) -> tuple[ActionKind, ...]:
    """Return the actions that were really carried out, in order."""
    return tuple(each.action for each in incident.attempts if each.acted_at is not None)


def differences(
    scenario: Scenario, incident: Incident, *, calls: int, writes: int
) -> list[Problem]:
    """Return what is not as the scenario expects."""
    return [*_differences(scenario, incident, calls, writes), *_rules_broken(scenario, incident)]


def _differences(
    scenario: Scenario, incident: Incident, calls: int, writes: int
) -> Iterator[Problem]:
    expected, actions = scenario.expected, performed_actions(incident)
    ending = incident.ending if expected.ending else None
    wanted = actions if expected.actions is None else tuple(map(ActionKind, expected.actions))
    compared: tuple[tuple[Message, Value, Value], ...] = (
        (message("demo.state"), IncidentState(expected.state), incident.state),
        (message("demo.end"), Ending(expected.ending) if expected.ending else None, ending),
        (
            message("demo.reason"),
            CallReason(expected.called) if expected.called else None,
            incident.call_reason,
        ),
        (message("demo.call_count"), 1 if expected.called and expected.paged else 0, calls),
        (message("demo.actions"), wanted, actions),
        (message("demo.writes"), writes if expected.writes else 0, writes),
        (message("demo.relapses"), expected.relapses, incident.relapses),
    )
    yield from (_differs(*each) for each in compared if each[1] != each[2])


def _rules_broken(scenario: Scenario, incident: Incident) -> Iterator[Problem]:
    reasons = sorted({each.reason for each in incident.skipped})
    if missing := sorted({SkipReason(each) for each in scenario.expected.skipped} - {*reasons}):
        yield _differs(message("demo.skipped"), tuple(missing), tuple(reasons))
    verified = any(each.state is AttemptState.VERIFIED for each in incident.attempts)
    if verified != scenario.expected.fixed:
        fixed = scenario.expected.fixed
        yield Problem(message("demo.not_verified") if fixed else message("demo.verified"))
    if incident.band is not None and len(incident.attempts) > incident.band.attempts:
        tried, most = len(incident.attempts), incident.band.attempts
        yield Problem(message("demo.too_many", tried=tried, most=most))


def _differs(what: Message, wanted: Value, got: Value) -> Problem:
    said = message("demo.differs", what=what, wanted=_value(wanted), got=_value(got))
    return Problem(said, f"{what.id}: expected {wanted}, got {got}")


def _value(value: Value) -> int | Enum | Names | Message:
    if isinstance(value, tuple):
        return Names(value) if value else message("demo.none")
    return message("demo.none") if value is None else value
