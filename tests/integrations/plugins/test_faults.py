"""What the client's faults mean in our words: every kind has a meaning."""

import pytest

from domain.assistant.conversations import Outcome
from domain.common.errors import PermanentError, TemporaryError
from domain.plugins.plugins import PluginState
from integrations.plugins.faults import error_of, outcome_of, state_of
from integrations.plugins.masking import Mask
from mcp_client import FaultKind, ServerFault

SAYS_NOTHING = {
    "asks",
    "unknown_tool",
    "bad_arguments",
    "not_registered",
    "closed",
    "busy",
    "resting",
}


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_is_a_state_or_says_nothing_about_the_plugin(kind):
    """MCC-1: a kind that is added needs a decision here."""
    assert (state_of(kind) is None) is (kind.value in SAYS_NOTHING)
    assert state_of(kind) is not PluginState.READY


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_is_an_error_with_its_sentence(kind):
    """MCC-1."""
    error = error_of(ServerFault(kind, "wiki", "wiki is away.", delay=7.0), Mask())

    assert str(error) == "wiki is away."
    assert isinstance(error, TemporaryError | PermanentError)
    if isinstance(error, TemporaryError):
        assert error.delay.total_seconds() == 7


@pytest.mark.parametrize("kind", FaultKind)
@pytest.mark.parametrize("only_reads", [True, False])
def test_nothing_that_may_have_happened_counts_as_undone(kind, only_reads):
    """MCC-2, MCC-4."""
    left = ServerFault(kind, "wiki", "x", may_have_happened=True)
    stayed = ServerFault(kind, "wiki", "x")

    assert outcome_of(stayed, only_reads=only_reads) is not Outcome.UNCERTAIN
    assert (outcome_of(left, only_reads=only_reads) is Outcome.UNCERTAIN) is not only_reads


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("unknown_tool", Outcome.REFUSED),
        ("bad_arguments", Outcome.REFUSED),
        ("not_registered", Outcome.REFUSED),
        ("unreachable", Outcome.UNAVAILABLE),
        ("resting", Outcome.UNAVAILABLE),
        ("rate_limited", Outcome.UNAVAILABLE),
        ("auth_required", Outcome.UNAVAILABLE),
        ("off_schema", Outcome.FAILED),
    ],
)
def test_a_call_that_was_not_made_says_why(kind, outcome):
    """MCC-4."""
    assert outcome_of(ServerFault(FaultKind(kind), "wiki", "x"), only_reads=False) is outcome
