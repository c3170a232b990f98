"""What became of questions, over HTTP (RBK-17)."""

import pytest

from domain.common.readers import Language
from tests.fakes.decided_approvals import APPROVED, DENIED, EDITED, SETTLED, reads_true, settle
from tests.fakes.face_services import MEI

APPROVALS = "/api/v1/approvals"


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
async def test_each_end_reads_true_and_says_who_decided_when(client, world, language):
    """RBK-17: denied, expired, void, run, and stopped by a guard after a yes."""
    await settle(world)
    world.read_in(language)
    http = await client(MEI)
    found = (await http.get(APPROVALS, params={"state": "decided"})).json()
    by_id = {each["id"]: each for each in found["approvals"]}

    assert list(by_id) == [each.id for each in SETTLED][::-1]
    assert found["next_before"] == ""
    reads_true({id_: each["became"] for id_, each in by_id.items()}, language)
    for id_, each in by_id.items():
        one = (await http.get(f"{APPROVALS}/{id_}")).json()
        assert one == each
        assert one["consequences"] == [each["became"]]
    name = world.people.kept["u_mei"].name
    assert {each["requester"] for each in by_id.values()} == {name}
    assert by_id[DENIED.id]["answerer"] == world.people.kept["u_approver"].name
    assert by_id[DENIED.id]["answered_at"].startswith(f"{DENIED.answered_at:%Y-%m-%dT%H:%M}")
    assert by_id[APPROVED.id]["outcome"] == "written"
    assert by_id[EDITED.id]["outcome"] == "stopped"
    assert by_id[DENIED.id]["outcome"] is None


async def test_a_list_is_narrowed_paged_and_bounded(client, world):
    """RBK-17: the same place is given once."""
    await settle(world)
    http = await client(MEI)
    seen, before = [], ""
    while True:
        query = {"state": "all", "limit": 2, "before": before}
        page = (await http.get(APPROVALS, params=query)).json()
        assert len(page["approvals"]) <= 2
        seen += [each["id"] for each in page["approvals"]]
        before = page["next_before"]
        if not before:
            break
    assert seen == [each.id for each in SETTLED][::-1]
    for state in ("denied", "timed_out", "superseded"):
        page = (await http.get(APPROVALS, params={"state": state})).json()
        assert {each["state"] for each in page["approvals"]} == {state}
    assert (await http.get(APPROVALS)).json() == {"approvals": [], "next_before": ""}
    for wrong in ({"state": "gone"}, {"limit": 0}, {"limit": 51}, {"before": "i_1"}):
        assert (await http.get(APPROVALS, params=wrong)).status_code == 422, wrong
