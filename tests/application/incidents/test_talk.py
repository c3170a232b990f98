"""The discussion of an incident on the bus, in both directions (BUS-5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.common.wording import Localizer
from application.discussions.views import Saying
from application.incidents.timeline import story_lines
from domain.alerts.alerts import FaultClass
from domain.common.errors import Conflict, Forbidden
from domain.discussions.discussions import DiscussionStatus
from domain.incidents.incidents import Ending, IncidentState
from domain.monitoring.alarms import Severity
from tests.fakes.face_incidents import an_incident
from tests.fakes.face_services import MEI, OPERATOR, FaceWorld
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

INCIDENT = an_incident()
ABOUT = {"incident_id": INCIDENT.id}
ENGLISH, CHINESE = Localizer(WORDS, IN_ENGLISH), Localizer(WORDS, IN_CHINESE)


@pytest.fixture
def world():
    world = FaceWorld()
    world.incidents.kept[INCIDENT.id] = INCIDENT
    return world


@pytest.fixture
def story(world):
    return world.services.incident_story


def contents(world, discussion):
    return [each.content for each in world.discussions.kept[discussion].messages]


async def lines(story, reader=ENGLISH):
    return story_lines(await story.timeline(by=MEI, **ABOUT), reader)


async def test_a_discussion_is_opened_once_and_linked_from_both_sides(world, story):
    """BUS-5: its topic names the incident, the incident its discussion."""
    first = await story.discuss(by=OPERATOR, **ABOUT)
    again = await story.discuss(by=OPERATOR, **ABOUT)

    assert first == again
    assert world.discussions.kept[first].topic == f"incident/{INCIDENT.id}"
    assert len(contents(world, first)) == 1
    shown = await world.services.incident_groups.get(by=MEI, **ABOUT)
    assert shown.discussion == first
    assert any("discussion opened by u_operator" in each for each in await lines(story))
    with pytest.raises(Forbidden):
        await story.discuss(by=MEI, **ABOUT)


async def test_what_agents_and_people_say_there_stands_in_the_timeline_with_its_proof(world, story):
    """BUS-5, BUS-3: what another program claims is not taken for proven."""
    discussion = await story.discuss(by=OPERATOR, **ABOUT)
    said = Saying("lingyi", "the bank gateway times out")
    await world.services.discussions.reply(by=OPERATOR, discussion_id=discussion, saying=said)
    kept = world.discussions.kept[discussion]
    theirs = replace(
        kept.messages[-1],
        id="msg_20261121060001",
        sent_at=None,
        timestamp="2026-11-21T06:00:01",
        from_id="lingclaude",
        from_name="lingclaude",
        content="seen by another program",
        sender="",
    )
    world.discussions.put(replace(kept, messages=(*kept.messages, theirs)))

    told = await lines(story)
    assert any("the bank gateway times out" in each and "sender: real" in each for each in told)
    assert any("seen by another program" in e and "unverifiable" in e for e in told)
    assert any("在讨论里说" in each for each in await lines(story, CHINESE))


@pytest.mark.parametrize("timestamp", ["", "yesterday", "2026-13-45T99:00:00", "0001-01-01"])
async def test_a_time_that_cannot_be_read_hides_no_message(world, story, timestamp):
    """BUS-5: other programs write it; the message stands after the one before it."""
    discussion = await story.discuss(by=OPERATOR, **ABOUT)
    kept = world.discussions.kept[discussion]
    strange = replace(
        kept.messages[-1],
        id="msg_20261121060002",
        sent_at=None,
        timestamp=timestamp,
        from_id="lingclaude",
        sender="",
        content="written by a broken clock",
    )
    world.discussions.put(replace(kept, messages=(*kept.messages, strange)))

    assert any("written by a broken clock" in each for each in await lines(story))


async def test_notes_are_said_there_and_nothing_is_told_twice(world, story):
    """BUS-5: our own messages do not come back; rounds and repeats add nothing."""
    before = await story.note(by=OPERATOR, text="the first note", **ABOUT)
    discussion = await story.discuss(by=OPERATOR, **ABOUT)
    await story.note(by=OPERATOR, text="the second note", key="k", **ABOUT)
    await story.note(by=OPERATOR, text="the second note", key="k", **ABOUT)
    for _ in range(3):
        await story.talk.follow()

    said = contents(world, discussion)
    assert len(said) == 3
    assert [before.text in said[1], "the second note" in said[2]] == [True, True]
    told = await lines(story)
    assert sum("the first note" in each for each in told) == 1
    assert sum("the second note" in each for each in told) == 1


async def test_the_end_of_an_incident_is_said_and_closes_its_discussion_once(world, story):
    """BUS-5."""
    discussion = await story.discuss(by=OPERATOR, **ABOUT)
    assert await story.talk.follow() == 0
    world.incidents.kept[INCIDENT.id] = replace(
        INCIDENT,
        state=IncidentState.CLOSED,
        ending=Ending.FIXED,
        closed_at=INCIDENT.opened_at + timedelta(hours=1),
    )

    assert await story.talk.follow() == 1
    assert await story.talk.follow() == 0
    kept = world.discussions.kept[discussion]
    assert kept.status is DiscussionStatus.CLOSED
    assert len(kept.messages) == 2
    assert "closed" in kept.messages[-1].content or "已关闭" in kept.messages[-1].content
    assert await story.discuss(by=OPERATOR, **ABOUT) == discussion
    await story.note(by=OPERATOR, text="written the morning after", **ABOUT)
    assert len(contents(world, discussion)) == 2


async def test_an_incident_that_is_over_is_not_discussed_anew(world, story):
    """BUS-5."""
    world.incidents.kept[INCIDENT.id] = replace(INCIDENT, state=IncidentState.CLOSED)
    with pytest.raises(Conflict):
        await story.discuss(by=OPERATOR, **ABOUT)


async def test_a_broken_or_removed_file_costs_the_timeline_only_what_was_said(world, story):
    """BUS-5, BUS-2: other programs may break or remove it."""
    discussion = await story.discuss(by=OPERATOR, **ABOUT)
    world.discussions.write(discussion)
    assert len(await lines(story)) == 1
    world.discussions.remove(discussion)
    assert len(await lines(story)) == 1
    await story.note(by=OPERATOR, text="still kept", **ABOUT)
    assert await story.talk.follow() == 0


async def test_bad_incidents_open_their_discussion_by_themselves_where_that_is_set(world, story):
    """BUS-5: once, none of what is less bad, a test, closed, or long ago; one for one cause."""
    at = INCIDENT.opened_at + timedelta(minutes=1)
    newest = INCIDENT.newest
    given = {
        2: {"newest": replace(newest, severity=Severity.WARNING)},
        3: {"newest": replace(newest, fault=FaultClass.TEST)},
        4: {"state": IncidentState.CLOSED, "closed_at": at},
        5: {"opened_at": at - timedelta(days=2)},
        6: {},
    }
    made = {number: an_incident(number, **each) for number, each in given.items()}
    world.incidents.kept |= {each.id: each for each in made.values()}
    assert await story.talk.open_due(at=at) == 0
    talk = replace(story.talk, opens_from=Severity.CRITICAL)
    due = {
        each.id
        for each in world.incidents.kept.values()
        if each.newest.severity is Severity.CRITICAL
    } - {made[number].id for number in (2, 3, 4, 5)}

    assert await talk.open_due(at=at) == len(due) > 0
    assert await talk.open_due(at=at) == 0
    assert {each for each in world.incidents.kept if await talk.about(each)} == due
    assert any("discussion opened by zhiban" in each for each in await lines(story))
