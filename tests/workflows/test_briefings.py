"""The daily briefing under a server that skips time."""

from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from bootstrap.worker import activities_of, build_worker
from domain.briefing_days import BriefingState
from domain.briefings import (
    BriefingSettings,
    DayState,
    Greeting,
    GreetingAnswer,
    Phase,
    morning_of,
)
from domain.deliveries import ChannelAddress, ChannelKind
from domain.events import EventType
from tests.fakes.briefing_making import Household
from workflows.briefings import BriefingInput, DailyBriefingWorkflow

pytestmark = pytest.mark.temporal

SHANGHAI = ZoneInfo("Asia/Shanghai")
BY_MAIL = (ChannelAddress(ChannelKind.MAIL, "mei@example.cn"),)


class Mornings:
    """One person's workflow, a worker that can be stopped, and time to walk through."""

    def __init__(self, environment: WorkflowEnvironment, household: Household) -> None:
        self.environment = environment
        self.household = household
        self.queue = f"test-{uuid4()}"
        self.handle = None

    @asynccontextmanager
    async def awake(self):
        """Run a worker for as long as the block lasts."""
        activities = activities_of(
            self.household.briefing_activities(), self.household.delivery_activities()
        )
        async with build_worker(self.environment.client, activities, task_queue=self.queue):
            yield

    async def begin(self, settings: BriefingSettings, state: BriefingState | None = None) -> None:
        """Start the workflow; unless told otherwise its first day is tomorrow."""
        state = state or BriefingState(
            DayState((await first_morning(self, settings)).day.isoformat())
        )
        self.handle = await self.environment.client.start_workflow(
            DailyBriefingWorkflow.run,
            BriefingInput("u_mei", settings, state),
            id=f"briefing/u_mei-{uuid4()}",
            task_queue=self.queue,
        )

    async def now(self) -> datetime:
        return await self.environment.get_current_time()

    async def until(self, moment: datetime) -> None:
        """Walk to a moment (never back)."""
        ahead = moment - await self.now()
        if ahead > timedelta(0):
            await self.environment.sleep(ahead)
        self.household.clock.moment = await self.now()

    async def sleep_through(self, moment: datetime, settings: BriefingSettings, day: str) -> None:
        """Be without a worker until `moment`.

        The server never skips while a task waits for a worker, so the run is ended and one with
        the same state begins after the moment: it sees what a worker sees that comes back late.
        """
        handle = self.environment.client.get_workflow_handle(self.handle.id)
        await handle.terminate("no worker")
        await self.until(moment)
        await self.begin(settings, BriefingState(DayState(day)))

    async def greet(self, key: str, *, day: str) -> GreetingAnswer:
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        return await handle.execute_update(
            DailyBriefingWorkflow.greet, Greeting(key, f"robot:{key}"), id=f"greet/{day}"
        )

    async def configure(self, settings: BriefingSettings) -> None:
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        await handle.execute_update(DailyBriefingWorkflow.configure, settings)

    async def rest_a_while(self) -> None:
        """Pause and resume before anything falls due."""
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        await handle.signal(DailyBriefingWorkflow.pause, "a walk")
        await handle.signal(DailyBriefingWorkflow.resume)

    async def today(self):
        handle = self.environment.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, self.handle.id
        )
        return await handle.query(DailyBriefingWorkflow.today)

    def told(self, type_: EventType) -> list[str]:
        return [event.subject.partition("/")[2] for event in self.household.events.of_type(type_)]


@pytest.fixture
async def mornings(skipping, household) -> Mornings:
    return Mornings(skipping, household)


async def first_morning(mornings: Mornings, settings: BriefingSettings):
    """Return the first whole morning ahead."""
    tomorrow = (await mornings.now()).astimezone(ZoneInfo(settings.zone)).date() + timedelta(days=1)
    return morning_of(tomorrow, settings)


async def test_the_first_greeting_gets_the_briefing_and_the_second_robot_learns_that(mornings):
    """BRF-1, BRF-2, BRF-3."""
    settings = BriefingSettings(channels=BY_MAIL)
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.until(morning.start + timedelta(minutes=5))
        assert (await mornings.today()).phase is Phase.PREPARED

        first = await mornings.greet("desk", day=morning.day.isoformat())
        second = await mornings.greet("hall", day=morning.day.isoformat())

        assert first.winner == "desk"
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


async def test_what_was_spoken_is_mailed_when_the_person_asked_for_that(mornings):
    """BRF-7."""
    settings = BriefingSettings(mail_after_spoken="mei@example.cn")
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.until(morning.start + timedelta(minutes=1))
        await mornings.greet("desk", day=morning.day.isoformat())
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
        assert (await mornings.greet("desk", day=morning.day.isoformat())).winner == "desk"


async def test_a_pause_holds_everything_back_and_resuming_makes_no_burst(mornings):
    """BRF-8."""
    settings = BriefingSettings(channels=BY_MAIL)
    async with mornings.awake():
        await mornings.begin(settings)
        morning = await first_morning(mornings, settings)
        await mornings.handle.signal(DailyBriefingWorkflow.pause, "holiday")
        await mornings.until(morning.end + timedelta(days=9, hours=1))
        assert mornings.household.gatherer.looked == []
        assert (await mornings.today()).paused

        await mornings.handle.signal(DailyBriefingWorkflow.resume)
        following = morning_of(morning.day + timedelta(days=10), settings)
        await mornings.until(following.end + timedelta(minutes=2))
        await mornings.until(following.end + timedelta(minutes=4))
        assert mornings.household.gatherer.looked == [following.day.isoformat()]
        assert len(mornings.household.mail.sent) == 1
        assert mornings.told(EventType.BRIEFING_MISSED) == []


async def test_a_year_of_mornings_has_one_briefing_for_each_of_365_days(mornings):
    """BRF-1, BRF-2, BRF-8, BRF-9: clock changes, two robots, moved windows, sleeping workers."""
    zone = "America/New_York"
    settings = BriefingSettings(zone=zone, channels=BY_MAIL, window_start=time(2, 30))
    async with mornings.awake():
        await mornings.begin(settings)
        first = (await first_morning(mornings, settings)).day
    days = [first + timedelta(days=number) for number in range(365)]
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
                answers = {await mornings.greet(robot, day=day.isoformat()) for robot in "AB"}
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
    assert len(mornings.household.mail.sent) == 365 - len(greeted)
    assert mornings.told(EventType.BRIEFING_MISSED) == []
