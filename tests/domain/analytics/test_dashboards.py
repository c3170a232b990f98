"""What answers of charts look like, and what is said of them."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.analytics.dashboards import ChartKind, Line, Look, data_of
from domain.analytics.describing import amount, described
from domain.common.messages import message
from tests.fakes.dashboards import a_chart
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown

START = datetime(2026, 11, 25, tzinfo=UTC)
END = START + timedelta(hours=24)


def ms(hour):
    return int((START + timedelta(hours=hour)).timestamp() * 1_000)


def over_time(values, kind=ChartKind.LINE, **more):
    records = [{"t": ms(hour), "n": value} for hour, value in enumerate(values) if value]
    return data_of(a_chart(1, kind, **more), ("t", "n"), records)


def told(data, reader=IN_ENGLISH):
    return [shown(each, reader) for each in described(data, START, END)]


@pytest.mark.parametrize(
    "written",
    [ms(1), str(ms(1)), "2026-11-25 09:00:00.000", "2026-11-25T01:00:00Z"],
    ids=["milliseconds", "as text", "wall clock of China", "with an offset"],
)
def test_moments_are_read_in_every_form_of_the_cloud(written):
    """ANL-4."""
    data = data_of(a_chart(1), ("t", "n"), [{"t": written, "n": "5"}])
    assert data.lines == (Line("", ((START + timedelta(hours=1), 5.0),)),)


def test_a_column_of_names_makes_a_line_each_largest_first():
    """ANL-4: those that cannot be told apart any more are counted."""
    records = [
        {"t": ms(hour), "level": f"l{level}", "n": level}
        for hour in range(3)
        for level in range(1, 10)
    ]
    data = data_of(a_chart(1), ("t", "level", "n"), records)
    assert [each.name for each in data.lines] == ["l9", "l8", "l7", "l6", "l5", "l4"]
    assert data.left_out == 3
    assert "9 lines; the largest is “l9”" in told(data)[0]


def test_several_numbers_of_a_moment_are_a_line_each():
    """ANL-4: unless the chart names one."""
    records = [{"t": ms(hour), "p50": 1, "p99": 9} for hour in range(3)]
    columns = ("t", "p50", "p99")
    both = data_of(a_chart(1), columns, records)
    one = data_of(a_chart(1, y="p50"), columns, records)
    assert [each.name for each in both.lines] == ["p99", "p50"]
    assert [each.name for each in one.lines] == [""]


@pytest.mark.parametrize(
    ("kind", "columns", "record", "look"),
    [
        (ChartKind.STAT, ("n",), {"n": 3}, Look.NUMBER),
        (ChartKind.GAUGE, ("n",), {"n": "3.5"}, Look.NUMBER),
        (ChartKind.PIE, ("name", "n"), {"name": "x", "n": 3}, Look.PARTS),
        (ChartKind.BAR, ("name", "n"), {"name": "x", "n": 3}, Look.PARTS),
        (ChartKind.TABLE, ("name", "n"), {"name": "x", "n": 3}, Look.TABLE),
        (ChartKind.OTHER, ("name", "n"), {"name": "x", "n": 3}, Look.TABLE),
        (ChartKind.LINE, ("name",), {"name": "x"}, Look.TABLE),
        (ChartKind.LINE, ("n",), {"n": None}, Look.TABLE),
        (ChartKind.LINE, ("n",), {"n": True}, Look.TABLE),
        (ChartKind.LINE, ("n",), {"n": "nan"}, Look.TABLE),
    ],
)
def test_an_answer_is_drawn_as_its_columns_allow(kind, columns, record, look):
    """ANL-4."""
    assert data_of(a_chart(1, kind), columns, [record]).look is look


def test_many_parts_are_put_together():
    """ANL-4."""
    records = [{"name": f"n{n:02d}", "n": 20 - n} for n in range(20)]
    data = data_of(a_chart(1, ChartKind.PIE), ("name", "n"), records)
    assert (len(data.parts), data.left_out, data.parts[-1].name) == (13, 8, "")
    assert told(data)[-1] == "8 others together: 17%."


@pytest.mark.parametrize(
    ("values", "en", "zh"),
    [
        (
            [10] * 23 + [90],
            "Peak of 90 at 2026-11-25 23:00, 9 times the usual 10.",
            "2026-11-26 07:00 达到峰值 90，是平时 10 的 9 倍。",
        ),
        (
            [10] * 12 + [20] * 12,
            "Between 10 (2026-11-25 00:00) and 20 (2026-11-25 12:00).",
            "最低 10（2026-11-25 08:00），最高 20（2026-11-25 20:00）。",
        ),
        ([10] * 24, "Steady at 10.", "一直是 10。"),
        (
            [0, 0, 0, 7, 9] + [0] * 19,
            "Only in 2 of 24 time steps, between 2026-11-25 03:00 and 2026-11-25 05:00;",
            "24 段时间里只有 2 段有数据，在 2026-11-25 11:00 到 2026-11-25 13:00 之间，",
        ),
    ],
    ids=["peak", "range", "steady", "seldom"],
)
def test_what_stands_out_over_time_is_said_first(values, en, zh):
    """ANL-4, I18-1."""
    assert told(over_time(values))[0].startswith(en)
    assert told(over_time(values), IN_CHINESE)[0].startswith(zh)


def test_a_second_half_that_differs_is_said():
    """ANL-4."""
    assert told(over_time([10] * 12 + [20] * 12))[1] == (
        "The second half of the period is 100% above the first."
    )
    assert told(over_time([20] * 12 + [10] * 12), IN_CHINESE)[1] == "后半段比前半段低 50%。"


def test_a_stretch_that_the_period_cuts_is_no_low():
    """ANL-4: the newest bar is nearly always short."""
    values = [100] * 23 + [3]
    data = over_time(values)
    cut = described(data, START, END - timedelta(minutes=50))
    assert [shown(each, IN_ENGLISH) for each in cut] == ["Steady at 100."]


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.123456, "0.1235"), (2.720, "2.72"), (8_682.0, "8682"), (1e9, "1000000000"), (0.0, "0")],
)
def test_numbers_have_the_digits_that_are_worth_telling(value, written):
    """ANL-4."""
    assert str(amount(value)) == written


def test_nothing_and_a_failure_are_said():
    """ANL-4."""
    assert told(data_of(a_chart(1), (), [])) == ["No data in this period."]
    failed = data_of(a_chart(1), (), [])
    failed = type(failed)(chart=failed.chart, look=Look.FAILED, problem=message("chart.too_slow"))
    assert "took too long" in told(failed)[0]
