"""Whatever is said of edits is in the reader's language; the cluster's own words stay theirs."""

from datetime import UTC, datetime

import pytest

from application.cluster_edits.views import EditViews
from application.common.wording import worded_event
from domain.cluster_edits.rules import check_manifests
from domain.cluster_edits.told import waiting_event
from domain.clusters.edits import EditKind, EditRecord, EditState
from domain.common.errors import InvalidRequest
from tests.domain.cluster_edits.test_cluster_edits import NEVER
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, shown

NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)


def a_record(changes: tuple[str, ...], *, more: int = 0) -> EditRecord:
    return EditRecord(
        id="e_1",
        kind=EditKind.SET_CONFIG,
        cluster="cls-1",
        state=EditState.ASKED,
        by="u_mei",
        reason="why",
        digest="d",
        changes=changes,
        more=more,
    )


@pytest.mark.parametrize("manifest", NEVER)
def test_what_may_never_be_applied_is_refused_in_chinese(manifest):
    """CLD-2: with the object and the rule."""
    with pytest.raises(InvalidRequest) as refused:
        check_manifests([manifest])
    assert f"（{manifest.kind} {manifest.name}）" in shown(refused.value.explanation, IN_CHINESE)


def test_approvers_are_told_in_their_language_and_the_event_keeps_names():
    """RBK-8."""
    event = waiting_event(a_record(("cls-1/shop/ConfigMap/c data.a: #1 → #2",), more=3), at=NOW)
    chinese = worded_event(event, WORDS, IN_CHINESE).data
    english = worded_event(event, WORDS, IN_ENGLISH).data
    assert event.data["kind"] == "set_config"
    assert "修改键值" in chinese["title"]
    assert "另有 3 处没有列出" in chinese["text"]
    assert "1 天内无人答复" in chinese["text"]
    assert "(change keys)" in english["title"]
    assert "data.a: #1 → #2" in english["text"]
    assert "and 3 more, not listed" in english["text"]


def test_changes_of_a_record_are_shown_as_they_are_whatever_words_are_in_them():
    """RBK-8: who approves sees the value."""
    change = "cls-1/shop/ConfigMap/c data.a: #1 → argocd would revert it"
    views = EditViews(WORDS, IN_CHINESE)
    assert views.record(a_record((change,))).changes == (change,)
    assert views.record(a_record((change,) * 5, more=2), most=3).changes == (
        change,
        change,
        "……另有 5 处没有列出",
    )
