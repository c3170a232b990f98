"""What was done, told on the page that follows a redirect, and nowhere else (CON-2).

It travels in a cookie of a minute that the session signs: another site can neither read it nor make
one that holds, and no address carries a sentence that anybody could write into a link.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest

COOKIE = "zhiban_said"
LASTS = timedelta(minutes=1)
LONGEST = 600
"""Characters; a cookie holds 4 kB, of which Chinese takes three bytes a character."""


def sealed(text: str, session: str, now: datetime) -> str:
    """Return a sentence as the value of the cookie; empty without a sentence or a session."""
    if not text or not session:
        return ""
    kept = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    told = json.dumps([int(now.timestamp()), kept], ensure_ascii=False).encode()
    packed = base64.urlsafe_b64encode(told).decode()
    return f"{packed}.{_signature(packed, session)}"


def opened(value: str, session: str, now: datetime) -> str:
    """Return the sentence of a cookie; empty when it is of another sign-in, too old or broken."""
    packed, _, signature = value.partition(".")
    if not session or not compare_digest(signature.encode(), _signature(packed, session).encode()):
        return ""
    try:
        at, text = json.loads(base64.urlsafe_b64decode(packed))
    except (ValueError, binascii.Error):
        return ""
    return str(text) if 0 <= now.timestamp() - at <= LASTS.total_seconds() + 1 else ""


def _signature(packed: str, session: str) -> str:
    key = sha256(b"zhiban said\0" + session.encode()).digest()
    return digest(key, packed.encode(), "sha256").hex()
