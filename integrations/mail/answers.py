"""What a mail server's answers say about trying again (RFC 5321, section 4.2)."""

import ssl

import aiosmtplib

from domain.common.messages import Called, Foreign, Message, message
from domain.common.quoting import hide
from domain.deliveries.deliveries import Outcome, Receipt

_SIZE_CODES = {552, 523}
"""A mail that is too large is so for every sender, unlike other refusals of a sender."""

_LOCKED_CODES = {530, 534, 535, 538}
"""The server wants encryption or another sign-in."""

_AT_THE_DOOR = (
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPAuthenticationError,
)
"""Refusals before the mail is spoken of: of us, not of the mail."""

Failure = aiosmtplib.SMTPException | OSError

MAIL_SERVER = message("provider.mail")


def read_failure(error: Failure, *, left: bool, secrets: tuple[str, ...]) -> Receipt:
    """Return what a failure means.

    Args:
        error: what was raised.
        left: whether the mail itself was on its way by then.
        secrets: what is taken out of the server's words.
    """
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _read_code(error, secrets)
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return Receipt(outcome=Outcome.CONFIGURATION, detail=message("answer.certificate"))
    if left:
        silent = message("answer.silent", provider=MAIL_SERVER)
        return Receipt(outcome=Outcome.UNCERTAIN, detail=silent)
    if isinstance(error, OSError):  # connection errors and timeouts of aiosmtplib are these too
        unreachable = message("answer.unreachable", provider=MAIL_SERVER)
        return Receipt(outcome=Outcome.RETRY, detail=unreachable)
    unable = message("answer.not_offered", name=Called(type(error).__name__))
    return Receipt(outcome=Outcome.CONFIGURATION, detail=unable)


def _read_code(error: aiosmtplib.SMTPResponseException, secrets: tuple[str, ...]) -> Receipt:
    if not 500 <= error.code <= 599:
        return Receipt(outcome=Outcome.RETRY, detail=said(error.code, error.message, secrets))
    door = isinstance(error, _AT_THE_DOOR)
    ours = isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code not in _SIZE_CODES
    if door or ours or error.code in _LOCKED_CODES:
        detail = said(
            error.code, error.message, secrets, advice=message("delivery_advice.mail_settings")
        )
        return Receipt(outcome=Outcome.CONFIGURATION, detail=detail)
    return Receipt(outcome=Outcome.PERMANENT, detail=said(error.code, error.message, secrets))


def said(
    code: int, words: object, secrets: tuple[str, ...], *, advice: Message | None = None
) -> Message:
    """Return a reply of the server as a message; `secrets` are taken out of its words."""
    text = hide(str(words), secrets)
    return message(
        "answer.code",
        provider=MAIL_SERVER,
        code=Called(str(code)),
        text=Foreign(text) if text else None,
        advice=advice,
    )
