"""What was tried against a running system: each is refused clearly and changes nothing."""

from dataclasses import dataclass

import pytest

from tests.whole.callers import OPEN, Caller, asking, controlling, order
from tests.whole.machine import WHOLE

pytestmark = WHOLE

SETTINGS = "/api/v1/briefings/settings"


@dataclass
class Bystander:
    """A person with a written briefing, and everything that a wrong request could change."""

    person: str
    briefing: str
    caller: Caller
    admin: Caller

    async def state(self):
        mine = self.caller
        return [
            await mine.get(SETTINGS),
            await mine.get("/api/v1/briefings/today"),
            await mine.get("/api/v1/briefings"),
            await mine.get("/api/v1/deliveries"),
            await mine.get("/api/v1/people/me"),
            await mine.get("/api/v1/shares"),
            [each["id"] for each in await mine.get("/api/v1/tokens")],
            await self.admin.happened(self.person),
            await self.admin.happened(self.briefing),
        ]


@pytest.fixture(scope="module")
async def bo(town, admin):
    person = await admin.move_in("Bo")
    await admin.configure(person, **OPEN)
    today = await admin.prepared(person)
    caller = Caller(town.machine, await admin.token_for(person, "operate"))
    async with caller.http:
        yield Bystander(person, today["briefing_id"], caller, admin)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("PATCH", SETTINGS, {"zone": "Mars/Olympus"}, 422, "zone 必须是 IANA 时区"),
        (
            "PATCH",
            SETTINGS,
            {"window_start": "08:00", "window_end": "08:00"},
            422,
            "window_end 必须晚于 window_start",
        ),
        ("POST", "/process_background_feedback", {"x": "x" * 5_000_000}, 413, "1,048,576 字节"),
        ("PATCH", SETTINGS, {"person_id": "u_mei", "zone": "UTC"}, 404, "没有人员“u_mei”"),
        ("GET", "/api/v1/briefings?person_id=u_leo", None, 404, "没有人员“u_leo”"),
        ("GET", "/api/v1/people", None, 403, "people.manage"),
        ("GET", f"/s/{'0' * 64}", None, 404, ""),
    ],
)
async def test_a_wrong_request_is_refused_and_changes_nothing(
    bo, method, path, body, status, words
):
    """EVT-3, SEC-2, SEC-3, TSK-2."""
    before = await bo.state()

    answer = await bo.caller.http.request(method, path, json=body)

    assert answer.status_code == status, answer.text
    assert words in answer.text
    assert await bo.state() == before


@pytest.mark.parametrize(
    "proof", ["", "Bearer", "Bearer zb_0000", "Basic dV9ibzp4", "Bearer " + "x" * 10_000]
)
async def test_a_wrong_token_opens_nothing(bo, proof):
    """MCP-3, SEC-3."""
    before = await bo.state()
    async with asking(bo.caller.http.base_url) as http:
        for path in ("/api/v1/briefings/today", "/api/v1/people/me", "/events"):
            answer = await http.get(path, headers={"Authorization": proof})
            assert answer.status_code in {401, 431}, answer.text
        greeted = await http.post(
            "/api/v1/briefings/greetings", json={}, headers={"Authorization": proof}
        )

    assert greeted.status_code in {401, 431}
    assert await bo.state() == before


async def test_anothers_briefing_looks_as_if_it_did_not_exist(bo, admin):
    """TSK-2, SEC-3: the one that is there like the one that is not."""
    before = await bo.state()
    there = (await admin.today("u_mei"))["briefing_id"]
    answers = {}
    for briefing in (there, "u_mei/2001-01-01", "u_nobody/2001-01-01"):
        for form in ("json", "html"):
            answer = await bo.caller.http.get(f"/api/v1/briefings/{briefing}?form={form}")
            assert answer.status_code == 404
            answers[briefing, form] = answer.json()["detail"].replace(briefing, "…")
        looked = {"id": "log:total"}
        answer = await bo.caller.http.get(f"/api/v1/briefings/{briefing}/evidence", params=looked)
        assert answer.status_code == 404

    assert (await admin.http.get(f"/api/v1/briefings/{there}")).status_code == 200
    assert len(set(answers.values())) == 1
    assert await bo.state() == before


async def test_links_that_are_used_up_closed_or_made_up_look_alike(bo):
    """PSH-6."""
    used, closed = [await link_of(bo, most_views=1) for _ in range(2)]
    async with asking() as visitor:
        assert (await visitor.get(used["url"])).status_code == 200
        (await bo.caller.http.delete(f"/api/v1/shares/{closed['share']['id']}")).raise_for_status()
        made_up = used["url"][:-8] + "00000000"
        pages = [await visitor.get(url) for url in (used["url"], closed["url"], made_up)]

    assert [page.status_code for page in pages] == [404, 404, 404]
    assert len({page.text for page in pages}) == 1


async def link_of(bo, **wanted):
    person, _, day = bo.briefing.partition("/")
    made = await bo.caller.http.post(
        "/api/v1/shares", json={"person_id": person, "day": day, **wanted}
    )
    made.raise_for_status()
    return made.json()


async def test_a_reply_of_the_cloud_that_cannot_be_read_is_told_in_the_briefing(machine, admin):
    """BRF-5, REL-2: and searching by hand names it, too."""
    broken = {"kind": "invalid_json", "service": "cls", "action": "SearchLog", "times": None}
    person = await admin.move_in("Ines")
    await order(machine, "cloud", "faults", broken)
    try:
        await admin.configure(person, **OPEN)
        today = await admin.prepared(person)
        [topic, *_] = await admin.get("/api/v1/logs/topics", name="shop")
        searched = await admin.http.post(
            "/api/v1/logs/search",
            json={
                "topic_id": topic["id"],
                "start": "2026-11-20T00:00:00Z",
                "end": "2026-11-21T00:00:00Z",
            },
        )
    finally:
        await withdraw_faults(machine)
    briefing = await admin.get(f"/api/v1/briefings/{today['briefing_id']}")

    assert searched.status_code in {502, 503}
    assert "SearchLog" in searched.json()["detail"]
    assert briefing["complete"] is False
    assert "没有读到" in briefing["text"]
    assert not any(calm in briefing["text"] for calm in ("一切正常", "平安无事"))


async def withdraw_faults(machine):
    async with controlling(machine, "cloud") as http:
        (await http.delete("/_sim/faults")).raise_for_status()
