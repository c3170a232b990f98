"""The numbers of repairs: who may ask, for which period, and from which events they come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.analytics.effect import EffectService
from application.analytics.numbers import Number
from application.analytics.views import GroupBy, effect_view
from application.analytics.words import suggestion_said
from application.common.wording import Localizer
from application.incidents.back_testing import BackTester
from application.incidents.policies import PolicyService
from domain.analytics.levels import LevelName
from domain.analytics.metrics import Goal, NumberUnit
from domain.analytics.suggestions import Advice, Suggestion
from domain.clusters.repairs import AttemptState
from domain.common.errors import Forbidden, InvalidRequest, TooLarge
from domain.common.messages import message
from domain.common.proportions import Proportion
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.events.events import Event, EventType
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.people.access import Actor, Role
from tests.fakes.alerts import InMemoryWeights
from tests.fakes.clock import ManualClock
from tests.fakes.deliveries import InMemoryDeliveries
from tests.fakes.face_incidents import InMemoryIncidents, InMemoryPolicies
from tests.fakes.incident_examples import NOW, after, an_alert, an_attempt, an_incident
from tests.fakes.weight_examples import a_score
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, says, shown

ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
VIEWER = Actor("u_vi", frozenset({Role.VIEWER}))
NOBODY = replace(VIEWER, scopes=frozenset())


def opened(incident, began, source=None):
    return Event(
        id=f"{incident.id}/1/{began}",
        type=EventType.INCIDENT_OPENED,
        source=source or f"/incidents/{incident.id}",
        subject=incident.id,
        time=incident.opened_at,
        data={"incident": {"newest": {"started_at": began.isoformat().replace("+00:00", "Z")}}},
    )


class World:
    def __init__(self):
        self.clock = ManualClock(after(7 * 86_400))
        self.incidents = InMemoryIncidents()
        self.events = self.incidents.events
        self.deliveries = InMemoryDeliveries()
        self.weights = InMemoryWeights(self.events)
        self.service = EffectService(
            self.incidents,
            self.events,
            self.deliveries,
            PolicyService(InMemoryPolicies(), BackTester(self.incidents, self.weights)),
            self.clock,
        )

    async def add(self, incident, began=NOW, source=None):
        await self.incidents.record(incident, [opened(incident, began, source)])

    async def metrics(self, **asked):
        return (await self.effect(**asked)).metrics

    async def effect(self, **asked):
        return await self.service.effect(**{"by": VIEWER, "since": NOW} | asked)


@pytest.fixture
def world():
    return World()


async def test_numbers_come_from_incidents_and_the_beginning_from_their_first_event(world):
    """RBK-14: the newest alert may be of a later firing."""
    later = an_alert(started_at=after(9_000))
    incident = an_incident(1, opened_at=after(30), newest=later)
    await world.add(incident)
    await world.add(incident, after(20))  # a second event about the same
    await world.add(an_incident(2, opened_at=after(40)), after(39), source="/people/u_bo")

    found = await world.metrics()
    assert (found.incidents, found.since, found.until) == (2, NOW, world.clock.now())
    assert (found.detect.count, found.detect.median) == (1, 30.0)
    assert found.goal is Goal.NO_DATA


async def test_all_pages_are_counted(world, monkeypatch):
    """RBK-14."""
    monkeypatch.setattr("application.analytics.effect._AT_ONCE", 2)
    for number in range(7):
        await world.add(an_incident(number))
    found = await world.metrics()
    assert (found.incidents, found.detect.count) == (7, 7)


async def test_the_period_is_of_when_incidents_opened(world):
    """RBK-14."""
    for number in range(4):
        await world.add(an_incident(number, opened_at=after(100 * number)))
    found = await world.metrics(since=after(100), until=after(300))
    assert found.incidents == 2


async def test_suggestions_come_with_the_numbers(world):
    """ANL-3."""
    failed = (an_attempt(1, AttemptState.FAILED),)
    for number in range(8):
        await world.add(an_incident(number, attempts=failed, ending=Ending.HANDED_OVER))
    found = await world.effect()
    assert found.metrics.success == 0.0
    assert [each.action for each in found.suggestions] == ["restart"]


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (
            IN_ENGLISH,
            "x/y, rolling restart fixed 2 of 9, scale-out 5 of 6: try scale-out first.",
        ),
        (
            IN_CHINESE,
            "x/y 的反复崩溃：滚动重启 9 次修好 2 次，扩容 6 次修好 5 次，建议先试扩容。",
        ),
    ],
)
def test_a_suggestion_says_its_numbers(reader, said):
    """ANL-3, I18-1."""
    found = Suggestion(
        Advice.TRY_FIRST,
        "scale_out",
        "crash_loop",
        "x/y",
        Proportion(5, 6),
        "restart",
        Proportion(2, 9),
    )
    assert shown(suggestion_said(found), reader).removeprefix("For crash loop at ") == said


async def test_a_suggestion_is_tried_within_the_policy_in_force(world):
    """ANL-3: by the same back-test as a file."""
    failed = (an_attempt(1, AttemptState.FAILED),)
    ended = {"ending": Ending.HANDED_OVER, "score": a_score(75.0, 90.0, 50.0, 50.0)}
    await world.add(an_incident(1, attempts=failed, state=IncidentState.CLOSED, **ended))
    name = "pass_over:restart:crash_loop"
    found = await world.service.back_test(by=VIEWER, suggestion=name)
    assert [each.changes[0] for each in found.differences] == ["actions"]
    for asked in ({}, {"policy": 'name = "x"', "suggestion": name}, {"suggestion": "dance"}):
        with pytest.raises(InvalidRequest, check=says("suggestion")):
            await world.service.back_test(by=VIEWER, **asked)


async def test_only_those_who_read_incidents_see_the_numbers(world):
    """RBK-14, SEC-4."""
    with pytest.raises(Forbidden, check=says(r"incidents\.read")):
        await world.metrics(by=NOBODY)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"until": NOW}, "since"),
        ({"since": after(8 * 86_400)}, "since"),
        ({"since": NOW - timedelta(days=394)}, "since"),
        ({"since": NOW.replace(tzinfo=None)}, "since"),
        ({"until": NOW.replace(tzinfo=None)}, "until"),
        ({"zone": "Nowhere"}, "zone"),
    ],
    ids=range(6),
)
async def test_periods_and_zones_are_bounded(world, asked, field):
    """RBK-14."""
    await world.metrics(since=NOW - timedelta(days=393))
    with pytest.raises(InvalidRequest, check=says(field)):
        await world.metrics(**asked)


async def test_too_many_incidents_are_refused_not_left_out(world, monkeypatch):
    """RBK-14: a number of half the incidents would be a wrong number."""
    monkeypatch.setattr("application.analytics.effect.MOST_INCIDENTS", 2)
    for number in range(3):
        await world.add(an_incident(number))
    with pytest.raises(
        TooLarge, check=says("There are more than 2 incidents; ask for a shorter period")
    ):
        await world.metrics()
    assert (await world.metrics(until=an_incident(2).opened_at)).incidents == 2


@pytest.mark.parametrize(("reader", "span"), [(IN_CHINESE, "不到 1 秒"), (IN_ENGLISH, "under 1 s")])
def test_numbers_are_told_as_people_say_them(reader, span):
    """RBK-14: it said 0.0648345 s."""
    told = Number(
        message("number.median", span=message("number.detect")), 0.0648345, NumberUnit.SECONDS
    )
    assert shown(told.said, reader) == span


@pytest.mark.parametrize(
    ("reader", "goal"),
    [
        (IN_CHINESE, "（100%，95% 置信区间 21% 到 100%），目标 85%，达到。"),
        (IN_ENGLISH, "(100%, 95% interval 21% to 100%); goal 85%: reached."),
    ],
)
async def test_the_goal_is_told_by_its_number(world, reader, goal):
    """RBK-14: nobody could know what the goal was."""
    good = (an_attempt(1, AttemptState.VERIFIED),)
    await world.add(an_incident(1, attempts=good, ending=Ending.FIXED, fixed_at=after(300)))
    assert goal in effect_view(await world.effect(), Localizer(WORDS, reader)).said


def a_day(person, day, type_, at=NOW):
    return Event(
        id=f"briefing/{person}/{day}/{type_}",
        type=type_,
        source=f"/people/{person}",
        subject=f"{person}/{day}",
        time=at,
        owner=person,
    )


def a_message(number, state, person="u_vi", at=NOW):
    return Delivery(
        key=f"k{number}",
        event_id=f"e{number}",
        person_id=person,
        channel=ChannelKind.MAIL,
        target="x@example.com",
        state=state,
        at=at,
    )


async def promises(world):
    for each in (
        a_day("u_vi", "2026-11-21", EventType.BRIEFING_GIVEN),
        a_day("u_vi", "2026-11-22", EventType.BRIEFING_MISSED),
        a_day("u_bo", "2026-11-21", EventType.BRIEFING_PUSHED),
        a_day("u_bo", "2026-11-21", EventType.BRIEFING_GIVEN),
        a_day("u_vi", "2026-10-01", EventType.BRIEFING_GIVEN, NOW - timedelta(days=51)),
    ):
        await world.events.append(each)
    for number, (state, person, at) in enumerate(
        (
            (DeliveryState.ACCEPTED, "u_vi", NOW),
            (DeliveryState.FAILED, "u_bo", NOW),
            (DeliveryState.UNCERTAIN, "u_bo", NOW),
            (DeliveryState.RETRYING, "u_bo", NOW),
            (DeliveryState.ACCEPTED, "u_bo", after(30 * 86_400)),
        )
    ):
        await world.deliveries.record(a_message(number, state, person, at))


@pytest.mark.parametrize(
    ("by", "briefings", "messages"),
    [(VIEWER, (1, 2), (1, 1)), (ADMIN, (2, 3), (1, 3))],
)
async def test_promises_are_of_all_people_or_of_ones_own(world, by, briefings, messages):
    """ANL-3, PSH-7: what nobody can tell did not arrive, what is being tried counts neither way."""
    await promises(world)
    found = await world.effect(by=by)
    levels = {each.name: each for each in found.levels}
    kept = [levels[each].kept for each in (LevelName.BRIEFINGS, LevelName.MESSAGES)]
    assert [(each.part, each.whole) for each in kept] == [briefings, messages]
    assert levels[LevelName.BRIEFINGS].everybody is (by is ADMIN)
    assert levels[LevelName.MESSAGES].met is (Goal.MISSED if by is ADMIN else Goal.REACHED)


async def test_answers_and_fixes_come_from_the_incidents(world):
    """ANL-3: time to acknowledge of the middle one, and of nine in ten."""
    for number, answered in enumerate((60, 120, 600, None)):
        await world.add(
            an_incident(
                number,
                opened_at=NOW,
                called=CallReason.EXHAUSTED,
                acknowledged_at=None if answered is None else after(answered),
            )
        )
    levels = {each.name: each for each in (await world.effect()).levels}
    answers = levels[LevelName.ACKNOWLEDGED]
    assert (answers.kept.part, answers.kept.whole) == (3, 4)
    assert (answers.times.median, answers.times.p90) == (120.0, 600.0)
    assert (levels[LevelName.FIXES].kept.share, levels[LevelName.FIXES].met) == (None, Goal.NO_DATA)


async def effect_of_nine(world):
    good = (an_attempt(1, AttemptState.VERIFIED, ended_at=after(240)),)
    unknown = (an_attempt(1, AttemptState.UNKNOWN),)
    bad = (an_attempt(1, AttemptState.FAILED),)
    for number, attempts in enumerate((good, good, bad, bad, unknown)):
        ending = Ending.FIXED if attempts is good else Ending.HANDED_OVER
        fixed_at = after(300) if attempts is good else None
        await world.add(an_incident(number, attempts=attempts, ending=ending, fixed_at=fixed_at))
    return await world.effect(zone="UTC")


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (
            IN_ENGLISH,
            "For crash loop, rolling restart fixed 2 of 5 (95% interval 12% to 77%), 1 unclear;",
        ),
        (
            IN_CHINESE,
            "滚动重启 5 次，修好 2 次（95% 置信区间 12% 到 77%），1 次结果不明，",
        ),
    ],
)
async def test_the_view_says_it_in_sentences_and_by_each_thing(world, reader, said):
    """ANL-3, I18-1: what nobody can tell is not fixed."""
    view = effect_view(await effect_of_nine(world), Localizer(WORDS, reader))

    assert said in view.said
    assert [each.by for each in view.groups] == [*GroupBy]
    (row,) = view.groups[0].rows
    assert (row.tried, row.fixed, row.failed, row.unclear, row.success) == (5, 2, 2, 1, 0.4)
    assert [row.key for row in view.groups[3].rows] == [("2026-11-21",)]


async def test_long_periods_are_told_by_week(world):
    """ANL-3."""
    await effect_of_nine(world)
    found = await world.effect(since=NOW - timedelta(days=60))
    view = effect_view(found, Localizer(WORDS, IN_ENGLISH))
    assert [row.key for row in view.groups[3].rows] == [("2026-11-16",)]
