import json
import re

import pytest

from tests.conformance.gate import EXCUSED, GATES
from tests.conformance.suites import HERE, PINS
from tests.conformance.verdicts import Scenario, failures

GATE = ("ping", "tools-list")
GOOD = {"ping": Scenario(2, {}), "tools-list": Scenario(1, {"old": "needs a tool"})}
EXCUSE = {"old": "needs a tool that only the suite has"}


def test_a_run_in_which_only_what_is_excused_fails_is_good():
    """MCP-2."""
    foreign = {"tools-call-image": Scenario(0, {"image": "no such tool"})}
    assert failures({**GOOD, **foreign}, GATE, EXCUSE) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"ping": Scenario(1, {"pong": "silence"})}, "pong: silence"),
        ({"ping": Scenario(0, {})}, "ping: nothing was checked"),
        ({"tools-list": Scenario(2, {})}, "old: passes now"),
    ],
)
def test_what_is_amiss_is_named(change, wrong):
    """MCP-2."""
    assert failures({**GOOD, **change}, GATE, EXCUSE) == [wrong]


def test_a_scenario_that_was_not_run_is_missed():
    """MCP-2."""
    ran = {name: one for name, one in GOOD.items() if name != "ping"}
    assert failures(ran, GATE, EXCUSE) == ["ping: nothing was checked"]


def test_both_eras_are_held_to_something():
    """MCP-2."""
    assert GATES.keys() == EXCUSED.keys() == {"2025-11-25", "2026-07-28"}


def test_the_suites_are_pinned_with_hashes_and_without_addresses():
    """OPS-1."""
    manifest, lock = (json.loads((HERE / name).read_text()) for name in PINS)
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all(re.fullmatch(r"\d[\w.-]*", one) for one in manifest["dependencies"].values())
    assert lock["packages"][""]["dependencies"] == manifest["dependencies"]
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not [name for name, one in packages.items() if "resolved" in one]
    assert "://" not in (HERE / "package-lock.json").read_text()
