"""Likely causes on the fault scenarios of the sandbox, beside what others do (RBK-18)."""

import json

import pytest

from bench.causes.measuring import main


@pytest.mark.exhaustive
@pytest.mark.timeout(180)  # some 300 incidents, each explained three ways
def test_the_true_cause_stands_first_and_nothing_is_named_without_evidence(capsys):
    """RBK-18: also on scenarios that the rules were not written with, and beside a baseline."""
    assert main(["--json"]) == 0
    rows = {(row["way"], row["group"]): row for row in json.loads(capsys.readouterr().out)["rows"]}
    for group in ("known", "held out"):
        assert rows["ours", group]["first"] >= 0.80
        assert rows["ours", group]["among_three"] >= 0.95
        assert rows["newest change", group]["first"] < 0.5
        assert rows["first complaint", group]["first"] < rows["ours", group]["first"]
    assert rows["ours", "harmless rollout"]["first"] >= 0.80
    assert all(row["without_evidence"] == 0 for row in rows.values())
