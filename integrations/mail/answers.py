"""What a mail server's answers say about trying again (RFC 5321, section 4.2)."""

import ssl

import aiosmtplib

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
        words = "The mail server's certificate or encryption was not accepted."
        return Receipt(outcome=Outcome.CONFIGURATION, detail=words)
    if left:
        words = "The mail left, and the server did not say whether it took it."
        return Receipt(outcome=Outcome.UNCERTAIN, detail=words)
    if isinstance(error, OSError):  # connection errors and timeouts of aiosmtplib are these too
        return Receipt(outcome=Outcome.RETRY, detail="The mail server could not be reached.")
    words = f"The mail server does not offer what the settings ask for ({type(error).__name__})."
    return Receipt(outcome=Outcome.CONFIGURATION, detail=words)


def _read_code(error: aiosmtplib.SMTPResponseException, secrets: tuple[str, ...]) -> Receipt:
    said = hide(str(error.message), secrets)
    detail = f"The mail server answered {error.code} ({said})."
    if not 500 <= error.code <= 599:
        return Receipt(outcome=Outcome.RETRY, detail=detail)
    door = isinstance(error, _AT_THE_DOOR)
    ours = isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code not in _SIZE_CODES
    if door or ours or error.code in _LOCKED_CODES:
        return Receipt(outcome=Outcome.CONFIGURATION, detail=f"{detail} Check the mail settings.")
    return Receipt(outcome=Outcome.PERMANENT, detail=detail)
