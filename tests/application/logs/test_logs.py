"""What may be asked about logs and alarms of the cloud."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from application.logs.logs import LONGEST_PERIOD, LONGEST_QUERY, MOST_BARS, MOST_LINES
from domain.common.errors import Forbidden, InvalidRequest, NotFound, TooLarge, Unavailable
from domain.logs.logs import LogQuery
from domain.monitoring.alarms import AlarmState
from domain.people.access import Role, Scope
from tests.fakes.face_services import MEI, FaceWorld, some_alarms, some_lines
from tests.fakes.words import says

END = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOBODY = replace(MEI, roles=frozenset())
NO_SCOPE = replace(MEI, scopes=frozenset(), via="token:t")


def query(text="*", *, span=HOUR, topic="t-pay", end=END):
    return LogQuery(topic, text, end - span, end)


@pytest.fixture
def world():
    world = FaceWorld()
    world.cloud.lines = some_lines(250)
    world.cloud.alarms = some_alarms(30)
    return world


@pytest.fixture
def service(world):
    return world.services.logs


# --- who may ------------------------------------------------------------------------------------

ASKED = {
    "topics": lambda service, by: service.topics(by=by),
    "search": lambda service, by: service.search(by=by, query=query()),
    "histogram": lambda service, by: service.histogram(by=by, query=query()),
    "alarm_records": lambda service, by: service.alarm_records(by=by),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("by", [NOBODY, NO_SCOPE], ids=["no_role", "no_scope"])
async def test_logs_are_for_those_who_may_read_them(world, service, ask, by):
    """SEC-3, MCP-3: nothing is asked of the cloud for anybody else."""
    world.cloud.error = Unavailable("The cloud was asked.")

    with pytest.raises(Forbidden, check=says(r"do not include logs\.read;")):
        await ask(service, by)


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("role", Role)
async def test_every_role_and_a_reading_token_may_read_logs(service, ask, role):
    """SEC-3, MCP-3."""
    await ask(service, replace(MEI, roles=frozenset({role}), scopes=frozenset({Scope.READ})))


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
async def test_what_the_cloud_says_is_passed_on(world, service, ask):
    """REL-2."""
    world.cloud.error = Unavailable("CLS is down.")

    with pytest.raises(Unavailable, check=says("CLS is down")):
        await ask(service, MEI)


# --- topics -------------------------------------------------------------------------------------


async def test_topics_are_found_by_part_of_their_name(service):
    """CLD-1."""
    assert [each.id for each in await service.topics(by=MEI)] == ["t-pay", "t-web"]
    assert [each.id for each in await service.topics(by=MEI, name="pay")] == ["t-pay"]
    assert [each.id for each in await service.topics(by=MEI, limit=1)] == ["t-pay"]
    assert await service.topics(by=MEI, name="x" * 9_000) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda service, limit: service.topics(by=MEI, limit=limit),
        lambda service, limit: service.search(by=MEI, query=query(), limit=limit),
        lambda service, limit: service.alarm_records(by=MEI, limit=limit),
    ],
    ids=["topics", "search", "alarm_records"],
)
async def test_every_answer_has_a_bound(service, ask):
    """CLD-1, SEC-2."""
    for limit in (-1, 0, MOST_LINES + 1):
        with pytest.raises(InvalidRequest, check=says(f"limit must be between 1 and {MOST_LINES}")):
            await ask(service, limit)

    await ask(service, 1)
    await ask(service, MOST_LINES)


# --- searching ----------------------------------------------------------------------------------


async def test_a_search_goes_on_where_the_last_page_ended(world, service):
    """CLD-1."""
    first = await service.search(by=MEI, query=query(), limit=100)
    second = await service.search(by=MEI, query=query(), limit=100, page=first.next_page)
    last = await service.search(by=MEI, query=query(), limit=100, page=second.next_page)

    assert [*first.lines, *second.lines, *last.lines] == world.cloud.lines
    assert last.next_page is None
    assert world.cloud.asked == [query()] * 3


async def test_an_unknown_topic_is_named(service):
    """CLD-1."""
    with pytest.raises(NotFound, check=says("No log topic “t-nope”")):
        await service.search(by=MEI, query=query(topic="t-nope"))


BOTH = {
    "search": lambda service, which: service.search(by=MEI, query=which),
    "histogram": lambda service, which: service.histogram(by=MEI, query=which),
}


@pytest.mark.parametrize("ask", BOTH.values(), ids=BOTH)
async def test_a_query_has_a_bound_in_bytes(world, service, ask):
    """CLD-1, SEC-2."""
    longest = "错" * (LONGEST_QUERY // 3)
    await ask(service, query(longest))
    world.cloud.asked.clear()

    with pytest.raises(
        TooLarge, check=says("The query has more than 12,288 bytes; make it shorter")
    ):
        await ask(service, query(longest + "x"))

    assert world.cloud.asked == []


@pytest.mark.parametrize("ask", BOTH.values(), ids=BOTH)
async def test_a_query_that_is_no_text_is_refused(world, service, ask):
    """CLD-1, SEC-2: a terminal turns stray bytes into halves of surrogate pairs."""
    with pytest.raises(InvalidRequest, check=says("query must be Unicode text without NUL")):
        await ask(service, query("level:\udcff"))

    assert world.cloud.asked == []


PERIODS = BOTH | {
    "alarm_records": lambda service, which: service.alarm_records(
        by=MEI, start=which.start, end=which.end
    )
}
NAIVE = END.replace(tzinfo=None)


@pytest.mark.parametrize("ask", PERIODS.values(), ids=PERIODS)
@pytest.mark.parametrize(
    ("start", "end", "rule"),
    [
        (
            NAIVE - HOUR,
            NAIVE,
            r"start must be a time with an offset such as 2026-11-21T06:30:00\+08:00",
        ),
        (
            NAIVE - HOUR,
            END,
            r"start must be a time with an offset such as 2026-11-21T06:30:00\+08:00",
        ),
        (
            END - HOUR,
            NAIVE,
            r"start must be a time with an offset such as 2026-11-21T06:30:00\+08:00",
        ),
        (END, END, "end must be later than start"),
        (END, END - HOUR, "end must be later than start"),
        (
            END - LONGEST_PERIOD - timedelta(microseconds=1),
            END,
            "start must be before the end, and at most 31 days before it",
        ),
        (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), "at most 31 days"),
    ],
)
async def test_a_period_that_breaks_a_rule_is_refused_before_the_cloud_is_asked(
    world, service, ask, start, end, rule
):
    """CLD-1, SEC-2."""
    world.cloud.error = Unavailable("The cloud was asked.")

    with pytest.raises(InvalidRequest, check=says(rule)):
        await ask(service, LogQuery("t-pay", "*", start, end))


@pytest.mark.parametrize("ask", PERIODS.values(), ids=PERIODS)
@pytest.mark.parametrize("span", [timedelta(microseconds=1), HOUR, LONGEST_PERIOD])
async def test_a_period_may_be_short_and_may_be_a_month(service, ask, span):
    """CLD-1."""
    await ask(service, query(span=span))


async def test_offsets_may_differ(service):
    """CLD-1."""
    start = (END - HOUR).astimezone(timezone(timedelta(hours=8)))

    page = await service.search(by=MEI, query=LogQuery("t-pay", "*", start, END))

    assert page.lines


# --- counting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "seconds"),
    [
        (timedelta(seconds=1), 60),
        (timedelta(minutes=48), 60),
        (timedelta(hours=24), 1_800),
        (timedelta(days=7), 12_600),
        (LONGEST_PERIOD, 55_800),
    ],
)
async def test_an_interval_is_chosen_that_gives_about_48_bars(service, span, seconds):
    """CLD-1."""
    found = await service.histogram(by=MEI, query=query(span=span))

    assert found.interval_seconds == seconds
    assert len(found.bars) <= 48


async def test_the_chosen_interval_never_gives_too_many_bars(service):
    """CLD-1."""
    for minutes in range(1, 24 * 60, 7):
        found = await service.histogram(by=MEI, query=query(span=timedelta(minutes=minutes)))

        assert 1 <= len(found.bars) <= 2 * 48


async def test_an_interval_may_be_asked_for_within_bounds(service):
    """CLD-1."""
    found = await service.histogram(by=MEI, query=query(), interval_seconds=18)

    assert (found.interval_seconds, len(found.bars)) == (18, MOST_BARS)
    for seconds in (17, 1, -1):
        with pytest.raises(
            InvalidRequest, check=says("interval_seconds must give at most 200 bars")
        ):
            await service.histogram(by=MEI, query=query(), interval_seconds=seconds)


# --- alarms -------------------------------------------------------------------------------------


async def test_alarms_are_of_the_last_day_when_nothing_is_said(world, service):
    """CLD-1."""
    old = replace(world.cloud.alarms[0], id="old", started_at=END - timedelta(hours=25))
    world.cloud.alarms = [old, *some_alarms(3)]

    assert await service.alarm_records(by=MEI) == some_alarms(3)


async def test_alarms_of_a_period_are_newest_first_within_the_limit(service):
    """CLD-1."""
    start, end = END - timedelta(minutes=10), END - timedelta(minutes=4)

    found = await service.alarm_records(by=MEI, start=start, end=end, limit=2)

    assert [each.started_at for each in found] == [end - timedelta(minutes=n) for n in (1, 2)]


async def test_only_what_fires_now_is_listed_when_that_is_asked(service, world):
    """CLD-3."""
    world.cloud.alarms = [
        replace(each, state=state)
        for each, state in zip(
            world.cloud.alarms, (AlarmState.FIRING, AlarmState.RECOVERED) * 50, strict=False
        )
    ]
    found = await service.alarm_records(
        by=MEI, start=END - HOUR, end=END, limit=3, state=AlarmState.FIRING
    )

    assert [each.state for each in found] == [AlarmState.FIRING] * 3


async def test_either_end_of_the_period_may_be_left_out(service):
    """CLD-1."""
    since = await service.alarm_records(by=MEI, start=END - timedelta(minutes=5))
    until = await service.alarm_records(by=MEI, end=END - timedelta(minutes=25))

    assert len(since) == 5
    assert len(until) == 5
    with pytest.raises(InvalidRequest, check=says("end must be later")):
        await service.alarm_records(by=MEI, start=END + HOUR)


# --- topics by name -----------------------------------------------------------------------------


@pytest.mark.parametrize("ask", BOTH.values(), ids=BOTH)
async def test_a_topic_may_be_called_by_its_name_or_a_part_of_it(world, service, ask):
    """CLD-1: a person says the name; only an id is sent to the cloud."""
    pay, web = world.cloud.found_topics
    world.cloud.found_topics = [pay, replace(web, name=f"{pay.name}-old")]

    await ask(service, query(topic=pay.name))
    await ask(service, query(topic="-old"))

    assert [(each.topic_id, each.region) for each in world.cloud.asked] == [
        (pay.id, pay.region),
        (web.id, web.region),
    ]


async def test_a_topic_is_found_by_its_id_in_any_region_and_none_is_guessed(world, service):
    """CLD-1: an id that no region knows is asked for here, where the cloud says so."""
    pay, _ = world.cloud.found_topics
    known, unknown = (f"0f3a1b2c-0000-4000-8000-00000000000{each}" for each in "12")
    world.cloud.found_topics = [replace(pay, id=known, region="ap-shanghai")]

    await BOTH["search"](service, query(topic=known))
    with pytest.raises(NotFound):
        await BOTH["search"](service, query(topic=unknown))

    assert world.cloud.asked[0].region == "ap-shanghai"


@pytest.mark.parametrize("ask", BOTH.values(), ids=BOTH)
async def test_a_name_that_fits_several_topics_is_refused_with_them(world, service, ask):
    """CLD-1, SEC-2."""
    pay, web = world.cloud.found_topics
    world.cloud.found_topics = [replace(pay, name="shop-a"), replace(web, name="shop-b")]

    with pytest.raises(InvalidRequest, check=says(r"shop-a \(t-pay, .*shop-b \(t-web, ")):
        await ask(service, query(topic="shop"))

    assert world.cloud.asked == []
