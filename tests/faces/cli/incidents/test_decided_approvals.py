"""What became of questions, at the terminal (RBK-17)."""

import asyncio

import pytest

from domain.common.readers import Language
from tests.fakes.decided_approvals import DENIED, SETTLED, reads_true, settle


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
def test_each_end_reads_true_and_says_who_decided(zhiban, runtime, language):
    """RBK-17: one line each."""
    asyncio.run(settle(runtime.world))
    runtime.world.read_in(language)
    listed = zhiban("incident", "approvals", "--all")
    lines = listed.out.splitlines()[1:]
    by_id = {each.split("\t")[0]: each for each in lines}

    assert (listed.code, list(by_id)) == (0, [each.id for each in SETTLED][::-1])
    reads_true(by_id, language)
    for person in ("u_mei", "u_approver"):
        assert runtime.world.people.kept[person].name in by_id[DENIED.id]


def test_pages_go_on_and_what_waits_is_apart(zhiban, runtime):
    """RBK-17."""
    asyncio.run(settle(runtime.world))
    first = zhiban("incident", "approvals", "--state", "decided", "--limit", "2", "--json").data
    rest = zhiban(
        "incident", "approvals", "--state", "decided", "--before", first["next_before"], "--json"
    ).data
    waiting = zhiban("incident", "approvals")
    none = zhiban("incident", "approvals", "--state", "pending", "--json").data

    seen = [each["id"] for each in (*first["approvals"], *rest["approvals"])]
    assert seen == [each.id for each in SETTLED][::-1]
    assert waiting.err == "No approvals are pending.\n"
    assert none == {"approvals": [], "next_before": ""}
    assert zhiban("incident", "approvals", "--before", "x").code != 0
