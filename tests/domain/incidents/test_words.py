"""What the engine records in English is read in the reader's language, with the reader's times."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import ActionKind, Mode
from domain.common.readers import Language, Reader
from domain.incidents.guards.guards import GuardFacts, GuardName
from domain.incidents.guards.rules import evaluate
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
CHINA = Reader(Language.CHINESE, "Asia/Shanghai")
BERLIN = Reader(Language.ENGLISH, "Europe/Berlin")
TWO_ENGLISH_WORDS = re.compile(r"[A-Za-z']{2,} [a-z']{2,}")


def a_moment_ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


NOTHING_KNOWN = GuardFacts(action=ActionKind.RESTART, now=NOW, writes_in_window=None)
ALL_SAY_NO = GuardFacts(
    action=ActionKind.RESTART,
    now=NOW,
    writing_enabled=False,
    mode=Mode.OBSERVE,
    on_behalf_of="u_mei",
    permitted=False,
    confirmed=ReadBack.CLEARED,
    confirmed_at=NOW,
    frozen_by="release",
    in_time_window=False,
    approval_needed=True,
    lock_held=False,
    budget_held=False,
    never_written=False,
    last_write_at=a_moment_ago(3),
    writes_in_window=8,
    healthy_share=0.2,
    never_stormy=True,
    gitops="argocd",
    unchanged=False,
)
OTHER_NOES = GuardFacts(
    action=ActionKind.RESTART,
    now=NOW,
    on_behalf_of="",
    confirmed=ReadBack.FIRING,
    confirmed_at=a_moment_ago(300),
    approval_needed=True,
    approved="a",
    plan_digest="b",
    healthy_share=1.0,
    never_stormy=False,
    storm_at=a_moment_ago(10),
    never_written=False,
    last_write_at=None,
    writes_in_window=float("nan"),
)


@pytest.mark.parametrize("facts", [NOTHING_KNOWN, ALL_SAY_NO, OTHER_NOES])
def test_whatever_a_guard_says_is_read_in_both_languages(facts):
    """RBK-6, RBK-15: the words come from the guards themselves, so a new one cannot be missed."""
    for result in evaluate(facts):
        chinese = WORDS.text(result.said, IN_CHINESE)
        assert not TWO_ENGLISH_WORDS.search(chinese), chinese
        assert ":failed" not in WORDS.text(result.said, IN_ENGLISH)
    assert len(GuardName) == len(evaluate(facts))
