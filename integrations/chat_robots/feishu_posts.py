"""A message in Feishu's words: cards with a title, Markdown and a button.

A body may have 20 KB on the wire, escapes, frame and signature included; it is taken as 20,000
bytes, the smaller reading.
"""

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
from domain.deliveries.message_parts import Fit, json_bytes, outside_code
from integrations.chat_robots.posts import Post, encode, headline, opening

MOST_WIRE = 20_000
SIGNATURE_BYTES = 128
"""`timestamp` (10 digits) and `sign` (44 characters) with their names, rounded up."""

_QUOTATION = re.compile(r"(?:> ?)+(?P<words>.*)")
_HEADING = re.compile(r"#{1,6}\s+(?P<words>.*?)\s*#*")


def posts(message: Message, mentions: Mentions, *, most_parts: int, keyword: str) -> list[Post]:
    """Return the bodies to post, in order and not yet signed; the same message gives the same.

    Args:
        message: what to say.
        mentions: whom to call; the first card calls them.
        most_parts: beyond this one card with the beginning and the link is posted.
        keyword: a word that the bot wants in every post; empty when it wants none.
    """
    title, link = title_of(message), link_of(message)
    head = headline(title, keyword)
    body = _apart(outside_code(body_of(message), _in_dialect).replace("<at", "＜at"))
    called = _called(mentions)
    label = label_of(message)
    room = MOST_WIRE - _frame(head, called, link, label)
    done = split_body(body, limit=room, weigh=json_bytes, most_parts=most_parts, link=link)
    texts = [part.text for part in done.parts]
    if done.fit is Fit.TOO_MANY:
        texts = [opening(body)]
    texts[0] = f"{called}\n{texts[0]}" if called else texts[0]
    last = len(texts) - 1
    return [
        _card(one, text, link if place == last else "", label)
        for place, (one, text) in enumerate(zip(titles(head, len(texts)), texts, strict=True))
    ]


def _frame(title: str, called: str, link: str, label: str) -> int:
    """Return the bytes of a body around its text, the signature included."""
    return (
        len(encode(_card(title, f"{called}\n", link, label))) + MOST_NUMBER_BYTES + SIGNATURE_BYTES
    )


def _card(title: str, text: str, link: str, label: str) -> Post:
    elements: list[Post] = [{"tag": "markdown", "content": text}]
    if link:
        shown = {"tag": "plain_text", "content": label}
        button = {"tag": "button", "text": shown, "type": "primary", "url": link}
        elements.append({"tag": "action", "actions": [button]})
    header = {"template": "blue", "title": {"tag": "plain_text", "content": title}}
    card = {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
    return {"msg_type": "interactive", "card": card}


def _called(mentions: Mentions) -> str:
    """Return the calls that a card knows: ids, and everybody; phone numbers it does not."""
    people = [*(["all"] if mentions.everybody else []), *mentions.users]
    return " ".join(f"<at id={person}></at>" for person in people)


def _in_dialect(line: str) -> str:
    """Return a heading as a bold line apart, a quotation in grey: a card shows their marks."""
    if (heading := _HEADING.fullmatch(line)) and heading["words"]:
        return f"\n**{heading['words']}**"
    if quotation := _QUOTATION.fullmatch(line):
        words = quotation["words"].replace("**", "").replace("<", "＜")
        return f"<font color='grey'>{words}</font>" if words else ""
    return line


def _apart(body: str) -> str:
    """Return the body without more than one empty line before what is bold."""
    return re.sub(r"\n{3,}(?=\*\*)", "\n\n", body).strip("\n")
