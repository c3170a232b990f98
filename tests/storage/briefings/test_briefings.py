"""Briefings and what they are made from, in memory, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.briefings.briefings import Briefing, BriefingSettings
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.summaries import Claim, Summary, Topic, Weight, Writer
from domain.common.messages import message
from domain.common.notifications import Notification
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.events.events import Event
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.logs import HistogramBar, Level, LogFacts, Template, TemplateTrend, TrendKind
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from domain.monitoring.capacity import CapacityWarning
from tests.fakes.briefing_words import written
from tests.fakes.mornings import told

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
THEN = NOW - timedelta(days=1)
TEMPLATE = Template(
    id="ab12",
    pattern="login of <*> failed \0\ud800",
    count=3,
    level=Level.ERROR,
    examples=("t:p:1", "t:p:2"),
    line="login of mei failed \0\ud800",
)
LOGS = LogFacts(
    start=THEN,
    end=NOW,
    total=1_000_000,
    sampled=20_000,
    errors=7,
    before_total=None,
    before_errors=3,
    bars=(HistogramBar(THEN, 5), HistogramBar(NOW, 6)),
    top_errors=(TEMPLATE,),
    trends=(TemplateTrend(TrendKind.GREW, TEMPLATE, 1, 3),),
    keywords=(("超时", 1.0), ("timeout", 0.1 + 0.2)),
    missing=(Gap(Source.LOGS, WhyUnread.TOO_SLOW, "shop"),),
)
FACTS = BriefingFacts(
    person_id="u_mei",
    local_date=date(2026, 11, 21),
    zone="Asia/Shanghai",
    since=THEN,
    until=NOW,
    logs=LOGS,
    alarms=(
        AlarmRecord(
            id="r1",
            source="cls",
            alarm_id="a1",
            name="磁盘",
            severity=Severity.CRITICAL,
            state=AlarmState.FIRING,
            started_at=THEN,
        ),
    ),
    happenings=(Happening("e1", "task", THEN, told("The page changed.")),),
    capacity=(
        CapacityWarning(
            metric="disk",
            target="i-1",
            value=91.5,
            unit="%",
            limit=100.0,
            days=3.2,
            days_low=2.0,
            days_high=None,
            query="q",
        ),
    ),
    sandbox=True,
)
SUMMARY = Summary(
    headline=message("headline.nothing", all_read=True),
    claims=(Claim(Topic.LOGS, Weight.ACT, written("错误增多。"), ("template:ab12",)),),
    writer=Writer.MODEL,
    complete=False,
    notes=(message("claim.dropped", n=2),),
    dropped=2,
    tokens=(100, 20),
)
BRIEFING = Briefing(
    id="u_mei/2026-11-21",
    person_id="u_mei",
    day="2026-11-21",
    language=Language.CHINESE,
    created_at=NOW,
    title="早报",
    spoken=("早上好。", "一切正常。"),
    markdown="# 早报",
    text="早报\0",
    html="<p>早报</p>",
    complete=True,
    writer="rules",
    summary={"claims": [{"text": "x", "n": 1.5}]},
    facts={"nested": {"list": [None, True, "\ud800"]}},
)
SETTINGS = BriefingSettings(
    zone="Europe/Berlin",
    language=Language.ENGLISH,
    window_start=time(5, 30),
    window_end=time(9, 15, 1),
    prepare_minutes=45,
    channels=(ChannelAddress(ChannelKind.WECOM, "ops", ("mei", "lin")),),
    mail_after_spoken="mei@example.cn",
    topics=(Topic.ALARMS, Topic.LOGS),
    quiet_hours="22:00-07:00",
)


async def test_facts_and_summary_come_back_without_loss(stores):
    """BRF-4, BRF-5: what a claim cites is found again, whatever characters logs hold."""
    await stores.briefings.save_facts(BRIEFING.id, FACTS)
    await stores.briefings.save_summary(BRIEFING.id, SUMMARY)

    assert await stores.briefings.facts(BRIEFING.id) == FACTS
    assert await stores.briefings.summary(BRIEFING.id) == SUMMARY
    assert await stores.briefings.facts("u_mei/2026-11-22") is None
    assert await stores.briefings.summary("u_mei/2026-11-22") is None


async def test_facts_are_replaced_until_the_briefing_is_written(stores):
    """BRF-3, BRF-4: the evidence of a written briefing stays."""
    later = replace(FACTS, until=NOW + timedelta(minutes=1))
    await stores.briefings.save_facts(BRIEFING.id, FACTS)
    await stores.briefings.save_facts(BRIEFING.id, later)
    await stores.briefings.save(BRIEFING)
    await stores.briefings.save_facts(BRIEFING.id, FACTS)

    assert await stores.briefings.facts(BRIEFING.id) == later


async def test_the_first_summary_and_the_first_briefing_stay(stores):
    """BRF-1."""
    await stores.briefings.save_summary(BRIEFING.id, SUMMARY)
    await stores.briefings.save_summary(BRIEFING.id, replace(SUMMARY, headline=written("Other.")))
    first = await stores.briefings.save(BRIEFING)
    again = await stores.briefings.save(replace(BRIEFING, title="Other"))

    assert first == again == await stores.briefings.get(BRIEFING.id) == BRIEFING
    assert (await stores.briefings.summary(BRIEFING.id)).headline == SUMMARY.headline


async def test_many_who_write_one_briefing_all_get_the_same(stores):
    """BRF-1."""
    versions = [replace(BRIEFING, title=str(number)) for number in range(20)]
    kept = await asyncio.gather(*(stores.briefings.save(each) for each in versions))

    assert len({each.title for each in kept}) == 1


async def test_briefings_are_listed_newest_first_in_pages(stores):
    """BRF-8."""
    days = ["2026-11-19", "2026-11-21", "2026-11-20"]
    for day in days:
        await stores.briefings.save(replace(BRIEFING, id=f"u_mei/{day}", day=day))
    await stores.briefings.save(replace(BRIEFING, id="u_lin/2026-11-21", person_id="u_lin"))
    first = await stores.briefings.list("u_mei", before=None, limit=2)
    rest = await stores.briefings.list("u_mei", before=first[-1].day, limit=2)

    assert [each.day for each in first] == ["2026-11-21", "2026-11-20"]
    assert [each.day for each in rest] == ["2026-11-19"]


async def test_settings_come_back_as_they_were_kept(stores):
    """BRF-8."""
    assert await stores.briefings.settings("u_mei") is None
    await stores.briefings.save_settings("u_mei", BriefingSettings())
    await stores.briefings.save_settings("u_mei", SETTINGS)

    assert await stores.briefings.settings("u_mei") == SETTINGS


async def test_the_next_period_begins_where_the_last_written_briefing_ended(stores):
    """BRF-4: what was gathered but never told is told by the next briefing."""
    for day, until in (("2026-11-18", THEN), ("2026-11-19", NOW)):
        name = f"u_mei/{day}"
        await stores.briefings.save_facts(name, replace(FACTS, until=until))
        await stores.briefings.save(replace(BRIEFING, id=name, day=day))
    unwritten = replace(FACTS, until=NOW + timedelta(hours=20))
    await stores.briefings.save_facts("u_mei/2026-11-20", unwritten)

    ends = [
        await stores.briefings.last_until("u_mei", before_day=day)
        for day in ("2026-11-21", "2026-11-19", "2026-11-18")
    ]
    assert ends == [NOW, THEN, None]
    assert await stores.briefings.last_until("u_lin", before_day="2026-11-21") is None


async def happen(stores, name, *, minutes=0, **fields):
    event = Event(
        id=name,
        type="zhiban.task.found",
        source="/tasks",
        subject="t1",
        time=NOW + timedelta(minutes=minutes),
    )
    given = {"owner": "u_mei", "data": {"text": f"Text of {name}."}} | fields
    await stores.events.append(replace(event, **given))


async def test_happenings_are_the_periods_findings_rollbacks_and_broadcasts_in_order(stores):
    """BRF-4."""
    await happen(stores, "second", minutes=2, type="zhiban.rollback.verified", owner=None)
    await happen(stores, "first", minutes=1)
    await happen(stores, "third", minutes=3, type="zhiban.broadcast.raised")
    await happen(stores, "theirs", owner="u_lin")
    await happen(stores, "other", type="zhiban.briefing.given")
    await happen(stores, "lookalike", type="zhiban.tasks.found")
    await happen(stores, "wordless", data={})
    await happen(stores, "number", data={"text": 7})
    await happen(stores, "before", minutes=-1)
    await happen(stores, "at-the-end", minutes=60)

    found = await stores.happenings.between("u_mei", start=NOW, end=NOW + timedelta(hours=1))
    assert found == [
        Happening("first", "task", NOW + timedelta(minutes=1), told("Text of first.")),
        Happening("second", "rollback", NOW + timedelta(minutes=2), told("Text of second.")),
        Happening("third", "broadcast", NOW + timedelta(minutes=3), told("Text of third.")),
    ]


async def test_a_happening_keeps_what_people_were_told(stores):
    """BRF-4, I18-1."""
    told = Notification(message("hello.morning"))
    await happen(
        stores, "rolled", type="zhiban.rollback.done", data={"notification": told.recorded}
    )

    [found] = await stores.happenings.between("u_mei", start=NOW, end=NOW + timedelta(hours=1))

    assert found.told == told


async def test_happenings_without_words_do_not_use_up_the_limit(stores):
    """BRF-4."""
    for number in range(205):
        await happen(stores, f"wordless-{number}", data={})
    for number in range(4):
        await happen(stores, f"e{number}", minutes=1)
    found = await stores.happenings.between("u_mei", start=NOW, end=NOW + timedelta(1), limit=3)

    assert [each.event_id for each in found] == ["e0", "e1", "e2"]


@pytest.mark.parametrize("text", ["Reading logs …", "读取日志 \0"])
async def test_progress_is_the_newest_sentence_until_it_is_cleared(stores, text):
    """BRF-3."""
    assert await stores.progress.get("briefing/u_mei") is None
    await stores.progress.set("briefing/u_mei", "Starting.")
    await stores.progress.set("briefing/u_mei", text)
    assert await stores.progress.get("briefing/u_mei") == text
    await stores.progress.clear("briefing/u_mei")
    await stores.progress.clear("briefing/u_mei")

    assert await stores.progress.get("briefing/u_mei") is None
