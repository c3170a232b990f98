"""The policy in the console (CON-2, RBK-7, ANL-3)."""

from api.console.routes import ROOT
from tests.docs.tree import ROOT as PROJECT
from tests.fakes.face_services import MEI

EXAMPLE = (PROJECT / "docs/policy.example.toml").read_text()
TRY = f"{ROOT}/policies/back-test"


async def test_the_policy_is_told_as_every_face_tells_it(client):
    """RBK-7."""
    http = await client(MEI, by_session=True)
    told = (await http.get("/api/v1/policies/current")).json()["said"]
    page = (await http.get(f"{ROOT}/policies")).text

    assert all(each.split("'")[0][:40] in page for each in told)


async def test_a_file_is_tried_and_kept_nowhere(client, world):
    """ANL-3, CON-2."""
    http = await client(MEI, by_session=True)
    before = world.policies.policy
    tried = await http.post(TRY, data={"policy": EXAMPLE, "days": "90"})

    assert tried.status_code == 200
    assert 'role="status"' in tried.text
    assert world.policies.policy is before


async def test_every_mistake_of_a_file_is_told(client):
    """RBK-7: what was typed stays, and is data."""
    http = await client(MEI, by_session=True)
    wrong = await http.post(TRY, data={"policy": "<img src=x onerror=1> = [", "days": "30"})
    empty = await http.post(TRY, data={"policy": "", "days": "30"})

    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.text
    assert "<img" not in wrong.text.replace('<img src="/static', "")
    assert empty.status_code == 422
