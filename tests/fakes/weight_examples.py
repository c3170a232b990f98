"""Closed incidents to learn weights from, and a proposal."""

from application.ports.incidents.weights import KeptProposal
from domain.clusters.repairs import AttemptState
from domain.incidents.incidents import Ending, Incident, IncidentState
from domain.incidents.scores import Score
from domain.incidents.weights import Evidence, Label, WeightProposal
from tests.fakes.incident_examples import NOW, after, an_attempt, an_incident


def a_score(impact: float, severity: float, importance: float, urgency: float) -> Score:
    """Return a score of 50 with these parts."""
    return Score(
        total=50,
        impact=impact,
        severity=severity,
        importance=importance,
        urgency=urgency,
        inputs=(),
        weights="published",
    )


def teaching_incidents() -> list[Incident]:
    """Return thirty closed ones in which severity told what would help, and impact misled."""
    return [_closed(number, helped=number % 2 == 0) for number in range(30)]


def a_weight_proposal() -> KeptProposal:
    """Return an open one, based on the published weights."""
    evidence = Evidence(
        30,
        {Label.HELPED: 15, Label.NO_HELP: 14, Label.FALSE_FIX: 1},
        (15.0, 90.0, 50.0, 50.0),
        (75.0, 20.0, 50.0, 50.0),
        0.4,
        0.6,
    )
    proposal = WeightProposal("published", (0.35, 0.35, 0.2, 0.1), evidence)
    return KeptProposal(id="w_" + "0" * 26, proposal=proposal, proposed_at=NOW)


def _closed(number: int, *, helped: bool) -> Incident:
    parts = (15.0, 90.0, 50.0, 50.0) if helped else (75.0, 20.0, 50.0, 50.0)
    state = AttemptState.VERIFIED if helped else AttemptState.FAILED
    return an_incident(
        number,
        state=IncidentState.CLOSED,
        ending=Ending.FIXED if helped else Ending.HANDED_OVER,
        closed_at=after(600),
        attempts=(an_attempt(state=state),),
        score=a_score(*parts),
    )
