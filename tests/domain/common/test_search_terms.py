"""The words by which a text is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.search_terms import (
    LONGEST_TERM,
    MOST_ASKED,
    MOST_TERMS,
    asked_terms,
    ranked,
    relevance,
    terms_of,
)
from tests.fakes.words import LEXICON


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("数据库", ["数", "据", "库", "数据", "据库"]),
        ("错", ["错"]),
        ("Disk full", ["disk", "full"]),
        ("ＤＩＳＫ　９０％", ["disk", "90"]),
        ("payment-api:8080", ["payment", "api", "8080"]),
        ("OrderService", ["orderservice", "order", "service"]),
        ("K8s集群", ["k8s", "集", "群", "集群"]),
        ("servers, queries, status, boxes", ["server", "query", "status", "boxe"]),
        ("Straße café", ["strasse", "café"]),
        ("データ 서버", ["デ", "ー", "タ", "デー", "ータ", "서", "버", "서버"]),
        ("，。!? \0 \ud800", []),
    ],
)
def test_texts_are_cut_into_the_terms_people_ask_for(text, expected):
    """MEM-1, BUS-4."""
    assert terms_of(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("库", ("库",)),
        ("数据库", ("数据", "据库")),
        ("the status of the servers", ("status", "server")),
        ("the", ("the",)),
        ("的", ("的",)),
        ("的 密码", ("密码",)),
        ("我的密码", ("我的", "的密", "密码")),
        ("数据库什么时候升级", ("数据", "据库", "升级")),
        ("什么时候冻结发布", ("冻结", "结发", "发布")),
        ("什么时候", ("么时", "时候")),
        ("OrderService OrderService", ("orderservice",)),
        ("?!", ()),
    ],
)
def test_a_query_asks_for_pairs_and_leaves_out_what_says_nothing(query, expected):
    """MEM-1, BUS-4."""
    assert asked_terms(query, LEXICON.stop) == expected


@given(st.text(max_size=60))
def test_every_query_finds_the_text_that_it_was_copied_from(text):
    """MEM-1."""
    asked = asked_terms(text, LEXICON.stop)

    assert not asked or relevance(asked, set(terms_of(text))) > 0


@given(st.text(max_size=3_000))
def test_terms_are_bounded_in_number_and_length_and_hold_letters_and_digits_only(text):
    """MEM-1, SEC-2: nothing a person writes can say something to the index."""
    for found, most in (
        (terms_of(text), MOST_TERMS),
        (asked_terms(text, LEXICON.stop), MOST_ASKED),
    ):
        assert len(found) <= most
        assert all(term.isalnum() and len(term) <= LONGEST_TERM for term in found)


def test_ligatures_that_unfold_to_many_letters_stay_bounded():
    """MEM-1, SEC-2."""
    assert len(terms_of("\ufdfa 字" * 2_000)) == MOST_TERMS
    assert len(asked_terms(" ".join(f"w{n}" for n in range(500)), LEXICON.stop)) == MOST_ASKED


def test_a_text_that_holds_more_of_what_is_asked_is_more_relevant():
    """MEM-1."""
    asked = asked_terms("disk full on db-1", LEXICON.stop)  # disk, full, db, 1
    whole, half = set(terms_of("disk full on db-1")), set(terms_of("the disk is full"))

    assert relevance(asked, whole) > relevance(asked, half) > 0
    assert relevance(asked, set(terms_of("a new disk"))) == 0
    assert relevance(asked, half) > relevance(asked, half | set(terms_of("and much else besides")))


def test_relevance_is_at_most_one():
    """MEM-1."""
    assert relevance(("disk",), {"disk"}) == 1.0


def test_a_question_finds_its_note_before_those_that_share_a_common_word():
    """MEM-1: BM25; what most notes hold tells little."""
    notes = [
        "数据库升级窗口是周三凌晨两点到四点",
        "数据库密码由 DBA 保管",
        "数据库备份在每天三点",
        "周五发布冻结",
        "网关联系人是小王",
    ]
    scores = ranked(
        asked_terms("数据库什么时候升级", LEXICON.stop), [terms_of(note) for note in notes]
    )
    assert scores[0] == max(scores) > 0
    assert scores[3:] == [0, 0]
    assert (
        ranked(asked_terms("什么时候冻结发布", LEXICON.stop), [terms_of(n) for n in notes])[3] > 0
    )


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6), st.integers(0, 5))
def test_every_rank_is_a_share_and_a_copied_query_finds_its_text(texts, place):
    """MEM-1."""
    text = texts[place % len(texts)]
    asked = asked_terms(text, LEXICON.stop)
    scores = ranked(asked, [terms_of(each) for each in texts])
    assert all(0 <= score <= 1 for score in scores)
    assert not asked or scores[texts.index(text)] > 0
