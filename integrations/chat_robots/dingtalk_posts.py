"""A message in DingTalk's words: Markdown, or a card with one button.

Its Markdown has headings, bold, links, lists and quotations, and no code: code blocks become
quotations.

A body may have 20,000 bytes on the wire, escapes and frame included, so texts are weighed as JSON
and sent with Chinese as it is.
"""

import re
from typing import Any

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
from domain.deliveries.message_parts import Fit, json_bytes, without_blocks
from integrations.chat_robots.posts import Post, encode, headline, opening, quoted

MOST_WIRE = 20_000

_CODE = re.compile(r"`(?P<words>[^`]+)`")


def posts(message: Message, mentions: Mentions, *, most_parts: int, keyword: str) -> list[Post]:
    """Return the bodies to post, in order; the same message gives the same bodies.

    Args:
        message: what to say.
        mentions: whom to call; the first post calls them.
        most_parts: beyond this a card with the link is posted.
        keyword: a word that the robot wants in every post; empty when it wants none.
    """
    title, link = title_of(message), link_of(message)
    head = headline(title, keyword)
    body = without_blocks(body_of(message), _in_dialect, _quoted, ending="\n")
    footer = f"\n\n[{label_of(message)}]({link})" if link else ""
    room = MOST_WIRE - _frame(head, mentions, footer)
    done = split_body(body, limit=room, weigh=json_bytes, most_parts=most_parts, link=link)
    called = _called(mentions)
    if done.fit is Fit.TOO_MANY:
        calls = [_markdown(head, called, mentions)] if mentions.any else []
        return [*calls, _card(head, opening(body), link, label_of(message))]
    if done.fit is Fit.WHOLE and link and not mentions.any:
        return [_card(head, done.parts[0].text, link, label_of(message))]
    texts = [part.text for part in done.parts]
    texts[0] = f"{called}\n\n{texts[0]}" if called else texts[0]
    texts[-1] += footer
    said = [
        _markdown(one, text, Mentions())
        for one, text in zip(titles(head, len(texts)), texts, strict=True)
    ]
    said[0]["at"] = _at(mentions)
    return said


def _frame(title: str, mentions: Mentions, footer: str) -> int:
    """Return the bytes of a body around its text; the largest of all the forms."""
    around = "\n\n".join([_called(mentions), footer, title])
    empty = _markdown(title, around, mentions)
    card = _card(title, around, footer, footer)
    return max(len(encode(empty)), len(encode(card))) + 2 * MOST_NUMBER_BYTES


def _markdown(title: str, text: str, mentions: Mentions) -> Post:
    shown = {"title": title, "text": f"### {title}\n\n{text}"}
    return {"msgtype": "markdown", "markdown": shown, "at": _at(mentions)}


def _card(title: str, text: str, link: str, label: str) -> Post:
    card = {
        "title": title,
        "text": f"### {title}\n\n{text}",
        "singleTitle": label,
        "singleURL": link,
        "btnOrientation": "0",
    }
    return {"msgtype": "actionCard", "actionCard": card}


def _called(mentions: Mentions) -> str:
    """Return the calls as they must also stand in the text to be shown."""
    return " ".join(f"@{person}" for person in (*mentions.mobiles, *mentions.users))


def _at(mentions: Mentions) -> dict[str, Any]:
    return {
        "atMobiles": list(mentions.mobiles),
        "atUserIds": list(mentions.users),
        "isAtAll": mentions.everybody,
    }


def _in_dialect(line: str) -> str:
    """Return a line without the marks of code, which are shown as they are."""
    return _with_break(_CODE.sub(lambda code: code["words"].replace("](", "] ("), line))


def _quoted(line: str) -> str:
    return f"{quoted(line)}  "


def _with_break(line: str) -> str:
    """Return a line that stays one: DingTalk joins lines that do not end in two spaces."""
    return f"{line.rstrip()}  " if line.strip() else ""
