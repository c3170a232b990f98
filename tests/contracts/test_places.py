import re
from itertools import chain, combinations
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests.parts import part_of, read_part
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


MARKS = ("exhaustive", "hypothesis", "kubernetes_lab", "scenarios", "whole")


def selections(*targets):
    """Return which marks each command of some targets asks for, variables put in."""
    values = dict(re.findall(r"^(\w+) := (.*)$", MAKEFILE, re.MULTILINE))
    for target in targets:
        recipe = re.search(rf"^{target}: .*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)[1]
        for asked in re.findall(r'-m "([^"]*)"', recipe):
            named = re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], asked)
            yield Expression.compile(re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], named))


@pytest.mark.parametrize(
    "marks", [*chain.from_iterable(combinations(MARKS, count) for count in range(6))], ids="+".join
)
def test_whatever_its_marks_are_a_test_is_run_by_a_command(marks):
    """OPS-1: the sample by `make test`, the lab by `make test-lab`, then `make test-exhaustive`."""

    def run_by(target):
        return any(each.evaluate(lambda name, **_: name in marks) for each in selections(target))

    in_lab = "kubernetes_lab" in marks and not {"scenarios", "whole"} & {*marks}
    assert run_by("test") == ("exhaustive" not in marks and not in_lab)
    assert run_by("test-lab") == in_lab
    assert run_by("test-exhaustive") or run_by("test-lab") or run_by("test")


def test_the_parts_are_all_of_the_tests_and_none_twice():
    """OPS-1: four days see every combination."""
    names = [f"tests/test_it.py::test_it[{number}]" for number in range(400)]
    parts = [[each for each in names if part_of(each, 4) == part] for part in range(1, 5)]

    assert sorted(chain.from_iterable(parts)) == sorted(names)
    assert min(map(len, parts)) > 60


def test_a_part_that_cannot_be_is_refused():
    """OPS-1: a run of nothing would be green."""
    assert read_part("2/4") == (2, 4)
    for wrong in ("5/4", "0/4", "2", "", "2/x"):
        with pytest.raises(pytest.UsageError, match="such as 2/4"):
            read_part(wrong)
