"""A message in WeCom's words: Markdown, a news card, pictures, and calls by phone number.

Its Markdown has headings, bold, links, code within a line, quotations and three colours; lists and
code blocks it shows with their marks, so they become lines with a dot, and quotations.

Sizes are bytes of UTF-8, as published: Markdown 4096, text 2048, a card's title 128 and its
description 512, a picture 2 MB.
"""

import base64
import hashlib
import re

from domain.deliveries.chat_posts import (
    MOST_NUMBER_BYTES,
    Mentions,
    body_of,
    label_of,
    link_of,
    split_body,
    title_of,
    titles,
)
from domain.deliveries.deliveries import Message
from domain.deliveries.event_messages import plain_of
from domain.deliveries.message_parts import Fit, shorten, utf8_bytes, without_blocks
from integrations.chat_robots.posts import Post, quoted

MOST_MARKDOWN = 4096
MOST_CARD_TITLE = 128
MOST_CARD_TEXT = 512
MOST_IMAGE = 2 * 1024 * 1024
_ITEM = re.compile(r"^(?P<indent> {0,8})[-*+] (?=\S)")
IMAGE_TYPES = {"image/png", "image/jpeg"}


def posts(message: Message, mentions: Mentions, *, most_parts: int) -> list[Post]:
    """Return the bodies to post, in order; the same message gives the same bodies."""
    title, body = _calling_nobody(title_of(message)), _calling_nobody(body_of(message))
    plain, body = plain_of(body), without_blocks(body, _in_dialect, quoted)
    link, called = link_of(message), _called(mentions)
    footer = f"\n\n[{label_of(message)}]({link})" if link else ""
    frame = utf8_bytes(f"**{title}**\n{called}\n{footer}") + MOST_NUMBER_BYTES
    done = split_body(
        body,
        limit=MOST_MARKDOWN - frame,
        weigh=utf8_bytes,
        most_parts=most_parts,
        link=link,
    )
    if done.fit is Fit.TOO_MANY:
        said = [_card(title, plain, link)]
        return [*said, *_pictures(message), *_call(title, mentions, by_name=True)]
    texts = [
        f"**{head}**\n{part.text}"
        for head, part in zip(titles(title, len(done.parts)), done.parts, strict=True)
    ]
    texts[0] = f"{texts[0]}\n{called}" if called else texts[0]
    texts[-1] += footer
    said = [{"msgtype": "markdown", "markdown": {"content": text}} for text in texts]
    return [*said, *_pictures(message), *_call(title, mentions, by_name=False)]


def _in_dialect(line: str) -> str:
    """Return an item of a list with a dot: the marks of lists are shown as they are."""
    return _ITEM.sub(r"\g<indent>• ", line)


def _calling_nobody(words: str) -> str:
    """Return words of others, who may have named things so that they call people."""
    return words.replace("<@", "＜@")


def _called(mentions: Mentions) -> str:
    """Return the calls that Markdown knows: user ids, and nobody else."""
    return " ".join(f"<@{user}>" for user in mentions.users)


def _card(title: str, body: str, link: str) -> Post:
    article = {
        "title": shorten(title, limit=MOST_CARD_TITLE),
        "description": shorten(body, limit=MOST_CARD_TEXT),
        "url": link,
    }
    return {"msgtype": "news", "news": {"articles": [article]}}


def _pictures(message: Message) -> list[Post]:
    return [
        {
            "msgtype": "image",
            "image": {
                "base64": base64.b64encode(file.content).decode(),
                "md5": hashlib.md5(file.content, usedforsecurity=False).hexdigest(),
            },
        }
        for file in message.attachments
        if file.media_type in IMAGE_TYPES and 0 < len(file.content) <= MOST_IMAGE
    ]


def _call(title: str, mentions: Mentions, *, by_name: bool) -> list[Post]:
    """Return a text message for calls that the other kinds of message cannot make."""
    users = [*(mentions.users if by_name else ()), *(["@all"] if mentions.everybody else [])]
    if not users and not mentions.mobiles:
        return []
    text = {
        "content": title,
        "mentioned_list": users,
        "mentioned_mobile_list": list(mentions.mobiles),
    }
    return [{"msgtype": "text", "text": text}]
