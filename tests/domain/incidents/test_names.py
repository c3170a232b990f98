"""Every name that people meet in incidents has words in both languages (RBK-15)."""

import ast
import re
from collections.abc import Iterator
from itertools import product

import pytest

from application.incidents.repairs.orders import Proposal
from application.incidents.requests import Will, said_of
from domain.alerts.alerts import AlertSource, FaultClass, ReadBack
from domain.clusters.changes import Verb
from domain.clusters.repairs import ActionKind, AttemptState, Mode, RepairVerdict, SkipReason
from domain.common.messages import named
from domain.common.readers import Language
from domain.incidents.approvals.approvals import ApprovalState
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
from domain.incidents.metrics import Goal
from domain.incidents.scores import Band, ScoreInputName
from domain.incidents.suppression import SuppressedBy
from domain.incidents.words.recorded import refusal_words
from domain.incidents.words.troubles import REFUSALS_SAID
from tests.docs.tree import ROOT
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown

CHINESE = re.compile(r"[\u4e00-\u9fff]")


NAMED = (
    ActionKind, AlertSource, ApprovalState, AttemptState, Band, Because, CallReason, ControlKind,
    Ending, FaultClass, Goal, GuardName, GuardOutcome, IncidentState, Mode, ReadBack, Refusal,
    RepairName, RepairVerdict, ScoreInputName, SkipReason, SuppressedBy, Verb,
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


SAMPLES = (
    *("x", "silence", "exhausted", "fixed", "standard", "dwelling", "approved", " by u_mei"),
    *("the guard kill_switch", "the change freeze 'x'", " (line 3)", "ConfigMap"),
)
"""A name of each small set, and what is no name: a hole of a sentence takes one of them."""


def sentences(path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line of each text of a module, and the text with its holes filled in many ways."""
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))
    docs = {id(each.value) for each in nodes if isinstance(each, ast.Expr)}
    filled = [each for each in nodes if isinstance(each, ast.JoinedStr)]
    inner = {id(part) for each in filled for part in ast.walk(each) if part is not each}
    for each in nodes:
        if id(each) in docs | inner:
            continue
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.lineno, [each.value]
        elif isinstance(each, ast.JoinedStr):
            yield each.lineno, list(_filled(each))


def _filled(joined: ast.JoinedStr) -> Iterator[str]:
    holes = sum(isinstance(part, ast.FormattedValue) for part in joined.values)
    for given in product(SAMPLES, repeat=min(holes, 2)):
        left = iter((*given, *"x" * holes))
        yield "".join(
            next(left) if isinstance(part, ast.FormattedValue) else str(part.value)
            for part in joined.values
        )


REFUSING = (
    "application/incidents/controls.py",
    "application/incidents/requests.py",
    "application/incidents/requesting.py",
    "application/incidents/incidents.py",
    "demonstration/incident.py",
    "cli/typed.py",
    "domain/people/access.py",
    "domain/incidents/control_rules.py",
    "orchestration/incidents.py",
    "storage/incidents/controls.py",
)


ERRORS = ("Conflict", "Forbidden", "Misconfigured")


def refusals(path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield what a module refuses with: sentences of its errors, and rules about fields."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    errors = {
        each.args[0].lineno
        for each in nodes
        if isinstance(each, ast.Call) and getattr(each.func, "id", "") in ERRORS
    }
    for line, ways in sentences(path):
        if re.match(r"(must|is only) ", ways[0]):
            yield line, [f"--field {each}." for each in ways]
        elif line in errors and re.match(r"[A-Z].* ", ways[0]):
            yield line, ways


@pytest.mark.parametrize("path", REFUSING)
def test_every_refusal_about_incidents_is_said_in_chinese(path):
    """RBK-15, OPS-5."""
    found = list(refusals(path))
    for line, ways in found:
        said = [refusal_words(each, Language.CHINESE) for each in ways]
        assert any(CHINESE.search(each) for each in said), f"{path}:{line} {ways[0]!r}"
    assert found


@pytest.mark.parametrize("row", REFUSALS_SAID)
def test_every_row_of_refusals_says_the_same_facts_in_every_language(row):
    """RBK-15."""
    facts = set(re.findall(r"\{(\w+)\}", row[0]))
    for said in row[1:]:
        assert set(re.findall(r"\{(\w+)\}", said)) == facts
    assert row[1] != row[0]


def test_what_nobody_knows_is_refused_in_its_own_words():
    """RBK-15, SEC-4."""
    for strange in ("some other words", "{0.__class__} must", "x" * 1_000):
        assert refusal_words(strange, Language.CHINESE) == strange
