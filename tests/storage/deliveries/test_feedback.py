"""What readers say of messages, and counts of the ledger, in the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.deliveries.rates import MessageFeedback
from storage.deliveries.deliveries import SqlDeliveries
from storage.deliveries.feedback import SqlFeedback

AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SAID = MessageFeedback(
    key="k", person_id="u_mei", channel=ChannelKind.MAIL, useful=True, at=AT, via="link"
)
ROW = Delivery(
    key="k",
    event_id="e",
    person_id="u_mei",
    channel=ChannelKind.MAIL,
    target="a@b.cn",
    state=DeliveryState.QUEUED,
    at=AT,
)


async def test_the_newest_word_of_a_message_holds_and_is_counted_once(database):
    """PSH-7."""
    store = SqlFeedback(database)
    await store.keep(SAID)
    changed = replace(SAID, useful=False, at=AT + timedelta(hours=1))
    await store.keep(changed)
    await store.keep(replace(SAID, key="other", person_id="u_bob", channel=ChannelKind.WECOM))

    assert await store.of("k") == changed
    assert await store.of("nothing") is None
    assert await store.counts(since=AT, person_id="u_mei") == {(ChannelKind.MAIL, False): 1}
    assert len(await store.counts(since=AT, person_id=None)) == 2
    assert await store.counts(since=AT + timedelta(hours=2), person_id=None) == {}


async def test_each_message_counts_once_by_its_newest_state(database):
    """PSH-7: the reach rate is counted from these; test messages are none."""
    store = SqlDeliveries(database)
    later = AT + timedelta(minutes=1)
    for row in (
        ROW,
        replace(ROW, state=DeliveryState.SENDING, at=later, attempt=1),
        replace(ROW, state=DeliveryState.ACCEPTED, at=later, attempt=1),
        replace(ROW, key="bob", person_id="u_bob", state=DeliveryState.FAILED, at=later),
        replace(ROW, key="t", event_id="test-message/1", state=DeliveryState.FAILED),
    ):
        await store.record(row)

    mail = ChannelKind.MAIL
    assert await store.counts(since=AT, person_id="u_mei") == {(mail, DeliveryState.ACCEPTED): 1}
    assert await store.counts(since=AT, person_id=None) == {
        (mail, DeliveryState.ACCEPTED): 1,
        (mail, DeliveryState.FAILED): 1,
    }
    assert await store.counts(since=later + timedelta(seconds=1), person_id=None) == {}
