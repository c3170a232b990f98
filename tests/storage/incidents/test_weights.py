"""Versions of weights and proposals on SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

from application.ports.events import EventFilter
from application.ports.incidents.weights import KeptProposal, KeptWeights, ProposalState
from domain.common.errors import Conflict, TooLarge
from domain.events.events import Event, EventType
from domain.incidents.weights import PUBLISHED, Evidence, Label, WeightProposal
from storage.events.events import SqlEvents
from storage.incidents.audit import SqlAudit
from storage.incidents.weights import SqlWeights
from tests.fakes.incident_examples import NOW, after, an_entry

MEANS = (50.0, 60.0, 70.0, 80.5)
EVIDENCE = Evidence(21, {Label.HELPED: 15, Label.NO_HELP: 6}, MEANS, MEANS[::-1], 0.5, 0.52)


@pytest.fixture
def weights(database):
    return SqlWeights(SqlEvents(database))


def version(name, **changes):
    made = replace(PUBLISHED, version=name, effective_at=NOW)
    return replace(KeptWeights(made, "u_ad", "learned", NOW), **changes)


def proposal(number=1, **changes):
    made = WeightProposal("published", (0.4, 0.3, 0.2, 0.1), EVIDENCE)
    return replace(
        KeptProposal(id=f"w_{number:026d}", proposal=made, proposed_at=after(number)), **changes
    )


def event(name, type_=EventType.WEIGHTS_CHANGED):
    return Event(id=name, type=type_, source="/weights", subject=name, time=NOW)


async def keep(weights, kept, settles=None, audit=None):
    name = f"weights/{kept.weights.version}"
    entry = audit or an_entry(id=name)
    await weights.keep(kept, settles=settles, audit=entry, event=event(name))


async def counts(weights):
    events = await weights.events.page(EventFilter(), after=0, limit=99)
    return len(events), len(await SqlAudit(weights.events).rows(after=0, limit=99))


async def test_versions_come_in_the_order_in_which_they_were_kept(weights):
    """ALR-5."""
    assert await weights.versions(limit=9) == []
    made = [version("b"), version("a", proposal="w_1"), version("c")]
    for each in made:
        await keep(weights, each)
    assert await weights.versions(limit=9) == made
    assert await weights.versions(limit=2) == made[1:]
    assert await counts(weights) == (3, 3)


async def test_a_version_is_kept_with_all_that_belongs_to_it_or_not_at_all(weights):
    """ALR-5, RBK-13."""
    await weights.propose(proposal(), event=event("p", EventType.WEIGHTS_PROPOSED))
    applied = proposal(state=ProposalState.APPLIED, answered_by="u_ad", answered_at=NOW)
    with pytest.raises(TooLarge):
        await keep(weights, version("a"), applied, an_entry(data={"x": "y" * 40_000}))
    assert (await weights.proposal(proposal().id)).state is ProposalState.OPEN
    assert await counts(weights) == (1, 0)

    await keep(weights, version("a"), applied)
    assert await weights.proposal(proposal().id) == applied
    for other in (version("a"), version("b")):
        with pytest.raises(Conflict):
            await keep(weights, other, applied)
    assert [each.weights.version for each in await weights.versions(limit=9)] == ["a"]
    assert await counts(weights) == (2, 1)


async def test_a_new_proposal_supersedes_the_open_ones_only(weights):
    """ALR-5."""
    for number in (1, 2, 3, 3):
        await weights.propose(proposal(number), event=event(f"p{number}"))
        if number == 1:
            refused = proposal(1, state=ProposalState.REFUSED, answered_by="u_ad", reason="no")
            await weights.refuse(refused, audit=an_entry())
    assert [each.state for each in await weights.proposals(limit=9)] == [
        ProposalState.OPEN,
        ProposalState.SUPERSEDED,
        ProposalState.REFUSED,
    ]
    assert [each.id for each in await weights.proposals(limit=1)] == [proposal(3).id]
    assert await weights.proposal("w_none") is None
    assert await counts(weights) == (3, 1)


async def test_of_many_answers_at_once_one_counts(weights):
    """ALR-5."""
    await weights.propose(proposal(), event=event("p"))
    answers = await asyncio.gather(
        *(
            weights.refuse(
                proposal(state=ProposalState.REFUSED, answered_by=f"u_{number}"),
                audit=an_entry(number),
            )
            for number in range(4)
        ),
        return_exceptions=True,
    )
    assert sorted(each is None for each in answers) == [False] * 3 + [True]
    assert await counts(weights) == (1, 1)
