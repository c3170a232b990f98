"""Every name that people meet in incidents has words in both languages (RBK-15)."""

import re

import pytest

from application.incidents.repairs.orders import Proposal
from application.incidents.requests import Will, said_of
from domain.alerts.alerts import AlertSource, FaultClass, ReadBack
from domain.analytics.metrics import Goal
from domain.clusters.changes import Verb
from domain.clusters.repairs import ActionKind, AttemptState, Mode, RepairVerdict, SkipReason
from domain.common.messages import named
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.approvals.outcomes import QuestionsShown, RunOutcome
from domain.incidents.controls import ControlKind, KillSwitch
from domain.incidents.guards.guards import GuardName, GuardOutcome
from domain.incidents.guards.verdict_rules import Because
from domain.incidents.incidents import (
    CallReason,
    Ending,
    IncidentState,
    Refusal,
    RepairName,
)
from domain.incidents.scores import Band, ScoreInputName
from domain.incidents.suppression import SuppressedBy
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown

CHINESE = re.compile(r"[\u4e00-\u9fff]")


NAMED = (
    ActionKind, AlertSource, ApprovalState, AttemptState, Band, Because, CallReason, ControlKind,
    Ending, FaultClass, Goal, GuardName, GuardOutcome, IncidentState, Mode, QuestionsShown,
    ReadBack, Refusal, RepairName, RepairVerdict, RunOutcome, ScoreInputName, SkipReason,
    SuppressedBy, Verb,
)  # fmt: skip

SAME_IN_CHINESE = {"alertmanager", "gitops"}
"""Names of products."""


@pytest.mark.parametrize("names", NAMED)
def test_every_name_has_words_in_both_languages(names):
    """RBK-15: of reasons, states, actions and all others; the name itself is none."""
    for name in names:
        assert "_" not in shown(named(name), IN_ENGLISH)
        if name not in SAME_IN_CHINESE:
            assert CHINESE.search(shown(named(name), IN_CHINESE)), name


@pytest.mark.parametrize("reader", [IN_ENGLISH, IN_CHINESE])
def test_what_becomes_of_a_request_is_said_without_a_name(reader):
    """RBK-12, RBK-15."""
    for will in Will:
        for mode in Mode:
            said = shown(said_of(will, Proposal(None, mode), KillSwitch()), reader)
            assert not re.search(r"\b[a-z]+_[a-z_]+\b", said.replace("rollback_permission", ""))
