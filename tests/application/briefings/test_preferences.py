"""Settings changed by what people say: read back, confirmed, then kept (PSH-8)."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from domain.briefings.briefings import BriefingSettings
from domain.common.errors import InvalidRequest
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from tests.fakes.face_services import MEI, FaceWorld
from tests.fakes.words import IN_CHINESE, WORDS, says


@pytest.fixture
def world():
    world = FaceWorld()
    world.read_in(Language.CHINESE)
    return world


async def say(world, said, *, by=MEI, confirm=""):
    reply = await world.services.preferences.say(by=by, said=said, confirm=confirm)
    return WORDS.text(reply.said, IN_CHINESE), reply


async def settings(world):
    return await world.services.briefings.settings(by=MEI)


async def test_an_address_is_read_back_letter_by_letter_and_holds_once_confirmed(world):
    """PSH-8."""
    own = world.people.kept["u_mei"].mail
    before = (await settings(world)).channels
    heard, reply = await say(world, f"以后简报发到 {own}")
    waiting = (await settings(world)).channels
    done, _ = await say(world, "确认")

    assert "逐字是：m e i 艾特 e x" in heard
    assert "说“确认”就生效" in heard
    assert reply.confirm
    assert waiting == before
    assert "已生效" in done
    assert (await settings(world)).channels == (ChannelAddress(ChannelKind.MAIL, own),)
    assert "没有等待确认的改动" in (await say(world, "确认"))[0]


async def test_a_change_that_nobody_confirms_in_time_is_none(world):
    """PSH-8."""
    await say(world, "简报改成七点半")
    world.clock.move(minutes=4)

    assert "没有等待确认的改动" in (await say(world, "确认"))[0]
    assert (await settings(world)).window_start == BriefingSettings().window_start


async def test_a_no_forgets_it(world):
    """PSH-8."""
    await say(world, "说慢一点")

    assert "什么都没改" in (await say(world, "取消"))[0]
    assert "没有等待确认的改动" in (await say(world, "确认"))[0]
    assert (await settings(world)).speech_rate == 1.0


async def test_a_later_wish_takes_the_place_of_an_earlier_one(world):
    """PSH-8: one of each person; what was read back first is confirmed no more."""
    _, first = await say(world, "说慢一点")
    await say(world, "简报改成七点半")
    stale, _ = await say(world, "", confirm=first.confirm)
    await say(world, "确认")
    kept = await settings(world)

    assert "没有等待确认的改动" in stale
    assert (kept.window_start, kept.window_end) == (time(7, 30), time(11, 30))
    assert kept.speech_rate == 1.0


async def test_a_yes_at_another_door_confirms_nothing(world):
    """PSH-8, VOI-4: whoever stands before a robot says no yes to what was asked for in a chat."""
    await say(world, "说慢一点")
    said, _ = await say(world, "确认", by=replace(MEI, via="robot:desk"))

    assert "没有等待确认的改动" in said
    assert (await settings(world)).speech_rate == 1.0


async def test_somebody_elses_address_is_refused_at_once(world):
    """PSH-8, PSH-10: it is not read back first, only to be refused then."""
    with pytest.raises(InvalidRequest, check=says("address")):
        await say(world, "以后简报发到 stranger@evil.example.com")


async def test_a_mute_makes_what_can_wait_wait(world):
    """PSH-8, PSH-5."""
    await say(world, "静音两个小时")
    await say(world, "确认")
    now = world.clock.now()

    assert (await settings(world)).muted_until == now + timedelta(hours=2)
    await say(world, "取消静音")
    await say(world, "确认")
    assert (await settings(world)).muted_until <= now
