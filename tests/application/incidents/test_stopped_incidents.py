"""Incidents whose workflow is gone are closed with the reason, and nothing else is touched."""

from dataclasses import replace

import pytest

from application.common.wording import worded
from application.incidents.stopped import PAGE, StoppedIncidents
from domain.common.errors import Unavailable
from domain.common.notifications import notification_of
from domain.events.events import EventType
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.incidents import Ending, IncidentState
from tests.fakes.alerts import Listening
from tests.fakes.clock import ManualClock
from tests.fakes.face_incidents import InMemoryApprovals, InMemoryIncidents, Withdrawals
from tests.fakes.incident_examples import after, an_approval, an_incident
from tests.fakes.words import IN_ENGLISH, WORDS, foreign

NOW = after(90_000)


class Night:
    """The read model, and what Temporal says of its workflows."""

    def __init__(self) -> None:
        self.kept, self.lives = InMemoryIncidents(), Listening()
        self.approvals = InMemoryApprovals()
        self.asking = Withdrawals()
        self.stopped = StoppedIncidents(
            self.kept, self.approvals, self.lives, self.asking, ManualClock(NOW)
        )

    async def had(self, number: int = 1, **changes):
        named = {"workflow_id": f"incident/w{number}", "revision": 4, **changes}
        incident = an_incident(number, **named)
        self.kept.kept[incident.id] = incident
        return incident

    def told(self):
        return [(each.type, each.id[: each.id.rindex("/") + 1]) for each in self.kept.events.kept]


def english(data) -> str:
    found = notification_of(data["notification"])
    assert found is not None
    return worded(found, WORDS, IN_ENGLISH).text


@pytest.fixture
def night():
    return Night()


@pytest.mark.parametrize(
    "state", sorted({*IncidentState} - {IncidentState.CLOSED, IncidentState.HANDED_OVER})
)
async def test_what_was_terminated_is_closed_with_the_reason_and_goes_into_the_briefing(
    night, state
):
    """RBK-3: nobody is left alone with what looks as if something were still at it."""
    incident = await night.had(state=state, until=after(5), waits_for=foreign("the lock"))
    night.lives.gone = {incident.workflow_id}

    assert await night.stopped.close() == 1
    kept = night.kept.kept[incident.id]
    assert (kept.state, kept.ending, kept.closed_at) == (IncidentState.CLOSED, Ending.STOPPED, NOW)
    assert (kept.until, kept.waits_for, kept.revision) == (None, None, 6)
    assert night.told() == [
        (EventType.BROADCAST_QUEUED, f"{incident.id}/5/"),
        (EventType.INCIDENT_CLOSED, f"{incident.id}/6/"),
    ]
    queued = night.kept.events.kept[0].data
    assert "Temporal" in english(queued)


async def test_the_question_of_what_was_terminated_waits_for_nobody(night):
    """RBK-8: a yes would reach nobody; what was answered stays as it was."""
    asked, answered = an_approval(), replace(an_approval(), id="a_2", state=ApprovalState.DENIED)
    for number, each in enumerate((asked, answered), start=1):
        await night.approvals.keep(each)
        incident = await night.had(number, state=IncidentState.AWAITING_APPROVAL, approval=each.id)
        night.lives.gone = {*night.lives.gone, incident.workflow_id}

    assert await night.stopped.close() == 2
    ended = night.approvals.kept[asked.id]
    assert (ended.state, ended.answered_at) == (ApprovalState.SUPERSEDED, NOW)
    assert night.approvals.kept["a_2"] == answered


async def test_doing_it_again_changes_nothing(night):
    """RBK-3."""
    incident = await night.had()
    night.lives.gone = {incident.workflow_id}
    await night.stopped.close()
    told = night.told()

    assert await night.stopped.close() == 0
    assert night.told() == told


async def test_what_people_have_is_closed_without_another_line_in_the_briefing(night):
    """RBK-3: they were called."""
    incident = await night.had(state=IncidentState.HANDED_OVER)
    night.lives.gone = {incident.workflow_id}
    await night.stopped.close()

    assert night.told() == [(EventType.INCIDENT_CLOSED, f"{incident.id}/5/")]


async def test_what_runs_is_left_alone(night):
    """RBK-3."""
    await night.had()

    assert await night.stopped.close() == 0
    assert night.told() == []


async def test_what_cannot_be_asked_is_not_taken_for_gone(night):
    """RBK-3: unknown is never an end."""
    await night.had()
    night.lives.error = Unavailable("Temporal is down")

    assert await night.stopped.close() == 0


async def test_of_two_incidents_of_one_workflow_only_the_newest_can_be_running(night):
    """RBK-3: an alert after the termination began another one under the same id."""
    old = await night.had(1)
    new = await night.had(2, workflow_id=old.workflow_id)

    assert await night.stopped.close() == 1
    assert night.kept.kept[old.id].ending is Ending.STOPPED
    assert night.kept.kept[new.id].ending is None


async def test_what_closes_while_it_is_looked_at_keeps_its_own_ending(night):
    """RBK-3."""
    incident = await night.had()
    over = replace(incident, state=IncidentState.CLOSED, ending=Ending.FIXED, revision=5)

    async def closing(workflow_id):
        night.kept.kept[incident.id] = over
        return False

    night.lives.is_running = closing
    assert await night.stopped.close() == 0
    assert night.kept.kept[incident.id] == over


async def test_what_is_listed_as_running_is_not_asked_one_by_one(night):
    """RBK-3: a round every five minutes costs one listing, and a question for each in doubt."""
    for number in range(20):
        await night.had(number)
    gone = await night.had(21)
    night.lives.gone = {gone.workflow_id}
    alive = [f"incident/w{number}" for number in range(20)]

    assert await night.stopped.close(alive) == 1
    assert night.lives.asked == [gone.workflow_id]


async def test_of_two_incidents_of_a_listed_workflow_only_the_newest_is_at_work(night):
    """RBK-3."""
    old = await night.had(1, opened_at=after(0))
    new = await night.had(2, opened_at=after(10), workflow_id=old.workflow_id)

    assert await night.stopped.close([old.workflow_id]) == 1
    assert night.kept.kept[old.id].ending is Ending.STOPPED
    assert night.kept.kept[new.id].ending is None


async def test_more_than_a_page_of_them_are_all_closed(night):
    """RBK-3."""
    many = [await night.had(number) for number in range(PAGE + 5)]
    night.lives.gone = {each.workflow_id for each in many}

    assert await night.stopped.close() == PAGE + 5
