import json
from datetime import datetime, timedelta

import pytest

from bench.anomalies.__main__ import bare, main, read_series, score

FIRST = datetime(2026, 1, 1)


@pytest.fixture
def folder(tmp_path):
    """Return four quiet days of one series with a burst that was marked."""
    moments = [FIRST + timedelta(minutes=15 * n) for n in range(4 * 96)]
    values = [500 if 300 <= n < 310 else 10 + n % 5 for n in range(len(moments))]
    rows = [f"{at},{value}" for at, value in zip(moments, values, strict=True)]
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "orders.csv").write_text("\n".join(["timestamp,value", *rows]))
    (tmp_path / "labels").mkdir()
    marks = {"shop/orders.csv": [[str(moments[295]), str(moments[315])]]}
    (tmp_path / "labels" / "windows.json").write_text(json.dumps(marks))
    return tmp_path


def test_a_series_comes_with_its_marks(folder):
    """THR-2."""
    (series,) = read_series(folder)

    assert len(series.windows) == 1
    assert len(series.samples) == 384


def test_the_table_has_both_sides_and_what_they_found(folder, capsys):
    """THR-2."""
    assert main([str(folder)]) == 0
    table, rest = capsys.readouterr().out.split("\n\n", 1)
    heads, *rows = table.splitlines()

    assert "false alerts" in heads
    assert len(rows) == 10
    assert rest.startswith("one value 0.")
    assert "in sample" in rest
    assert rest.splitlines()[-1].startswith("nab ")
    assert any(row.startswith("medians, the rule before ") for row in rows)
    assert any(
        row.startswith("ours, season none  ") and row.split()[3:6] == ["0", "1", "1"]
        for row in rows
    )


def test_json_is_one_line(folder, capsys):
    """THR-2."""
    assert main([str(folder), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    rows = printed["rows"]

    ours = [row for row in rows if row["way"] == "ours, season none" and row["hold_minutes"] == 0]
    assert [row["nab"] for row in ours] == [printed["nab"]]
    assert [(row["found"], row["windows"], row["false_alerts"]) for row in ours] == [(1, 1, 0)]


def test_margins_that_a_series_did_not_choose_are_scored_too(folder, capsys):
    """THR-2: leave-one-out and split-half stand beside the score in sample."""
    assert main([str(folder)] * 4 + ["--json"]) == 0
    printed = json.loads(capsys.readouterr().out)

    assert [each["way"] for each in printed["believed"]] == [
        "in sample",
        "leave-one-out",
        "split-half",
    ]
    assert printed["believed"][0]["nab"] >= printed["believed"][1]["nab"]
    assert printed["reasons"]["beyond"] == [4, 0]
    assert printed["cost"]["most_bytes"] < 30_000


def test_several_folders_are_scored_together(folder, capsys):
    """THR-2."""
    assert main([str(folder), str(folder), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]

    assert {row["windows"] for row in rows} == {2}


def test_a_gap_longer_than_the_bare_side_looks_back_is_no_division_by_zero(folder):
    """THR-2: behind a gap of eight days there is nothing to compare with."""
    path = folder / "shop" / "orders.csv"
    heads, *rows = path.read_text().splitlines()
    late = [f"{FIRST + timedelta(days=12, minutes=15 * n)},{10 + n % 5}" for n in range(96)]
    path.write_text("\n".join([heads, *rows, *late]))
    (series,) = read_series(folder)

    assert score(series, bare(series, deviations=6.0))[1] == 0
