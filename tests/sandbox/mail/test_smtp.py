from email.message import EmailMessage

import aiosmtplib
import pytest

from sandbox.mail.app import MailSandbox
from sandbox.mail.faults import Fault, FaultKind
from sandbox.mail.smtp import Door
from tests.sandbox.mail.certificates import loopback_certificate


def letter(to="mei@example.com", subject="值班简报"):
    message = EmailMessage()
    message["From"] = "zhiban@example.com"
    message["To"] = to
    message["Subject"] = subject
    message.set_content("早上好")
    return message


@pytest.fixture
async def post():
    sandbox = MailSandbox(clock=lambda: 1_000_000.0)
    sandbox.port = await sandbox.open()
    yield sandbox
    await sandbox.close()


async def send(port, message=None, **options):
    return await aiosmtplib.send(
        message or letter(), hostname="127.0.0.1", port=port, timeout=30, **options
    )


async def test_a_mail_is_kept_as_it_was_sent(post):
    """OPS-1."""
    await send(post.port)

    [mail] = post.mails()
    assert (mail.sender, mail.recipients) == ("zhiban@example.com", ("mei@example.com",))
    assert (mail.subject, mail.text.strip(), mail.at) == ("值班简报", "早上好", 1_000_000.0)
    assert (mail.tls, mail.user) == (False, "")


@pytest.mark.parametrize("code", [421, 450, 550])
async def test_a_recipient_can_be_refused(post, code):
    """REL-2."""
    post.order(Fault(FaultKind.RECIPIENT, address="mei@example.com", code=code))

    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
        await send(post.port)
    assert caught.value.recipients[0].code == code
    await send(post.port)
    assert len(post.mails()) == 1


async def test_only_the_ordered_recipient_and_attempt_are_hit(post):
    """REL-2."""
    post.order(Fault(FaultKind.RECIPIENT, address="li@example.com", nth=2, code=550))

    for to in ("mei@example.com", "li@example.com", "mei@example.com"):
        await send(post.port, letter(to))
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await send(post.port, letter("li@example.com"))
    assert len(post.mails()) == 3


async def test_the_complete_mail_can_be_refused(post):
    """REL-2."""
    post.order(Fault(FaultKind.DATA, code=554, text="spam"))

    with pytest.raises(aiosmtplib.SMTPDataError) as caught:
        await send(post.port)
    assert caught.value.code == 554
    assert post.mails() == []


@pytest.mark.parametrize(("kind", "kept"), [(FaultKind.DROP, 0), (FaultKind.ACCEPT_THEN_DROP, 1)])
async def test_the_connection_can_break_before_the_answer(post, kind, kept):
    """REL-2."""
    post.order(Fault(kind))

    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(post.port)
    assert len(post.mails()) == kept


async def test_the_answer_can_stay_away(post):
    """REL-2."""
    post.order(Fault(FaultKind.HANG))

    with pytest.raises(aiosmtplib.SMTPReadTimeoutError):
        await aiosmtplib.send(letter(), hostname="127.0.0.1", port=post.port, timeout=3)
    assert post.mails() == []


async def test_a_mail_over_the_size_limit_is_refused():
    """REL-2."""
    post = MailSandbox(Door(size_limit=1000))
    port = await post.open()
    message = letter()
    message.set_content("x" * 2000)

    with pytest.raises(aiosmtplib.SMTPException):
        await send(port, message)
    assert post.mails() == []
    await post.close()


async def test_a_door_with_users_asks_for_a_password_and_for_encryption(tmp_path):
    """SEC-2."""
    server_tls, client_tls = loopback_certificate(tmp_path)
    post = MailSandbox(Door(users={"duty": "right"}, tls=server_tls, require_tls=True))
    port = await post.open()

    with pytest.raises(aiosmtplib.SMTPException):
        await send(port, start_tls=False)
    with pytest.raises(aiosmtplib.SMTPException):
        await send(port, tls_context=client_tls)
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await send(port, tls_context=client_tls, username="duty", password="wrong")
    await send(port, tls_context=client_tls, username="duty", password="right")

    [mail] = post.mails()
    assert (mail.tls, mail.user) == (True, "duty")
    await post.close()


async def test_closing_twice_is_closing_once(post):
    """OPS-5."""
    await post.close()
    await post.close()
