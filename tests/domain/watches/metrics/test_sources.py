"""Where watched numbers come from: sources, presets, and numbers in foreign answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.ports.rendering import Form
from domain.common.errors import InvalidRequest
from domain.watches.metrics.numbers import number_of, series_in
from domain.watches.metrics.presets import read_presets, shipped_presets
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable, unread
from domain.watches.metrics.sources import (
    NAMES,
    ClsNumber,
    HttpJson,
    Period,
    Prometheus,
    Statistic,
    TencentMonitor,
    TencentStatistic,
    place_of,
    reads_cloud,
)
from tests.fakes.configs import read_threshold_watch
from tests.fakes.languages import assert_of_one_language
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, in_english, shown

SOURCES = {
    "http_json": (
        {
            "url": "https://a.cn/x?y=1",
            "json_path": "a.b",
            "headers": {"Accept": "application/json"},
            "credential": "shop",
        },
        HttpJson("https://a.cn/x?y=1", "a.b", (("Accept", "application/json"),), "shop"),
    ),
    "prometheus": (
        {"url": "http://prom.cn:9090", "query": "up"},
        Prometheus("http://prom.cn:9090", "up"),
    ),
    "tencent_monitor": (
        {
            "namespace": "QCE/CVM",
            "metric": "CPUUsage",
            "dimensions": {"InstanceId": "ins-1"},
            "period": 60,
            "statistic": "max",
            "region": "ap-shanghai",
        },
        TencentMonitor(
            "QCE/CVM",
            "CPUUsage",
            (("InstanceId", "ins-1"),),
            Period.MINUTE,
            Statistic.MAXIMUM,
            "ap-shanghai",
        ),
    ),
    "tencent_statistic": (
        {
            "namespace": "QCE/TKE2",
            "metric": "K8sWorkloadAbnormal",
            "conditions": {"tke_cluster_instance_id": "cls-1", "namespace": ["a", "b"]},
            "group": ["workload_name"],
        },
        TencentStatistic(
            "QCE/TKE2",
            "K8sWorkloadAbnormal",
            (("tke_cluster_instance_id", ("cls-1",)), ("namespace", ("a", "b"))),
            Period.FIVE_MINUTES,
            ("workload_name",),
        ),
    ),
    "cls": (
        {"topic_id": "t-1", "query": "level:ERROR | SELECT count(*) AS n", "minutes": 15},
        ClsNumber("t-1", "level:ERROR | SELECT count(*) AS n", 15),
    ),
}


def read(raw):
    config = read_threshold_watch({"source": raw, "threshold": 1})
    return config.source


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_each_kind_of_source_is_read(name):
    """THR-1."""
    raw, source = SOURCES[name]

    assert read({name: raw}) == source
    assert NAMES[type(source)] == name
    assert place_of(source)
    assert reads_cloud(source) == (name not in ("http_json", "prometheus"))


@pytest.mark.parametrize(
    ("raw", "field", "rule"),
    [
        ({}, "config.source", "exactly one of http_json"),
        ({"cls": {}, "prometheus": {}}, "config.source", "exactly one"),
        ({"graphite": {}}, "config.source.graphite", "is not known"),
        ({"prometheus": []}, "config.source.prometheus", "an object"),
        ({"prometheus": {"query": "up"}}, "config.source.prometheus.url", "is missing"),
        ({"prometheus": {"url": "http://a.cn"}}, "config.source.prometheus.query", "is missing"),
        (
            {"prometheus": {"url": "ftp://a.cn", "query": "up"}},
            "config.source.prometheus.url",
            "http or https",
        ),
        (
            {"prometheus": {"url": "http://me:secret@a.cn", "query": "up"}},
            "config.source.prometheus.url",
            "credential",
        ),
        (
            {"http_json": {"url": "http://a.cn", "json_path": "a", "headers": {"Cookie": "x"}}},
            "config.source.http_json.headers.Cookie",
            "secret",
        ),
        (
            {"http_json": {"url": "http://a.cn", "json_path": "a", "credential": "a b"}},
            "config.source.http_json.credential",
            "name of a configured credential",
        ),
        (
            {
                "tencent_monitor": {
                    "namespace": "QCE/TKE2",
                    "metric": "m",
                    "dimensions": {"a": "b"},
                }
            },
            "config.source.tencent_monitor.namespace",
            "tencent_statistic",
        ),
        (
            {"tencent_monitor": {"namespace": "QCE/CVM", "metric": "m", "dimensions": {}}},
            "config.source.tencent_monitor.dimensions",
            "1 to 10",
        ),
        (
            {"tencent_monitor": {"namespace": "Q", "metric": "m", "dimensions": {"a": 5}}},
            "config.source.tencent_monitor.dimensions.a",
            "printable",
        ),
        (
            {"tencent_statistic": {"namespace": "Q", "metric": "m", "period": 61}},
            "config.source.tencent_statistic.period",
            "must be 60, 300, 3600, or 86400",
        ),
        (
            {"tencent_statistic": {"namespace": "Q", "metric": "m", "region": "north"}},
            "config.source.tencent_statistic.region",
            "ap-guangzhou",
        ),
        (
            {"tencent_statistic": {"namespace": "Q", "metric": "m", "conditions": {"a": []}}},
            "config.source.tencent_statistic.conditions.a",
            "list of 1 to 20",
        ),
        (
            {"cls": {"topic_id": "t", "query": "level:ERROR"}},
            "config.source.cls.query",
            "SQL that gives one number",
        ),
        (
            {"cls": {"topic_id": "t", "query": "* | SELECT 1", "minutes": 0}},
            "config.source.cls.minutes",
            "from 1 to 1,440",
        ),
    ],
)
def test_a_mistake_in_a_source_is_refused_with_its_path(raw, field, rule):
    """THR-1, TSK-1."""
    with pytest.raises(InvalidRequest) as refused:
        read(raw)

    assert refused.value.field == field
    assert rule in in_english(refused.value)
    assert_of_one_language(refused.value.explanation)


def test_the_bitcoin_price_ships_and_its_service_can_be_another():
    """THR-1."""
    presets = read_presets(shipped_presets("http://127.0.0.1:9/"))

    preset = presets["bitcoin_price"]
    assert place_of(preset.source) == "127.0.0.1:9"
    assert preset.unit == "USD"
    assert shown(preset.title, IN_CHINESE) == "比特币价格"
    assert read_presets(shipped_presets())["bitcoin_price"].source != preset.source


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ([], "presets"),
        ({"Price!": {}}, "presets.Price!"),
        ({"p": {}}, "presets.p.source"),
        ({"p": {"source": {"cls": {}}}}, "presets.p.source.cls.topic_id"),
        ({"p": {"source": {"prometheus": SOURCES["prometheus"][0]}, "unit": 5}}, "presets.p.unit"),
        (
            {"p": {"source": {"prometheus": SOURCES["prometheus"][0]}, "title": {"zh": 5}}},
            "presets.p.title.zh",
        ),
        (
            {"p": {"source": {"prometheus": SOURCES["prometheus"][0]}, "titel": {}}},
            "presets.p.titel",
        ),
    ],
)
def test_a_mistake_in_the_presets_names_the_preset_and_the_field(raw, field):
    """THR-1."""
    with pytest.raises(InvalidRequest) as refused:
        read_presets(raw)

    assert refused.value.field == field


def test_a_preset_without_a_title_is_called_by_its_name():
    """THR-1."""
    (preset,) = read_presets({"up": {"source": {"prometheus": SOURCES["prometheus"][0]}}}).values()

    assert set(preset.title.texts.values()) == {"up"}


@pytest.mark.parametrize(
    ("found", "series"),
    [
        (5, [("", 5.0)]),
        ("67000.5", [("", 67000.5)]),
        (" -1e3 ", [("", -1000.0)]),
        (None, []),
        ([1, None, "3"], [("0", 1.0), ("2", 3.0)]),
        ({"a": 1, "b": 2.5}, [("a", 1.0), ("b", 2.5)]),
        ([7], [("", 7.0)]),
        ([], []),
    ],
)
def test_numbers_are_found_in_every_shape_that_services_use(found, series):
    """THR-1."""
    assert series_in(found) == series


@pytest.mark.parametrize(
    "found",
    [True, "n/a", "", "1,000", "0x10", "nan", "1e999", 10**400, {"a": {"b": 1}}, [[1]], [True]],
)
def test_what_is_no_number_is_never_taken_for_one(found):
    """THR-1: not even true, which Python counts as 1."""
    with pytest.raises(MetricUnreadable) as unreadable:
        series_in(found)

    assert unreadable.value.problem is MetricProblem.NO_NUMBER


@given(st.text(max_size=70))
def test_any_text_is_a_number_or_refused(text):
    """THR-1, SEC-4."""
    try:
        assert number_of(text) == float(text)
    except MetricUnreadable as unreadable:
        known = unreadable.problem

        assert known is MetricProblem.NO_NUMBER


def test_every_problem_has_words_in_both_languages():
    """THR-1, SEC-4: what a source says is made harmless."""
    for reader in (IN_CHINESE, IN_ENGLISH):
        for problem in MetricProblem:
            problem_said = unread("a.cn", problem, "[see](//b.dev) http://evil.cn")
            said = WORDS.text(problem_said, reader, form=Form.MARKDOWN)
            assert "http://" not in said
            assert "[see]" not in said
            assert said.endswith(("。", "."))
