"""`zhiban forecast`."""

import json

import pytest

from domain.common.readers import Language
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from tests.fakes.histories import DISK, rising

SOURCE = json.dumps(DISK)
QUESTION = ("forecast", "87.5", "--source", SOURCE, "--unit", "%", "--name", "/data")


def read_in(runtime, language):
    runtime.world.read_in(language)
    runtime.language = language


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        (Language.ENGLISH, "/data is at 83.4% and should reach 87.5% between "),
        (Language.CHINESE, "/data 现在是 83.4%，预计在 "),
    ],
)
def test_a_disk_is_forecast_in_the_readers_language(zhiban, runtime, language, begins):
    """ANL-2, I18-1."""
    read_in(runtime, language)
    said = zhiban(*QUESTION)

    assert said.code == 0, said.err
    assert said.out.startswith(begins)
    found = zhiban(*QUESTION, "--json").data
    assert said.out == f"{found['said']}\n"
    assert found["verdict"] == "filling"


def test_a_source_is_read_from_a_file_and_a_floor_from_above(zhiban, runtime, tmp_path):
    """ANL-2."""
    runtime.world.histories.values = {"": [100 - value for value in rising()]}
    file = tmp_path / "disk.json"
    file.write_text(SOURCE)
    found = zhiban("forecast", "10", "--source", f"@{file}", "--floor", "--days", "3", "--json")

    assert found.code == 0, found.err
    assert (found.data["verdict"], found.data["horizon_hours"]) == ("filling", 72)
    assert found.data["change_a_day"] < 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("full",), "limit has a wrong value"),
        (("90",), "source"),
        (("90", "--source", SOURCE, "--metric", "disk"), "source"),
        (("90", "--metric", "disk"), "metric"),
        (("90", "--source", SOURCE, "--days", "15"), "days"),
        (("90", "--source", "@/none.json"), "--source"),
        (("90", "--source", "{"), "--source"),
        (("90", "--source", "{}"), "source"),
        (("nan", "--source", SOURCE), "LIMIT must be a number"),
    ],
)
def test_a_wrong_question_is_refused_with_what_is_wrong(zhiban, runtime, arguments, words):
    """ANL-2, OPS-3."""
    said = zhiban("forecast", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert runtime.world.histories.asked == []


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "returns 2 series"), (Language.CHINESE, "返回了 2 个序列")],
)
def test_several_series_are_refused_in_the_readers_language(zhiban, runtime, language, words):
    """ANL-2, I18-1."""
    read_in(runtime, language)
    runtime.world.histories.values = {"db=1": rising(), "db=2": rising()}
    said = zhiban(*QUESTION)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_a_source_that_cannot_be_read_just_now_is_told(zhiban, runtime):
    """ANL-2, OPS-3."""
    runtime.world.histories.failure = MetricUnreadable(MetricProblem.UNAVAILABLE)
    said = zhiban(*QUESTION)
    assert (said.code, said.out) == (4, "")
    assert "QCE/CVM CvmDiskUsage" in said.err
