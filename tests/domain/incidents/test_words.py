"""What the engine records in English is read in the reader's language, with the reader's times."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import ActionKind, Mode
from domain.common.local_times import local_times
from domain.common.readers import Language, Reader
from domain.incidents.guards.guards import GuardFacts, GuardName
from domain.incidents.guards.rules import evaluate
from domain.incidents.words.modes import MODES, MUTED, OUTCOMES, READ_BACK, VERBS
from domain.incidents.words.recorded import (
    in_words,
    is_known,
    preview_words,
    quoted,
    skip_detail,
)
from domain.incidents.words.sentences import SENTENCES, SKIPPED

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
CHINA = Reader(Language.CHINESE, "Asia/Shanghai")
BERLIN = Reader(Language.ENGLISH, "Europe/Berlin")
TWO_ENGLISH_WORDS = re.compile(r"[A-Za-z']{2,} [a-z']{2,}")


def a_moment_ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


NOTHING_KNOWN = GuardFacts(ActionKind.RESTART, NOW, writes_in_window=None)
ALL_SAY_NO = GuardFacts(
    ActionKind.RESTART,
    NOW,
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
    ActionKind.RESTART,
    NOW,
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
        recorded = f"{result}: {result.detail}" if result.detail else str(result)
        chinese = in_words(recorded, Language.CHINESE)
        assert is_known(recorded)
        assert not TWO_ENGLISH_WORDS.search(chinese), chinese
        assert ":failed" not in in_words(recorded, Language.ENGLISH)


@pytest.mark.parametrize("row", [*SENTENCES, *SKIPPED])
def test_every_row_says_the_same_facts_in_every_language(row):
    """RBK-15."""
    facts = set(re.findall(r"\{(\w+)\}", row[0]))
    for said in row[1:]:
        assert set(re.findall(r"\{(\w+)\}", said)) <= facts
        assert said
    assert re.search(r"[\u4e00-\u9fff]", re.sub(r"\{\w+\}", "", row[1])) or facts


@pytest.mark.parametrize(
    ("recorded", "chinese"),
    [
        ("Muted by web noise (silence).", "由“web noise”静默（静默）。"),
        ("Waits for its turn: budget cls-1.", "排队等待：集群 cls-1 的并发额度。"),
        (
            "Asks u_mei to approve: Restart checkout, pod by pod.",
            "请 u_mei 批准：逐个重启 checkout 的 Pod。",
        ),
        (
            "A person is needed: exhausted. cannot_help; cannot_help; quota_full",
            "需要人处理：能试的都试过了。策略认为对这类故障没有用；命名空间配额已满。",
        ),
        (
            "A person is needed: not_approved. u_mei: not tonight",
            "需要人处理：没有得到批准。“u_mei: not tonight”",
        ),
        (
            "A person is needed: blocked. Change freeze 'x'.",
            "需要人处理：守卫或集群不允许写入。变更冻结“x”。",
        ),
        ("No preview: refused: quota", "无法预览：“refused: quota”"),
        ("kill_switch:failed", "总开关：不放行"),
        ("nobody knows this sentence", "nobody knows this sentence"),
        ("A person is needed: made_up.", "A person is needed: made_up."),
    ],
)
def test_recorded_sentences_are_read_in_chinese(recorded, chinese):
    """RBK-15: what is not ours stays as it was recorded, between quotes inside a sentence."""
    assert in_words(recorded, Language.CHINESE) == chinese


def test_a_recorded_fact_is_never_read_as_a_template():
    """SEC-4."""
    hostile = "Paused by {quoted}{0.__class__}."
    assert in_words(hostile, Language.CHINESE) == "由 {quoted}{0.__class__} 暂停。"
    assert in_words("x " * 10_000, Language.CHINESE) == "x " * 10_000


def test_single_names_need_no_quotes_and_english_has_none():
    """RBK-15."""
    assert quoted("u_mei", Language.CHINESE) == "u_mei"
    assert quoted("no room", Language.CHINESE) == "“no room”"
    assert quoted("no room", Language.ENGLISH) == "no room"


def test_numbers_beside_a_rung_passed_over_are_read_in_chinese():
    """RBK-2, RBK-15."""
    assert skip_detail("by argocd", Language.CHINESE) == "由 argocd"
    assert skip_detail("for crash_loop, says policy 'x'", Language.CHINESE) == (
        "策略“x”，故障：反复崩溃"
    )
    assert skip_detail("web, 2 to 6", Language.CHINESE) == "web，2 到 6 个"


def test_a_preview_says_in_words_what_each_patch_does_and_keeps_the_patch():
    """RBK-8, RBK-15."""
    preview = 'cls-1/shop/Deployment/checkout undo\n{"spec": "undo restart"}'
    assert preview_words(preview, Language.CHINESE) == (
        'cls-1/shop/Deployment/checkout 回到旧版本\n{"spec": "undo restart"}'
    )
    assert preview_words("No preview: gone", Language.CHINESE) == "无法预览：gone"


@pytest.mark.parametrize(
    ("text", "china", "berlin"),
    [
        ("until 21:30:05 UTC.", "until 2026-11-22 05:30:05（Asia/Shanghai）.", "22:30:05"),
        ("until 08:00 UTC.", "until 2026-11-22 16:00（Asia/Shanghai）.", "2026-11-22 09:00"),
        ("2026-11-21 23:30 UTC", "2026-11-22 07:30（Asia/Shanghai）", "2026-11-22 00:30"),
        ("2026-11-21 23:30:00.123+00:00", "2026-11-22 07:30（Asia/Shanghai）", "00:30 (Europe"),
        ("restartedAt 2026-11-21T23:30:00Z", "restartedAt 2026-11-21T23:30:00Z", "23:30:00Z"),
        ("99:99 UTC and 2026-99-99 10:00 UTC", "99:99 UTC and 2026-99-99 10:00 UTC", "99:99"),
    ],
)
def test_times_are_read_on_the_readers_wall(text, china, berlin):
    """RBK-15: a patch, which is exact, keeps its times."""
    assert local_times(text, CHINA, near=NOW) == china
    assert berlin in local_times(text, BERLIN, near=NOW)


def test_both_languages_have_the_same_small_words():
    """RBK-15."""
    for book in (MODES, MUTED, OUTCOMES, READ_BACK, VERBS):
        assert book[Language.CHINESE].keys() == book[Language.ENGLISH].keys()
    assert len(GuardName) == len(evaluate(NOTHING_KNOWN))
