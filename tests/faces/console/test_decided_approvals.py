"""What became of questions, in the console (RBK-17, CON-2)."""

import pytest

from api.console.routes import ROOT
from domain.common.readers import Language
from tests.fakes.decided_approvals import SETTLED, reads_true, settle
from tests.fakes.face_services import MEI


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
async def test_each_end_reads_true_in_the_list_and_on_its_page(client, world, language):
    """RBK-17, CON-2: who asked, who decided, and what came of it."""
    await settle(world)
    world.read_in(language)
    http = await client(MEI, by_session=True)
    page = (await http.get(f"{ROOT}/approvals", params={"state": "decided"})).text
    rows = {each.partition('"')[0]: each for each in page.split('<tr id="row-')[1:]}

    assert list(rows) == [each.id for each in SETTLED][::-1]
    reads_true(rows, language)
    for row in rows.values():
        assert world.people.kept["u_mei"].name in row
    ones = {each.id: (await http.get(f"{ROOT}/approvals/{each.id}")).text for each in SETTLED}
    reads_true(ones, language)


async def test_a_tab_that_there_is_not_shows_what_waits(client, world):
    """CON-2: an old link is no error."""
    await settle(world)
    http = await client(MEI, by_session=True)
    for query in ({}, {"state": "gone"}, {"state": "pending", "after": "x"}):
        answer = await http.get(f"{ROOT}/approvals", params=query)
        assert answer.status_code == 200
        assert "Nothing waits for a decision." in answer.text
    denied = (await http.get(f"{ROOT}/approvals", params={"state": "denied"})).text
    assert denied.count('<tr id="row-') == 1
