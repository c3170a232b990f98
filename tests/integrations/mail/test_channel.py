import asyncio
import logging

import aiosmtplib
import pytest

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from integrations.mail.answers import read_failure
from integrations.mail.channel import MailChannel, MailEncryption, MailServer
from integrations.mail.letter import message_id
from sandbox.mail.app import MailSandbox
from sandbox.mail.faults import Fault, FaultKind
from sandbox.mail.smtp import Door
from tests.fakes.clock import ManualClock
from tests.fakes.words import shown
from tests.sandbox.mail.certificates import loopback_certificate

MEI = ChannelAddress(ChannelKind.MAIL, "mei@example.com")
MESSAGE = Message(
    key="briefing/mei/mail", title="值班简报", markdown="# md", text="早上好", html="<p>早上好</p>"
)


@pytest.fixture
async def post():
    sandbox = MailSandbox()
    sandbox.port = await sandbox.open()
    yield sandbox
    await sandbox.close()


def channel(port, **more):
    settings = {"encryption": MailEncryption.NONE, "timeout_seconds": 20.0, **more}
    server = MailServer(host="127.0.0.1", port=port, sender="值班 <zhiban@example.com>", **settings)
    return MailChannel(server, ManualClock())


async def test_an_accepted_mail_is_in_the_inbox_and_its_receipt_names_it(post):
    """PSH-1, PSH-2."""
    receipt = await channel(post.port).send(MESSAGE, MEI)

    [mail] = post.mails()
    assert (receipt.outcome, receipt.parts, receipt.sent_parts) == (Outcome.ACCEPTED, 1, 1)
    assert receipt.reference == mail.header("message-id")
    assert receipt.reference == message_id(MESSAGE.key, "zhiban@example.com")
    assert (mail.sender, mail.recipients) == ("zhiban@example.com", ("mei@example.com",))
    assert mail.subject == "值班简报"
    assert b"\nSubject: =?utf-8?" in mail.raw


async def test_a_second_try_of_the_same_delivery_is_recognisable(post):
    """PSH-2."""
    post.order(Fault(FaultKind.ACCEPT_THEN_DROP))
    mails = channel(post.port)

    first = await mails.send(MESSAGE, MEI)
    second = await mails.send(MESSAGE, MEI)

    assert (first.outcome, second.outcome) == (Outcome.UNCERTAIN, Outcome.ACCEPTED)
    assert len({mail.header("message-id") for mail in post.mails()}) == 1


async def test_what_was_accepted_before_is_not_sent_again(post):
    """PSH-2."""
    receipt = await channel(post.port).send(MESSAGE, MEI, first_part=1)

    assert (receipt.outcome, receipt.parts, receipt.sent_parts) == (Outcome.ACCEPTED, 0, 1)
    assert post.mails() == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(FaultKind.RECIPIENT, code=421), Outcome.RETRY),
        (Fault(FaultKind.RECIPIENT, code=450), Outcome.RETRY),
        (Fault(FaultKind.RECIPIENT, code=452), Outcome.RETRY),
        (Fault(FaultKind.RECIPIENT, code=530), Outcome.CONFIGURATION),
        (Fault(FaultKind.RECIPIENT, code=550), Outcome.PERMANENT),
        (Fault(FaultKind.RECIPIENT, code=553), Outcome.PERMANENT),
        (Fault(FaultKind.DATA, code=451), Outcome.RETRY),
        (Fault(FaultKind.DATA, code=552), Outcome.PERMANENT),
        (Fault(FaultKind.DATA, code=554), Outcome.PERMANENT),
        (Fault(FaultKind.DROP), Outcome.UNCERTAIN),
        (Fault(FaultKind.ACCEPT_THEN_DROP), Outcome.UNCERTAIN),
    ],
)
async def test_every_answer_of_the_server_has_its_class(post, fault, outcome):
    """PSH-2."""
    post.order(fault)

    receipt = await channel(post.port).send(MESSAGE, MEI)

    assert (receipt.outcome, receipt.parts, receipt.sent_parts) == (outcome, 0, 0)
    assert shown(receipt.detail).endswith(".")
    assert receipt.reference == ""


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (aiosmtplib.SMTPConnectResponseError(421, "later"), Outcome.RETRY),
        (aiosmtplib.SMTPConnectResponseError(554, "no service"), Outcome.CONFIGURATION),
        (aiosmtplib.SMTPHeloError(550, "who are you"), Outcome.CONFIGURATION),
        (aiosmtplib.SMTPAuthenticationError(454, "later"), Outcome.RETRY),
        (aiosmtplib.SMTPAuthenticationError(535, "wrong"), Outcome.CONFIGURATION),
        (aiosmtplib.SMTPSenderRefused(451, "later", "a@b"), Outcome.RETRY),
        (aiosmtplib.SMTPSenderRefused(550, "not yours", "a@b"), Outcome.CONFIGURATION),
        (aiosmtplib.SMTPSenderRefused(552, "too large", "a@b"), Outcome.PERMANENT),
        (aiosmtplib.SMTPNotSupported("STARTTLS"), Outcome.CONFIGURATION),
    ],
)
def test_refusals_before_the_mail_are_about_us_or_about_the_moment(error, outcome):
    """PSH-2."""
    assert read_failure(error, left=False, secrets=()).outcome is outcome


async def test_no_answer_to_the_mail_is_uncertain(post):
    """PSH-2."""
    post.order(Fault(FaultKind.HANG))

    receipt = await channel(post.port, timeout_seconds=3).send(MESSAGE, MEI)

    assert receipt.outcome is Outcome.UNCERTAIN


async def test_a_server_that_is_not_there_can_be_tried_again(post):
    """PSH-2."""
    await post.close()

    receipt = await channel(post.port).send(MESSAGE, MEI)

    assert receipt.outcome is Outcome.RETRY


async def test_a_server_that_closes_before_the_mail_can_be_tried_again():
    """PSH-2."""

    async def slam(_reader, writer):
        writer.write(b"220 hello\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(slam, "127.0.0.1", 0)
    async with server:
        receipt = await channel(server.sockets[0].getsockname()[1]).send(MESSAGE, MEI)

    assert receipt.outcome is Outcome.RETRY


async def test_a_mail_that_is_too_large_is_refused_before_it_is_sent():
    """PSH-2."""
    post = MailSandbox(Door(size_limit=500))
    port = await post.open()

    receipt = await channel(port).send(MESSAGE, MEI)

    assert receipt.outcome is Outcome.PERMANENT
    await post.close()


async def test_an_address_that_is_none_is_a_matter_of_settings(post):
    """SEC-4."""
    bad = ChannelAddress(ChannelKind.MAIL, "mei@example.com\r\nRCPT TO:<eve@example.com>")

    receipt = await channel(post.port).send(MESSAGE, bad)

    assert receipt.outcome is Outcome.CONFIGURATION
    assert "\n" not in shown(receipt.detail)
    assert post.mails() == []


async def test_signing_in_goes_over_an_encrypted_connection(tmp_path, caplog):
    """SEC-2, CLD-4."""
    caplog.set_level(logging.DEBUG)
    server_tls, client_tls = loopback_certificate(tmp_path)
    post = MailSandbox(Door(users={"duty": "r1ght"}, tls=server_tls, require_tls=True))
    port = await post.open()
    secure = {"encryption": MailEncryption.STARTTLS, "context": client_tls, "user": "duty"}

    right = await channel(port, password="r1ght", **secure).send(MESSAGE, MEI)
    wrong = await channel(port, password="wr0ng", **secure).send(MESSAGE, MEI)
    open_ = await channel(port).send(MESSAGE, MEI)
    distrusted = await channel(port, encryption=MailEncryption.STARTTLS).send(MESSAGE, MEI)

    assert right.outcome is Outcome.ACCEPTED
    assert [r.outcome for r in (wrong, open_, distrusted)] == [Outcome.CONFIGURATION] * 3
    assert [(mail.tls, mail.user) for mail in post.mails()] == [(True, "duty")]
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name != "mail.log")
    assert "r1ght" not in ours + repr(right)
    assert "wr0ng" not in ours + repr(wrong)
    await post.close()


async def test_encryption_is_never_fallen_back_from(post):
    """SEC-2."""
    starttls = await channel(post.port, encryption=MailEncryption.STARTTLS).send(MESSAGE, MEI)
    tls = await channel(post.port, encryption=MailEncryption.TLS).send(MESSAGE, MEI)

    assert (starttls.outcome, tls.outcome) == (Outcome.CONFIGURATION, Outcome.CONFIGURATION)
    assert post.mails() == []


async def test_cancelling_passes_through(post):
    """REL-1."""
    post.order(Fault(FaultKind.HANG))
    task = asyncio.create_task(channel(post.port).send(MESSAGE, MEI))
    async with asyncio.timeout(30):
        while post.faults():
            await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_mail_is_one_part_and_a_channel_knows_its_kind():
    """PSH-4."""
    assert (channel(1).parts_of(MESSAGE, MEI), channel(1).kind) == (1, ChannelKind.MAIL)


def test_a_sender_that_is_no_address_is_noticed_at_the_start():
    """OPS-1."""
    with pytest.raises(ValueError, match="sender"):
        MailChannel(MailServer(host="127.0.0.1", port=25, sender="nobody"), ManualClock())


def test_the_password_is_not_shown():
    """CLD-4."""
    assert "s3cret" not in repr(MailServer(host="h", port=25, sender="a@b", password="s3cret"))
