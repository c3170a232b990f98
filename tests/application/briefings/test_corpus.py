"""What people get for days of every kind: read once by people, and held since (BRF-10, BRF-11)."""

import re

import pytest

from domain.briefings.rule_singles import points_by_evidence
from domain.briefings.rule_summary import summarise_by_rules
from domain.briefings.summaries import Topic, Weight
from domain.common.aloud import seconds_to_say
from domain.common.readers import Language
from domain.logs.bursts import bursts_of
from tests.fakes.briefing_words import by_rules
from tests.fakes.days import DAYS, page_words, snapshot, snapshot_file, written
from tests.fakes.words import LANGUAGES

QUIET = ("quiet", "quiet_weekend", "quiet_before")
_INTERNAL = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|(?:tpl|event|line|cap|alarm|burst):\w|\b[a-z]+_[a-z]+(?:_[a-z]+)*\b"
)
"""Ids, and names as programs write them."""

each_day = pytest.mark.parametrize("name", DAYS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_the_corpus_has_days_of_every_kind():
    """BRF-10."""
    assert len(DAYS) >= 24


@each_language
@each_day
def test_a_day_is_told_as_it_was_reviewed(name, language):
    """BRF-6, BRF-10, BRF-11: `python -m tests.fakes.days` writes anew what was meant to change."""
    assert snapshot(name, language) == snapshot_file(name, language).read_text(encoding="utf-8")


@each_language
@each_day
def test_nobody_listens_longer_than_it_takes(name, language):
    """BRF-10: a quiet day in a minute, a bad one in two."""
    seconds = sum(map(seconds_to_say, written(name, language).spoken))
    assert seconds <= (60 if name in QUIET else 120), seconds


@each_language
@each_day
def test_a_chat_shows_it_without_scrolling(name, language):
    """BRF-10: sixteen lines and 2 KB, with two lines and 190 bytes left for the link."""
    markdown = written(name, language).markdown
    assert len(markdown.splitlines()) <= 14
    assert len(markdown.encode()) <= 2_048 - 190


@each_language
@pytest.mark.parametrize("name", [name for name in DAYS if name != "hostile"])
def test_no_id_and_no_programs_name_is_read(name, language):
    """BRF-10: `hostile` and quotes hold what strangers wrote."""
    one = written(name, language)
    for form in (*one.spoken, one.markdown, one.text, "\n".join(page_words(one.html))):
        own = re.sub(r"“[^”]*”", "", form)
        assert not _INTERNAL.findall(own)
        assert form.count("“") == form.count("”")


@each_day
def test_everything_grave_is_told_and_the_headline_counts_it(name):
    """BRF-10."""
    facts = DAYS[name]
    summary = summarise_by_rules(facts, tuple(Topic))
    told = {proof for claim in summary.claims for proof in claim.evidence}
    grave = {proof for proof, one in points_by_evidence(facts).items() if one.weight is Weight.ACT}
    assert grave <= told
    assert {f"burst:{place}" for place in range(len(bursts_of(facts.logs)))} <= told
    if summary.must > 1:
        assert f"有 {summary.must} 件事" in by_rules(facts, Language.CHINESE).headline


def test_the_night_of_seven_incidents_names_problem_time_place_and_next_step():
    """BRF-11: the first sentence is the payments, and one item holds what belongs together."""
    summary = by_rules(DAYS["seven_open"], Language.CHINESE)
    episode = summary.claims[0].text
    assert "支付错误率过高”（payment-api）今天 04:23 开始，还没恢复" in summary.headline
    for part in (
        "checkout 反复崩溃，共 4 起",
        "错误集中出现，共 236 行",
        "bank gateway timed out” 186 次",
        "04:40 后错误已停，但告警还没恢复：先确认业务是否正常。再看日志主题 shop-services 里",
    ):
        assert part in episode
    others = [claim.text for claim in summary.claims[1:] if claim.weight is Weight.ACT]
    assert [text.split()[0] for text in others] == ["shop/cart", "shop/search", "shop/mailer"]


def test_errors_that_are_spread_over_the_day_are_no_burst():
    """BRF-11."""
    assert not bursts_of(DAYS["quiet"].logs)
    assert not bursts_of(DAYS["errors_rose"].logs)
    [burst] = bursts_of(DAYS["burst_goes_on"].logs)
    assert not burst.over
    assert [each.over for each in bursts_of(DAYS["one_outage_open"].logs)] == [True]
