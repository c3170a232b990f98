"""Pages about tasks: what they show, and what their buttons do."""

import pytest

from api.console.routes import ROOT
from domain.tasks.tasks import TaskState
from tests.faces.console.examples import PAGE, watch_of
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

TASK = watch_of(MEI.person_id)
TASKS = f"{ROOT}/tasks"


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


async def test_a_test_message_says_what_became_of_it(client, world):
    """TSK-9: on the page itself, for each address."""
    http = await client(MEI, by_session=True)
    sent = await http.post(f"{TASKS}/{TASK}/test-message", data={})

    assert sent.status_code == 200
    assert "mei@example.cn" in sent.text
