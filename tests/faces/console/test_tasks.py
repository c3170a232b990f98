"""Pages about tasks: what they show, and what their buttons do."""

from datetime import UTC, datetime, timedelta

import pytest

from api.console.routes import ROOT
from application.ports.tasks import WatchRecord
from domain.tasks.tasks import TaskState
from domain.watches.metric_memory import ThresholdMemory
from domain.watches.novelty import Alert, Novelty, Past
from domain.watches.watches import WatchMemory
from tests.faces.console.examples import PAGE, watch_of
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

TASK = watch_of(MEI.person_id)
TASKS = f"{ROOT}/tasks"
LEARNS = {
    "metric": "bitcoin_price",
    "operator": "anomaly",
    "notification": {"method": "send_email", "email": "mei@example.cn"},
}


async def test_the_list_shows_level_value_trend_and_next_look(client):
    """CON-2, TSK-8."""
    http = await client(MEI, by_session=True)
    page = (await http.get(TASKS)).text

    assert "breached" in page
    assert "12.5 %" in page
    assert 'class="sparkline"' in page
    assert "in 2" in page or "in 3" in page or "in 4" in page or "in 5" in page or "seconds" in page


async def test_a_list_is_filtered_sorted_and_paged_by_its_address(client, world):
    """CON-2: whose, name, health and order; the next page begins after the last row."""
    http = await client(ADMIN, by_session=True)
    every = (await http.get(TASKS)).text
    mine = (await http.get(TASKS, params={"whose": "mine"})).text
    named = (await http.get(TASKS, params={"name": "NEW"})).text
    failing = (await http.get(TASKS, params={"health": "failing"})).text
    ordered = (await http.get(TASKS, params={"sort": "name"})).text

    assert TASK in every
    assert TASK not in mine
    assert "row-t_" in named
    assert TASK not in named
    assert "row-t_" not in failing
    assert 'aria-sort="ascending"' in ordered
    assert ordered.index("news") < ordered.index("状态页")


async def test_one_task_shows_looks_snapshots_and_pictures(client):
    """TSK-8, CON-2."""
    http = await client(MEI, by_session=True)
    page = (await http.get(f"{TASKS}/{TASK}")).text
    compared = (await http.get(f"{TASKS}/{TASK}/compare")).text

    assert 'class="plot"' in page
    assert "/screenshots/1" in page
    assert PAGE in page
    assert '<td class="del">' in compared
    assert '<td class="ins">' in compared


async def test_others_tasks_look_like_none(client):
    """SEC-3."""
    http = await client(OPERATOR, by_session=True)
    answers = [
        await http.get(f"{TASKS}/{TASK}{part}") for part in ("", "/compare", "/steer/delete")
    ]
    assert [each.status_code for each in answers] == [404, 404, 404]


@pytest.mark.parametrize(
    ("step", "state"),
    [("pause", TaskState.PAUSED), ("delete", TaskState.DELETED), ("trigger", TaskState.ACTIVE)],
)
async def test_a_step_is_done_and_said(client, world, step, state):
    """CON-2, TSK-1."""
    http = await client(MEI, by_session=True)
    asked = await http.get(f"{TASKS}/{TASK}/steer/{step}")
    done = await http.post(f"{TASKS}/{TASK}/steer/{step}", data={"reason": ""})

    assert asked.status_code == 200
    assert done.status_code == 303
    assert world.tasks.kept[TASK].state is state
    assert (step, TASK) in world.lives.calls


async def test_what_a_watch_told_of_is_called_normal_beside_it(client, world):
    """THR-2, CON-2: on the task's page, one button for each; a stale one says what can be."""
    http = await client(MEI, by_session=True)
    task = await world.services.tasks.create(by=MEI, type="threshold_watch", config=LEARNS)
    at = datetime(2026, 11, 20, 1, 0, 17, tzinfo=UTC)
    alert = Alert(why=Novelty.BEYOND, at=at, value=60, low=10, high=14, over=timedelta(days=2))
    memory = WatchMemory(checks=9, threshold=ThresholdMemory(past=Past(told=(alert,))))
    world.watches.kept[task.id] = WatchRecord(task.id, 1, memory=memory)

    before = (await http.get(f"{TASKS}/{task.id}")).text
    done = await http.post(f"{TASKS}/{task.id}/normal", data={"at": at.isoformat()})
    after = (await http.get(f"{TASKS}/{task.id}")).text
    stale = await http.post(f"{TASKS}/{task.id}/normal", data={"at": "2026-11-21T00:00:00Z"})

    assert "This is normal" in before
    assert done.status_code == 303
    assert "Marked as normal" in after
    assert "This is normal" not in after
    assert stale.status_code == 422
    assert "2026-11-20T01:00:17+00:00" in stale.text


async def test_a_test_message_says_what_became_of_it(client, world):
    """TSK-9: on the page itself, for each address."""
    http = await client(MEI, by_session=True)
    sent = await http.post(f"{TASKS}/{TASK}/test-message", data={})

    assert sent.status_code == 200
    assert "mei@example.cn" in sent.text
