"""Notes and raw alerts of an incident (RBK-19)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.common.wording import Localizer
from application.incidents.story.views import Confirmed, raw_alerts_view
from application.incidents.timeline import story_lines
from application.ports.incidents.audit import AuditFilter
from domain.alerts.alerts import AlertState
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound
from domain.incidents.incidents import Ending, IncidentState
from domain.incidents.story.notes import LONGEST_NOTE, MOST_NOTES
from domain.people.access import Actor, Role, Scope
from tests.fakes.face_incidents import an_alert, an_incident
from tests.fakes.face_services import MEI, OPERATOR, FaceWorld
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

INCIDENT = an_incident()
ABOUT = {"incident_id": INCIDENT.id}
CHINESE, ENGLISH = Localizer(WORDS, IN_CHINESE), Localizer(WORDS, IN_ENGLISH)
AGENT = Actor("u_agent", frozenset({Role.OPERATOR}), frozenset({Scope.OPERATE}), via="token:t_1")


@pytest.fixture
def world():
    world = FaceWorld()
    world.incidents.kept[INCIDENT.id] = INCIDENT
    return world


@pytest.fixture
def story(world):
    return world.services.incident_story


async def test_a_note_stands_in_the_story_in_show_and_in_the_audit(world, story):
    """RBK-19, RBK-13: who wrote it is never taken from what was sent."""
    note = await story.note(by=OPERATOR, text=" the bank is down \n since 04:20 ", **ABOUT)

    assert note.text == "the bank is down\n since 04:20"
    assert (note.by, note.program) == (OPERATOR.person_id, False)
    shown = await world.services.incident_groups.get(by=OPERATOR, **ABOUT)
    assert shown.notes == (note,)
    (event,) = await world.services.incidents.timeline(by=OPERATOR, **ABOUT)
    assert "note by u_operator" in story_lines([event], ENGLISH)[0]
    assert "u_operator 写了备注" in story_lines([event], CHINESE)[0]
    assert "the bank is down" in story_lines([event], CHINESE)[0]
    assert len(story_lines([event, event], CHINESE)) == 1
    about = AuditFilter(subject=INCIDENT.id)
    row = (await world.services.audit.list(by=OPERATOR, which=about)).rows[0]
    assert (row.entry.action, row.entry.actor, row.entry.reason) == (
        "incident.noted",
        OPERATOR.person_id,
        note.text,
    )


async def test_the_same_key_writes_once_and_never_something_else(world, story):
    """RBK-19."""
    first = await story.note(by=OPERATOR, text="seen", key="k1", **ABOUT)
    again = await story.note(by=OPERATOR, text="seen", key="k1", **ABOUT)
    another = await story.note(by=AGENT, text="seen too", key="k1", **ABOUT)

    assert again == first
    assert another.program
    assert await story.notes(by=MEI, **ABOUT) == (first, another)
    with pytest.raises(Conflict, match="other_text"):
        await story.note(by=OPERATOR, text="something else", key="k1", **ABOUT)
    without = [await story.note(by=OPERATOR, text="seen", **ABOUT) for _ in range(2)]
    assert without[0].id != without[1].id


async def test_a_closed_incident_still_takes_notes(world, story):
    """RBK-19: the best ones are written the morning after."""
    closed = replace(INCIDENT, state=IncidentState.CLOSED, ending=Ending.FIXED)
    world.incidents.kept[INCIDENT.id] = closed

    assert (await story.note(by=OPERATOR, text="it was the certificate", **ABOUT)).text


@pytest.mark.parametrize(
    "text", ["", " \n ", "x" * (LONGEST_NOTE + 1), "a\0b", "a\u202eb", "\ud800"]
)
async def test_a_note_is_plain_text_within_its_bounds(story, text):
    """RBK-19."""
    with pytest.raises(InvalidRequest):
        await story.note(by=OPERATOR, text=text, **ABOUT)


async def test_an_agent_that_writes_in_a_loop_is_stopped(story):
    """RBK-19: told where to go on."""
    for number in range(MOST_NOTES):
        await story.note(by=AGENT, text=f"note {number}", **ABOUT)
    with pytest.raises(Conflict, match="too_many"):
        await story.note(by=AGENT, text="one more", **ABOUT)


async def test_who_may_only_read_writes_no_note(story):
    """RBK-19, MCP-3: asked before it is looked whether there is such an incident."""
    with pytest.raises(Forbidden):
        await story.note(by=MEI, incident_id="i_" + "0" * 26, text="x")
    with pytest.raises(NotFound):
        await story.note(by=OPERATOR, incident_id="i_" + "0" * 26, text="x")


async def test_raw_alerts_are_told_as_they_came_without_secrets(world, story):
    """RBK-19, CLD-4: newest first, page by page, those of this incident only."""
    opened = INCIDENT.opened_at
    for number in range(5):
        alert = replace(
            an_alert(number, text="Authorization: Bearer abcdefgh12345678 refused"),
            received_at=opened + timedelta(seconds=number),
            labels={"key": "AKIDabcdefgh1234", "team": "pay"},
            state=AlertState.RESOLVED if number == 4 else AlertState.FIRING,
        )
        await world.alerts.keep(alert, fingerprint=INCIDENT.fingerprint)
    old = replace(an_alert(7), received_at=opened - timedelta(hours=1))
    await world.alerts.keep(old, fingerprint=INCIDENT.fingerprint)
    await world.alerts.keep(replace(an_alert(8), received_at=opened), fingerprint="another")

    first = await story.alerts(by=MEI, limit=3, **ABOUT)
    rest = await story.alerts(by=MEI, limit=3, before=first.next_before, **ABOUT)

    told = [each.id for each in (*first.alerts, *rest.alerts)]
    assert told == ["alert-4", "alert-3", "alert-2", "alert-1", "alert-0"]
    assert rest.next_before == ""
    view = raw_alerts_view(first)
    assert view.confirmed is Confirmed.CONFIRMED
    assert (view.alerts[0].ended_at, view.alerts[1].ended_at) == (
        opened + timedelta(seconds=4),
        None,
    )
    assert view.alerts[0].labels == {"key": "***", "team": "pay"}
    assert view.alerts[0].text == "Authorization: Bearer *** refused"


async def test_what_the_source_said_is_told_beside_its_alerts(world, story):
    """ALR-2, RBK-19."""
    forged = replace(INCIDENT, confirmed_at=None, ending=Ending.NOT_CONFIRMED)
    for incident, said in (
        (forged, Confirmed.NOT_CONFIRMED),
        (replace(forged, ending=None), Confirmed.NOT_YET),
    ):
        world.incidents.kept[INCIDENT.id] = incident
        found = await story.alerts(by=MEI, **ABOUT)
        assert raw_alerts_view(found).confirmed is said
    with pytest.raises(InvalidRequest):
        await story.alerts(by=MEI, limit=0, **ABOUT)
