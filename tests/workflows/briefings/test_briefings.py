"""The daily briefing under a server that skips time."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.briefings.briefings import (
    BriefingSettings,
    Phase,
    morning_of,
)
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.events.events import EventType
from tests.fakes.walked_mornings import first_morning
from workflows.briefings.workflow import DailyBriefingWorkflow

pytestmark = pytest.mark.temporal

SHANGHAI = ZoneInfo("Asia/Shanghai")
BY_MAIL = (ChannelAddress(ChannelKind.MAIL, "mei@example.cn"),)


@pytest.mark.records("briefing-greeted", "DailyBriefing")
async def test_the_first_greeting_gets_the_briefing_and_the_second_robot_learns_that(mornings):
    """BRF-1, BRF-2, BRF-3."""
    settings = BriefingSettings(channels=BY_MAIL)
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.until(morning.start + timedelta(minutes=5))
        assert (await mornings.today()).phase is Phase.PREPARED

        first = await mornings.greet("service", day=morning.day.isoformat())
        second = await mornings.greet("hall", day=morning.day.isoformat())

        assert first.winner == "service"
        assert second == first
        await mornings.until(morning.end + timedelta(hours=1))
        assert mornings.told(EventType.BRIEFING_GIVEN) == [morning.day.isoformat()]
        assert mornings.told(EventType.BRIEFING_PUSHED) == []
        mei = await mornings.household.people.get("u_mei")
        assert mei.last_log_trigger_date == morning.day.isoformat()


async def test_a_greeting_outside_the_window_changes_nothing_and_a_later_one_still_wins(mornings):
    """BRF-2."""
    settings = BriefingSettings()
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        day = morning.day.isoformat()
        await mornings.until(morning.start - timedelta(minutes=5))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await mornings.greet("early", day=day)
        assert refused.value.cause.message == "outside_window"

        await mornings.until(morning.start + timedelta(seconds=1))
        assert (await mornings.greet("on time", day=day)).winner == "on time"


@pytest.mark.records("briefing-pushed", "DailyBriefing")
async def test_nobody_greets_so_the_briefing_goes_out_on_every_channel_once(mornings):
    """BRF-7, PSH-1."""
    wecom = ChannelAddress(ChannelKind.WECOM, "team")
    settings = BriefingSettings(channels=(*BY_MAIL, wecom))
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.until(morning.end + timedelta(minutes=2))
        await mornings.until(morning.end + timedelta(minutes=4))

        sent = mornings.household.mail.sent
        assert sorted(to.kind for _, to, _ in sent) == ["mail", "wecom"]
        assert all(message.link.startswith("https://zhiban.example/s/") for message, _, _ in sent)
        assert mornings.told(EventType.BRIEFING_PUSHED) == [morning.day.isoformat()]


@pytest.mark.records("briefing-greeted-then-mailed", "DailyBriefing")
async def test_what_was_spoken_is_mailed_when_the_person_asked_for_that(mornings):
    """BRF-7."""
    settings = BriefingSettings(mail_after_spoken="mei@example.cn")
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.until(morning.start + timedelta(minutes=1))
        await mornings.greet("service", day=morning.day.isoformat())
        await mornings.until(morning.start + timedelta(minutes=3))

        assert [to.target for _, to, _ in mornings.household.mail.sent] == ["mei@example.cn"]


async def test_a_worker_that_slept_through_the_due_time_catches_up_once(mornings):
    """BRF-9."""
    settings = BriefingSettings(channels=BY_MAIL)
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.until(morning.prepare - timedelta(hours=1))
        late = morning.end + timedelta(hours=3)
        await mornings.sleep_through(late, settings, morning.day.isoformat())
        await mornings.until(late + timedelta(minutes=5))
        await mornings.until(late + timedelta(minutes=10))

        assert mornings.household.gatherer.looked == [morning.day.isoformat()]
        assert mornings.told(EventType.BRIEFING_PUSHED) == [morning.day.isoformat()]
        assert len(mornings.household.mail.sent) == 1


@pytest.mark.records("briefing-configured", "DailyBriefing")
async def test_a_window_moved_while_it_runs_counts_from_that_moment(mornings):
    """BRF-8."""
    settings = BriefingSettings(channels=BY_MAIL)
    later = BriefingSettings(window_start=time(14), window_end=time(15), channels=BY_MAIL)
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.until(morning.prepare - timedelta(hours=2))
        await mornings.configure(later)
        await mornings.until(morning.end + timedelta(minutes=1))
        assert mornings.household.gatherer.looked == []
        assert mornings.household.briefings.kept_settings["u_mei"] == later

        await mornings.until(morning_of(morning.day, later).start + timedelta(minutes=1))
        assert (await mornings.greet("service", day=morning.day.isoformat())).winner == "service"


@pytest.mark.records("briefing-paused-then-resumed", "DailyBriefing")
async def test_a_pause_holds_everything_back_and_resuming_makes_no_burst(mornings):
    """BRF-8."""
    settings = BriefingSettings(channels=BY_MAIL)
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.handle.execute_update(DailyBriefingWorkflow.pause, "holiday")
        await mornings.until(morning.end + timedelta(days=9, hours=1))
        assert mornings.household.gatherer.looked == []
        assert (await mornings.today()).paused

        await mornings.handle.execute_update(DailyBriefingWorkflow.resume)
        following = morning_of(morning.day + timedelta(days=10), settings)
        await mornings.until(following.end + timedelta(minutes=2))
        await mornings.until(following.end + timedelta(minutes=4))
        assert mornings.household.gatherer.looked == [following.day.isoformat()]
        assert len(mornings.household.mail.sent) == 1
        assert mornings.told(EventType.BRIEFING_MISSED) == []


@pytest.mark.timeout(240)  # a year takes 15 to 30 s by itself
@pytest.mark.parametrize("length", [45, pytest.param(365, marks=pytest.mark.exhaustive)])
async def test_a_year_of_mornings_has_one_briefing_for_each_of_its_days(mornings, length):
    """BRF-1, BRF-2, BRF-8, BRF-9: clock changes, two robots, moved windows, sleeping workers."""
    zone = "America/New_York"
    settings = BriefingSettings(zone=zone, channels=BY_MAIL, window_start=time(2, 30))
    async with mornings.awake():
        await mornings.begin(settings)
        first = (await first_morning(mornings, settings)).day
    days = [first + timedelta(days=number) for number in range(length)]
    greeted = []
    async with mornings.awake():
        for number, day in enumerate(days):
            if number % 30 == 11:
                opens = time(2, 30) if settings.window_start == time(6) else time(6)
                settings = BriefingSettings(zone=zone, channels=BY_MAIL, window_start=opens)
                await mornings.configure(settings)
            morning = morning_of(day, settings)
            if number % 50 == 7:
                late = morning.prepare + timedelta(hours=1)
                await mornings.sleep_through(late, settings, day.isoformat())
            if number % 73 == 40:
                await mornings.rest_a_while()
            if number % 3:
                await mornings.until(morning.start + timedelta(minutes=number % 60))
                answers = {
                    await mornings.greet_patiently(robot, day=day.isoformat()) for robot in "AB"
                }
                assert {answer.winner for answer in answers} == {"A"}
                greeted.append(day.isoformat())
            await mornings.until(morning.end + timedelta(minutes=2))
            await mornings.until(morning.end + timedelta(minutes=4))

    asked_for = [day.isoformat() for day in days]
    assert mornings.household.gatherer.looked == asked_for
    assert mornings.told(EventType.BRIEFING_GIVEN) == greeted
    assert mornings.told(EventType.BRIEFING_PUSHED) == [
        day for day in asked_for if day not in greeted
    ]
    assert len(mornings.household.mail.sent) == length - len(greeted)
    assert mornings.told(EventType.BRIEFING_MISSED) == []
