"""The second step of signing in: one-time codes of an app (RFC 6238), and codes for a lost phone.

A code is the truncated HMAC-SHA-1 of the number of the half minute (RFC 4226 5.3), as every
authenticator app makes it. Which half minute it was of is known here, so that a code opens once.
"""

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, urlencode

from domain.people.access import Role
from domain.people.people import Person

STEP_SECONDS = 30
DIGITS = 6
SKEW_STEPS = 1
"""How far a phone's clock may be off, each way; the only values that every app knows."""

SECRET_BYTES = 20
"""160 bits, the length that RFC 4226 recommends and that needs no padding in base 32."""

RECOVERY_CODES = 10
LONGEST_CODE = 40
"""Characters of either kind of code, with the blanks and dashes that people type."""

ISSUER = "Zhiban"

_APP_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
_RECOVERY_CODE = re.compile(r"[a-z2-7]{16}")


@dataclass(frozen=True, kw_only=True)
class SecondFactor:
    """What somebody proves themselves with beside their password.

    Attributes:
        secret: shared with their app, 20 bytes.
        begun_at: when it was shown to them.
        confirmed_at: when a code proved that their app has it; None: signing in asks for none yet.
        last_step: number of the half minute of the last code that was taken; no earlier one opens.
        recovery_codes: how many are left.
    """

    person_id: str
    secret: bytes = field(repr=False)
    begun_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0
    recovery_codes: int = 0


def step_of(moment: datetime) -> int:
    """Return the number of a moment's half minute, counted from 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """Return the code of a half minute (RFC 4226 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    place = mac[-1] & 0x0F
    number = int.from_bytes(mac[place : place + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of_code(factor: SecondFactor, code: str, *, now: datetime) -> int | None:
    """Return of which half minute a code is; None: it is wrong, or was of one that is used up."""
    typed = plain(code)
    if not _APP_CODE.fullmatch(typed):
        return None
    here, found = step_of(now), None
    for step in range(here - SKEW_STEPS, here + SKEW_STEPS + 1):  # always all, so time tells none
        if hmac.compare_digest(code_at(factor.secret, step), typed) and step > factor.last_step:
            found = step
    return found


def is_recovery_code(code: str) -> bool:
    """Say whether this has the form of a code for a lost phone."""
    return _RECOVERY_CODE.fullmatch(plain(code)) is not None


def plain(code: str) -> str:
    """Return a code without what people put between its characters."""
    return re.sub(r"[\s-]", "", code[:LONGEST_CODE]).lower()


def secret_of(seed: str) -> bytes:
    """Return a secret made of a random text."""
    return sha256(b"zhiban second factor\0" + seed.encode()).digest()[:SECRET_BYTES]


def recovery_code_of(seed: str) -> str:
    """Return a code for a lost phone, made of a random text: 80 bits, `abcd-efgh-ijkl-mnop`."""
    text = b32encode(sha256(b"zhiban recovery\0" + seed.encode()).digest()[:10]).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def text_of(secret: bytes) -> str:
    """Return a secret as people type it into an app: base 32."""
    return b32encode(secret).decode()


def secret_from(text: str) -> bytes:
    """Return the secret that was written so."""
    return b32decode(text)


def address_of(secret: bytes, account: str) -> str:
    """Return the `otpauth:` address that apps read from a picture."""
    label = quote(f"{ISSUER}:{account}", safe=":@")
    told = {"secret": text_of(secret), "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(told)}"


def must_have(person: Person, roles: Iterable[Role]) -> bool:
    """Say whether a role of somebody's opens nothing without a second step.

    Args:
        person: who.
        roles: those that the installation requires it of.
    """
    return not person.roles.isdisjoint(roles)
