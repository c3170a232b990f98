"""The weights of scores in the console: set, proposed, answered, taken back (ALR-5, CON-2)."""

from api.console.routes import ROOT
from application.ports.incidents.weights import ProposalState
from tests.fakes.face_services import ADMIN, MEI
from tests.fakes.weight_examples import a_weight_proposal

PAGE = f"{ROOT}/policies/weights"
SHARES = {"impact": "0.3", "severity": "0.4", "importance": "0.2", "urgency": "0.1"}


async def test_whoever_may_only_read_is_offered_nothing(client):
    """ALR-5, CON-2."""
    http = await client(MEI, by_session=True)
    page = await http.get(PAGE)

    assert page.status_code == 200
    assert f"{PAGE}/set" not in page.text
    assert (await http.post(f"{PAGE}/set", data=SHARES)).status_code == 403


async def test_weights_are_set_and_taken_back(client, world):
    """ALR-5, CON-2."""
    http = await client(ADMIN, by_session=True)
    made = await http.post(f"{PAGE}/set", data=SHARES | {"reason": "nights"})
    back = await http.post(f"{PAGE}/versions/published/revert", data={"reason": "worse"})

    assert (made.status_code, back.status_code) == (303, 303)
    assert [each.weights.impact for each in world.weights.kept] == [0.3, 0.4]


async def test_what_is_wrong_with_weights_stands_at_its_field(client, world):
    """ALR-5, CON-2: the rules of the other faces, what was typed is kept."""
    http = await client(ADMIN, by_session=True)
    odd = await http.post(f"{PAGE}/set", data=SHARES | {"impact": "much", "reason": "x"})
    sums = await http.post(f"{PAGE}/set", data=SHARES | {"impact": "0.4", "reason": "x"})
    late = await http.post(f"{PAGE}/set", data=SHARES | {"reason": "x", "effective_at": "soon"})

    assert [each.status_code for each in (odd, sums, late)] == [422, 422, 422]
    assert 'id="e-impact"' in odd.text
    assert 'role="alert"' in sums.text
    assert 'id="e-effective_at"' in late.text
    assert not world.weights.kept


async def test_a_proposal_is_answered_once(client, world):
    """ALR-5, CON-2."""
    http = await client(ADMIN, by_session=True)
    proposal = f"{PAGE}/proposals/{a_weight_proposal().id}"
    refused = await http.post(f"{proposal}/refuse", data={"reason": "too few"})
    again = await http.post(f"{proposal}/approve", data={"reason": "after all"})
    kept = await world.weights.proposal(a_weight_proposal().id)

    assert refused.status_code == 303
    assert again.status_code == 409
    assert kept.state is ProposalState.REFUSED


async def test_asking_to_learn_says_why_nothing_is_proposed(client):
    """ALR-5, CON-2: beside the button, in the sentence of the other faces."""
    http = await client(ADMIN, by_session=True)
    answer = await http.post(
        f"{PAGE}/learn", headers={"hx-request": "true", "hx-target": "div#dialog-body"}
    )

    assert answer.status_code == 204
    assert "zhiban:done" in answer.headers["hx-trigger"]
