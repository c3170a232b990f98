"""What is a secret by its looks alone, wherever it stands (CLD-4).

Each shape names what it hides `secret`; what stands before that only shows where it begins.
"""

import re

SHAPES: tuple[re.Pattern[str], ...] = (
    re.compile(r"\b(?:bearer|basic)\s+(?P<secret>[A-Za-z0-9._~+/=-]{8,})", re.IGNORECASE),
    re.compile(r"/bot/v2/hook/(?P<secret>[^\s\"'/?()]+)"),  # Feishu's webhooks
    re.compile(r"\b(?P<secret>AKID[A-Za-z0-9]{8,})"),  # Tencent Cloud key ids
    re.compile(r"\b(?P<secret>sk-[A-Za-z0-9_-]{8,})"),  # keys of OpenAI and those like it
    re.compile(r"\b(?P<secret>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+)"),  # JSON web tokens
)


def secrets_in(text: str) -> list[str]:
    """Return what of a text has the shape of a secret."""
    return [found["secret"] for shape in SHAPES for found in shape.finditer(text)]


def without_secrets_in(text: str, hidden: str) -> str:
    """Return a text with something else where it has the shape of a secret."""
    for shape in SHAPES:
        text = shape.sub(lambda found: _before(found) + hidden, text)
    return text


def _before(found: re.Match[str]) -> str:
    return found[0][: found.start("secret") - found.start()]
