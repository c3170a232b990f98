"""The bench that takes guards away."""

import pytest

from bench import guards
from domain.incidents.guards.guards import GuardName


@pytest.mark.slow
def test_taking_a_guard_away_is_noticed():
    """RBK-6."""
    assert guards.noticed_by("freeze") == ["freeze-failed", "freeze-unknown"]


@pytest.mark.slow
def test_a_guard_that_does_not_exist_is_no_success():
    """RBK-6."""
    with pytest.raises(RuntimeError, match="no guard 'frieze'"):
        guards.noticed_by("frieze")


def test_a_guard_that_nobody_misses_is_named_and_fails_the_bench(monkeypatch, capsys):
    """RBK-6."""
    missed = {name: [f"{name}-failed"] for name in GuardName} | {"": []}
    monkeypatch.setattr(guards, "noticed_by", missed.__getitem__)
    assert guards.main() == 0
    missed[GuardName.LOCK] = []
    assert guards.main() == 1
    assert "Not missed: lock" in capsys.readouterr().out
