"""Events page by page, and feedback (EVT-1, EVT-2)."""

import pytest

from domain.events.events import EventType


async def test_an_event_is_a_cloudevent(mei, world):
    """EVT-1."""
    await world.happen("u_mei")

    response = await mei.get("/events", params={"type": "zhiban.briefing.prepared"})

    (event,) = response.json()["events"]
    assert event["specversion"] == "1.0"
    assert event["type"] == "zhiban.briefing.prepared"
    assert event["source"] == "/briefings"
    assert event["subject"] == "u_mei/2026-11-20"
    assert event["time"] == "2026-11-20T22:30:00Z"
    assert event["datacontenttype"] == "application/json"


async def test_pages_go_on_where_the_last_one_ended(mei, world):
    """EVT-2."""
    for number in range(5):
        await world.happen("u_mei", f"n/{number}")
    after, seen = 0, []
    for _ in range(3):
        page = (
            await mei.get("/events/zhiban.briefing.prepared", params={"after": after, "limit": 2})
        ).json()
        seen += [each["subject"] for each in page["events"]]
        after = page["next_after"]

    assert seen == [f"n/{number}" for number in range(5)]


async def test_filters_narrow_by_type_subject_and_time(mei, world):
    """EVT-2."""
    await world.happen("u_mei", "early")
    world.clock.move(hours=1)
    await world.happen("u_mei", "late")

    async def subjects(**which):
        found = await mei.get("/events", params={"type": "zhiban.briefing.prepared"} | which)
        return [each["subject"] for each in found.json()["events"]]

    assert await subjects(since="2026-11-20T23:00:00Z") == ["late"]
    assert await subjects(until="2026-11-21T07:00:00+08:00") == ["early"]
    assert await subjects(subject="late") == ["late"]
    assert await subjects(type=["a.b", "c.d"]) == []
    assert await subjects(type=["a.b", "zhiban.briefing.*"]) == ["early", "late"]
    assert await subjects(subject_prefix="la") == ["late"]
    assert await subjects(task="late") == ["late"]
    assert await subjects(task="la") == []


async def test_a_family_of_types_has_its_own_address(mei, world):
    """EVT-2."""
    await world.happen("u_mei", "one")

    found = (await mei.get("/events/zhiban.briefing.*")).json()["events"]
    refused = await mei.get("/events/*.briefing")

    assert [each["subject"] for each in found] == ["one"]
    assert refused.status_code == 422


async def test_feedback_becomes_an_event_and_the_same_key_keeps_the_first(mei, world):
    """EVT-2, PSH-7."""
    key = {"Idempotency-Key": "call-7"}
    first = await mei.post(
        "/process_background_feedback", json={"event_id": "e-1", "useful": True}, headers=key
    )
    again = await mei.post(
        "/process_background_feedback", json={"event_id": "e-1", "useful": False}, headers=key
    )

    assert first.status_code == 200
    assert first.json()["subject"] == "e-1"
    assert first.json()["data"] == {"event_id": "e-1", "useful": True}
    assert again.json() == first.json()
    assert len(world.events.of_type(EventType.FEEDBACK_GIVEN)) == 1


@pytest.mark.parametrize("type_", ["zhiban.nothing", "a", "a.b-c_D.9"])
async def test_a_type_that_never_happened_is_an_empty_page(mei, type_):
    """EVT-2."""
    assert (await mei.get(f"/events/{type_}")).json() == {"events": [], "next_after": 0}
