"""The benchmark's score: by hand on small files, and on what others published."""

import json
from datetime import datetime, timedelta

import pytest

from bench.anomalies.nab import file_score, learning_rows, standard_score
from tests.fakes.logs import DATA

FIRST = datetime(2026, 1, 1)
MOMENTS = [FIRST + timedelta(hours=n) for n in range(100)]
"""Of these, 15 are for learning."""

WINDOW = (MOMENTS[50], MOMENTS[59])


@pytest.mark.parametrize(
    ("flagged", "wanted"),
    [
        ([], 0.0),
        ([50], 100.0),
        ([50, 51, 55], 100.0),  # the best row counts
        ([59], 100 * (1 + 0.244919 / 0.986614) / 2),  # σ(-0.1), by σ(-1)
        ([20], 100 * -0.11 / 2),  # no window came before
        ([60], 100 * -0.11 * 0.270847 / 2),  # σ(1/9) behind the window
        ([99], 100 * -0.11 / 2),  # farther than three widths
        ([3, 14], 0.0),  # still learning
    ],
)
def test_a_row_is_worth_what_the_benchmark_says(flagged, wanted):
    """THR-2."""
    found = file_score(MOMENTS, [WINDOW], flagged)

    assert standard_score([found]) == pytest.approx(wanted, abs=1e-3)


def test_a_window_that_ends_while_learning_does_not_count():
    """THR-2."""
    assert file_score(MOMENTS, [(MOMENTS[2], MOMENTS[14])], []).windows == 0
    assert file_score(MOMENTS, [(MOMENTS[2], MOMENTS[15])], []).windows == 1
    assert [learning_rows(count) for count in (100, 5_000, 9_999)] == [15, 750, 750]


PUBLISHED = [
    ("contextOSE", 0.765527, "nab", 71.5),
    ("contextOSE", 0.765527, "nab_more", 81.6),
    ("ARTime", 0.317486, "nab", 69.5),
    ("ARTime", 0.317486, "nab_more", 81.0),
]


@pytest.mark.parametrize(("detector", "threshold", "folder", "wanted"), PUBLISHED)
def test_published_figures_come_out_again(detector, threshold, folder, wanted):
    """THR-2: two detectors' own result files, at their own thresholds."""
    labels = DATA / folder / "labels" / "windows.json"
    if not labels.exists():
        pytest.skip("the benchmark's files do not lie beside the repository")
    scores = []
    for name, marked in json.loads(labels.read_text()).items():
        lines = (DATA / "nab_results" / detector / name).read_text().splitlines()[1:]
        moments = [datetime.fromisoformat(line.split(",")[0]) for line in lines]
        flagged = [n for n, line in enumerate(lines) if float(line.split(",")[1]) >= threshold]
        windows = [tuple(map(datetime.fromisoformat, window)) for window in marked]
        scores.append(file_score(moments, windows, flagged))

    assert round(standard_score(scores), 1) == wanted
