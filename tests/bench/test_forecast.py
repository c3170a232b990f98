import json
from datetime import datetime, timedelta

from bench.forecast.__main__ import main, row_of
from bench.forecast.series import KINDS, made_series

FIRST = datetime(2026, 1, 1)


def test_both_sides_stand_in_one_row_and_ours_holds():
    """ANL-2: on made series of steps; the other kinds are the bench's."""
    row = row_of("step", made_series("step", 1)[:4])
    assert row.forecasts == 32
    assert row.inside >= 0.7
    assert row.loss < row.line_loss


def test_real_series_are_read_and_pooled(tmp_path, capsys, monkeypatch):
    """ANL-2."""
    monkeypatch.setattr("bench.forecast.__main__.KINDS", {})
    for name in ("machines", "roads"):
        folder = tmp_path / name / "realSomething"
        folder.mkdir(parents=True)
        moments = [FIRST + timedelta(minutes=30 * n) for n in range(400)]
        rows = [f"{at},{n % 47}" for n, at in enumerate(moments)]
        (folder / "one.csv").write_text("\n".join(["timestamp,value", *rows]))
    assert main([str(tmp_path / "machines"), str(tmp_path / "roads"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["real, machines", "real, roads", "real, pooled"]
    assert found["real, pooled"]["series"] == 2


def test_the_same_seed_makes_the_same_series():
    """ANL-2: figures can be printed again."""
    for kind in KINDS:
        assert made_series(kind, 3) == made_series(kind, 3)
        assert made_series(kind, 3) != made_series(kind, 4)


def test_without_folders_it_says_what_is_missing(capsys, monkeypatch):
    """ANL-2."""
    monkeypatch.setattr("bench.forecast.__main__.KINDS", {})
    assert main([]) == 0
    assert "No real series" in capsys.readouterr().out
