from datetime import UTC, date, datetime, timedelta

import pytest

from application.briefings.fact_gathering import MOST_TOPICS, FactGathering
from application.common.wording import message_for
from application.logs import reading as log_reading
from application.logs.learning import LogLearning
from application.logs.reading import error_query
from domain.briefings.evidence import ERROR_QUERY, EvidenceKind, evidence_ids
from domain.briefings.facts import Happening
from domain.common.errors import Misconfigured, NotFound, Unavailable
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.logs import Level, LogLine, TrendKind
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from domain.monitoring.capacity import Series, SeriesPoint
from integrations.drain3_miner.miner import Drain3Miner
from tests.fakes.logs import (
    LOGHUB,
    FakeAlarmStore,
    FakeHappenings,
    FakeLogStore,
    FakeMetricStore,
    MinerHere,
    WordMiner,
    loghub_lines,
)
from tests.fakes.mornings import foreign, told
from tests.fakes.words import LEXICON, shown

UNTIL = datetime(2026, 3, 2, 23, 40, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=1)
BEFORE = SINCE - timedelta(days=1)


def lines(
    count, text="request {n} served", *, start=SINCE, level=Level.INFO, topic="shop", **field
):
    step = timedelta(days=1) / count
    return [
        LogLine(
            id=f"{topic}:{text[:7]}{start:%d}:{n}",
            topic_id=topic,
            at=start + n * step,
            text=text.format(n=n),
            level=level,
            source="",
            fields=field,
        )
        for n in range(count)
    ]


class Asked:
    """A gathering over fakes, and what it said meanwhile."""

    def __init__(self, *stored, miner=None, topics=(), **stores):
        self.logs = FakeLogStore([line for group in stored for line in group])
        self.said = []
        self.gathering = FactGathering(
            logs=self.logs,
            alarms=stores.get("alarms", FakeAlarmStore()),
            metrics=stores.get("metrics", FakeMetricStore()),
            happenings=stores.get("happenings", FakeHappenings()),
            learning=LogLearning(miner or WordMiner(), LEXICON),
            topics=topics,
            sandbox=True,
        )

    async def facts(self):
        async def say(text):
            self.said.append(shown(text))

        return await self.gathering.gather(
            "mei", date(2026, 3, 3), "Asia/Shanghai", since=SINCE, until=UNTIL, progress=say
        )


async def test_a_day_of_logs_is_counted_and_compared_with_the_day_before():
    """BRF-4, ANL-1."""
    asked = Asked(
        lines(300),
        lines(40, "card {n} refused by gateway", level=Level.ERROR),
        lines(310, start=BEFORE),
        lines(5, "card {n} refused by gateway", level=Level.ERROR, start=BEFORE),
    )
    facts = await asked.facts()
    logs = facts.logs
    assert (logs.total, logs.errors, logs.before_total, logs.before_errors) == (340, 40, 315, 5)
    assert (logs.sampled, facts.missing, facts.sandbox) == (340, (), True)
    assert sum(bar.count for bar in logs.bars) == 340
    assert sum(bar.count for bar in logs.error_bars) == 40
    assert [one.pattern for one in logs.top_errors] == ["card <*> refused by gateway"]
    assert [(one.kind, one.before, one.now) for one in logs.trends] == [(TrendKind.GREW, 5, 40)]
    assert {word for word, _ in logs.keywords} == {"card", "refused", "gateway"}
    assert asked.said[0] == "Looking for log topics."
    assert "Looking for patterns in 340 of 340 log lines." in asked.said


async def test_one_failed_line_does_not_make_its_whole_template_an_error():
    """ANL-1: the most frequent errors count error lines only."""
    asked = Asked(
        lines(300, "page {n} served"),
        lines(3, "page {n} served", level=Level.ERROR, topic="gateway"),
    )

    logs = (await asked.facts()).logs

    assert [(one.pattern, one.count) for one in logs.top_errors] == [("page <*> served", 3)]


async def test_alarms_events_and_capacity_of_the_period_are_there():
    """BRF-4."""
    alarm = AlarmRecord(
        id="r1",
        source="cls",
        alarm_id="a1",
        name="5xx",
        severity=Severity.CRITICAL,
        state=AlarmState.FIRING,
        started_at=SINCE,
    )
    old = AlarmRecord(
        id="r0",
        source="cls",
        alarm_id="a1",
        name="5xx",
        severity=Severity.CRITICAL,
        state=AlarmState.FIRING,
        started_at=BEFORE,
    )
    filling = tuple(
        SeriesPoint(UNTIL - timedelta(hours=n), 90 - n / 24 * 2) for n in range(14 * 24)
    )
    asked = Asked(
        lines(9),
        alarms=FakeAlarmStore([alarm, old]),
        metrics=FakeMetricStore([Series("DiskUsage", "ins-1", "%", filling)]),
        happenings=FakeHappenings([Happening("e1", "task", SINCE, told("Page changed."))]),
    )
    facts = await asked.facts()
    assert facts.alarms == (alarm,)
    assert [one.event_id for one in facts.happenings] == ["e1"]
    assert [round(one.days) for one in facts.capacity] == [5]


async def test_each_source_that_fails_is_named_and_the_rest_is_told():
    """BRF-5."""
    asked = Asked(
        lines(9),
        lines(9, topic="cart"),
        alarms=FakeAlarmStore(broken=Unavailable("The cloud does not answer.")),
        metrics=FakeMetricStore(broken=Misconfigured("The key may not read metrics.")),
        happenings=FakeHappenings(broken=Unavailable("The database is down.")),
    )
    asked.logs.broken["cart"] = NotFound("log topic", "cart")
    facts = await asked.facts()
    assert facts.logs.total == 9
    assert facts.missing == (
        Gap(Source.LOGS, name="cart", detail=message_for(NotFound("log topic", "cart"))),
        Gap(Source.ALARMS, detail=foreign("The cloud does not answer.")),
        Gap(Source.METRICS, detail=foreign("The key may not read metrics.")),
        Gap(Source.EVENTS, detail=foreign("The database is down.")),
    )


async def test_without_any_topic_the_briefing_does_not_call_it_quiet():
    """BRF-5."""
    facts = await Asked().facts()
    assert facts.missing == (Gap(Source.LOG_TOPICS, WhyUnread.NOTHING_VISIBLE),)
    assert "log:total" not in evidence_ids(facts)
    asked = Asked(lines(9))
    asked.logs.broken["topics"] = Unavailable("The cloud does not answer.")
    assert (await asked.facts()).missing == (
        Gap(Source.LOG_TOPICS, detail=foreign("The cloud does not answer.")),
    )


async def test_what_cannot_be_compared_is_not_compared():
    """BRF-5."""

    class OnlyToday(FakeLogStore):
        async def histogram(self, query, *, interval_seconds):
            if query.topic_id == "cart" and query.start < SINCE:
                raise Unavailable("That day is archived.")
            return await super().histogram(query, interval_seconds=interval_seconds)

    asked = Asked()
    logs = OnlyToday([*lines(50), *lines(50, start=BEFORE), *lines(70, "cart {n}", topic="cart")])
    object.__setattr__(asked.gathering, "logs", logs)
    facts = await asked.facts()
    assert (facts.logs.total, facts.logs.before_total, facts.logs.trends) == (120, None, ())
    archived = foreign("That day is archived.")
    assert facts.missing == (Gap(Source.LOGS, name="cart", detail=archived),)


async def test_configured_topics_are_read_and_no_others():
    """CLD-1."""
    asked = Asked(lines(5), lines(7, topic="cart"), topics=("cart", "cart"))
    assert (await asked.facts()).logs.total == 7
    assert "topics" not in asked.logs.calls


async def test_more_topics_than_the_bound_are_said():
    """BRF-5."""
    asked = Asked(*(lines(1, topic=f"t{n:02}") for n in range(MOST_TOPICS + 5)))
    facts = await asked.facts()
    assert facts.logs.total == MOST_TOPICS
    assert facts.missing == (Gap(Source.LOG_TOPICS, WhyUnread.TOO_MANY, read=20, there=25),)


async def test_topics_without_an_index_are_left_out():
    """CLD-1."""
    asked = Asked(lines(5))
    asked.logs.unindexed = frozenset({"raw"})
    assert (await asked.facts()).missing == ()


async def test_a_big_day_is_sampled_evenly_and_counted_fully(monkeypatch):
    """BRF-4, ANL-1."""
    monkeypatch.setattr(log_reading, "MOST_LINES", 400)
    asked = Asked(
        lines(3_000),
        lines(600, "card {n} refused", level=Level.ERROR),
        lines(3_600, start=BEFORE),
    )
    facts = await asked.facts()
    logs = facts.logs
    assert (logs.total, logs.before_total) == (3_600, 3_600)
    assert 300 <= logs.sampled <= 400
    assert logs.errors == pytest.approx(600, rel=0.25)
    assert logs.top_errors[0].count == pytest.approx(600, rel=0.25)
    assert logs.trends[0].kind is TrendKind.NEW
    assert sum(bar.count for bar in logs.bars) == 3_600
    assert asked.logs.calls.count("search") <= 2 * log_reading.MOST_SLICES


async def test_errors_of_a_sampled_day_are_counted_by_their_level_field(monkeypatch):
    """BRF-4."""
    monkeypatch.setattr(log_reading, "MOST_LINES", 300)
    asked = Asked(
        lines(2_000, severity="INFO"),
        lines(123, "card {n} refused", level=Level.ERROR, severity="ERROR"),
    )
    facts = await asked.facts()
    assert facts.logs.errors == 123
    assert sum(bar.count for bar in facts.logs.error_bars) == 123
    assert evidence_ids(facts)["log:errors"].query.startswith("severity:ERROR OR ")


async def test_the_evidence_of_errors_is_the_query_of_the_topic_with_most_of_them():
    """BRF-4."""
    facts = await Asked(
        lines(40, "card {n} refused", level=Level.ERROR, topic="cart", severity="ERROR"),
        lines(30, "ERROR {n}", level=Level.ERROR),
    ).facts()

    assert facts.logs.error_query == evidence_ids(facts)["log:errors"].query
    assert facts.logs.error_query.startswith("severity:ERROR OR ")
    assert (await Asked().facts()).logs.error_query == ""


async def test_errors_of_a_sampled_day_are_counted_by_words_when_words_mean_errors(monkeypatch):
    """BRF-4."""
    monkeypatch.setattr(log_reading, "MOST_LINES", 300)
    asked = Asked(
        lines(2_000, "INFO request {n} served"),
        lines(120, "ERROR card {n} refused", level=Level.ERROR),
    )
    assert (await asked.facts()).logs.errors == 120


async def test_words_that_do_not_mean_errors_are_not_counted_as_such(monkeypatch):
    """BRF-4."""
    monkeypatch.setattr(log_reading, "MOST_LINES", 300)
    asked = Asked(lines(2_000, "INFO batch {n} ended with no error"))
    assert (await asked.facts()).logs.errors == 0


async def test_a_store_that_cannot_count_errors_is_answered_with_an_estimate(monkeypatch):
    """BRF-4."""
    monkeypatch.setattr(log_reading, "MOST_LINES", 300)

    class NoFields(FakeLogStore):
        async def histogram(self, query, *, interval_seconds):
            if query.text != "*":
                query = type(query)(query.topic_id, "severity>", query.start, query.end)
            return await super().histogram(query, interval_seconds=interval_seconds)

    asked = Asked()
    stored = [
        *lines(1_000, severity="INFO"),
        *lines(1_000, "card {n} refused", level=Level.ERROR, severity="ERROR"),
    ]
    object.__setattr__(asked.gathering, "logs", NoFields(stored))
    facts = await asked.facts()
    assert facts.logs.errors == pytest.approx(1_000, rel=0.3)
    assert facts.missing == ()


async def test_reading_that_takes_too_long_is_given_up(monkeypatch):
    """BRF-5."""
    monkeypatch.setattr(log_reading, "PATIENCE", 0.0)
    facts = await Asked(lines(9)).facts()
    assert facts.missing == (Gap(Source.LOGS, WhyUnread.TOO_SLOW, "shop"),)
    assert facts.logs.total == 0


def test_the_error_query_holds_only_plain_names_and_values():
    """SEC-3."""
    plain = lines(3, "x", severity="ERROR")
    assert error_query(plain).startswith("severity:ERROR OR ")
    assert error_query(lines(3, "x", severity='ERROR" | SELECT')).count("SELECT") == 0
    assert error_query(lines(3, "x")) == ERROR_QUERY
    assert error_query([]) == ERROR_QUERY


@pytest.mark.parametrize("path", LOGHUB, ids=lambda path: path.stem)
async def test_every_real_log_makes_facts_whose_evidence_resolves(path):
    """BRF-4, BRF-5, ANL-1."""
    asked = Asked(
        loghub_lines(path, start=SINCE, end=UNTIL),
        loghub_lines(path, start=BEFORE, end=SINCE)[:1_000],
        miner=MinerHere(Drain3Miner(LEXICON.naming)),
    )
    facts = await asked.facts()
    logs = facts.logs
    assert (logs.total, logs.sampled, logs.before_total, facts.missing) == (2_000, 2_000, 1_000, ())
    assert logs.errors == sum(line.level is Level.ERROR for line in asked.logs.lines[:2_000])
    assert bool(logs.top_errors) is bool(logs.errors)
    assert logs.trends
    for one in evidence_ids(facts).values():
        if one.kind is EvidenceKind.LINE:
            assert await asked.logs.line(one.query) is not None
