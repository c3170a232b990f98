"""Whether messages were of use: over HTTP, and behind the link of a mail."""

from datetime import timedelta

import pytest

from application.approvals.answers import ApprovalLinks
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState

KEY = "e1/u_mei/mail/1"


@pytest.fixture(autouse=True)
def delivered(world):
    world.deliveries.rows = [
        Delivery(
            key=KEY,
            event_id="e1",
            person_id="u_mei",
            channel=ChannelKind.MAIL,
            target="mei@example.cn",
            state=DeliveryState.ACCEPTED,
            at=world.clock.now(),
            attempt=1,
        )
    ]


async def test_a_message_is_judged_and_counted_beside_the_reach_rate(mei):
    """PSH-7."""
    given = await mei.post("/api/v1/message-feedback", json={"useful": False, "key": KEY})
    every, mail = (await mei.get("/api/v1/reach-rates", params={"days": 7})).json()

    assert given.json() == {"key": KEY, "channel": "mail", "useful": False}
    assert (every["channel"], mail["channel"]) == (None, "mail")
    assert (mail["rate"], mail["arrived"], mail["not_useful"]) == (1.0, 1, 1)
    assert (await mei.get("/api/v1/reach-rates", params={"everybody": True})).status_code == 403


async def test_opening_the_link_of_a_mail_changes_nothing_and_its_button_does(nobody, world):
    """PSH-7, SEC-4: scanners of mail open links; forms of other pages are refused."""
    until = world.clock.now() + timedelta(days=1)
    links = ApprovalLinks(world.questions, world.ids)
    token = await links.lead_to(f"delivery/{KEY}", "u_mei", until=until)

    opened = await nobody.get(f"/m/{token}")
    foreign = await nobody.post(f"/m/{token}/useful", headers={"sec-fetch-site": "cross-site"})
    assert (opened.status_code, foreign.status_code) == (200, 403)
    assert world.feedback.said == {}

    judged = await nobody.post(f"/m/{token}/not-useful")
    assert judged.status_code == 200
    assert world.feedback.said[KEY].useful is False
    assert (await nobody.get("/m/unknown")).status_code == 404
