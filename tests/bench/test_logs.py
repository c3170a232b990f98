import csv
import json

import pytest

from bench.logs import (
    chosen_by,
    group_f1,
    grouping_accuracy,
    halves,
    left_out,
    main,
    mean,
    measure,
)
from tests.fakes.logs import LOGHUB

DRAIN_MEAN = 0.886
"""Mean of Drain's published accuracies on the eight samples at hand."""


@pytest.fixture
def sample(tmp_path):
    rows = [(f"took {n} ms", "E1") for n in range(6)] + [("ready", "E2")] * 2
    with (tmp_path / "Shop_2k.log_structured.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["LineId", "Content", "EventId"])
        writer.writerows((n, *row) for n, row in enumerate(rows))
    return tmp_path


def test_a_group_counts_only_when_it_is_exactly_the_true_one():
    """ANL-1."""
    assert grouping_accuracy(["a", "a", "b", "b"], ["1", "1", "2", "3"]) == 0.5
    assert grouping_accuracy(["a", "b", "c"], ["1", "1", "2"]) == pytest.approx(1 / 3)
    assert grouping_accuracy([], []) == 0.0


def test_each_template_weighs_the_same_however_many_lines_it_has():
    """ANL-1: of two found and three true groups one is the same."""
    assert group_f1(["a", "a", "b", "b"], ["1", "1", "2", "3"]) == pytest.approx(2 / 5)
    assert group_f1(["a", "a"], ["1", "1"]) == 1.0
    assert group_f1([], []) == 0.0


def test_a_file_has_no_say_in_the_settings_that_it_is_measured_with():
    """ANL-1: of two equally good settings the mean counts."""
    matrix = {"a": [1.0, 0.0, 0.0], "b": [0.0, 1.0, 1.0], "c": [0.0, 1.0, 1.0]}
    assert left_out(matrix) == {"a": 0.0, "b": pytest.approx(2 / 3), "c": pytest.approx(2 / 3)}
    assert chosen_by([[1.0, 1.0, 0.5]], [0.2, 0.4, 0.9]) == pytest.approx(0.3)
    assert halves({"a": [1.0, 0.0], "b": [0.0, 1.0]}) == 0.0


def test_several_directories_are_one_table(sample, capsys):
    """ANL-1."""
    assert main([str(sample), str(sample), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert [row["fga"] for row in json.loads(line)["files"]] == [1.0, 1.0]


def test_the_table_ends_with_the_mean(sample, capsys):
    """ANL-1."""
    assert main([str(sample)]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[-1] == "mean 1.0000"
    assert table[1].split()[:5] == ["Shop", "1.0000", "-", "2", "2"]


def test_json_is_one_line(sample, capsys):
    """ANL-1."""
    assert main([str(sample), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["mean"] == 1.0


def test_a_directory_without_samples_is_said(tmp_path, capsys):
    """ANL-1."""
    assert main([str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize("directory", {path.parent for path in LOGHUB})
def test_one_configuration_beats_drain_tuned_per_file_on_the_samples_at_hand(directory):
    """ANL-1."""
    rows = measure(directory)
    assert len(rows) == 8
    assert mean(rows) > DRAIN_MEAN + 0.08
    assert all(row.accuracy >= (row.published or 0.0) for row in rows)
