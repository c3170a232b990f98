"""What the client's faults mean in our words: every kind has a meaning."""

from string import Formatter

import pytest

from application.common.wording import refusal
from domain.assistant.conversations import Outcome
from domain.common.errors import PermanentError, TemporaryError
from domain.common.messages import Foreign, message
from domain.plugins.plugins import PluginState
from integrations.plugins.faults import error_of, message_of, outcome_of, state_of
from integrations.plugins.masking import Mask
from mcp_client import FaultKind, FaultReason, Sentence, ServerFault
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, shown

AWAY = Sentence(FaultReason.LATE, server="wiki")

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
    error = error_of(ServerFault(kind, "wiki", AWAY, delay=7.0), Mask())

    assert refusal(error, WORDS, IN_ENGLISH) == "wiki did not answer in time."
    assert refusal(error, WORDS, IN_CHINESE) == "wiki 没有及时答复。"
    assert isinstance(error, TemporaryError | PermanentError)
    if isinstance(error, TemporaryError):
        assert error.delay.total_seconds() == 7


@pytest.mark.parametrize("kind", FaultKind)
@pytest.mark.parametrize("only_reads", [True, False])
def test_nothing_that_may_have_happened_counts_as_undone(kind, only_reads):
    """MCC-2, MCC-4."""
    left = ServerFault(kind, "wiki", AWAY, may_have_happened=True)
    stayed = ServerFault(kind, "wiki", AWAY)

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
    assert outcome_of(ServerFault(FaultKind(kind), "wiki", AWAY), only_reads=False) is outcome


@pytest.mark.parametrize("reason", FaultReason)
def test_every_reason_of_the_client_has_its_words_and_all_of_its_facts(reason):
    """MCC-4, I18-1: what the client says in English is told in each reader's language."""
    names = {name for _, name, _, _ in Formatter().parse(reason.sentence) if name}
    whole = {"server": "wiki", "tool": "find", "said": "Oops", "status": 503, "fault": AWAY}
    numbers = dict.fromkeys(names - whole.keys(), 7)
    facts = {name: whole[name] for name in names & whole.keys()} | numbers

    said = message_of(Sentence(reason, **facts), Mask())

    assert said.args.keys() == facts.keys()
    for reader in (IN_ENGLISH, IN_CHINESE):
        text = shown(said, reader)
        assert text.endswith((".", "。", "?", "？"))
        for name in names - {"fault"}:
            assert str(facts[name]) in text, (name, text)


def test_a_failure_within_a_sentence_and_others_words_keep_their_place():
    """MCC-4, SEC-4: what is hidden is hidden in both, and others' words are quoted."""
    last = Sentence(FaultReason.ERROR_ANSWERED, server="wiki", status=-32603, said="key s3cret!")
    resting = Sentence(FaultReason.RESTING_AFTER, server="wiki", seconds=29.6, fault=last)

    said = message_of(resting, Mask(["s3cret!"]))

    assert shown(said) == (
        "The server wiki failed too often and is not asked for another 30 s. "
        "Last failure: wiki answered with an error (-32603): “key •••”."
    )
    assert shown(said, IN_CHINESE) == (
        "服务 wiki 失败太多次，30 秒内不再询问。上次失败：wiki 答复了错误（-32603）：“key •••”。"
    )


def test_what_is_away_is_said_sentence_by_sentence():
    """MCC-4: no stop stands twice."""
    away = message_of(AWAY, Mask())
    both = message("plugin.both", first=away, then=away)
    said = message("plugin.tool_away", tool=Foreign("wiki__find"), away=both)

    assert shown(said) == (
        "There is no tool “wiki__find” now, and not every plugin could be asked. "
        "wiki did not answer in time. wiki did not answer in time."
    )
    assert shown(said, IN_CHINESE).endswith("未能询问。wiki 没有及时答复。wiki 没有及时答复。")
