"""Edits of clusters at the terminal."""

import asyncio

import pytest

from domain.controls import KillSwitch
from domain.policies import Policy
from domain.repairs import Mode
from tests.fakes.edits import ASKED_EDIT, SECRET, Kept

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
def world(house):
    world = house.world
    world.controls.switch = KillSwitch(engaged=False)
    world.policies.policy = Policy(default_mode=Mode.AUTO)
    return world


@pytest.mark.parametrize(
    "command",
    [
        (*SET, "--set", "LOG_LEVEL=info"),
        ("cluster", "resize-pool", "cls-1", "np-1", "--nodes", "4"),
        ("cluster", "unisolate", "cls-1", "payments", "checkout-1"),
    ],
)
def test_an_edit_is_shown_and_done_after_a_yes(zhiban, world, command):
    """CLD-2."""
    shown = zhiban(*command, *WHY, *AS, "--dry-run")
    no = zhiban(*command, *WHY, *AS, stdin="n\n")
    nothing = list(world.edits.writes)
    yes = zhiban(*command, *WHY, *AS, stdin="y\n")

    assert (shown.code, no.code, nothing) == (0, 3, [])
    assert "cls-1" in shown.out
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
    as_json = zhiban("cluster", "edits", "--json").data
    approved = zhiban("cluster", "approve-edit", edit, "--as", "u_approver", stdin="y\n")
    nothing = zhiban("cluster", "edits")
    done = zhiban(*SET, "--set", "LOG_LEVEL=info", *WHY, *AS, "--yes")

    assert waits.code == 3
    assert (edit in listed.out, as_json) == (True, [seen])
    assert "No edit waits" in nothing.err
    assert (seen["state"], seen["by"]) == ("asked", "u_operator")
    assert "Approved by u_approver" in approved.out
    assert done.code == 0


async def test_an_edit_is_denied(zhiban, world):
    """RBK-8."""
    await world.ask_for_edits()
    assert f"{ASKED_EDIT} set_config in cls-1: asked" in (await _out(zhiban, "edit"))
    denied = await _out(zhiban, "deny-edit", "--reason", "not today", "--as", "u_approver")
    assert "denied" in denied


async def _out(zhiban, command: str, *more: str) -> str:
    return (await asyncio.to_thread(zhiban, "cluster", command, ASKED_EDIT, *more)).out
