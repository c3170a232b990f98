"""What the dialects share in writing a post."""

import json
from typing import Any

from domain.deliveries.message_parts import json_bytes, split

MOST_EXCERPT = 1500
"""Bytes of the beginning that stands on a card instead of a text that is too long."""

Post = dict[str, Any]
"""A body, before it is JSON."""


def encode(post: Post) -> bytes:
    """Return a body as it goes over the wire, Chinese as it is: an escape would double it."""
    return json.dumps(post, ensure_ascii=False).encode()


def quoted(line: str) -> str:
    """Return a line of a code block as a quotation, for channels without code blocks.

    What would be a link of others' making is none, and what was indented stays so.
    """
    words = line.lstrip(" ")
    indent = "\u00a0" * (len(line) - len(words))
    return f"> {indent}{words.replace('](', '] (')}" if words else "> \u00a0"


def headline(title: str, keyword: str) -> str:
    """Return a title with the word that a locked robot wants to see."""
    return f"{title} · {keyword}" if keyword and keyword not in title else title


def opening(body: str) -> str:
    """Return the beginning of a text that is too long to be posted."""
    return split(body, limit=MOST_EXCERPT, weigh=json_bytes).parts[0].text + "\n\n…"
