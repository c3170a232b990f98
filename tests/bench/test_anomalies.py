import json
from datetime import datetime, timedelta

import pytest

from bench.anomalies import main, read_series

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
    heads, *rows = capsys.readouterr().out.splitlines()

    assert "false alerts" in heads
    assert len(rows) == 8
    assert any(
        row.startswith("ours, season none  ") and row.split()[3:6] == ["0", "1", "1"]
        for row in rows
    )


def test_json_is_one_line(folder, capsys):
    """THR-2."""
    assert main([str(folder), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]

    ours = [row for row in rows if row["way"] == "ours, season none" and row["hold_minutes"] == 0]
    assert [(row["found"], row["windows"], row["false_alerts"]) for row in ours] == [(1, 1, 0)]
