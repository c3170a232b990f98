"""How a fault story ended, and what of it is not as expected."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.clusters.repairs import AttemptState
from domain.incidents.incidents import Incident
from sandbox.stories.story import Story


@dataclass(frozen=True)
class Told:
    """How a story ended.

    Attributes:
        problems: what is not as expected; empty when all is.
        seconds: from the alert to the end, and to the first action; None when there was none.
    """

    story: Story
    problems: tuple[str, ...]
    incident: Incident | None
    seconds: float
    first_action: float | None
    calls: int = 0

    @property
    def actions(self) -> tuple[str, ...]:
        """What was performed, in order."""
        return performed_actions(self.incident) if self.incident else ()

    @property
    def verified(self) -> bool:
        """Whether the end is a verified fix."""
        attempts = self.incident.attempts if self.incident else ()
        return any(each.state is AttemptState.VERIFIED for each in attempts)


def performed_actions(incident: Incident) -> tuple[str, ...]:
    """Return the actions that were really carried out, in order."""
    return tuple(each.action for each in incident.attempts if each.acted_at is not None)


def differences(story: Story, incident: Incident, *, calls: int, writes: int) -> list[str]:
    """Return what is not as the story expects, as sentences."""
    expected = story.expected
    ending = str(incident.ending or "") if expected.ending else ""
    actions = performed_actions(incident)
    compared = {
        "state": (expected.state, str(incident.state)),
        "ending": (expected.ending, ending),
        "called": (expected.called, str(incident.call_reason or "")),
        "calls": (1 if expected.called else 0, calls),
        "actions": (actions if expected.actions is None else expected.actions, actions),
        "writes": (writes if expected.writes else 0, writes),
        "relapses": (expected.relapses, incident.relapses),
    }
    return [
        *(
            f"{what}: expected {want}, got {got}"
            for what, (want, got) in compared.items()
            if want != got
        ),
        *_rules_broken(story, incident),
    ]


def _rules_broken(story: Story, incident: Incident) -> Iterator[str]:
    reasons = {str(each.reason) for each in incident.skipped}
    if missing := set(story.expected.skipped) - reasons:
        yield f"skipped: expected {sorted(missing)} among {sorted(reasons)}"
    verified = any(each.state is AttemptState.VERIFIED for each in incident.attempts)
    if verified != story.expected.fixed:
        yield "no attempt was verified" if story.expected.fixed else "an attempt was verified"
    if incident.band is not None and len(incident.attempts) > incident.band.attempts:
        yield f"attempts: {len(incident.attempts)} of at most {incident.band.attempts}"
