"""What became of questions, as an agent reads it (RBK-17)."""

import pytest

from domain.common.readers import Language
from tests.fakes.decided_approvals import APPROVED, SETTLED, reads_true, settle
from tests.fakes.face_services import MEI


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
async def test_each_end_reads_true_and_says_who_decided_when(agent_of, world, language):
    """RBK-17: in fields and in words."""
    await settle(world)
    world.read_in(language)
    async with agent_of(MEI) as agent:
        found = await agent.call_tool("list_approvals", {"state": "decided"})
        first = await agent.call_tool("list_approvals", {"state": "all", "limit": 2})
        cursor = first.structured_content["next_cursor"]
        more = {"state": "all", "limit": 2, "cursor": cursor}
        second = await agent.call_tool("list_approvals", more)
        other = await agent.call_tool("list_approvals", {"state": "denied", "cursor": cursor})
    shown = {each["approval_id"]: each for each in found.structured_content["approvals"]}
    lines = found.content[0].text.splitlines()

    assert list(shown) == [each.id for each in SETTLED][::-1]
    reads_true({id_: each["consequences"][0] for id_, each in shown.items()}, language)
    reads_true({each: next(line for line in lines if each in line) for each in shown}, language)
    done = shown[APPROVED.id]
    assert (done["outcome"], done["answered_by"]) == ("written", "u_approver")
    assert done["answerer"] == world.people.kept["u_approver"].name
    assert done["answered_at"]
    pages = (first, second)
    seen = [e["approval_id"] for page in pages for e in page.structured_content["approvals"]]
    assert seen == [each.id for each in SETTLED][::-1][:4]
    assert other.is_error
