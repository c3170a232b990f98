"""Edits of clusters at the terminal."""

import asyncio
import re
from dataclasses import replace

import pytest

from domain.clusters.repairs import Mode
from domain.common.readers import Language
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from tests.fakes.edits import ASKED_EDIT, SECRET, Kept
from tests.fakes.face_services import FIGURES

AN_ALARM = (
    *("--namespace", "cvm_device", "--metric", "CpuUsage"),
    *("--is", "gt", "--threshold", "90"),
)
A_POOL = (
    *("--machine", "S5.MEDIUM4", "--subnet", "subnet-1a2b3c4d"),
    *("--nodes", "2", "--min", "0", "--max", "6"),
)
WHY = ("--reason", "asked for")
AS = ("--as", "u_operator")
MANIFEST = """
apiVersion: v1
kind: ConfigMap
metadata: {name: checkout, namespace: payments}
data: {LOG_LEVEL: info}
"""
SET = ("cluster", "set-config", "cls-1", "payments", "checkout")


@pytest.fixture
def world(runtime):
    world = runtime.world
    world.controls.switch = KillSwitch(engaged=False)
    world.policies.policy = Policy(default_mode=Mode.AUTO)
    world.cloud.found_topics.append(FIGURES)
    return all_read(world, Language.ENGLISH)


@pytest.fixture
def chinese(world):
    return all_read(world, Language.CHINESE)


def all_read(world, language: Language):
    people = world.people.kept
    people.update({each.id: replace(each, language=language) for each in [*people.values()]})
    return world


@pytest.mark.parametrize(
    "command",
    [
        (*SET, "--set", "LOG_LEVEL=info"),
        ("cluster", "resize-pool", "cls-1", "np-1", "--nodes", "4"),
        ("cluster", "unisolate", "cls-1", "payments", "checkout-1"),
        ("cluster", "create-pool", "cls-1", "batch", *A_POOL),
        ("alarm", "create-metric", "cpu", *AN_ALARM, "--object", "a=b,c"),
        ("alarm", "create-log", "errors", "payments", "--query", "*", "--condition", "$1.n > 1"),
        ("alarm", "switch", "policy-1", "--off"),
        ("logs", "create-logset", "审计"),
        ("logs", "create-topic", "audit", "shop", "--days", "90"),
        ("logs", "create-scheduled-sql", "hourly", "payments", "figures", "--query", "*|select 1"),
    ],
)
def test_an_edit_is_shown_and_done_after_a_yes(zhiban, world, command):
    """CLD-2."""
    shown = zhiban(*command, *WHY, *AS, "--dry-run")
    no = zhiban(*command, *WHY, *AS, stdin="n\n")
    nothing = list(world.edits.writes)
    yes = zhiban(*command, *WHY, *AS, stdin="y\n")

    assert (shown.code, no.code, nothing) == (0, 3, [])
    assert "cls-1" in shown.out or "Tencent Cloud ap-guangzhou" in yes.err
    assert yes.code == 0
    assert len(world.edits.writes) == 1


def test_a_manifest_is_read_from_a_file_or_a_pipe(zhiban, world, tmp_path):
    """CLD-2."""
    file = tmp_path / "checkout.yaml"
    file.write_text(MANIFEST)
    from_file = zhiban("cluster", "apply", "cls-1", "-f", str(file), *WHY, *AS, "--dry-run")
    piped = zhiban("cluster", "apply", "cls-1", "-f", "-", *WHY, *AS, "--yes", stdin=MANIFEST)
    gone = zhiban("cluster", "apply", "cls-1", "-f", str(tmp_path / "gone"), *WHY, *AS)

    assert "LOG_LEVEL: debug → info" in from_file.out
    assert piped.code == 0
    assert gone.code == 2
    assert len(world.edits.writes) == 1


def test_a_secrets_value_is_no_argument_and_is_not_said_again(zhiban, world, tmp_path):
    """CLD-4, SEC-2."""
    world.edits.objects["cls-1/payments/Secret/checkout"] = Kept({"token": "old"})
    file = tmp_path / "token"
    file.write_text(SECRET)
    typed = zhiban(*SET, "--kind", "Secret", "--set", f"token={SECRET}", *WHY, *AS)
    done = zhiban(*SET, "--kind", "Secret", "--set-file", f"token={file}", *WHY, *AS, "--yes")
    world.clock.move(minutes=1)
    asked = zhiban(*SET, "--kind", "Secret", "--ask", "token", *WHY, *AS, "--yes", stdin="other\n")

    assert (typed.code, done.code, asked.code) == (2, 0, 0)
    assert SECRET not in typed.out + typed.err + done.out + done.err
    assert len(world.edits.writes) == 2


def test_a_file_that_cannot_be_read_is_told_by_the_option_that_named_it(zhiban, world, tmp_path):
    """CLD-2."""
    gone = tmp_path / "gone"
    keys = zhiban(*SET, "--set-file", f"LOG_LEVEL={gone}", *WHY, *AS)
    objects = zhiban("cluster", "apply", "cls-1", "--file", str(gone), *WHY, *AS)

    assert (keys.code, objects.code) == (2, 2)
    assert "--set-file must be a text file" in keys.err
    assert "--file must be a text file" in objects.err


def test_an_edit_that_waits_is_shown_and_answered(zhiban, world):
    """RBK-8."""
    world.policies.policy = Policy(default_mode=Mode.OBSERVE)
    waits = zhiban(*SET, "--set", "LOG_LEVEL=info", *WHY, *AS, "--yes")
    edit = waits.out.rsplit("approve-edit ", 1)[1].split(";")[0]
    seen = zhiban("cluster", "edit", edit, "--json").data
    listed = zhiban("cluster", "edits")
    as_json = zhiban("cluster", "edits", "--json").data["edits"]
    approved = zhiban("cluster", "approve-edit", edit, "--as", "u_approver", stdin="y\n")
    nothing = zhiban("cluster", "edits")
    done = zhiban(*SET, "--set", "LOG_LEVEL=info", *WHY, *AS, "--yes")

    assert waits.code == 3
    assert (edit in listed.out, as_json) == (True, [seen])
    assert "No edit awaits" in nothing.err
    assert (seen["state"], seen["by"]) == ("asked", "u_operator")
    assert "Approved by u_approver" in approved.out
    assert done.code == 0


async def test_an_edit_is_denied(zhiban, world):
    """RBK-8."""
    await world.ask_for_edits()
    assert f"{ASKED_EDIT} change keys in cluster cls-1: awaiting approval" in (
        await _out(zhiban, "edit")
    )
    denied = await _out(zhiban, "deny-edit", "--reason", "not today", "--as", "u_approver")
    assert "denied" in denied


async def _out(zhiban, command: str, *more: str) -> str:
    return (await asyncio.to_thread(zhiban, "cluster", command, ASKED_EDIT, *more)).out


ENGLISH = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")
"""Three words of a sentence."""

TYPED = re.compile(r"zhiban (?:cluster|alarm) [a-z-]+|u_[a-z]+|[\w.-]+(/[\w.-]+)+|asked for")
"""Commands, ids and paths; and the reason that was given."""


def is_chinese(said: str) -> bool:
    """Say whether a person reads no English sentence in it, and some Chinese one."""
    found = re.search(r"[\u4e00-\u9fff]", said)
    return found is not None and ENGLISH.search(TYPED.sub("", said)) is None


def test_an_edit_is_shown_asked_about_done_and_stopped_in_chinese(zhiban, chinese):
    """CLD-2, RBK-6."""
    info = (*SET, "--set", "LOG_LEVEL=info", *WHY, *AS)
    shown = zhiban(*info, "--dry-run").out
    no = zhiban(*info, stdin="n\n").err
    done = zhiban(*info, "--yes").out
    chinese.clock.move(minutes=1)
    chinese.edits.objects["cls-1/payments/ConfigMap/checkout"].managed_by = "argocd"
    stopped = zhiban(*SET, "--set", "LOG_LEVEL=warn", *WHY, *AS, "--yes").out

    assert [each for each in (shown, no, done) if not is_chinese(each)] == []
    assert ("就这样执行吗？" in no, "什么都没有做" in no) == (True, True)
    assert "ConfigMap/checkout：已完成\n" in done
    assert "GitOps：" in stopped


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((*SET, "--set", "LEVEL"), "--set 必须写成 KEY=VALUE"),
        ((*SET, "--set-file", "LEVEL=/no/such"), "--set-file 必须是可以读取的文本文件：/no/such"),
        ((*SET, "--kind", "Secret", "--set", "a=b"), "--set 不能带 Secret 的值"),
        ((*SET, "--kind", "Pod", "--set", "a=b"), "--kind 必须是 ConfigMap 或 Secret"),
        (("cluster", "apply", "cls-1", "-f", "/no/such"), "--file 必须是可以读取的文本文件"),
        (("cluster", "resize-pool", "cls-1", "np-1", "--nodes", "99"), "节点池的上下限"),
        (("cluster", "resize-pool", "cls-1", "np-9", "--nodes", "1"), "没有节点池"),
        (("cluster", "create-pool", "cls-1", "a b", *A_POOL), "文字、数字、连字符"),
        (("cluster", "create-pool", "cls-1", "batch", *A_POOL, "--label", "a"), "KEY=VALUE"),
        (("alarm", "switch", "policy-9", "--on"), "没有告警策略"),
        (("alarm", "create-metric", "a|b", *AN_ALARM), "不含竖线"),
        (("cluster", "put-back", "e_0000000000000000"), "没有已完成的编辑"),
        (("cluster", "unisolate", "cls-1", "kube-system", "a"), "不能是集群自身的命名空间"),
    ],
)
def test_what_is_refused_is_said_in_chinese_by_the_option_that_was_typed(
    zhiban, chinese, command, said
):
    """CLD-2."""
    refused = zhiban(*command, *WHY, *AS)
    assert refused.code != 0
    assert said in refused.err
    assert is_chinese(refused.err)
