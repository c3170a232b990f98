"""What a look at a page means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.watches.web.changes import (
    Reason,
    Sight,
    decide,
    decide_same,
    failed,
    recalled,
    tidy,
    weighty,
)
from domain.watches.web.monitors import Trigger
from domain.watches.web_memory import WebMemory
from tests.fakes.configs import read_web_monitor

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def config_of(**fields):
    return read_web_monitor({"urls": ["https://example.com/"], **fields})


def look_again_and_again(config, sights, *, step=HOUR):
    """Return the decisions of one look after the other."""
    memory, decisions = WebMemory(), []
    for turn, sight in enumerate(sights):
        memory = recalled(memory, config.filters())
        decisions.append(decide(config, memory, sight, at=NOW + turn * step))
        memory = decisions[-1].memory
    return decisions


def reasons(decisions):
    return [each.reason for each in decisions]


def triggers(decisions):
    return [tuple(news.trigger for news in each.news) for each in decisions]


def texts(*digests):
    return [Sight(digest) for digest in digests]


def test_the_first_sight_sets_the_baseline_and_says_nothing():
    """TSK-4: also when the keyword is there already, which the design this began from told."""
    config = config_of(keywords=["降价"])
    (first,) = look_again_and_again(config, [Sight("a", ("降价",))])

    assert first.reason is Reason.FIRST_SIGHT
    assert first.news == ()
    assert first.rebased
    assert first.memory.keywords == ("降价",)


def test_the_first_sight_is_told_to_who_asked_for_that():
    """TSK-4."""
    (first, second) = look_again_and_again(config_of(notify_first_sight=True), texts("a", "a"))

    assert [news.trigger for news in first.news] == [None]
    assert second.news == ()


def test_a_change_is_told_once_and_becomes_the_baseline():
    """WEB-3."""
    decisions = look_again_and_again(config_of(), texts("a", "b", "b", "a"))

    assert reasons(decisions) == [Reason.FIRST_SIGHT, Reason.TOLD, Reason.SAME, Reason.TOLD]
    assert [each.rebased for each in decisions] == [True, True, False, True]


def test_a_keyword_is_told_when_it_appears_and_again_only_after_it_vanished():
    """WEB-3: it stays through changes of the page; the design this began from told each time."""
    config = config_of(keywords=["降价", "sale"])
    seen = [(), ("降价",), ("降价",), ("降价", "sale"), (), ("降价",)]
    sights = [Sight(str(turn), words) for turn, words in enumerate(seen)]
    decisions = look_again_and_again(config, sights)

    assert [[news.keywords for news in each.news] for each in decisions] == [
        [],
        [("降价",)],
        [],
        [("sale",)],
        [],
        [("降价",)],
    ]
    assert decisions[4].reason is Reason.NOT_ASKED_FOR


def test_a_vanished_keyword_is_told_to_who_asked_for_that():
    """WEB-3."""
    config = config_of(keywords=["在售"], on=["keyword_disappears"])
    decisions = look_again_and_again(config, [Sight("a", ("在售",)), Sight("b"), Sight("b")])

    assert triggers(decisions) == [(), (Trigger.KEYWORD_DISAPPEARS,), ()]


def test_a_number_is_told_when_it_crosses_and_again_only_after_it_came_back():
    """WEB-3: fluttering at the line is no news."""
    config = config_of(number={"operator": ">=", "threshold": 100, "clear": 90})
    values = [80, 100, 99, 101, 95, 90, 100]
    decisions = look_again_and_again(config, [Sight(str(v), (), v) for v in values])

    told = [value for value, each in zip(values, decisions, strict=True) if each.news]
    assert told == [100, 100]
    assert [bool(each.news) for each in decisions] == [
        *(False, True, False, False, False, False, True)
    ]


def test_a_number_that_is_over_when_first_seen_is_no_crossing():
    """TSK-4."""
    config = config_of(number={"operator": "<", "threshold": 10})
    decisions = look_again_and_again(config, [Sight("a", (), 5.0), Sight("b", (), 4.0)])

    assert triggers(decisions) == [(), ()]


def test_no_change_for_long_is_told_once_until_the_page_changes():
    """WEB-3: also when the server says 304 all the time."""
    config = config_of(unchanged_for_hours=3)
    memory = decide(config, WebMemory(), Sight("a"), at=NOW).memory
    told = []
    for hour in range(1, 8):
        decision = decide_same(config, memory, at=NOW + hour * HOUR)
        memory = decision.memory
        told += [hour for _ in decision.news]
    memory = decide(config, memory, Sight("b"), at=NOW + 8 * HOUR).memory
    again = decide_same(config, memory, at=NOW + 11 * HOUR)

    assert told == [3]
    assert triggers([again]) == [(Trigger.UNCHANGED,)]


def test_a_small_change_waits_until_small_changes_add_up():
    """WEB-3: the baseline stays while a rule holds a change back, so nothing is lost."""
    config = config_of(change_at_least_percent=10)
    sights = [Sight("a"), Sight("b", (), None, 6.0, 6), Sight("c", (), None, 11.0, 11)]
    decisions = look_again_and_again(config, sights)

    assert reasons(decisions) == [Reason.FIRST_SIGHT, Reason.MINOR, Reason.TOLD]
    assert decisions[1].memory.text_digest == "a"
    assert decisions[2].memory.text_digest == "c"


def test_a_change_without_a_measure_is_told_however_small_it_is():
    """WEB-3: such as lines that only moved."""
    decisions = look_again_and_again(config_of(), [Sight("a"), Sight("b", (), None, 0.0, 0)])

    assert reasons(decisions) == [Reason.FIRST_SIGHT, Reason.TOLD]


def test_a_change_must_be_seen_again_as_often_as_asked_before_it_is_told():
    """WEB-3."""
    config = config_of(confirm_checks=2)
    decisions = look_again_and_again(config, texts("a", "b", "b", "b", "b"))

    assert reasons(decisions) == [
        Reason.FIRST_SIGHT,
        Reason.WAITING,
        Reason.WAITING,
        Reason.TOLD,
        Reason.SAME,
    ]
    assert [each.waiting for each in decisions] == [False, True, True, False, False]


def test_a_change_that_goes_away_by_itself_leaves_no_trace():
    """WEB-3: an error page that is served for a moment."""
    config = config_of(confirm_checks=1, keywords=["在售"], on=["change", "keyword_appears"])
    sights = [Sight("a", ("在售",)), Sight("error"), Sight("a", ("在售",)), Sight("a", ("在售",))]
    decisions = look_again_and_again(config, sights)

    assert triggers(decisions) == [(), (), (), ()]
    assert reasons(decisions)[2:] == [Reason.WENT_AWAY, Reason.SAME]
    assert decisions[2].memory == decisions[0].memory


def test_a_page_that_never_rests_is_told_all_the_same():
    """WEB-3: what must be seen again is that it changed, not one certain text."""
    decisions = look_again_and_again(config_of(confirm_checks=2), texts("a", "b", "c", "d"))

    assert reasons(decisions)[-1] is Reason.TOLD
    assert decisions[-1].memory.text_digest == "d"


def test_a_page_whose_change_waits_is_not_called_unchanged():
    """WEB-3."""
    config = config_of(confirm_checks=1, unchanged_for_hours=2, on=["change", "unchanged"])
    decisions = look_again_and_again(config, texts("a", "a", "b", "b"))

    assert triggers(decisions) == [(), (), (), (Trigger.CHANGE,)]


def test_what_comes_while_something_else_waits_has_its_own_turn():
    """WEB-3."""
    config = config_of(confirm_checks=1, keywords=["x", "y"])
    seen = [(), ("x",), ("x", "y"), ("x", "y")]
    decisions = look_again_and_again(
        config, [Sight(str(turn), words) for turn, words in enumerate(seen)]
    )

    assert [[news.keywords for news in each.news] for each in decisions] == [
        *([], [], [("x",)], [("y",)])
    ]


def test_another_filter_configuration_begins_anew_in_silence():
    """WEB-1."""
    before = look_again_and_again(config_of(), texts("a"))[0].memory
    before = replace(before, etag='"1"', last_modified="Sat", raw_digest="r")
    config = config_of(selection={"css": ["#main"]}, notify_first_sight=True)
    void = recalled(before, config.filters())
    decision = decide(config, void, Sight("b"), at=NOW)

    assert (void.etag, void.last_modified, void.raw_digest, void.text_digest) == ("", "", "", "")
    assert decision.reason is Reason.RECONFIGURED
    assert decision.news == ()


def test_a_failure_keeps_the_baseline_and_asks_for_the_whole_page_next_time():
    """WEB-1."""
    memory = WebMemory(
        filters="f", etag='"1"', last_modified="Sat", raw_digest="r", text_digest="a"
    )

    assert failed(memory) == WebMemory(filters="f", text_digest="a")


@pytest.mark.parametrize(
    ("text", "tidied"), [("a  \r\n\r\nb\n\n", "a\n\nb"), ("\n\n", ""), ("  a", "  a"), ("", "")]
)
def test_spaces_at_line_ends_are_no_news(text, tidied):
    """WEB-2."""
    assert tidy(text) == tidied


WORDS = st.lists(st.sampled_from(["x", "y"]), unique=True).map(lambda found: tuple(sorted(found)))
SIGHTS = st.lists(
    st.builds(
        Sight,
        text_digest=st.sampled_from("abc"),
        keywords=WORDS,
        number=st.sampled_from([80.0, 95.0, 100.0]),
        changed_percent=st.sampled_from([1.0, 50.0]),
    ),
    min_size=1,
    max_size=25,
)
CONFIGS = st.builds(
    lambda confirm, percent, on: config_of(
        keywords=["x", "y"],
        number={"operator": ">=", "threshold": 100, "clear": 90},
        confirm_checks=confirm,
        change_at_least_percent=percent,
        on=["change", "number_crosses", *on],
    ),
    st.integers(0, 3),
    st.sampled_from([0, 10]),
    st.sampled_from([["keyword_appears"], ["keyword_disappears", "keyword_appears"]]),
)


@given(config=CONFIGS, sights=SIGHTS)
def test_appearing_and_disappearing_take_turns_for_every_keyword(config, sights):
    """WEB-3."""
    for word in ("x", "y"):
        there = word in sights[0].keywords
        edges = [
            news.trigger
            for each in look_again_and_again(config, sights)
            for news in each.news
            if word in news.keywords
        ]
        if Trigger.KEYWORD_DISAPPEARS in config.on:
            for edge in edges:
                assert edge is (Trigger.KEYWORD_DISAPPEARS if there else Trigger.KEYWORD_APPEARS)
                there = not there


@given(config=CONFIGS, sights=SIGHTS)
def test_nothing_is_told_of_a_sight_that_equals_what_is_remembered(config, sights):
    """WEB-3, TSK-4: looking twice tells nothing twice."""
    last = look_again_and_again(config, sights)[-1]
    settled = sights[-1]
    memory = last.memory
    for _ in range(config.change.confirm_checks + 2):
        memory = decide(config, memory, settled, at=NOW).memory
    again = decide(config, memory, settled, at=NOW)

    assert again.news == ()
    assert not again.waiting
    assert weighty(config, again.memory) == weighty(config, memory)


@given(config=CONFIGS, sights=SIGHTS)
def test_an_accepted_change_is_always_told_or_already_known(config, sights):
    """WEB-3: the baseline never moves past a change that nobody was told of."""
    memory = WebMemory()
    for turn, sight in enumerate(sights):
        memory = recalled(memory, config.filters())
        decision = decide(config, memory, sight, at=NOW + turn * HOUR)
        moved = decision.memory.text_digest != memory.text_digest
        told = Trigger.CHANGE in {news.trigger for news in decision.news}
        assert decision.rebased == moved
        assert turn == 0 or moved == told
        assert decision.waiting == bool(decision.memory.pending)
        memory = decision.memory
