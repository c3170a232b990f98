"""What comes in at the worst moment: every await of the daily briefing, and every outage."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.briefings.briefings import BriefingSettings, DayState, Phase, morning_of
from domain.briefings.days import BriefingState
from domain.common.errors import Rejected, Unavailable
from domain.common.messages import message_of
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.events.events import EventType
from tests.fakes.walked_mornings import first_morning
from tests.fakes.words import shown
from workflows.briefings.workflow import DailyBriefingWorkflow
from workflows.reasons import NOT_READY

pytestmark = pytest.mark.temporal

BY_MAIL = (ChannelAddress(ChannelKind.MAIL, "mei@example.cn"),)
PUSHED = BriefingSettings(channels=BY_MAIL)
DOWN = Unavailable("The source is down.")


async def test_a_greeting_while_a_change_of_settings_hangs_is_answered(mornings):
    """BRF-2, BRF-8: a page that is to be turned waits for no handler that waits for the page."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        first = await first_morning(mornings, PUSHED)
        await mornings.until(first.start + timedelta(minutes=1))
        await mornings.greet("service", day=first.day.isoformat())
        following = morning_of(first.day + timedelta(days=1), PUSHED)
        day = following.day.isoformat()
        await mornings.until(following.prepare - timedelta(minutes=1))
        mornings.household.briefings.moods = [DOWN] * 100
        changing = await mornings.start_configuring(PUSHED)
        await mornings.until(following.start + timedelta(minutes=1))

        assert (await asyncio.wait_for(mornings.greet("service", day=day), 10)).winner == "service"
        await mornings.until(following.end)
        await asyncio.wait_for(changing.result(), 10)
        assert mornings.household.briefings.kept_settings["u_mei"] == PUSHED


async def test_a_page_that_a_greeting_turned_is_not_turned_once_more(mornings):
    """BRF-1, BRF-9: the worker was away, and its database is when it comes back."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        await mornings.until(morning.prepare - timedelta(hours=1))
        following = morning_of(morning.day + timedelta(days=1), PUSHED)
        mornings.household.events.moods = [DOWN] * 8
        mornings.household.gatherer.error = DOWN
        late = following.start + timedelta(minutes=1)
        await mornings.sleep_through(late, PUSHED, morning.day.isoformat())
        day = following.day.isoformat()
        waiting = await mornings.start_waiting(day)
        await mornings.until(late + timedelta(minutes=10))
        mornings.household.gatherer.error = None
        await mornings.until(late + timedelta(minutes=15))
        await asyncio.wait_for(waiting.result(), 10)

        assert (await asyncio.wait_for(mornings.greet("service", day=day), 10)).winner == "service"
        assert mornings.told(EventType.BRIEFING_MISSED) == [morning.day.isoformat()]


async def test_a_pause_while_it_is_prepared_holds_the_push_and_resuming_brings_it(mornings):
    """BRF-8."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        mornings.household.gatherer.error = DOWN
        await mornings.until(morning.prepare + timedelta(minutes=2))
        await mornings.handle.execute_update(DailyBriefingWorkflow.pause, "a call")
        mornings.household.gatherer.error = None
        await mornings.until(morning.start + timedelta(minutes=2))
        assert (await mornings.today()).phase is Phase.PREPARED
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await mornings.greet("service", day=morning.day.isoformat())
        assert refused.value.cause.message == "paused"

        await mornings.handle.execute_update(DailyBriefingWorkflow.resume)
        await mornings.until(morning.end + timedelta(minutes=2))
        await mornings.until(morning.end + timedelta(minutes=4))
        assert len(mornings.household.mail.sent) == 1


async def test_a_pause_over_the_end_of_the_window_leaves_that_day_out(mornings):
    """BRF-8."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        await mornings.until(morning.start)
        await mornings.handle.execute_update(DailyBriefingWorkflow.pause, "a call")
        await mornings.until(morning.end + timedelta(hours=1))
        await mornings.handle.execute_update(DailyBriefingWorkflow.resume)
        await mornings.until(morning.end + timedelta(hours=2))

        assert mornings.household.mail.sent == []
        assert (await mornings.today()).day == (morning.day + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Pacific/Kiritimati"])
async def test_a_new_zone_at_a_minute_to_midnight_gives_each_date_once(mornings, zone):
    """BRF-1, BRF-8."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        await mornings.until(morning.start + timedelta(minutes=1))
        await mornings.greet("service", day=morning.day.isoformat())
        await mornings.until(morning.end + timedelta(hours=13, minutes=59))
        moved = replace(PUSHED, zone=zone)
        await mornings.configure(moved)
        following = morning_of(morning.day + timedelta(days=1), moved)
        await mornings.until(following.start + timedelta(minutes=1))
        answer = await mornings.greet("service", day=following.day.isoformat())
        await mornings.until(following.end + timedelta(hours=1))

    days = [morning.day.isoformat(), following.day.isoformat()]
    assert answer.winner == "service"
    assert mornings.told(EventType.BRIEFING_GIVEN) == days
    assert mornings.household.gatherer.looked == days


@pytest.mark.records("briefing-waited-for-then-given", "DailyBriefing")
async def test_sources_that_are_down_for_three_hours_of_the_window_delay_and_lose_nothing(mornings):
    """BRF-2, REL-2: who gave up waiting has no claim, so the next greeting gets the briefing."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        day = morning.day.isoformat()
        mornings.household.gatherer.error = DOWN
        await mornings.until(morning.start + timedelta(minutes=1))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await mornings.greet("gave up", day=day)
        assert refused.value.cause.type == NOT_READY
        waiting = await mornings.start_waiting(day)
        await mornings.until(morning.start + timedelta(hours=3))
        mornings.household.gatherer.error = None
        await mornings.until(morning.start + timedelta(hours=3, minutes=2))
        await asyncio.wait_for(waiting.result(), 10)

        assert (await mornings.greet("came back", day=day)).winner == "came back"
        assert mornings.told(EventType.BRIEFING_MISSED) == []


async def test_sources_that_come_back_after_the_window_mean_a_late_push(mornings):
    """BRF-7, BRF-9: nobody heard it, whoever waited for it."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        mornings.household.gatherer.error = DOWN
        await mornings.until(morning.end - timedelta(minutes=1))
        waiting = await mornings.start_waiting(morning.day.isoformat())
        await mornings.until(morning.end + timedelta(hours=2))
        mornings.household.gatherer.error = None
        await mornings.until(morning.end + timedelta(hours=2, minutes=2))
        await mornings.until(morning.end + timedelta(hours=2, minutes=4))
        await asyncio.wait_for(waiting.result(), 10)

        assert len(mornings.household.mail.sent) == 1
        assert mornings.told(EventType.BRIEFING_PUSHED) == [morning.day.isoformat()]


async def test_sources_that_are_down_over_midnight_cost_that_day_and_no_other(mornings):
    """BRF-1, BRF-9: two briefings never arrive in one go."""
    late = replace(PUSHED, window_start=time(22), window_end=time(23, 30))
    async with mornings.awake():
        await mornings.begin(late)
        morning = await first_morning(mornings, late)
        following = morning_of(morning.day + timedelta(days=1), late)
        mornings.household.gatherer.error = DOWN
        await mornings.until(following.prepare - timedelta(hours=1))
        mornings.household.gatherer.error = None
        await mornings.until(following.end + timedelta(minutes=2))
        await mornings.until(following.end + timedelta(minutes=4))

        assert mornings.told(EventType.BRIEFING_MISSED) == [morning.day.isoformat()]
        (missed,) = mornings.household.events.of_type(EventType.BRIEFING_MISSED)
        assert shown(message_of(missed.data["reason"])) == "“The source is down.”"
        assert mornings.told(EventType.BRIEFING_PUSHED) == [following.day.isoformat()]
        assert len(mornings.household.mail.sent) == 1


async def test_nothing_is_prepared_for_a_disabled_person_until_they_are_back(mornings):
    """BRF-1, VOI-6."""
    household = mornings.household
    mei = await household.people.get("u_mei")
    household.people.kept["u_mei"] = replace(mei, disabled=True)
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        await mornings.until(morning.end + timedelta(hours=1))
        assert household.gatherer.looked == []
        (missed,) = household.events.of_type(EventType.BRIEFING_MISSED)
        assert "disabled" in shown(message_of(missed.data["reason"]))

        household.people.kept["u_mei"] = mei
        following = morning_of(morning.day + timedelta(days=1), PUSHED)
        await mornings.until(following.start + timedelta(minutes=1))
        assert (await mornings.greet("k", day=following.day.isoformat())).winner == "k"


async def test_what_was_prepared_for_a_person_who_was_disabled_since_goes_nowhere(mornings):
    """PSH-2, VOI-6."""
    household = mornings.household
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        await mornings.until(morning.start)
        mei = await household.people.get("u_mei")
        household.people.kept["u_mei"] = replace(mei, disabled=True)
        await mornings.until(morning.end + timedelta(minutes=2))
        await mornings.until(morning.end + timedelta(minutes=4))

    assert household.mail.sent == []
    assert household.deliveries.rows[-1].state == "failed"
    assert "disabled" in shown(household.deliveries.rows[-1].answer)


async def test_a_delivery_that_was_started_before_is_not_started_again(mornings):
    """PSH-2: the same day is pushed by a run that knows nothing of the first."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        day = morning.day.isoformat()
        await mornings.until(morning.end + timedelta(minutes=2))
        await mornings.until(morning.end + timedelta(minutes=4))
        assert len(mornings.household.mail.sent) == 1
        await mornings.sleep_through(morning.end + timedelta(minutes=10), PUSHED, day)
        await mornings.until(morning.end + timedelta(minutes=20))

        assert (await mornings.today()).phase is Phase.PUSHED
        assert len(mornings.household.mail.sent) == 1


async def test_a_worker_that_remembers_nothing_between_two_tasks_does_the_same(mornings):
    """REL-1, REL-3: every step is decided by a replay of the history."""
    settings = replace(PUSHED, mail_after_spoken="mei@example.cn")
    async with mornings.awake(cached=0):
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.rest_a_while()
        await mornings.until(morning.prepare + timedelta(minutes=1))
        await mornings.configure(replace(settings, window_end=time(11)))
        await mornings.until(morning.start + timedelta(minutes=1))
        await mornings.greet("service", day=morning.day.isoformat())
        following = morning_of(morning.day + timedelta(days=1), settings)
        await mornings.until(following.end + timedelta(hours=1, minutes=2))
        await mornings.until(following.end + timedelta(hours=1, minutes=4))

    assert mornings.told(EventType.BRIEFING_GIVEN) == [morning.day.isoformat()]
    assert mornings.told(EventType.BRIEFING_PUSHED) == [following.day.isoformat()]
    assert len(mornings.household.mail.sent) == 2


async def test_of_two_changes_at_once_the_later_is_kept_though_the_first_had_to_be_retried(
    mornings,
):
    """BRF-8."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        moods = mornings.household.briefings.moods = [DOWN]
        one, two = replace(PUSHED, prepare_minutes=1), replace(PUSHED, prepare_minutes=2)
        first = await mornings.start_configuring(one)
        while moods:
            await asyncio.sleep(0.01)
        await mornings.configure(two)
        await first.result()

        assert (await mornings.today()).settings == two
        assert mornings.household.briefings.kept_settings["u_mei"] == two


async def test_settings_that_would_stop_the_workflow_are_turned_down_whoever_sends_them(mornings):
    """BRF-8: an operator's update from Temporal's own page goes past our checks."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        with pytest.raises(WorkflowUpdateFailedError):
            await mornings.configure(replace(PUSHED, zone="Mars/Base"))

        assert (await mornings.today()).settings == PUSHED


async def test_a_note_that_can_never_be_written_does_not_end_the_mornings(mornings):
    """REL-1."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        mornings.household.events.moods = [Rejected("The event is not wanted.")]
        await mornings.rest_a_while()
        await mornings.until(morning.start + timedelta(minutes=1))

        assert (await mornings.greet("k", day=morning.day.isoformat())).winner == "k"


async def test_a_greeting_for_another_date_is_turned_down_with_the_right_one(mornings):
    """BRF-2: all greetings under one date share one answer, so it must be that date's."""
    async with mornings.awake():
        await mornings.begin(PUSHED)
        morning = await first_morning(mornings, PUSHED)
        await mornings.until(morning.start + timedelta(minutes=1))
        tomorrow = (morning.day + timedelta(days=1)).isoformat()
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await mornings.greet("hasty", day=tomorrow)

        assert refused.value.cause.message == morning.day.isoformat()


@pytest.mark.records("briefing-continued-as-new", "DailyBriefing")
async def test_what_was_asked_for_is_not_forgotten_when_the_history_is_left_behind(mornings):
    """BRF-7, BRF-8: what is owed and wanted is part of the state that is carried on."""
    async with mornings.awake():
        morning = await first_morning(mornings, PUSHED)
        day = morning.day.isoformat()
        yesterday = (morning.day - timedelta(days=1)).isoformat()
        state = BriefingState(current=DayState(day), unheard=yesterday, prepare_wanted=True)
        await mornings.begin(PUSHED, state)
        await mornings.until(await mornings.now() + timedelta(minutes=1))

        assert (await mornings.today()).phase is Phase.PREPARED
        assert mornings.told(EventType.BRIEFING_PUSHED) == [yesterday]


async def test_a_run_that_an_operator_cancels_ends(mornings):
    """TSK-3: also while it prepares."""
    async with mornings.awake():
        mornings.household.gatherer.error = DOWN
        await mornings.begin(PUSHED)
        await mornings.handle.execute_update(DailyBriefingWorkflow.prepare_now)
        while not mornings.household.gatherer.looked:
            await asyncio.sleep(0.01)
        await mornings.handle.cancel()
        while (await mornings.handle.describe()).status.name == "RUNNING":
            await asyncio.sleep(0.01)

        assert (await mornings.handle.describe()).status.name == "CANCELED"
