"""Configurations of threshold watches: the published shape, our fields, and every mistake named."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.monitoring.alarms import Severity
from domain.watches.metrics.options import Direction, NoDataPolicy, Operator, Range
from domain.watches.metrics.sources import HttpJson, Period, TencentMonitor
from tests.fakes.configs import read_threshold_watch
from tests.fakes.languages import assert_of_one_language
from tests.fakes.thresholds import SOURCE, raw_watch, watch
from tests.fakes.words import in_english, says

FULL = {
    "metric": "cpu",
    "threshold": 90,
    "operator": ">=",
    "check_interval_minutes": 5,
    "for_minutes": 10,
    "clear_value": 80,
    "clear_for_minutes": 5,
    "no_data": {"policy": "alert", "after_minutes": 30},
    "reminder_minutes": 60,
    "most_reminders": 5,
    "flapping": {"transitions": 4, "window_minutes": 30},
    "notify_recovery": False,
    "severity": "critical",
    "opens_incident": True,
    "unit": "%",
    "failures_before_alert": 2,
    "silent_after_periods": 20,
    "notification": {"method": "email", "email": "mei@example.cn"},
}


@pytest.mark.parametrize(
    ("sign", "operator"),
    [
        ("≥", Operator.AT_LEAST),
        ("≤", Operator.AT_MOST),
        ("≠", Operator.NOT_EQUAL),
        ("==", Operator.EQUAL),
        (">", Operator.ABOVE),
    ],
)
def test_signs_are_read_as_people_write_them(sign, operator):
    """THR-2."""
    given = {"metric": "cpu", "threshold": 90, "operator": sign}
    notified = {**given, "notification": {"method": "email", "email": "mei@example.cn"}}

    assert read_threshold_watch(notified, presets={"cpu"}).operator is operator


def test_the_published_shape_is_accepted_as_it_is():
    """TSK-1, THR-2: the operator is `>` where nothing is said."""
    config = read_threshold_watch(
        {
            "metric": "bitcoin_price",
            "threshold": 70000,
            "check_interval_minutes": 5,
            "notification": {"method": "send_sms", "phone_number": "+8613800138000"},
        },
        presets={"bitcoin_price"},
    )

    assert (config.metric, config.operator, config.threshold) == (
        "bitcoin_price",
        Operator.ABOVE,
        70000.0,
    )
    assert config.interval == timedelta(minutes=5)
    assert config.addresses == (ChannelAddress(ChannelKind.SMS, "+8613800138000"),)
    assert (config.clear_value, config.no_data.policy) == (70000.0, NoDataPolicy.ALERT)
    assert config.severity is Severity.WARNING
    assert not config.opens_incident


def test_every_field_of_ours_is_read():
    """THR-2, THR-3, TSK-5."""
    config = read_threshold_watch(FULL, presets={"cpu"})

    assert (config.operator, config.clear_value) == (Operator.AT_LEAST, 80.0)
    assert (config.hold, config.clear_hold) == (timedelta(minutes=10), timedelta(minutes=5))
    assert config.no_data.after == timedelta(minutes=30)
    assert (config.reminders.every, config.reminders.most) == (timedelta(hours=1), 5)
    assert (config.flapping.transitions, config.flapping.window) == (4, timedelta(minutes=30))
    assert (config.notify_recovery, config.severity) == (False, Severity.CRITICAL)
    assert (config.opens_incident, config.unit) == (True, "%")
    assert (config.failures_before_alert, config.silent_after_periods) == (2, 20)


def test_ranges_changes_and_anomalies_have_fields_of_their_own():
    """THR-2."""
    inside = watch(operator="in_range", threshold=None, range={"low": 1, "high": 2})
    change = watch(operator="change_by_percent", threshold=5, over_minutes=60, direction="down")
    odd = watch(operator="anomaly", threshold=None, anomaly={"season": "daily"})

    assert inside.range == Range(1.0, 2.0)
    assert (change.over, change.direction) == (timedelta(hours=1), Direction.DOWN)
    assert odd.anomaly is not None
    assert odd.anomaly.learn == timedelta(days=3)


def test_a_word_is_enough_for_no_data():
    """THR-2."""
    assert watch(no_data="ignore").no_data.policy is NoDataPolicy.IGNORE
    assert watch(check_interval_minutes=60).no_data.after == timedelta(hours=3)


def test_patience_is_never_shorter_than_the_rhythm_of_the_source():
    """THR-2: an hourly point is no lack of data for the minutes in between."""
    hourly = TencentMonitor("QCE/CVM", "CPUUsage", (("InstanceId", "ins-1"),), Period.HOUR)

    assert watch().reading(hourly).no_data.after == timedelta(hours=2, minutes=5)
    for minutes, after in ((20, 125), (300, 300)):
        chosen = watch(no_data={"after_minutes": minutes}).reading(hourly)
        assert chosen.no_data.after == timedelta(minutes=after)


def test_the_rule_is_another_when_what_decides_is_and_not_when_only_the_telling_is():
    """THR-2."""
    assert watch().rule == watch(reminder_minutes=5, severity="info").rule
    assert watch().rule != watch(threshold=91).rule
    assert watch().rule != watch(operator=">=").rule
    one, other = (watch().reading(HttpJson("https://a.cn", path)) for path in "xy")
    assert one.rule != other.rule


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"metric": None}, "config.metric", "is missing: give it, or source"),
        ({"metric": "ether_price"}, "config.metric", "configured metric (cpu)"),
        ({"source": SOURCE}, "config.metric", "together with source"),
        ({"threshold": None}, "config.threshold", "is missing"),
        ({"threshold": "90"}, "config.threshold", "must be a number"),
        ({"threshold": True}, "config.threshold", "must be a number"),
        ({"operator": "=>"}, "config.operator", "must be >, >="),
        ({"operator": "in_range"}, "config.threshold", "use range"),
        ({"operator": "in_range", "threshold": None}, "config.range", "must be given for"),
        (
            {"operator": "in_range", "threshold": None, "range": {"low": 2, "high": 1}},
            "config.range.high",
            "must not be less than low",
        ),
        ({"range": {"low": 1, "high": 2}}, "config.range", "in_range or outside_range"),
        ({"operator": "anomaly"}, "config.threshold", "use anomaly.sensitivity"),
        ({"anomaly": {}}, "config.anomaly", "works only with anomaly"),
        (
            {"operator": "anomaly", "threshold": None, "anomaly": {"season": "lunar"}},
            "config.anomaly.season",
            "must be none, daily, or weekly",
        ),
        (
            {
                "operator": "anomaly",
                "threshold": None,
                "anomaly": {"season": "weekly", "learn_hours": 24},
            },
            "config.anomaly.learn_hours",
            "from 168",
        ),
        ({"operator": "change_by"}, "config.over_minutes", "must be given for"),
        (
            {"operator": "change_by", "over_minutes": 0.5},
            "config.over_minutes",
            "shorter than the check interval",
        ),
        (
            {"operator": "change_by", "threshold": -5, "over_minutes": 5},
            "config.threshold",
            "more than zero",
        ),
        ({"over_minutes": 5}, "config.over_minutes", "change_by"),
        ({"direction": "up"}, "config.direction", "change_by"),
        ({"clear_value": 91}, "config.clear_value", "not be more than the threshold"),
        ({"operator": "<", "clear_value": 89}, "config.clear_value", "not be less than"),
        ({"operator": "=", "clear_value": 90}, "config.clear_value", "works only with"),
        (
            {"operator": "change_by", "over_minutes": 5, "clear_value": 91},
            "config.clear_value",
            "between zero and the threshold",
        ),
        ({"for_minutes": -1}, "config.for_minutes", "from 0"),
        ({"no_data": "never"}, "config.no_data", "must be ignore, alert, or treat_as_ok"),
        ({"no_data": {"policy": "normal"}}, "config.no_data.policy", "must be ignore"),
        (
            {"no_data": {"after_minutes": 0.5}},
            "config.no_data.after_minutes",
            "shorter than the check interval",
        ),
        ({"most_reminders": 3}, "config.most_reminders", "needs reminder_minutes"),
        ({"reminder_minutes": 0}, "config.reminder_minutes", "from 1"),
        ({"flapping": {"transitions": 2}}, "config.flapping.transitions", "from 3"),
        ({"flapping": {"window": 2}}, "config.flapping.window", "perhaps window_minutes"),
        ({"severity": "unknown"}, "config.severity", "info, warning, or critical"),
        ({"opens_incident": "yes"}, "config.opens_incident", "true or false"),
        ({"check_interval_minutes": 0.1}, "config.check_interval_minutes", "from 0.16"),
        ({"failures_before_alert": 0}, "config.failures_before_alert", "from 1"),
        ({"treshold": 1}, "config.treshold", "perhaps threshold"),
        ({"notification": {"method": "fax"}}, "config.notification.method", "must be email"),
    ],
)
def test_a_mistake_is_refused_with_its_field_and_its_rule(changes, field, rule):
    """TSK-1."""
    with pytest.raises(InvalidRequest) as refused:
        read_threshold_watch(raw_watch(**changes), presets={"cpu"})

    assert refused.value.field == field
    assert rule in in_english(refused.value)
    assert_of_one_language(refused.value.explanation)


JUNK = st.one_of(
    st.booleans(),
    st.text(max_size=5),
    st.floats(allow_nan=True),
    st.integers(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


@given(st.sampled_from(sorted(FULL)), JUNK)
def test_whatever_a_field_holds_it_is_read_or_refused_by_name(name, junk):
    """TSK-1: nothing is guessed, nothing crashes."""
    beside = {"clear_value", "no_data", "metric", "threshold", "over_minutes"}
    field, rule = refusal_of({**FULL, name: junk})

    # A field can be right by itself and wrong beside another one, which is then named instead.
    assert field in {"", name, *beside}
    assert bool(field) == bool(rule)


def refusal_of(raw) -> tuple[str, str]:
    """Return the field that is refused, without its path, and the rule; empty when none is."""
    try:
        read_threshold_watch(raw, presets={"cpu"})
    except InvalidRequest as refused:
        return refused.field.split(".")[1].split("[")[0], refused.rule
    return "", ""


@pytest.mark.parametrize("raw", [None, [], "x", 5])
def test_only_an_object_is_a_configuration(raw):
    """TSK-1."""
    with pytest.raises(InvalidRequest, check=says("must be an object")):
        read_threshold_watch(raw, presets=())
