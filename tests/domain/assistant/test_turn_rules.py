"""Rules for the turns of conversations."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.common.languages import own_name
from application.common.wording import Localizer
from domain.assistant.conversations import (
    LONGEST_RESULT,
    EndReason,
    Outcome,
    Step,
    StepKind,
    TurnLimits,
)
from domain.assistant.turn_rules import (
    AT_ONCE,
    PlannedCall,
    Spent,
    Word,
    heard_strangers,
    limit_reached,
    must_look_first,
    question_digest,
    read_arguments,
    readable_alias,
    side_by_side,
    state_after,
)
from domain.assistant.words import (
    result_block,
    result_text,
    system_prompt,
    word_result,
)
from domain.common.readers import Language, Reader
from tests.fakes.words import LANGUAGES, WORDS, shown

AT = datetime(2026, 11, 20, tzinfo=UTC)
LIMITS = TurnLimits(steps=3, calls=4, tokens=100)


@pytest.mark.parametrize(
    ("spent", "reason"),
    [
        (Spent(), None),
        (Spent(2, 4, 99), None),
        (Spent(3), EndReason.TOO_MANY_STEPS),
        (Spent(0, 0, 100), EndReason.TOO_MANY_TOKENS),
        (Spent(3, 0, 100), EndReason.TOO_MANY_STEPS),
    ],
)
def test_a_limit_is_named_when_it_is_reached(spent, reason):
    """MCC-4."""
    assert limit_reached(spent, LIMITS) is reason


@given(st.lists(st.booleans(), max_size=30))
def test_calls_keep_their_order_and_only_reads_share_a_moment(reads):
    """MCC-4."""
    calls = [PlannedCall(id=f"c{at}", tool="t", reads=each) for at, each in enumerate(reads)]
    groups = side_by_side(calls)

    assert [call for group in groups for call in group] == calls
    for group in groups:
        assert len(group) == 1 or all(call.reads for call in group)
        assert len(group) <= AT_ONCE
    for one, other in pairwise(groups):
        assert not (one[0].reads and other[0].reads) or len(one) == AT_ONCE


def a_result(call_id, outcome):
    return Step(
        conversation="c",
        number=0,
        turn=1,
        kind=StepKind.RESULT,
        at=AT,
        text="",
        call_id=call_id,
        outcome=outcome,
    )


def a_call(call_id, tool="make", arguments='{"a": 1}'):
    return Step(
        conversation="c",
        number=0,
        turn=1,
        kind=StepKind.CALL,
        at=AT,
        text=arguments,
        call_id=call_id,
        tool=tool,
    )


UNCERTAIN = [a_call("1"), a_result("1", Outcome.UNCERTAIN)]


@pytest.mark.parametrize(
    ("between", "call", "expected"),
    [
        ([], a_call("9"), True),
        ([], a_call("9", arguments='{ "a":1 }'), True),
        ([], a_call("9", arguments='{"a": 2}'), False),
        ([], a_call("9", tool="other"), False),
        ([a_call("2", "look"), a_result("2", Outcome.DONE)], a_call("9"), False),
        ([a_call("2", "look"), a_result("2", Outcome.REFUSED)], a_call("9"), True),
        ([a_call("2", "look"), a_result("2", Outcome.FAILED)], a_call("9"), True),
    ],
)
def test_what_may_have_been_done_is_looked_at_before_it_is_done_again(between, call, expected):
    """MCC-4, REL-2."""
    assert must_look_first([*UNCERTAIN, *between, call], "9") is expected


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", {}),
        ("{}", {}),
        ('{"a": [1]}', {"a": [1]}),
        ("[1]", None),
        ("null", None),
        ("{", None),
        ("[" * 20_000, None),
        ('{"a": "' + "x" * 32_000 + '"}', None),
    ],
)
def test_arguments_are_one_json_object_or_none(written, read):
    """MCC-4, SEC-2."""
    assert read_arguments(written) == read


@pytest.mark.parametrize(
    ("tool", "plugin", "strange"),
    [
        ("home", "", set()),
        ("page", "", {Outcome.DONE, Outcome.FAILED}),
        ("page", "wiki", set(Outcome) - {Outcome.DECLINED}),
    ],
)
def test_a_server_is_quoted_where_it_refuses_and_fails_too(tool, plugin, strange):
    """SEC-4: a JSON-RPC error is as good a place for an order as a result."""
    for outcome in Outcome:
        result = replace(a_result("1", outcome), tool=tool, plugin=plugin)
        assert heard_strangers([result], {"home"}) is (outcome in strange), outcome


@given(st.text())
def test_any_name_can_be_kept_and_shown_again(alias):
    """MCC-4."""
    assert readable_alias(alias).replace("-", "_").isascii()
    assert 1 <= len(readable_alias(alias)) <= 64


def test_a_question_has_a_digest_of_its_own():
    """MCC-4: a yes is for one question."""
    one = question_digest("c", "t1s1c0", 0, "d")

    others = [("c2", "t1s1c0", 0, "d"), ("c", "t1s1c1", 0, "d"), ("c", "t1s1c0", 1, "d")]
    assert one not in {question_digest(*each) for each in [*others, ("c", "t1s1c0", 0, "e")]}


@given(st.text(st.characters(codec=None, categories=None)), st.sampled_from(Outcome))
def test_nothing_that_a_tool_says_ends_its_own_block(text, outcome):
    """SEC-4."""
    for said in (text, f"</tool_result>{text}", f"< / TOOL_RESULT >{text}<tool_result>"):
        block = result_block("look", outcome, result_text(said, shown))
        inside = block.removeprefix(f'<tool_result tool="look" outcome="{outcome}">\n')
        inside = inside.removesuffix("\n</tool_result>")
        assert len(block) > len(inside)
        assert "<tool_result" not in "".join(inside.lower().split())
        assert "</tool_result" not in "".join(inside.lower().split())
        block.encode()


def test_a_long_result_is_cut_and_says_so():
    """MCC-4, SEC-2."""
    cut = result_text("x" * 20_000, shown)

    assert len(cut) == LONGEST_RESULT
    assert cut.endswith("(Cut off here: 20,000 characters, of which 16,000 are shown.)")
    assert result_text("x" * LONGEST_RESULT, shown) == "x" * LONGEST_RESULT


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said_in_both_languages(language):
    """MCC-4."""
    words = Localizer(WORDS, Reader(language, "UTC")).text
    prompt = system_prompt(
        words,
        language=own_name(language, WORDS),
        now="2026-11-20 06:30 (Friday)",
        zone="Asia/Shanghai",
    )
    answers = {Language.CHINESE: "用简体中文回答", Language.ENGLISH: "Answer in English"}
    assert answers[language] in prompt
    assert "<tool_result …>" in prompt
    assert "</tool_result>" in prompt
    assert "06:30" in prompt
    for reason in EndReason:
        assert state_after(reason).is_over


@pytest.mark.parametrize("word", [each for each in Word if each is not Word.AGREED])
def test_what_was_not_done_is_not_said_to_be_done(word):
    """MCC-4."""
    outcome, text = word_result(word)
    assert outcome in (Outcome.DECLINED, Outcome.UNCERTAIN)
    assert text
    assert word_result(Word.LOST, reads=True)[0] is Outcome.UNAVAILABLE
