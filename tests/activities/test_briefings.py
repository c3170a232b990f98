"""What the briefing activities look at, keep and tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities.briefings import (
    FIRST_PERIOD,
    LONGEST_PERIOD,
    BriefingNote,
    BriefingOrder,
    BriefingWritten,
    SettingsChange,
)
from domain.briefings.briefings import BriefingSettings
from domain.briefings.facts import BriefingFacts
from domain.briefings.summaries import Summary, Topic, Writer
from domain.common.errors import NotFound, Rejected, Unavailable
from domain.common.readers import Language
from domain.events.events import EventType
from domain.logs.logs import LogFacts
from domain.people.people import Person
from tests.fakes.briefing_making import QUIET, Household, PlainSummariser
from tests.fakes.briefing_words import written
from tests.fakes.face_services import a_briefing
from tests.fakes.words import says

UNTIL = datetime(2026, 11, 20, 21, 40, tzinfo=UTC)
DAY = "2026-11-21"
MINE = f"u_mei/{DAY}"
SETTINGS = BriefingSettings(language=Language.ENGLISH, topics=(Topic.ALARMS, Topic.LOGS))
ORDER = BriefingOrder("u_mei", DAY, UNTIL, SETTINGS)


@pytest.fixture
async def household():
    household = Household()
    await household.move_in(Person(id="u_mei", name="梅"))
    return household


async def run(household, name, argument=ORDER):
    """Run one activity of the household, and return what it said while it worked."""
    environment, beats = ActivityEnvironment(), []
    environment.on_heartbeat = lambda *details: beats.append(details)
    answer = await environment.run(getattr(household.briefing_activities(), name), argument)
    return answer if answer is not None else beats


async def told_until(household, day, until):
    """Leave a written briefing of an earlier day whose period ended at `until`."""
    await household.briefings.save_facts(
        f"u_mei/{day}",
        BriefingFacts(
            person_id="u_mei",
            local_date=date.fromisoformat(day),
            zone="Asia/Shanghai",
            since=until - FIRST_PERIOD,
            until=until,
            logs=LogFacts(start=until - FIRST_PERIOD, end=until),
        ),
    )
    await household.briefings.save(a_briefing("u_mei", day))


async def gathered(household):
    await run(household, "gather")
    return await household.briefings.facts(MINE)


# --- gathering ----------------------------------------------------------------------------------


async def test_the_facts_are_kept_with_the_name_the_person_had_when_they_were_gathered(household):
    """BRF-6."""
    assert (await gathered(household)).person_name == "梅"


async def test_the_facts_are_those_of_the_order(household):
    """BRF-1, BRF-4."""
    facts = await gathered(household)

    assert (facts.person_id, facts.local_date) == ("u_mei", date(2026, 11, 21))
    assert (facts.zone, facts.until) == (SETTINGS.zone, UNTIL)


async def test_the_first_briefing_looks_back_a_day(household):
    """BRF-4."""
    assert (await gathered(household)).since == UNTIL - timedelta(hours=24)


@pytest.mark.parametrize("hours", [1, 24, 48, 7 * 24])
async def test_every_other_one_begins_where_the_last_one_ended(household, hours):
    """BRF-4: nothing is told twice and nothing is left out."""
    ended = UNTIL - timedelta(hours=hours)
    await told_until(household, "2026-11-13", ended)

    assert (await gathered(household)).since == ended


async def test_a_long_silence_is_told_of_the_last_seven_days(household):
    """BRF-4, SEC-2: what is read has a bound."""
    await told_until(household, "2026-10-01", UNTIL - timedelta(days=50))

    assert (await gathered(household)).since == UNTIL - LONGEST_PERIOD == UNTIL - timedelta(days=7)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=59), timedelta(hours=3)])
async def test_a_period_is_never_empty_or_turned_round(household, later):
    """BRF-4, REL-2: the last one was made late, or clocks differ."""
    await told_until(household, "2026-11-20", UNTIL + later - timedelta(seconds=30))

    facts = await gathered(household)

    assert facts.until - facts.since >= timedelta(seconds=30)
    assert facts.since <= UNTIL - timedelta(minutes=1)


async def test_only_earlier_days_count_as_told(household):
    """BRF-4, BRF-9."""
    await told_until(household, "2026-11-22", UNTIL - timedelta(minutes=10))

    assert (await gathered(household)).since == UNTIL - FIRST_PERIOD


async def test_gathering_again_replaces_what_was_found_until_it_is_written(household):
    """REL-1, BRF-9: a retry looks at the same period."""
    first = await gathered(household)
    household.people.kept["u_mei"] = Person(id="u_mei", name="May")

    second = await gathered(household)

    assert second == replace(first, person_name="May")
    assert household.gatherer.looked == [DAY, DAY]


async def test_what_is_written_is_not_gathered_again(household):
    """BRF-1, REL-1."""
    facts = await gathered(household)
    await household.briefings.save(a_briefing("u_mei", DAY))

    assert await gathered(household) == facts
    assert household.gatherer.looked == [DAY]


@pytest.mark.parametrize("person", [None, Person(id="u_mei", name="梅", disabled=True)])
async def test_nothing_is_gathered_for_who_is_gone_or_disabled(household, person):
    """VOI-6, SEC-3."""
    household.people.kept = {"u_mei": person} if person else {}

    with pytest.raises(Rejected, check=says("gone or disabled")):
        await run(household, "gather")

    assert household.gatherer.looked == []
    assert household.briefings.kept_facts == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "Looking for log topics."), (Language.CHINESE, "正在查找日志主题。")],
)
async def test_progress_is_told_to_who_waits_and_to_the_server(household, language, words):
    """BRF-3, I18-1: in the language of the briefing."""
    order = replace(ORDER, settings=replace(SETTINGS, language=language))
    beats = await run(household, "gather", order)

    assert household.progress.said == {"briefing/u_mei": words}
    assert (words,) in beats


async def test_a_gathering_that_fails_keeps_nothing(household):
    """REL-2."""
    household.gatherer.error = Unavailable("The database is away.")

    with pytest.raises(Unavailable):
        await run(household, "gather")

    assert household.briefings.kept_facts == {}


# --- summing up ---------------------------------------------------------------------------------


class AttentiveSummariser(PlainSummariser):
    """Remembers what it was asked."""

    def __init__(self):
        self.asked = []

    async def summarise(self, facts, *, language, topics):
        self.asked.append((facts, language, topics))
        return await super().summarise(facts, language=language, topics=topics)


async def test_what_was_gathered_is_put_into_words_once(household):
    """BRF-5, REL-1: the first words stay, and no retry spends tokens again."""
    await gathered(household)
    first = Summary(headline=written("Said before."), claims=(), writer=Writer.MODEL, complete=True)
    await household.briefings.save_summary(MINE, first)
    summariser = AttentiveSummariser()
    activities = replace(household.briefing_activities(), summariser=summariser)

    await ActivityEnvironment().run(activities.summarise, ORDER)

    assert await household.briefings.summary(MINE) == first
    assert summariser.asked == []


async def test_the_language_and_the_topics_are_those_of_the_order(household):
    """BRF-5, BRF-8."""
    facts, summariser = await gathered(household), AttentiveSummariser()
    activities = replace(household.briefing_activities(), summariser=summariser)

    await ActivityEnvironment().run(activities.summarise, ORDER)

    assert summariser.asked == [(facts, SETTINGS.language, SETTINGS.topics)]
    assert (await household.briefings.summary(MINE)).headline == QUIET


async def test_there_are_no_words_without_facts(household):
    """BRF-5."""
    with pytest.raises(NotFound, check=says(f"No facts of briefing “{MINE}”")):
        await run(household, "summarise")

    assert household.briefings.kept_summaries == {}


# --- writing ------------------------------------------------------------------------------------


async def made(household):
    for step in ("gather", "summarise"):
        await run(household, step)
    return await run(household, "write")


async def test_a_briefing_is_written_kept_and_told_of(household):
    """BRF-1, BRF-6, EVT-1."""
    assert await made(household) == BriefingWritten(MINE, f"Briefing {DAY}", True, "rules")

    written = await household.briefings.get(MINE)
    assert (written.language, written.created_at) == (Language.ENGLISH, UNTIL)
    (event,) = household.events.kept
    assert event.type == EventType.BRIEFING_PREPARED
    assert (event.id, event.subject) == (f"briefing/{MINE}/prepared", MINE)
    assert (event.owner, event.time) == ("u_mei", UNTIL)
    assert event.data == {"writer": "rules", "complete": "true"}


async def test_progress_ends_with_the_writing(household):
    """BRF-3."""
    await made(household)

    assert household.progress.said == {}


async def test_progress_ends_when_the_day_is_given_up(household):
    """BRF-3: whoever asks is not told of work that nobody does."""
    await run(household, "gather")
    missed = BriefingNote(
        EventType.BRIEFING_MISSED,
        "u_mei",
        "2026-11-21",
        UNTIL,
        "missed",
        {"reason": "the day passed"},
    )

    await run(household, "record", missed)

    assert household.progress.said == {}


async def test_writing_again_changes_nothing_and_says_the_same(household):
    """BRF-1, REL-1: the worker was killed before it could answer."""
    first = await made(household)
    written = await household.briefings.get(MINE)
    later = replace(ORDER, settings=replace(SETTINGS, language=Language.CHINESE))

    again = await run(household, "write", later)

    assert again == first
    assert await household.briefings.get(MINE) == written
    assert len(household.events.kept) == 1


@pytest.mark.parametrize("done", [[], ["gather"]])
async def test_nothing_is_written_before_there_are_words(household, done):
    """BRF-5."""
    for step in done:
        await run(household, step)

    with pytest.raises(NotFound, check=says(f"No summary of briefing “{MINE}”")):
        await run(household, "write")

    assert (household.briefings.written, household.events.kept) == ({}, [])


# --- settings and notes -------------------------------------------------------------------------


def changed(number=0):
    settings = BriefingSettings(zone="Europe/London", window_start=time(7), window_end=time(9))
    return SettingsChange("u_mei", settings, UNTIL, number)


async def test_settings_are_kept_and_told_of(household):
    """BRF-8, EVT-1."""
    await run(household, "keep_settings", changed())

    assert await household.briefings.settings("u_mei") == changed().settings
    (event,) = household.events.kept
    assert event.type == EventType.BRIEFING_CONFIGURED
    assert (event.subject, event.owner, event.time) == ("u_mei", "u_mei", UNTIL)
    assert event.data == {
        "zone": "Europe/London",
        "window_start": "07:00:00",
        "window_end": "09:00:00",
    }


async def test_a_change_is_told_once_and_two_of_one_moment_are_two(household):
    """BRF-8, EVT-1, REL-1."""
    for number in (0, 0, 1):
        await run(household, "keep_settings", changed(number))

    assert len({each.id for each in household.events.kept}) == len(household.events.kept) == 2


def note(event, *, day=DAY, name="given"):
    return BriefingNote(event, "u_mei", day, UNTIL, name, {"by": "robot:desk-1"})


async def test_a_note_is_an_event_about_the_days_briefing(household):
    """EVT-1."""
    await run(household, "record", note(EventType.BRIEFING_GIVEN))

    (event,) = household.events.kept
    assert (event.id, event.type) == (f"briefing/{MINE}/given", EventType.BRIEFING_GIVEN)
    assert (event.source, event.subject) == ("/people/u_mei/briefing", MINE)
    assert event.data == {"by": "robot:desk-1"}


async def test_a_note_without_a_day_is_about_the_person(household):
    """EVT-1, BRF-8."""
    await run(household, "record", note(EventType.BRIEFING_PAUSED, day="", name="paused/1"))

    (event,) = household.events.kept
    assert (event.id, event.subject) == ("briefing/u_mei/paused/1", "u_mei")


async def test_writing_a_note_down_twice_is_once(household):
    """EVT-1, REL-1."""
    for _ in range(2):
        await run(household, "record", note(EventType.BRIEFING_GIVEN))

    assert len(household.events.kept) == 1


@pytest.mark.parametrize("event", [each for each in EventType if "briefing" in each])
async def test_only_a_given_briefing_marks_the_persons_row(household, event):
    """BRF-2: `last_log_trigger_date` is a read model of what was given."""
    await run(household, "record", note(event))

    marked = household.people.kept["u_mei"].last_log_trigger_date
    assert marked == (DAY if event is EventType.BRIEFING_GIVEN else "")


async def test_the_row_is_marked_again_by_a_retry_and_never_set_back(household):
    """BRF-2, REL-1."""
    given = note(EventType.BRIEFING_GIVEN)
    household.events.moods = [Unavailable("The database is away.")]
    with pytest.raises(Unavailable):
        await run(household, "record", given)

    await run(household, "record", given)
    await run(household, "record", replace(given, day="2026-11-20"))

    assert household.people.kept["u_mei"].last_log_trigger_date == DAY
    assert len(household.events.kept) == 2
