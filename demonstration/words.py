"""What is said around a fault scenario that is told in a terminal: its beginning and its end."""

from decimal import Decimal

from application.common.wording import Localizer
from cli.runtime import DemoStep
from demonstration.ends import Told
from domain.common.messages import Called, Clauses, Message, message, named
from domain.incidents.incidents import Incident


def title(scenario: str, said: str) -> Message:
    """Return which scenario is told."""
    return message("demo.title", scenario=Called(scenario), title=Called(said))


def writes(*, only_watched: bool) -> Message:
    """Return whether anything is written while it is told."""
    if only_watched:
        return message("demo.watched", option=Called("--enable-writes"))
    return message("demo.writing")


def stage(namespace: str, what: str) -> Message:
    """Return where it plays."""
    return message("demo.stage", namespace=Called(namespace), what=Called(what))


def ending_steps(told: Told, link: str, reader: Localizer, *, watched: bool) -> list[DemoStep]:
    """Return how a scenario ended, and where to look."""
    verdict = message("demo.yes")
    if told.problems:
        verdict = message("demo.no", problems=Clauses(tuple(each.said for each in told.problems)))
    expected = DemoStep(reader.text(message("demo.expected")), reader.text(verdict))
    incident = told.incident
    if incident is None:
        return [expected]
    score = str(incident.score.total) if incident.score else ""
    steps = [
        DemoStep(reader.text(message("demo.incident")), incident.id, link),
        DemoStep(reader.text(message("demo.score")), score),
        DemoStep(reader.text(message("demo.tried")), reader.text(_tried(incident)) or "–"),
        DemoStep(reader.text(message("demo.first")), reader.text(_first(told))),
        DemoStep(reader.text(message("demo.calls")), reader.text(_called(told, incident))),
        DemoStep(reader.text(message("demo.end")), reader.text(_end(incident))),
        expected,
        DemoStep(reader.text(message("demo.look")), f"zhiban incident show {incident.id}"),
    ]
    if watched:
        again = f"zhiban demo incident {told.scenario.name} --enable-writes"
        steps.append(DemoStep(reader.text(message("demo.next")), again))
    return steps


def _tried(incident: Incident) -> Message | None:
    attempts = tuple(
        message("demo.attempt", action=each.action, state=each.state) for each in incident.attempts
    )
    return message("demo.attempts", attempts=Clauses(attempts)) if attempts else None


def _first(told: Told) -> Message:
    if told.first_action is None:
        return message("demo.nothing_written")
    return message("demo.first_after", seconds=Decimal(f"{told.first_action:.1f}"))


def _called(told: Told, incident: Incident) -> Message:
    reason = incident.call_reason
    if reason is None:
        return message("demo.not_called")
    return message("demo.called", calls=told.calls, reason=reason)


def _end(incident: Incident) -> Message:
    return named(incident.ending if incident.ending is not None else incident.state)
