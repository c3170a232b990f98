"""What people read of incidents at the terminal is in their language, and never a name of ours."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest

from application.common.wording import Localizer
from application.incidents.views import explanation_view, incident_view
from cli.incidents.words import say_explanation, say_incident, say_incidents
from domain.alerts.alerts import FaultClass
from domain.analytics.metrics import Goal
from domain.clusters.repairs import ActionKind, AttemptState, Mode, Skipped, SkipReason
from domain.common.errors import Unavailable
from domain.common.messages import Called, message, named
from domain.common.readers import Language, Reader
from domain.incidents.controls import ControlKind, KillSwitch
from domain.incidents.explaining import explain
from domain.incidents.guards.verdict_rules import Because
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import Band
from tests.fakes.face_incidents import AT, an_alert, an_approval, an_incident
from tests.fakes.words import WORDS

INCIDENT, APPROVAL = an_incident(), an_approval()
WORKLOAD = "cls-1/payments/checkout"
AS = ("--as", "u_operator")
WHY = ("--reason", "because")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.fixture
def world(runtime):
    world = runtime.world
    world.incidents.kept[INCIDENT.id] = INCIDENT
    world.questions.kept[APPROVAL.id] = APPROVAL
    world.controls.switch = KillSwitch(engaged=False, by="u_admin", reason="tried", at=AT)
    return world


@pytest.fixture
def chinese(world):
    """The operator reads Chinese, in Tokyo."""
    admin = replace(world.people.kept["u_admin"], language=Language.CHINESE, zone="Asia/Tokyo")
    world.people.kept["u_admin"] = admin
    return world


NAMES = re.compile(r"\b[a-z]+_[a-z_]+\b")
"""What a name of ours looks like, where it has two words."""

PLAIN_NAMES = {
    *IncidentState, *Ending, *CallReason, *ActionKind, *FaultClass, *Band, *ControlKind, *Goal
} - {"node", "other", "mode"}  # fmt: skip
COMMANDS = re.compile(r"`[^`]+`|zhiban [a-z -]+|[acei]_[a-z0-9]{10,}|u_[a-z]+|end_control")
"""Ids, and what is typed."""


def names_in(said: str) -> set[str]:
    """Return names of ours that stand in what a person reads."""
    text = COMMANDS.sub("", said)
    return {*NAMES.findall(text), *(set(re.findall(r"[a-z_]+", text)) & PLAIN_NAMES)}


def said_of(incident, capsys) -> str:
    """Return all that a person reads of an incident, in Chinese."""
    reader = Localizer(WORDS, Reader(Language.CHINESE, "Asia/Tokyo"))
    say_incidents([incident_view(incident, reader)], reader)
    say_incident(incident_view(incident, reader), reader, as_json=False)
    say_explanation(explanation_view(explain(incident, Policy()), reader), as_json=False)
    return capsys.readouterr().out


@pytest.mark.parametrize("state", IncidentState)
def test_no_state_reason_or_action_is_told_by_its_name(capsys, state):
    """RBK-15: in lists, in the account of one incident, and in why."""
    plain = replace(
        INCIDENT,
        state=state,
        fingerprint="x",
        workflow_id="incident/x",
        doing=None,
        waits_for=None,
        newest=replace(an_alert(), name="告警"),
        skipped=tuple(Skipped(ActionKind.ROLLBACK, reason) for reason in SkipReason),
        attempts=tuple(
            replace(INCIDENT.attempts[0], state=state, because=named(because), mode=mode)
            for because, state, mode in zip(Because, cycle(AttemptState), cycle(Mode))
        ),
    )
    for called, ending, fault in zip(
        [None, *CallReason], cycle([None, *Ending]), cycle(FaultClass)
    ):
        incident = replace(plain, called=called, called_at=AT, ending=ending, fault=fault)
        said = said_of(incident, capsys)
        assert names_in(said) == set(), said
        assert said.startswith("编号\t级别\t工作负载\t")


def test_questions_repairs_controls_and_numbers_are_told_in_chinese(zhiban, chinese):
    """RBK-8, RBK-12, RBK-14, RBK-15, ALR-6: labels, answers and what may be done next."""
    operator = replace(chinese.people.kept["u_operator"], language=Language.CHINESE)
    chinese.people.kept["u_operator"] = operator
    listed = zhiban("incident", "approvals").out
    no = zhiban("incident", "approve", APPROVAL.id, "--as", "u_approver", stdin="n\n").err
    shown = zhiban("rollback", WORKLOAD, *WHY, *AS, "--dry-run").out
    begun = zhiban("rollback", WORKLOAD, *WHY, *AS, "--yes").out
    denied = zhiban("incident", "deny", APPROVAL.id, *WHY).out
    left = zhiban("incident", "approvals").err
    numbers = zhiban("incident", "metrics", "--start", "-1d").out
    silence = zhiban("silence", "噪音", "--namespace", "web", "--end", "2h", *WHY).out
    controls = zhiban("controls", "list").out
    chinese.incidents.kept["i_2"] = an_incident(2)
    more = zhiban("incident", "list", "--all", "--limit", "1").err

    assert "版本回滚" in listed
    assert "前有效" in listed
    assert "批准对 " in no
    assert "什么都没有做。" in no
    assert "将发送：" in shown
    assert "撤回方法：" in shown
    assert begun.startswith("已开始：")
    assert "已拒绝" in denied
    assert left == "没有等待答复的问题。\n"
    assert numbers.splitlines()[0] == "指标\t内容"
    assert "故障\t1 个" in numbers
    assert "反复崩溃，滚动重启\t1\t" in numbers
    assert "反复崩溃：滚动重启 1 次，修好 0 次" in numbers
    assert "静默：" in silence
    assert "\t静默\t噪音\t" in controls
    assert controls.startswith("编号\t种类\t")
    assert "还有更多：加上 --before " in more


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("incident", "show", "i_none"), 3, "没有故障“i_none”。"),
        (("incident", "list", "--before", "x"), 2, "--before 必须是上一页给出的游标。"),
        (("incident", "approve", "a_none"), 3, "没有待批准的问题“a_none”。"),
        (("incident", "pause", INCIDENT.id, "--reason", " "), 2, "--reason 必须写明原因"),
        (("rollback", "checkout", *WHY), 2, "WORKLOAD 必须写成 CLUSTER/NAMESPACE/NAME"),
        (("silence", "x", "--end", "2h", *WHY), 2, "必须写明静默什么"),
        (("freeze", "x", "--end", "soon", *WHY), 2, "--end 必须是时间"),
        (("controls", "end", "c_none", *WHY), 3, "没有静默、窗口或冻结“c_none”。"),
        (("kill-switch", "release", *WHY, *AS), 3, "你的角色没有 writes.enable 权限"),
    ],
)
def test_refusals_are_said_in_the_operators_language(zhiban, chinese, arguments, code, words):
    """RBK-15, OPS-5."""
    said = zhiban(*arguments)
    assert said.code == code
    assert words in said.err


def test_what_is_away_says_in_chinese_when_to_come_back(zhiban, chinese):
    """RBK-15, OPS-5: whoever cannot be looked up reads English."""
    chinese.incident_lives.error = Unavailable(
        message("cluster.unreachable", cluster=Called("cls-1")), delay=timedelta(seconds=7)
    )
    away = zhiban("incident", "pause", INCIDENT.id, *WHY)
    chinese.incident_lives.error = Unavailable("Temporal is away.")
    other = zhiban("incident", "pause", INCIDENT.id, *WHY)

    assert (away.code, away.err) == (
        4,
        "zhiban: 连不上集群 cls-1，什么都没有改变。请在 7 秒后再试。\n",
    )
    assert other.err == "zhiban: Temporal is away. 请稍后再试。\n"
