"""What became of messages to people, over HTTP and on the page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.common.messages import Called, Foreign, message
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState

AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
FULL = message(
    "answer.code",
    provider=message("provider.mail"),
    code=Called("452"),
    text=Foreign("4.2.2 Mailbox full"),
    advice=None,
)


def retrying(person):
    """Return a mail to a full mailbox that is tried again."""
    return Delivery(
        key=f"e1/{person}/mail/1",
        event_id="e1",
        person_id=person,
        channel=ChannelKind.MAIL,
        target="full@example.cn",
        state=DeliveryState.RETRYING,
        at=AT,
        attempt=9,
        answer=FULL,
        next_try_at=AT + timedelta(minutes=11),
    )


async def test_a_message_that_is_being_tried_shows_its_last_answer_and_its_next_try(mei, world):
    """PSH-9."""
    world.deliveries.rows = [retrying("u_mei")]

    (shown,) = (await mei.get("/api/v1/deliveries")).json()

    assert (shown["state"], shown["attempt"]) == ("retrying", 9)
    assert "4.2.2 Mailbox full" in shown["detail"]
    assert datetime.fromisoformat(shown["next_try_at"]) == AT + timedelta(minutes=11)


async def test_a_failed_message_is_shown_step_by_step_and_sent_again(mei, world):
    """PSH-9."""
    tried = retrying("u_mei")
    failed = replace(tried, state=DeliveryState.FAILED, next_try_at=None)
    world.deliveries.rows = [tried, failed]

    shown = (await mei.get(f"/api/v1/deliveries/{failed.key}")).json()
    sent = await mei.post("/api/v1/deliveries", json={"key": failed.key})

    assert [each["state"] for each in shown["steps"]] == ["retrying", "failed"]
    assert "4.2.2 Mailbox full" in shown["delivery"]["detail"]
    assert (sent.status_code, sent.json()["state"]) == (202, "queued")
    assert world.resends.asked == [(failed.key, "u_mei")]
    assert (await mei.get("/api/v1/deliveries/e1/u_bob/mail/1")).status_code == 404
