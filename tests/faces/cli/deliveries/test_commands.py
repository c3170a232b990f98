"""`zhiban delivery`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.common.messages import Called, Foreign, message
from domain.common.readers import Language
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


@pytest.mark.parametrize(
    ("language", "state", "answer"),
    [
        (Language.ENGLISH, "retrying", "The mail server answered 452 “4.2.2 Mailbox full”."),
        (Language.CHINESE, "重试中", "邮件服务器返回 452：“4.2.2 Mailbox full”。"),
    ],
)
def test_a_message_that_is_being_tried_shows_its_last_answer(
    zhiban, runtime, language, state, answer
):
    """PSH-9, I18-1."""
    runtime.world.read_in(language)
    runtime.world.deliveries.rows = [retrying("u_admin")]

    row = zhiban("delivery", "list").out.splitlines()[-1]

    assert state in row
    assert answer in row
    assert row.count("2026-11-2") == 2


def test_what_programs_read_has_the_moment_of_the_next_try(zhiban, runtime):
    """PSH-9."""
    runtime.world.deliveries.rows = [retrying("u_mei")]

    (shown,) = zhiban("delivery", "list", "-p", "u_mei", "--json").data

    assert (shown["state"], shown["attempt"]) == ("retrying", 9)
    assert "4.2.2 Mailbox full" in shown["detail"]
    assert datetime.fromisoformat(shown["next_try_at"]) == AT + timedelta(minutes=11)


@pytest.mark.parametrize(
    ("language", "words", "refused"),
    [
        (Language.ENGLISH, "Sending again by mail.", "It may have arrived."),
        (Language.CHINESE, "正在通过邮件重新发送，", "这条消息可能已经送达。"),
    ],
)
def test_a_message_is_shown_and_sent_again_in_words(zhiban, runtime, language, words, refused):
    """PSH-9, I18-1."""
    runtime.world.read_in(language)
    failed = replace(retrying("u_admin"), state=DeliveryState.FAILED, next_try_at=None)
    runtime.world.deliveries.rows = [retrying("u_admin"), failed]

    steps = zhiban("delivery", "show", failed.key).out.splitlines()
    assert len(steps) == 2 + 1 + 1 + 2  # the message, a line between, its two steps, two headings
    assert words in zhiban("delivery", "resend", failed.key).err

    runtime.world.deliveries.rows = [replace(failed, state=DeliveryState.UNCERTAIN)]
    assert refused in zhiban("delivery", "resend", failed.key).err
    assert words in zhiban("delivery", "resend", failed.key, "--may-repeat").err


def test_a_text_is_sent_to_a_list_and_each_result_is_shown(zhiban, runtime):
    """MCP-1, PSH-10."""
    asked = ("delivery", "send", "wecom:team", "u_nobody", "--title", "Release", "--text", "22:00")

    shown = zhiban(*asked, "--key", "k")
    told = zhiban(*asked, "--key", "k", "--json").data

    assert "team" in shown.out
    assert [each["state"] for each in told["messages"]] == ["queued", "failed"]
    assert told["messages"][1]["detail"] in shown.out
    assert "{" in zhiban(*asked, "--translations", "[]").err
