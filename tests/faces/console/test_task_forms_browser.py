"""The form of a task in a real browser: with the script and without, by the keyboard alone."""

import pytest

from api.console.routes import ROOT
from tests.fakes.face_services import MEI

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

NEW = f"{ROOT}/tasks/new"


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("script", [True, False])
async def test_a_page_is_watched(look, world, script, size):
    """CON-1, CON-2: from the list to the task's page, tried on the way."""
    before = set(world.tasks.kept)
    async with look(MEI, size=size, script=script) as seen:
        page = await seen.open(f"{ROOT}/tasks")
        await page.get_by_role("link", name="New task").click()
        await page.get_by_role("link", name="The text of a page changes", exact=True).click()
        await page.get_by_label("Pages").fill("https://status.example.cn/")
        await page.get_by_role("button", name="Try it").click()
        await page.get_by_role("heading", name="What it would see").wait_for()
        assert await page.get_by_label("Pages").input_value() == "https://status.example.cn/"
        assert set(world.tasks.kept) == before
        if script:
            assert await seen.faults() == []
        await page.get_by_role("button", name="Create task").click()
        await page.wait_for_url("**/console/tasks/t_*")
        (made,) = set(world.tasks.kept) - before
        assert page.url.endswith(made)


@pytest.mark.parametrize("script", [True, False])
async def test_enter_saves(look, world, script):
    """CON-1: whatever other buttons the form has; what is wrong is told beside its field."""
    async with look(MEI, script=script) as seen:
        page = await seen.open(f"{NEW}/json")
        await page.get_by_label("Name of the task").press("Enter")
        await page.locator("[id='e-config.source.http_json.url']").wait_for()


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_another_choice_shows_its_fields_at_once(look, size):
    """CON-1: by the keyboard; focus and what was typed stay, errors open what they stand in."""
    async with look(MEI, size=size) as seen:
        page = await seen.open(f"{NEW}/reminder")
        await page.locator("[name='config.action.message']").fill("Drink water")
        await page.get_by_label("When").focus()
        await page.keyboard.press("ArrowDown")
        await page.get_by_label("Mon", exact=True).wait_for()
        assert await page.get_by_label("When").input_value() == "weekly"
        value = await page.locator("[name='config.action.message']").input_value()
        assert value == "Drink water"
        focused = await page.evaluate("document.activeElement.name")
        assert focused == "config.type"
        await page.get_by_label("Mon", exact=True).check()
        await page.get_by_text("More settings").click()
        await page.get_by_label("Time zone").fill("Mars")
        await page.get_by_text("More settings").click()
        await page.get_by_role("button", name="Create task").click()
        error = page.locator("[id='e-config.zone']")
        await error.wait_for()
        assert await error.is_visible()
        assert [each for each in await seen.faults() if "422" not in each] == []
