"""Messages to people in the console: what became of each, and sending again (PSH-7, PSH-9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.console.lists import PAGE_SIZE
from api.console.routes import ROOT
from domain.deliveries.deliveries import DeliveryState
from tests.faces.console.examples import delivery_of
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/deliveries"
MINE, THEIRS = delivery_of(MEI.person_id), delivery_of(OPERATOR.person_id)


async def test_the_next_try_is_seen_while_a_message_is_being_tried(client):
    """PSH-7: with what was answered last."""
    http = await client(MEI, by_session=True)
    page = (await http.get(PAGE, params={"state": "retrying"})).text

    assert "21408" in page
    assert "Next try" in page
    assert f"{MINE}/other" in page
    assert f"{PAGE}/again/{MINE}/other" not in page  # it is not over yet
    assert f'{MINE}"' not in page  # that one failed


async def test_filters_are_the_address(client):
    """CON-2: by channel and by what became of it."""
    http = await client(MEI, by_session=True)
    lost = (await http.get(PAGE, params={"state": "lost"})).text
    texts = (await http.get(PAGE, params={"channel": "sms"})).text

    assert MINE in lost
    assert f"briefing/{MEI.person_id}" not in lost
    assert "mei@example.cn" not in texts


async def test_only_whoever_acts_for_others_sees_theirs(client):
    """PSH-7, SEC-3: of one person, or of everybody."""
    admin = await client(ADMIN, by_session=True)
    mei = await client(MEI, by_session=True)
    everybody = (await admin.get(PAGE, params={"person": "everybody"})).text
    one = (await admin.get(PAGE, params={"person": OPERATOR.person_id})).text

    assert MINE in everybody
    assert THEIRS in everybody
    assert THEIRS in one
    assert MINE not in one
    assert THEIRS not in (await mei.get(PAGE, params={"person": "everybody"})).text
    assert (await mei.get(f"{PAGE}/{THEIRS}")).status_code == 404
    assert (await mei.get(f"{PAGE}/again/{THEIRS}")).status_code == 404


async def test_a_message_is_sent_again_once_somebody_said_so(client, world):
    """PSH-9."""
    http = await client(MEI, by_session=True)
    asked = await http.get(f"{PAGE}/again/{MINE}")
    before = list(world.resends.asked)
    done = await http.post(f"{PAGE}/again/{MINE}")

    assert "21408" in asked.text
    assert before == []
    assert (done.status_code, world.resends.asked) == (303, [(MINE, MEI.person_id)])


async def test_what_may_have_arrived_is_repeated_only_when_that_is_wanted(client, world):
    """PSH-9: the refusal stands in the question."""
    row = await world.deliveries.state_of(MINE)
    world.deliveries.rows.append(replace(row, state=DeliveryState.UNCERTAIN, attempt=6))
    http = await client(MEI, by_session=True)
    refused = await http.post(f"{PAGE}/again/{MINE}")
    done = await http.post(f"{PAGE}/again/{MINE}", data={"may_repeat": "yes"})

    assert refused.status_code == 409
    assert 'name="may_repeat"' in refused.text
    assert done.status_code == 303


async def test_a_long_list_goes_on_by_its_place(client, world):
    """CON-2: and keeps its filters."""
    row = await world.deliveries.state_of(MINE)
    world.deliveries.rows += [
        replace(row, key=f"many/{number}", at=row.at - timedelta(minutes=number))
        for number in range(1, PAGE_SIZE + 5)
    ]
    http = await client(MEI, by_session=True)
    first = (await http.get(PAGE, params={"state": "failed"})).text
    rest = await http.get(PAGE, params={"state": "failed", "after": row.at.isoformat()})

    assert first.count("<tr id=") == PAGE_SIZE
    assert "state=failed&amp;after=" in first
    assert rest.text.count("<tr id=") == PAGE_SIZE
    assert (await http.get(PAGE, params={"after": "soon"})).status_code == 200
