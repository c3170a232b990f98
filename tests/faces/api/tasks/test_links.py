"""The page behind the link of a task's message."""

import re
from datetime import timedelta

import pytest

from application.approvals.answers import digest_of_token
from domain.people.access import Scope
from domain.tasks.tasks import TaskState
from tests.fakes.face_services import BO, MEI

TOKEN = "a-secret-of-many-bits"
PAGE = "https://shop.example.cn/price"


@pytest.fixture
async def task(world):
    config = {"urls": [PAGE], "notification": {"method": "email", "email": "mei@example.cn"}}
    return await world.services.tasks.create(
        by=MEI, type="web_monitor", name="报价 <b>页</b>", config=config
    )


@pytest.fixture
async def address(world, task):
    until = world.clock.now() + timedelta(days=30)
    await world.questions.add_link(digest_of_token(TOKEN), task.id, MEI.person_id, until=until)
    return f"/t/{TOKEN}"


async def test_scanners_of_mail_pause_nothing_and_one_press_does(nobody, world, task, address):
    """TSK-10: the page shows the task, where it looks, and a button that acts for its reader."""
    for _ in range(25):
        page = await nobody.get(address)
        assert (page.status_code, (await nobody.head(address)).status_code) == (200, 200)
    assert (await world.tasks.get(task.id)).state is TaskState.ACTIVE
    assert "报价 &lt;b&gt;页&lt;/b&gt;" in page.text
    assert f'href="{PAGE}"' in page.text
    assert "noindex" in page.headers["x-robots-tag"]

    [pause] = re.findall(r'formaction="([^"]+)"', page.text)
    paused = await nobody.post(pause)
    assert (await world.tasks.get(task.id)).state is TaskState.PAUSED

    [resume] = re.findall(r'formaction="([^"]+)"', paused.text)
    assert (pause, resume) == (f"{address}/pause", f"{address}/resume")
    await nobody.post(resume)
    assert (await world.tasks.get(task.id)).state is TaskState.ACTIVE


async def test_it_opens_for_its_reader_alone_and_not_for_ever(nobody, world, task, address):
    """TSK-10, SEC-3: what they may do is looked at anew; another site's form does nothing."""
    other_site = {"Sec-Fetch-Site": "cross-site"}
    assert (await nobody.post(f"{address}/pause", headers=other_site)).status_code == 403
    until = world.clock.now() + timedelta(days=30)
    await world.questions.add_link(digest_of_token("bobs"), task.id, BO.person_id, until=until)
    gone = [await nobody.get(each) for each in ("/t/bobs", "/t/unknown")]
    world.clock.move(days=31)
    gone.append(await nobody.get(address))

    assert {each.status_code for each in gone} == {404}
    assert len({each.text for each in gone}) == 1
    assert (await world.tasks.get(task.id)).state is TaskState.ACTIVE


async def test_a_deleted_task_shows_that_and_has_no_button(nobody, client, task, address):
    """TSK-10."""
    mei = await client(MEI, Scope.OPERATE)
    await mei.delete(f"/api/v1/tasks/{task.id}")

    page = await nobody.get(address)
    late = await nobody.post(f"{address}/pause")

    assert (page.status_code, "formaction" in page.text) == (200, False)
    assert late.status_code == 409
