"""What threshold watches say, to people and to programs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.readers import Language, Reader
from domain.events.events import EventType
from domain.watches.metrics.findings import Subject, figure, finding_of, standing
from domain.watches.metrics.news import Kind
from domain.watches.metrics.presets import read_presets, shipped_presets
from domain.watches.metrics.sources import Prometheus, Sample
from tests.fakes.thresholds import Timeline, watch
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, read, shown

SUBJECT = Subject("比特币")
BITCOIN = read_presets(shipped_presets())["bitcoin_price"]


def story(*values, source=BITCOIN.source, label="", **fields):
    """Return the finding of the last news that a minute-by-minute story brings."""
    line = Timeline(watch(unit="USD", **fields).reading(source))
    for value in values:
        line.look(value, label=label)
    return finding_of(line.news[-1], line.config, SUBJECT, now=line.now)


def test_an_alert_says_what_how_much_which_rule_since_when_and_from_where():
    """THR-2."""
    finding = story(67000.5, threshold=60000)

    assert finding.type == EventType.THRESHOLD_BREACHED
    told = read(finding.told, IN_CHINESE)
    assert told.title == "“比特币”现为 67,000.5 USD，触发规则：高于 60,000 USD"
    assert told.text == (
        "- 当前值：67,000.5 USD\n- 规则：高于 60,000 USD\n"
        "- 开始时间：2026-11-20 08:01\n- 来源：api.coingecko［.］com"
    )
    assert finding.notify


def test_the_same_in_english_and_in_the_readers_zone():
    """THR-2."""
    finding = story(61, 62, threshold=60, for_minutes=1)
    told = read(finding.told, Reader(Language.ENGLISH, "Europe/Berlin"))

    assert told.title == "“比特币” is 62 USD; rule: above 60 USD"
    assert told.text.startswith("It has broken the rule for 1 min.\n\n- Value: 62 USD\n")
    assert "- Since: 2026-11-20 01:01" in told.text


def test_programs_get_numbers():
    """THR-2, THR-4."""
    data = story(95, opens_incident=True, severity="critical").data

    assert data == {
        "reason": "crossed",
        "level": "breached",
        "metric": "cpu",
        "operator": ">",
        "value": 95.0,
        "unit": "USD",
        "label": "",
        "since": "2026-11-20T00:01:00+00:00",
        "severity": "critical",
        "opens_incident": True,
        "source": "api.coingecko.com",
        "threshold": 90.0,
        "clear_value": 90.0,
        "peak": 95.0,
        "reminders": 0,
    }


def test_the_end_says_how_long_it_lasted_and_how_far_it_went():
    """THR-2."""
    finding = story(95, 99, 94, 50)

    told = read(finding.told)
    assert told.title == "“比特币” has recovered: 50 USD"
    assert "- Worst value: 99 USD" in told.text
    assert "- Lasted: 3 min" in told.text
    assert (finding.data["lasted_seconds"], finding.data["peak"]) == (180, 99.0)


def test_a_change_says_from_what_and_by_how_much():
    """THR-2."""
    finding = story(100, 100, 80, operator="change_by_percent", threshold=10, over_minutes=2)

    told = read(finding.told)
    assert "rule: a change of 10% or more within 2 min" in told.title
    assert "- Former value: 100 USD\n- Change: -20%" in told.text
    assert (finding.data["change"], finding.data["former"]) == (-20.0, 100.0)


def test_a_range_says_its_edges():
    """THR-2."""
    edges = {"threshold": None, "range": {"low": 1, "high": 2}}
    finding = story(3, operator="outside_range", **edges)

    assert read(finding.told, IN_CHINESE).title.endswith("不在 1 USD 到 2 USD 之间")
    assert (finding.data["low"], finding.data["high"]) == (1.0, 2.0)


def test_an_anomaly_says_what_is_novel_and_what_was_seen_before():
    """THR-2."""
    line = Timeline(watch(operator="anomaly", threshold=None, anomaly={"learn_hours": 1}))
    for step in range(90):
        line.look(10 + step % 5)
    line.look(90)
    finding = finding_of(line.news[-1], line.config, SUBJECT, now=line.now)

    told = read(finding.told)
    assert "beyond all seen" in told.title
    assert told.text.startswith("90; the highest in the 1 h 30 min before was 14.")
    assert "- Seen before: 10 to 14" in told.text
    assert (finding.data["low"], finding.data["high"]) == (10, 14)
    assert finding.data["novelty"] == "beyond"
    assert "threshold" not in finding.data


def test_a_series_label_is_quoted_as_data():
    """SEC-4, THR-1."""
    finding = story(
        95,
        label='{job="http://evil.cn"}\n# hi [go](//evil.dev)',
        source=Prometheus("http://p.cn", "up"),
    )

    told = read(finding.told)
    assert '- Series: “{job="http［:］//evil［.］cn"} # hi ［go］(//evil.dev)”' in told.text
    assert finding.data["label"] == '{job="http://evil.cn"} # hi [go](//evil.dev)'
    assert "\n#" not in told.text


@pytest.mark.parametrize("reader", [IN_CHINESE, IN_ENGLISH])
def test_every_news_has_words(reader):
    """THR-2, THR-3: no shape is left unfilled, in either language."""
    seen = {}
    for policy in ("alert", "treat_as_ok"):
        line = Timeline(
            watch(
                reminder_minutes=2,
                no_data={"policy": policy, "after_minutes": 3},
                flapping={"transitions": 4, "window_minutes": 10},
            )
        )
        line.looks([50, *[None] * 5, 50, 95, 95, 95, *[None] * 5, 95, 50, 95, 50, 95, 50])
        line.looks([50] * 20)
        line.looks([95, *[None] * 9])
        line.config = watch(threshold=99)
        line.look(95)
        for news in line.news:
            finding = finding_of(news, line.config, SUBJECT, now=line.now)
            told = seen[news.kind, news.reason] = read(finding.told, reader)
            assert "{" not in told.title + told.text
            assert len(told.title) < 120

    assert {kind for kind, _ in seen} == set(Kind)
    reasons = {reason.value for _, reason in seen}
    assert {"data_back", "lack_counts_as_ok", "rule_changed", "no_more_changes"} <= reasons
    titles = [told.title for told in seen.values()]
    assert len(set(titles)) >= 8


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (67000.5, "USD", "67,000.5 USD"),
        (90.004, "%", "90.004%"),
        (5.0, "", "5"),
        (-1234567.0, "", "-1,234,567"),
        (0.00001234, "", "1.234e-05"),
        (1e18, "B", "1e+18 B"),
        (21.5, "°C", "21.5°C"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, unit, text):
    """THR-2."""
    assert shown(figure(value, unit)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_can_be_written(value):
    """THR-2."""
    assert shown(figure(value))


def test_where_a_number_stands_is_one_sentence():
    """THR-2, TSK-1."""
    line = Timeline(watch(unit="%"))
    line.look(95)
    assert line.last is not None
    assert shown(standing(line.last, line.config)) == "95%, breaking its rule."
    line.look(50)
    assert shown(standing(line.last, line.config), IN_CHINESE) == "50%，正常。"
    line.look(None)
    assert shown(standing(line.last, line.config)) == "50%, normal (no newer value)."
    learning = Timeline(watch(operator="change_by", threshold=1, over_minutes=5))
    learning.meet(Sample(learning.now, 5))
    assert learning.last is not None
    said = shown(standing(learning.last, learning.config))
    assert said == "5, no former value yet to compare with until 2026-11-20 00:05."
