"""Pages about briefings: the calendar, every form, evidence, and what can be asked for."""

from datetime import UTC, datetime

import pytest

from api.console.routes import ROOT
from domain.common.messages import Called, message
from domain.events.events import Event, EventType
from tests.fakes.api_services import DAY
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

BRIEFINGS = f"{ROOT}/briefings"
MINE = f"{BRIEFINGS}/{MEI.person_id}/{DAY}"


def happened(kind, day, at):
    return Event(
        id=f"briefing/{MEI.person_id}/{day}/{kind}",
        type=kind,
        source="/briefings",
        subject=f"{MEI.person_id}/{day}",
        time=at,
        owner=MEI.person_id,
    )


async def test_a_month_shows_what_became_of_each_day(client, world):
    """BRF-9, CON-2: given, missed, and one that was ready only after its window had begun."""
    late = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    for kind, day in (
        (EventType.BRIEFING_PREPARED, "2026-11-03"),
        (EventType.BRIEFING_GIVEN, "2026-11-03"),
        (EventType.BRIEFING_MISSED, "2026-11-04"),
    ):
        await world.events.append(happened(kind, day, late))
    http = await client(MEI, by_session=True)
    page = (await http.get(BRIEFINGS, params={"month": "2026-11"})).text
    cells = {number: page.split(f">{number}</", 1)[1].split("</td>", 1)[0] for number in (3, 4, 5)}

    assert "given" in cells[3]
    assert "late" in cells[3]
    assert "missed" in cells[4]
    assert "late" not in cells[4]
    assert "mark" not in cells[5]
    assert f'href="{MINE}"' in page


@pytest.mark.parametrize(
    ("form", "shown"),
    [("html", "<iframe"), ("spoken", "早上好"), ("markdown", "# 11月21日简报"), ("text", "1200")],
)
async def test_a_briefing_is_read_in_each_form(client, form, shown):
    """BRF-6, CON-1."""
    http = await client(MEI, by_session=True)
    page = await http.get(MINE, params={"form": form})

    assert page.status_code == 200
    assert shown in page.text


async def test_evidence_is_looked_up_by_its_number(client):
    """BRF-11: in the reader's words; a number that there is not is said at the field."""
    http = await client(MEI, by_session=True)
    found = (await http.get(MINE, params={"evidence": "e1"})).text
    wrong = await http.get(MINE, params={"evidence": "e999"})

    assert "1,200" in found
    assert wrong.status_code == 200
    assert "e999" in wrong.text


async def test_greeting_shows_the_briefing(client):
    """BRF-1, CON-2."""
    http = await client(MEI, by_session=True)
    said = await http.post(f"{BRIEFINGS}/greet", data={})

    assert said.status_code == 200
    assert "早上好" in said.text


async def test_steps_are_asked_and_done(client, world):
    """BRF-8, CON-2."""
    http = await client(MEI, by_session=True)
    for step in ("prepare", "pause", "resume"):
        assert (await http.get(f"{BRIEFINGS}/steer/{step}")).status_code == 200
        assert (await http.post(f"{BRIEFINGS}/steer/{step}", data={})).status_code == 303
        assert (MEI.person_id in world.life.paused) is (step == "pause")

    assert world.life.prepared == [MEI.person_id]


async def test_others_briefings_look_like_none(client):
    """SEC-3."""
    http = await client(OPERATOR, by_session=True)

    assert (await http.get(MINE)).status_code == 404


@pytest.mark.parametrize("form", ["html", "spoken"])
async def test_a_briefing_can_be_heard_in_each_form(look, world, form):
    """VOI-3: a real browser plays what the route gives."""
    async with look(MEI) as seen:
        page = await seen.open(f"{MINE}?form={form}")
        lasts = await page.evaluate(PLAYED)

        made = await world.services.recordings.of_briefing(
            by=MEI, briefing=f"{MEI.person_id}/{DAY}"
        )
        assert lasts == pytest.approx(made.seconds, abs=0.1)
        assert await page.locator("audio").get_attribute("aria-label") == "Listen"
        assert seen.complaints == []


async def test_what_a_link_shows_can_be_heard_without_scripts(look, world):
    """VOI-3, PSH-6: the page is sandboxed and has no origin; its sound plays all the same."""
    made = await world.services.shares.create(by=MEI, briefing=f"{MEI.person_id}/{DAY}")
    async with look(None) as seen:
        page = await seen.open(f"/s/{made.token}")
        async with page.expect_event("requestfinished", lambda each: "recording" in each.url):
            await page.locator("audio").focus()
            await page.keyboard.press("Space")

        assert await page.evaluate("document.querySelector('audio').error") is None
        assert await page.evaluate("document.querySelector('audio').duration") > 0
        assert await page.locator("audio").get_attribute("aria-label") == "收听"
        assert seen.complaints == []


PLAYED = """() => new Promise((done, failed) => {
  const audio = document.querySelector('audio');
  audio.onloadedmetadata = () => done(audio.duration);
  audio.onerror = () => failed(audio.error.message);
  audio.preload = 'metadata';
  audio.load();
})"""


async def test_where_nothing_can_speak_admins_are_told_what_to_set(client, world):
    """VOI-3: whom it helps nothing is told nothing."""
    services = world.services.recordings
    services.voice.is_in = message(
        "recordings.no_program", program=Called("x"), setting=Called("ZHIBAN_X")
    )
    path = f"{BRIEFINGS}/{MEI.person_id}/{DAY}"
    mine = (await (await client(MEI, by_session=True)).get(path)).text
    admins = (await (await client(ADMIN, by_session=True)).get(path)).text

    assert "<audio" not in mine + admins
    assert "ZHIBAN_X" not in mine
    assert "ZHIBAN_X" in admins
