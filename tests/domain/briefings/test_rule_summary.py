"""The deterministic summary: what is told, in which order, and how honestly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.briefings.evidence import evidence_ids
from domain.briefings.facts import Happening
from domain.briefings.rule_summary import MOST_CLAIMS
from domain.briefings.summaries import Topic, Weight, Writer
from domain.common.messages import Foreign, message
from domain.common.notifications import Notification
from domain.common.readers import Language
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.logs import Level, TemplateTrend, TrendKind
from domain.monitoring.alarms import AlarmState, Severity
from domain.monitoring.capacity import CapacityWarning
from tests.fakes.briefing_words import ClaimRead, SummaryRead, by_rules, telling
from tests.fakes.mornings import (
    SAMPLES,
    UNTIL,
    alarm,
    blind_facts,
    busy_facts,
    foreign,
    hostile_facts,
    quiet_facts,
    sample_facts,
    template,
    told,
)
from tests.fakes.words import LANGUAGES, LEXICON

ZH, EN = Language.CHINESE, Language.ENGLISH
ALL = tuple(Topic)
MORNINGS = [busy_facts(), quiet_facts(), blind_facts(), hostile_facts()]


UNSURE = {
    "severity": Severity.WARNING,
    "name": Foreign("x"),
    "target": None,
    "times": 1,
    "since": UNTIL,
    "handled": None,
}


def texts(summary: SummaryRead, topic: Topic | None = None) -> list[str]:
    return [claim.text for claim in summary.claims if topic in (None, claim.topic)]


def test_a_busy_morning_is_told_in_full_sentences():
    """BRF-4, BRF-5."""
    summary = by_rules(busy_facts(), ZH, ALL)

    assert summary.headline == (
        "有 3 件事需要你处理，最要紧的是：payment-api 回滚两次仍不健康，需要人工确认数据库连接池。"
    )
    assert "错误率从前一天的 0.91% 升到 2.5%（错误 310 行）。" in texts(summary)
    assert texts(summary)[:4] == [
        "payment-api 回滚两次仍不健康，需要人工确认数据库连接池。",
        (
            "严重告警“支付接口错误率”（payment-api）今天 02:52 开始，还没恢复，已有 "
            "2 小时 48 分钟；还没有处理记录。先看它的日志和最近的改动。"
        ),
        (
            "db-01 磁盘用量已到 91.4%，照现在的速度约 3 天后到上限 100%（2 到 3 天之间）。"
            "今天就要扩容或清理。"
        ),
        (
            "昨天 19:40 起的 2 小时里错误集中出现，共 244 行，占全部错误的 79%，之后停了。"
            "同一时段：告警“订单库慢查询”（mysql orders）昨天 20:34 触发，已经恢复，"
            "处理：已扩容只读副本。现在不用处理，上班后查清原因即可。"
        ),
    ]
    assert texts(summary)[-1] == "共 12,345 行日志，比前一天多 38%。"
    assert summary.writer is Writer.RULES
    assert summary.complete


def test_the_same_morning_reads_as_well_in_english():
    """BRF-6."""
    summary = by_rules(busy_facts(), EN, ALL)
    told = [*texts(summary), *(claim.text for claim in summary.untold)]

    assert "Error rate rose from 0.91% the day before to 2.5% (310 errors)." in told
    assert texts(summary)[-1] == "12,345 log lines, 38% more than the day before."
    assert (
        "New error: “HikariPool-1 - Connection is not available, request timed out”, "
        "seen 61 times." in told
    )
    assert (
        "244 errors (79% of the total) came within 2 h from 19:40 yesterday, then stopped. "
        "At the same time: Alarm “订单库慢查询” on mysql orders fired at 20:34 yesterday and has "
        "recovered (action: 已扩容只读副本). No action needed now; find the "
        "cause during working hours." in told
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", MORNINGS)
def test_every_claim_cites_evidence_that_exists(facts, language):
    """BRF-4, BRF-5."""
    known = evidence_ids(facts)
    summary = by_rules(facts, language, ALL)

    assert all(claim.evidence and set(claim.evidence) <= set(known) for claim in summary.claims)
    assert len(summary.claims) <= MOST_CLAIMS


@pytest.mark.parametrize("path", SAMPLES, ids=str)
def test_real_logs_make_a_short_summary_with_evidence_that_resolves(path):
    """BRF-4, ANL-1."""
    facts = sample_facts(path)
    known = evidence_ids(facts)
    summary = by_rules(facts, ZH, ALL)

    assert 1 <= len(summary.claims) <= MOST_CLAIMS
    assert all(set(claim.evidence) <= set(known) for claim in summary.claims)
    assert all(len(claim.text) < 320 for claim in summary.claims)


def test_what_a_person_must_do_comes_first_and_broadcasts_lead():
    """BRF-4."""
    claims = by_rules(busy_facts(), ZH, ALL).claims
    weights = [claim.weight for claim in claims]

    assert claims[0].topic is Topic.BROADCAST
    assert weights == sorted(weights, key=tuple(Weight).index)


def test_topics_are_told_in_the_order_the_person_chose_and_only_those():
    """BRF-8: among what is equally grave."""
    summary = by_rules(busy_facts(), ZH, (Topic.CAPACITY, Topic.ROLLBACKS))

    watched = [claim.topic for claim in summary.claims if claim.weight is Weight.WATCH]
    assert watched == [Topic.CAPACITY, Topic.CAPACITY, Topic.ROLLBACKS]
    assert {claim.topic for claim in summary.claims} == {Topic.CAPACITY, Topic.ROLLBACKS}


def test_no_topic_is_crowded_out_by_another():
    """BRF-4."""
    summary = by_rules(busy_facts(), ZH, ALL)
    assert {claim.topic for claim in (*summary.claims, *summary.untold)} == set(Topic)


def test_a_calm_day_says_so_with_numbers():
    """BRF-4."""
    summary = by_rules(quiet_facts(), ZH, ALL)

    assert summary.headline == "过去一天平稳，没有需要你处理的事。"
    assert texts(summary) == [
        "共 8,000 行日志，与前一天相当；其中错误 20 行，错误率 0.25%，前一天是 0.27%。"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_with_gaps_is_never_called_fine(language):
    """BRF-5."""
    gap = (Gap(Source.ALARMS),)
    for facts in (blind_facts(), replace(quiet_facts(), missing=gap)):
        summary = by_rules(facts, language, ALL)

        assert not summary.complete
        assert len(summary.notes) == len(facts.gaps)
        assert not LEXICON.soothing.search(summary.headline)
        assert "没有告警" not in summary.headline
        assert "no alarms" not in summary.headline
        assert not any(word in summary.headline for word in ("平静", "quiet", "没有必须", "urgent"))


def test_a_volume_that_did_not_change_comes_last_and_is_calm_though_errors_rose():
    """BRF-5."""
    facts = busy_facts()
    same = replace(facts, logs=replace(facts.logs, before_total=12_300, before_errors=60))
    claims = by_rules(same, ZH, ALL).claims

    assert claims[-1] == ClaimRead(
        Topic.LOGS, Weight.CALM, "共 12,345 行日志，与前一天相当。", ("log:total",)
    )
    (rate,) = [claim for claim in claims if claim.evidence == ("log:errors",)]
    assert rate.weight is Weight.WATCH


def test_a_volume_that_jumped_is_worth_a_look_and_its_error_rate_is_not():
    """BRF-5."""
    facts = quiet_facts()
    more = replace(facts, logs=replace(facts.logs, before_total=1_000, before_errors=3))
    summary = by_rules(more, ZH, ALL)

    assert [(c.weight, c.evidence) for c in summary.claims] == [
        (Weight.WATCH, ("log:total",)),
        (Weight.CALM, ("log:errors",)),
    ]
    assert summary.headline == "没有必须马上处理的事，但值得看一眼：日志量是前一天的 8 倍。"


def test_however_much_there_is_to_tell_the_volume_is_told():
    """BRF-4."""
    facts = busy_facts()
    trends = tuple(
        TemplateTrend(kind, template(f"{kind}{n}", f"word{n} {kind} again", 50, level), 40, 50)
        for kind in TrendKind
        for n, level in enumerate((Level.ERROR, Level.ERROR, Level.WARNING, Level.INFO))
    )
    happenings = tuple(replace(facts.happenings[2], event_id=f"t-{n}") for n in range(9))
    logs = replace(facts.logs, trends=trends, before_total=12_300)
    full = replace(facts, logs=logs, happenings=happenings)
    claims = by_rules(full, ZH, ALL).claims

    assert len(claims) == MOST_CLAIMS
    assert claims[-1].evidence == ("log:total",)


@pytest.mark.parametrize(
    ("gap", "chinese", "english"),
    [
        (
            Gap(Source.ALARMS, detail=foreign("The monitor is down.")),
            "告警没有读到（“The monitor is down”）。",
            "Alarms could not be read: “The monitor is down”.",
        ),
        (Gap(Source.EVENTS), "本系统的事件没有读到。", "Our own events could not be read."),
        (
            Gap(Source.LOGS, WhyUnread.TOO_SLOW, "shop"),
            "日志主题 shop 没有读到：用时太长。",
            "Log topic shop could not be read: it took too long.",
        ),
        (
            Gap(Source.LOG_TOPICS, WhyUnread.NOTHING_VISIBLE),
            "看不到可以检索的日志主题，请检查账号的权限。",
            "No searchable log topic is visible; check the account's rights.",
        ),
        (
            Gap(Source.LOG_TOPICS, WhyUnread.TOO_MANY, read=20, there=25),
            "日志主题有 25 个，只读了 20 个。",
            "Only 20 of 25 log topics were read.",
        ),
    ],
)
def test_a_gap_is_told_in_the_readers_language(gap, chinese, english):
    """BRF-5, BRF-6."""
    facts = replace(quiet_facts(), missing=(gap,))

    assert by_rules(facts, ZH, ALL).notes == (chinese,)
    assert by_rules(facts, EN, ALL).notes == (english,)
    said = evidence_ids(facts)["missing:0"].said
    assert telling(facts, EN).text(said) == english


def test_what_a_source_said_of_itself_becomes_no_link():
    """SEC-4."""
    gap = Gap(
        Source.LOGS, name="www.evil.cn", detail=foreign("see http://evil.example.com\u202e now")
    )
    (note,) = by_rules(replace(quiet_facts(), missing=(gap,)), ZH, ALL).notes
    assert note == "日志主题 www.evil[.]cn 没有读到（“see http[:]//evil.example[.]com now”）。"


def test_unread_logs_are_a_claim_of_their_own():
    """BRF-5."""
    (told,) = by_rules(blind_facts(), EN, ALL).claims

    assert told.weight is Weight.WATCH
    assert told.evidence == ("missing:1",)
    assert told.text == (
        "Log topic app-logs could not be read: “CLS does not answer”; this part is unknown."
    )


def test_a_day_without_any_line_is_suspicious_and_not_calm():
    """BRF-4."""
    facts = quiet_facts()
    silent = replace(facts, logs=replace(facts.logs, total=0, errors=0, bars=(), error_bars=()))
    summary = by_rules(silent, ZH, ALL)

    assert summary.headline == "没有必须马上处理的事，但值得看一眼：没有日志。"
    assert texts(summary) == ["这段时间一行日志都没有，可能是采集中断了。"]


@pytest.mark.parametrize(
    ("state", "severity", "weight"),
    [
        (AlarmState.FIRING, Severity.CRITICAL, Weight.ACT),
        (AlarmState.UNKNOWN, Severity.CRITICAL, Weight.ACT),
        (AlarmState.FIRING, Severity.WARNING, Weight.WATCH),
        (AlarmState.UNKNOWN, Severity.UNKNOWN, Weight.WATCH),
        (AlarmState.RECOVERED, Severity.CRITICAL, Weight.CALM),
        (AlarmState.INVALID, Severity.WARNING, Weight.CALM),
    ],
)
def test_an_alarm_is_as_urgent_as_it_is_bad_and_open(state, severity, weight):
    """BRF-4."""
    facts = replace(quiet_facts(), alarms=(alarm("x", severity, state, 3.0),))
    claims = by_rules(facts, EN, (Topic.ALARMS,)).claims
    assert [claim.weight for claim in claims] == [weight]


def test_an_alarm_whose_state_is_unknown_is_not_called_firing_or_over():
    """BRF-4."""
    unsure = alarm("x", Severity.CRITICAL, AlarmState.UNKNOWN, 3.0)
    facts = replace(quiet_facts(), alarms=(unsure, replace(unsure, id="other")))

    assert "是否恢复不明" in texts(by_rules(facts, ZH, ALL), Topic.ALARMS)[0]
    english = texts(by_rules(facts, EN, ALL), Topic.ALARMS)[0]
    assert english == (
        "Critical alarm “x” fired 2 times, last at 02:40 today; whether it has recovered is "
        "unknown: check it. No action on record."
    )


def test_every_critical_alarm_is_told_and_the_rest_is_counted():
    """BRF-4."""
    critical = [alarm(f"c{n}", Severity.CRITICAL, AlarmState.FIRING, 1.0) for n in range(15)]
    others = [alarm(f"w{n}", Severity.WARNING, AlarmState.FIRING, 1.0) for n in range(5)]
    over = [alarm(f"r{n}", Severity.WARNING, AlarmState.RECOVERED, 1.0) for n in range(3)]
    facts = replace(quiet_facts(), alarms=(*critical, *others, *over))
    summary = by_rules(facts, EN, (Topic.ALARMS,))

    must = [claim for claim in summary.claims if claim.weight is Weight.ACT]
    assert len(must) == 15
    assert summary.headline.startswith(
        "15 items need your attention. Most urgent: Critical alarm “c0”"
    )


def test_all_that_is_not_told_one_by_one_is_counted():
    """BRF-4."""
    records = [alarm(f"w{n}", Severity.WARNING, AlarmState.FIRING, 1.0) for n in range(6)]
    over = [alarm(f"r{n}", Severity.WARNING, AlarmState.RECOVERED, 1.0) for n in range(3)]
    facts = replace(quiet_facts(), alarms=(*records, *over))

    told = by_rules(facts, EN, (Topic.ALARMS,))
    assert told.claims[-1].text == "Other alarms: 2 still firing; 3 recovered."
    assert len(told.claims[-1].evidence) == 5
    told = by_rules(facts, ZH, (Topic.ALARMS,))
    assert told.claims[-1].text == "其余告警：2 条未恢复；3 条已恢复。"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["broadcast", "rollback", "task"])
def test_a_flood_of_events_is_counted_with_all_its_evidence(kind, language):
    """BRF-4."""
    flood = tuple(Happening(f"e{n}", kind, UNTIL, told(f"事情 {n}。")) for n in range(20))
    facts = replace(quiet_facts(), happenings=flood)
    summary = by_rules(facts, language, (Topic(_TOPICS[kind]),))

    cited = {name for claim in summary.claims for name in claim.evidence}
    assert cited == {f"event:e{n}" for n in range(20)}
    assert "20" in summary.headline


def test_an_event_is_told_in_the_readers_language_and_on_the_readers_wall():
    """BRF-6."""
    title = message("alarm.unsure", **UNSURE)
    happening = Happening("e1", "rollback", UNTIL, Notification(title))
    facts = replace(quiet_facts(), happenings=(happening,))

    [claim] = by_rules(facts, EN, (Topic.ROLLBACKS,)).claims
    assert claim.text.startswith("Rollback: Alarm “x” fired at 05:40 today")
    [claim] = by_rules(facts, ZH, (Topic.ROLLBACKS,)).claims
    assert claim.text.startswith("回滚：告警“x”今天 05:40 触发")


_TOPICS = {"broadcast": "broadcast", "rollback": "rollbacks", "task": "tasks"}


@pytest.mark.parametrize(
    ("days", "low", "high", "weight", "words"),
    [
        (
            0.4,
            0.1,
            0.9,
            Weight.ACT,
            "reaches its limit of 100% in less than a day. Extend it or clean it up today.",
        ),
        (
            1.2,
            1.0,
            1.6,
            Weight.ACT,
            "in about a day (between 1 and 2). Extend it or clean it up today.",
        ),
        (9.3, 6.1, 14.2, Weight.WATCH, "in about 9 days (between 6 and 14)."),
        (9.3, 6.1, None, Weight.WATCH, "in about 9 days (6 at the earliest)."),
    ],
)
def test_capacity_is_told_with_its_interval(days, low, high, weight, words):
    """BRF-4, ANL-2."""
    warning = CapacityWarning(
        metric="disk",
        target="db",
        value=97.0,
        unit="%",
        limit=100.0,
        days=days,
        days_low=low,
        days_high=high,
        query="q",
    )
    facts = replace(quiet_facts(), capacity=(warning,))
    (told,) = by_rules(facts, EN, (Topic.CAPACITY,)).claims

    assert told.weight is weight
    assert told.text.endswith(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_capacity_warnings_are_counted(language):
    """BRF-4."""
    warning = CapacityWarning(
        metric="disk",
        target="db",
        value=9e6,
        unit="GB",
        limit=1e7,
        days=9.0,
        days_low=6.0,
        days_high=None,
        query="q",
    )
    many = tuple(replace(warning, target=f"db{n}") for n in range(5))
    claims = by_rules(replace(quiet_facts(), capacity=many), language, (Topic.CAPACITY,)).claims

    assert len(claims) == 4
    assert "9,000,000 GB" in claims[0].text
    assert len(claims[-1].evidence) == 2


def test_a_sample_of_the_lines_is_called_one():
    """BRF-4, ANL-1."""
    facts = quiet_facts()
    facts = replace(facts, logs=replace(facts.logs, sampled=2_000))

    (note,) = by_rules(facts, ZH, ALL).notes
    assert "2,000" in note
    (note,) = by_rules(facts, EN, ALL).notes
    assert note.startswith("Patterns come from a sample of 2,000 of 8,000 lines")


@pytest.mark.parametrize(
    ("total", "errors", "before", "before_errors", "words"),
    [
        (1, 1, None, None, "One log line; 1 of them errors, a rate of 100%."),
        (100, 0, None, None, "100 log lines; no errors."),
        (100, 0, 100, 0, "; no errors, as the day before."),
        (100, 10, 100, 0, ", a rate of 10% against none the day before."),
        (300, 3, 100, 1, "300 log lines, 3 times as many as the day before."),
        (10**6, 1, 10**6, 1, "a rate of under 0.01% against under 0.01% the day before."),
        (50, 5, 100, 10, "50 log lines, 50% fewer than the day before."),
    ],
)
def test_volume_and_errors_are_compared_in_plain_words(total, errors, before, before_errors, words):
    """BRF-4."""
    facts = quiet_facts()
    logs = replace(
        facts.logs, total=total, errors=errors, before_total=before, before_errors=before_errors
    )
    told = texts(by_rules(replace(facts, logs=logs), EN, ALL))
    assert words in told[0]


def test_a_time_is_told_as_seen_from_the_persons_morning():
    """BRF-4."""
    firing = alarm("x", Severity.WARNING, AlarmState.FIRING, 0.0)
    words = []
    for hours in (1, 10, 40):
        at = replace(firing, started_at=UNTIL - timedelta(hours=hours))
        facts = replace(quiet_facts(), alarms=(at,))
        words.append(texts(by_rules(facts, ZH, (Topic.ALARMS,)))[0])

    assert "今天 04:40 开始" in words[0]
    assert "昨天 19:40 开始" in words[1]
    assert "11 月 19 日 13:40 开始" in words[2]


def test_an_injected_log_line_changes_no_claim_but_its_own():
    """SEC-4."""
    clean, hostile = busy_facts(), hostile_facts()
    hostile = replace(clean, logs=hostile.logs)
    before = by_rules(clean, ZH, ALL)
    after = by_rules(hostile, ZH, ALL)

    assert after.headline == before.headline
    must = [claim for claim in before.claims if claim.weight is Weight.ACT]
    assert [claim for claim in after.claims if claim.weight is Weight.ACT] == must
