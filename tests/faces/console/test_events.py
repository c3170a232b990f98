"""What happens, in the console, as it does (EVT-2)."""

import pytest
from playwright.async_api import expect

from api.console.lists import PAGE_SIZE
from api.console.routes import ROOT
from application.ports.events import EventFilter
from domain.events.events import Event, EventType
from tests.fakes.api_services import INCIDENT
from tests.fakes.face_services import ADMIN, BO, MEI

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/events"
EVERYTHING = EventFilter()


async def happen(world, type_=EventType.INCIDENT_OPENED, subject=INCIDENT.id, **values):
    event = Event(
        id=world.ids.new(),
        type=type_,
        source="/test",
        subject=subject,
        time=world.clock.now(),
        **values,
    )
    return await world.events.append(event)


async def test_what_happens_appears_by_itself(look, world):
    """EVT-2, CON-2: without anybody loading the page anew, and with a way to what it is about."""
    async with look(MEI, size="phone") as seen:
        page = await seen.open(PAGE)
        await expect(page.locator("#connection")).to_have_attribute("data-state", "live")
        await happen(world)
        await expect(page.locator("#region")).to_contain_text("zhiban.incident.opened")
        link = page.get_by_role("link", name=INCIDENT.id)
        await expect(link).to_have_attribute("href", f"{ROOT}/incidents/{INCIDENT.id}")
        assert await seen.faults() == []


async def test_events_are_found_by_kind_type_and_subject(client, world):
    """CON-2: the address holds it all."""
    await happen(world)
    await happen(world, EventType.CONTROL_SET, subject="c_1")
    http = await client(MEI, by_session=True)

    async def found(**by):
        text = (await http.get(PAGE, params=by)).text
        return "zhiban.incident.opened" in text, "zhiban.control.set" in text

    assert await found() == (True, True)
    assert await found(kind="incidents") == (True, False)
    assert await found(type="zhiban.control.set") == (False, True)
    assert await found(type="zhiban.control.*") == (False, True)
    assert await found(subject="c_1") == (False, True)
    assert (await http.get(PAGE, params={"type": "<script>"})).status_code == 200


async def test_nobody_sees_what_concerns_another(client, world):
    """SEC-3: admins see all of it."""
    await happen(world, EventType.BRIEFING_GIVEN, subject="secret/day", owner=BO.person_id)

    async def seen_by(actor):
        return "secret/day" in (await (await client(actor, by_session=True)).get(PAGE)).text

    assert [await seen_by(each) for each in (MEI, BO, ADMIN)] == [False, True, True]


async def test_older_events_are_a_page_away(client, world):
    """CON-2."""
    for number in range(PAGE_SIZE + 3):
        await happen(world, subject=f"s{number:03}")
    http = await client(MEI, by_session=True)
    first = await http.get(PAGE, params={"kind": "incidents"})
    oldest = (await world.events.page(EVERYTHING, after=0, limit=200))[3].sequence
    rest = await http.get(PAGE, params={"kind": "incidents", "after": str(oldest)})

    assert "s052" in first.text
    assert "s002" not in first.text
    assert f"after={oldest}" in first.text
    assert "s002" in rest.text
    assert (await http.get(PAGE, params={"after": "x"})).status_code == 200
