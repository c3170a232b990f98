import re
from pathlib import Path

import pytest

from tests.places import CLUSTERS, PLACES, SYSTEMS, astray

MAKEFILE = (Path(__file__).resolve().parents[2] / "Makefile").read_text()


@pytest.mark.parametrize(("name", "places"), [("SYSTEMS", SYSTEMS), ("CLUSTERS", CLUSTERS)])
def test_all_tests_are_looked_for_where_they_must_lie(name, places):
    """OPS-1: a test that no command collects proves nothing."""
    assert re.search(rf"^{name} := (.*)$", MAKEFILE, re.MULTILINE)[1].split() == [*places]
    assert f"$({name})" in MAKEFILE


@pytest.mark.parametrize("mark", PLACES)
def test_a_test_in_another_place_is_refused(mark):
    """OPS-1."""
    assert astray("tests/domain/test_scores.py::test_it", ["slow", mark]) == mark
    assert astray(f"{PLACES[mark][0]}ly/test_it.py::test_it", [mark]) == mark
    assert astray(f"{PLACES[mark][0]}/test_it.py::test_it", ["slow", mark]) == ""
    assert astray("tests/domain/test_scores.py::test_it", ["slow"]) == ""
