"""Controls in the console: what holds repairs back is seen, set and lifted (ALR-6, RBK-7)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import expect

from api.console.routes import ROOT
from domain.incidents.controls import ControlKind, KillSwitch
from tests.fakes.api_services import SILENCE
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/controls"
SENT = {"name": "noise", "reason": "known", "namespace": "shop", "lasts": "1h"}


async def test_whoever_may_not_set_one_sees_them_and_is_offered_nothing(client):
    """ALR-6, CON-1: also not by typing the address."""
    http = await client(MEI, by_session=True)
    page = await http.get(PAGE)

    assert SILENCE.name in page.text
    assert "/controls/silence" not in page.text
    assert f"{SILENCE.id}/end" not in page.text
    assert (await http.get(f"{PAGE}/silence")).status_code == 403
    assert (await http.post(f"{PAGE}/kill-switch/engage", data={"reason": "x"})).status_code == 403


async def test_a_silence_is_shown_with_what_it_covers_before_it_is_set(client, world):
    """CON-2: the same form twice; only the second one changes anything."""
    http = await client(OPERATOR, by_session=True)
    preview = await http.post(f"{PAGE}/silence", data=SENT)
    before = dict(world.controls.kept)
    done = await http.post(f"{PAGE}/silence", data=SENT | {"sure": "yes"})
    (made,) = [each for name, each in world.controls.kept.items() if name not in before]

    assert preview.status_code == 200
    assert 'name="sure" value="yes"' in preview.text
    assert set(before) == {SILENCE.id}
    assert done.status_code == 303
    assert (made.kind, made.scope.namespace) == (ControlKind.SILENCE, "shop")
    assert made.end - made.start == timedelta(hours=1)


async def test_times_are_those_of_the_readers_wall_clock(client, world):
    """CON-2: a window that comes again, read as cron in the zone of whoever plans it."""
    http = await client(OPERATOR, by_session=True)
    sent = SENT | {"cron": "0 2 * * sat", "lasts": "2h", "start": "2026-12-01T08:00"}
    await http.post(f"{PAGE}/maintenance", data=sent | {"sure": "yes"})
    made = next(each for name, each in world.controls.kept.items() if name != SILENCE.id)

    assert (made.minutes, made.recurring.zone) == (120, "Asia/Shanghai")
    assert made.start.isoformat() == "2026-12-01T00:00:00+00:00"
    assert made.end is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"name": "x" * 81}, "name"),
        ({"start": "soon"}, "start"),
        ({"lasts": "soon"}, "lasts"),
        ({"cluster": "x" * 254}, "cluster"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(client, world, changes, field):
    """CON-2: the rules of the other faces; what was typed is kept."""
    http = await client(OPERATOR, by_session=True)
    page = await http.post(f"{PAGE}/silence", data=SENT | changes)

    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text
    assert set(world.controls.kept) == {SILENCE.id}


async def test_a_silence_of_nothing_named_is_refused(client):
    """ALR-6: before it is shown."""
    http = await client(OPERATOR, by_session=True)
    page = await http.post(f"{PAGE}/silence", data=SENT | {"namespace": ""})

    assert page.status_code == 422
    assert 'role="alert"' in page.text


async def test_the_kill_switch_is_engaged_from_a_phone(look, world):
    """RBK-7, CON-1: with its consequences, its reason, and the page says so at once."""
    world.controls.switch = KillSwitch(
        engaged=False, by=ADMIN.person_id, reason="go", at=world.clock.now()
    )
    async with look(OPERATOR, size="phone") as seen:
        page = await seen.open(PAGE)
        await page.get_by_role("link", name="Stop all writes").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Stop all writes").click()
        await expect(dialog.locator(".error")).to_be_visible()
        await dialog.get_by_label("reason").fill("storm")
        await dialog.get_by_role("button", name="Stop all writes").click()
        await expect(page.locator("#region")).to_contain_text("storm")
        await expect(page.get_by_role("link", name="Enable writing")).to_have_count(0)
        seen.complaints.clear()  # the browser's own word for a refused form
        assert await seen.faults() == []
    assert world.controls.switch.engaged


async def test_what_is_over_is_left_out_until_asked_for(client, world):
    """CON-2."""
    now = world.clock.now()
    over = replace(SILENCE, id="c_" + "1" * 26, name="long gone", end=now - timedelta(hours=1))
    world.controls.kept[over.id] = replace(over, start=now - timedelta(hours=2))
    http = await client(OPERATOR, by_session=True)

    assert "long gone" not in (await http.get(PAGE)).text
    assert "long gone" in (await http.get(PAGE, params={"over": "yes"})).text
    done = await http.post(f"{PAGE}/{SILENCE.id}/end", data={"reason": "fixed"})
    assert done.status_code == 303
    assert SILENCE.name not in (await http.get(PAGE)).text


async def test_today_says_whether_it_writes_and_leads_to_where_that_is_changed(client, world):
    """RBK-7, CON-2: without a command or a tool, which nobody needs here."""
    http = await client(OPERATOR, by_session=True)
    never = (await http.get(ROOT)).text
    world.controls.switch = KillSwitch(
        engaged=False, by=ADMIN.person_id, reason="go", at=world.clock.now()
    )
    on = (await http.get(ROOT)).text

    assert "Writing was never enabled" in never
    assert "enabled writing at" in on
    for page in (never, on):
        assert f'<a href="{PAGE}">Controls</a>' in page
        assert "set_kill_switch" not in page
        assert "zhiban kill-switch" not in page
