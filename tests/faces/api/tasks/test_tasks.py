"""Background tasks, digests and memories over HTTP."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest

from api.tasks.bodies import EXAMPLES
from application.ports.tasks import WatchRecord
from domain.events.events import EventType
from domain.schedules.news import Digest
from domain.watches.watches import WatchMemory
from tests.fakes.face_services import ADMIN, BO, MEI
from tests.fakes.words import foreign

TASKS = "/api/v1/tasks"
NOTES = "/api/v1/memories"
MONITOR = EXAMPLES["web_monitor"]
BODY = {"type": "web_monitor", "config": MONITOR}


@pytest.fixture(autouse=True)
def no_tasks_yet(world):
    world.tasks.kept.clear()


async def make(http, **body) -> dict:
    response = await http.post(TASKS, json=BODY | body)
    assert response.status_code == 201, response.text
    return response.json()


@pytest.mark.parametrize("type_", EXAMPLES)
async def test_a_task_of_each_type_is_made_from_its_published_shape(mei, world, type_):
    """TSK-1."""
    response = await mei.post(TASKS, json={"type": type_, "config": EXAMPLES[type_]})

    task = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"{TASKS}/{task['id']}"
    assert task["config"] == EXAMPLES[type_]
    assert task["owner"] == "u_mei"
    assert task["life"]["state"] == "running"
    assert (await mei.get(response.headers["Location"])).json() == task


async def test_the_same_key_is_the_same_task_by_header_or_body(mei, world):
    """TSK-2."""
    first = await make(mei, client_key="k-1")
    by_header = await mei.post(
        TASKS,
        json=BODY | {"config": {"urls": ["https://b.cn/"]}},
        headers={"Idempotency-Key": "k-1"},
    )
    both = await mei.post(
        TASKS, json=BODY | {"client_key": "k-2"}, headers={"Idempotency-Key": "k-1"}
    )

    assert by_header.json()["id"] == first["id"]
    assert both.status_code == 422
    assert both.json()["field"] == "client_key"
    assert len(world.tasks.kept) == 1


async def test_tasks_are_listed_in_pages_and_narrowed(mei, world):
    """TSK-1."""
    made = []
    for _ in range(3):
        world.clock.move(seconds=1)
        made.append((await make(mei))["id"])
    await mei.post(f"{TASKS}/{made[1]}/pause", json={"reason": "holiday"})

    first = (await mei.get(TASKS, params={"limit": 2})).json()
    second = (await mei.get(TASKS, params={"after": first["next_after"]})).json()
    paused = (await mei.get(TASKS, params={"state": "paused", "type": "web_monitor"})).json()

    assert [each["id"] for each in first["tasks"] + second["tasks"]] == made
    assert second["next_after"] == ""
    assert [each["paused_reason"] for each in paused["tasks"]] == ["holiday"]


async def test_a_watch_shows_how_its_looks_went(mei, world):
    """TSK-5."""
    task = await make(mei)
    at = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    memory = WatchMemory(checks=4, failures=1, problem=foreign("dns"), last_checked_at=at)
    await world.watches.keep(WatchRecord(task["id"], 1, 0, memory))

    watch = (await mei.get(f"{TASKS}/{task['id']}")).json()["watch"]

    assert watch == {
        "checks": 4,
        "failures": 1,
        "problem": "“dns”",
        "last_checked_at": "2026-11-20T22:00:00Z",
        "last_success_at": None,
        "level": "unknown",
        "since": None,
        "learning_until": None,
        "told": [],
        "value": None,
        "unit": "",
        "content": "",
        "result": "",
    }
    assert (await mei.get(f"{TASKS}/{task['id']}/looks")).json()["looks"] == []


async def test_a_trigger_answers_with_its_look_which_is_listed(mei):
    """TSK-8."""
    task = await make(mei)

    triggered = (await mei.post(f"{TASKS}/{task['id']}/trigger")).json()
    listed = (await mei.get(f"{TASKS}/{task['id']}/looks", params={"limit": 5})).json()

    assert triggered["answer"] == "Checked: no news"
    assert triggered["watch"]["result"] == "no news"
    (look,) = listed["looks"]
    assert (look["number"], look["outcome"], look["value"]) == (1, "quiet", None)
    assert (await mei.get(f"{TASKS}/{task['id']}/looks", params={"limit": 201})).status_code == 422


async def test_only_what_is_given_changes_and_null_takes_a_field_of_config_away(mei):
    """TSK-1."""
    task = await make(mei)

    changed = await mei.patch(
        f"{TASKS}/{task['id']}",
        json={"config": {"keywords": None, "check_interval_minutes": 5}, "name": None},
    )

    assert changed.json()["config"] == {
        "urls": MONITOR["urls"],
        "notification": MONITOR["notification"],
        "check_interval_minutes": 5,
    }
    assert (changed.json()["name"], changed.json()["revision"]) == (task["name"], 2)


async def test_a_task_is_paused_resumed_run_and_deleted(mei, world):
    """TSK-3."""
    task = await make(mei)
    at = f"{TASKS}/{task['id']}"

    paused = await mei.post(f"{at}/pause", json={"reason": "holiday"})
    not_now = await mei.post(f"{at}/trigger")
    resumed = await mei.post(f"{at}/resume")
    run = await mei.post(f"{at}/trigger")
    deleted = await mei.delete(at)
    gone = await mei.post(f"{at}/resume")

    assert (paused.json()["state"], resumed.json()["state"]) == ("paused", "active")
    assert (not_now.status_code, run.status_code, gone.status_code) == (409, 200, 409)
    assert "resume it first" in not_now.json()["detail"]
    assert "was deleted" in gone.json()["detail"]
    assert deleted.json()["state"] == "deleted"
    assert (await mei.get(TASKS)).json()["tasks"] == []
    assert len(world.events.of_type(EventType.TASK_TRIGGERED)) == 1


async def test_the_status_counts_ones_own_tasks_and_everybodys_for_admins(mei, admin):
    """TSK-1."""
    await make(mei)
    await make(admin)

    mine = (await mei.get(f"{TASKS}/status")).json()
    all_ = (await admin.get(f"{TASKS}/status")).json()

    assert mine["tasks"] == [{"type": "web_monitor", "state": "active", "count": 1}]
    assert mine["events_today"]["by_type"]["zhiban.task.created"] == 1
    assert mine["temporal_answers"] is True
    assert (mine["everybody"], all_["everybody"]) == (False, True)
    assert all_["tasks"][0]["count"] == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "/pause", {}),
        ("POST", "/resume", None),
        ("POST", "/trigger", None),
        ("GET", "/digests/latest", None),
        ("GET", "/digests/2026-11-21", None),
        ("GET", "/screenshots", None),
        ("GET", "/screenshots/1", None),
    ],
)
async def test_anothers_task_is_no_task_except_for_admins(world, mei, client, method, path, body):
    """TSK-2."""
    task = await world.services.tasks.create(by=MEI, type="web_monitor", config=MONITOR)
    name = f"{task.id}/2026-11-21"
    digest = Digest(
        id=name,
        task_id=task.id,
        owner="u_mei",
        made_at=world.clock.now(),
        title="News",
        markdown="# News",
    )
    await world.digests.save(digest)
    await world.screenshots.put(task.id, "https://a.example/", at=world.clock.now(), png=b"x")
    before = deepcopy(world.events.kept)
    bob, admin = await client(BO), await client(ADMIN)

    refused = await bob.request(method, f"{TASKS}/{task.id}{path}", json=body)
    nobodys = await bob.request(method, f"{TASKS}/t_{'z' * 26}{path}", json=body)

    assert (refused.status_code, nobodys.status_code) == (404, 404)
    assert world.events.kept == before
    allowed = await admin.request(method, f"{TASKS}/{task.id}{path}", json=body)
    assert allowed.status_code == 200, allowed.text


async def test_an_admin_lists_and_makes_tasks_of_others(mei, admin):
    """TSK-2."""
    task = await make(admin, person_id="u_mei")

    everybody = (await admin.get(TASKS, params={"everybody": True})).json()
    refused = await mei.get(TASKS, params={"everybody": True})
    other = await mei.get(TASKS, params={"person_id": "u_bob"})

    assert task["owner"] == "u_mei"
    assert [each["id"] for each in everybody["tasks"]] == [task["id"]]
    assert (refused.status_code, other.status_code) == (403, 404)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (BODY | {"type": "file_watch"}, 422, "type"),
        (BODY | {"config": {}}, 422, "config.urls"),
        (BODY | {"config": MONITOR | {"note": "x" * 20_000}}, 413, "16,384 bytes"),
        (BODY | {"config": MONITOR | {"a\0": 1}}, 422, "NUL"),
        (BODY | {"owner": "u_bob"}, 422, "owner is not known here"),
        (BODY | {"person_id": "u_bob"}, 404, "No person “u_bob”."),
    ],
)
async def test_a_wrong_task_is_refused_with_a_reason_and_nothing_is_made(
    mei, world, body, status, words
):
    """TSK-1, EVT-3."""
    before = deepcopy(world.events.kept)

    response = await mei.post(TASKS, json=body)

    assert response.status_code == status, response.text
    assert words in response.text
    assert world.events.kept == before
    assert world.tasks.kept == {}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/t_1", None, 422),
        ("GET", f"/t_{'x' * 65}", None, 422),
        ("GET", "/x", None, 404),
        ("DELETE", "/status", None, 405),
        ("GET", "/..%2fpeople", None, 404),
        ("PATCH", "/t_1", {"name": "x"}, 422),
        ("GET", "?limit=0", None, 422),
        ("GET", "?limit=101", None, 422),
        ("GET", "?after=x", None, 422),
        ("GET", "?state=x", None, 422),
        ("GET", "?type=x", None, 422),
        ("GET", "?everybody=perhaps", None, 422),
        ("GET", f"/t_{'0' * 26}/digests/never", None, 422),
    ],
)
async def test_a_question_that_cannot_be_is_refused(mei, method, path, body, status):
    """EVT-3."""
    response = await mei.request(method, f"{TASKS}{path}", json=body)
    assert response.status_code == status, response.text


async def test_digests_are_read_by_day_or_the_newest(mei, world):
    """SCH-2."""
    task = await make(mei)
    for day in ("2026-11-20", "2026-11-21"):
        at = datetime.fromisoformat(f"{day}T08:00:00+00:00")
        name = f"{task['id']}/{day}"
        await world.digests.save(
            Digest(
                id=name,
                task_id=task["id"],
                owner="u_mei",
                made_at=at,
                title=day,
                markdown=f"# {day}",
            )
        )

    newest = await mei.get(f"{TASKS}/{task['id']}/digests/latest")
    older = await mei.get(f"{TASKS}/{task['id']}/digests/2026-11-20")
    none = await mei.get(f"{TASKS}/{task['id']}/digests/2026-11-01")

    assert newest.json()["markdown"] == "# 2026-11-21"
    assert older.json()["id"] == f"{task['id']}/2026-11-20"
    assert none.status_code == 404


async def test_a_note_is_kept_found_and_forgotten_by_its_owner_alone(mei, client):
    """MEM-1."""
    made = await mei.post(NOTES, json={"text": "小梅喜欢先听告警。", "tags": ["简报"]})
    bob = await client(BO)

    mine = (await mei.get(NOTES, params={"query": "告警"})).json()
    others = (await bob.get(NOTES, params={"query": "告警"})).json()
    refused = await bob.delete(f"{NOTES}/{made.json()['id']}")
    forgotten = await mei.delete(f"{NOTES}/{made.json()['id']}")

    assert made.status_code == 201
    assert [each["text"] for each in mine["found"]] == ["小梅喜欢先听告警。"]
    assert 0 < mine["found"][0]["score"] <= 1
    assert others["found"] == []
    assert (refused.status_code, forgotten.status_code) == (404, 204)
    assert (await mei.get(NOTES)).json()["found"] == []


async def test_notes_come_in_pages(mei, world):
    """MEM-1."""
    for number in range(5):
        world.clock.move(seconds=1)
        await mei.post(NOTES, json={"text": f"note {number}", "kind": "fact"})

    first = (await mei.get(NOTES, params={"limit": 3})).json()
    second = (await mei.get(NOTES, params={"limit": 3, "after": first["next_after"]})).json()

    texts = [each["text"] for each in first["found"] + second["found"]]
    assert texts == [f"note {number}" for number in reversed(range(5))]


async def test_a_place_that_cannot_be_is_refused(mei):
    """MEM-1."""
    assert (await mei.get(NOTES, params={"after": "x"})).status_code == 422
    assert (await mei.delete(f"{NOTES}/nope")).status_code == 422


async def test_pictures_are_listed_and_shown_to_whose_task_it_is(mei, world):
    """WEB-5, TSK-2."""
    task = await make(mei)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    number = await world.screenshots.put(task["id"], "https://a.example/", at=at, png=b"\x89PNG")

    listed = (await mei.get(f"{TASKS}/{task['id']}/screenshots")).json()["screenshots"]
    shown = await mei.get(f"{TASKS}/{task['id']}/screenshots/{number}")
    gone = await mei.get(f"{TASKS}/{task['id']}/screenshots/{number + 1}")

    assert [each["number"] for each in listed] == [number]
    assert (shown.status_code, shown.content) == (200, b"\x89PNG")
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert gone.status_code == 404


async def test_the_schema_of_configurations_is_published_and_described(mei, app):
    """TSK-1: one description is read, published and refused by."""
    full = (await mei.get("/api/v1/tasks/schema")).json()
    merged = (await mei.get("/api/v1/tasks/schema?form=merged")).json()
    described = app.openapi()["components"]["schemas"]

    assert set(full["$defs"]) <= set(described)
    for body in ("TaskIn", "TaskTrialIn"):
        told_apart = described[body]["discriminator"]
        assert told_apart["propertyName"] == "type"
        assert [{"$ref": each} for each in told_apart["mapping"].values()] == (
            described[body]["oneOf"]
        )
        for type_, name in told_apart["mapping"].items():
            kind = described[name.rpartition("/")[2]]["properties"]
            assert kind["type"]["const"] == type_
            assert kind["config"]["$ref"].rpartition("/")[2] in described
    assert len(described["TaskIn"]["oneOf"]) == len(full["oneOf"]) == 4
    assert "urls" in merged["properties"]
    assert (await mei.get("/api/v1/tasks/schema?form=xml")).status_code == 422
