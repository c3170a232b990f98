"""WeCom's dialect, and what its error codes say about trying again.

Codes as published for group robots (document 99110) and in the table of global error codes.
"""

from datetime import datetime
from urllib.parse import urlencode

from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import ChannelKind, Message, Outcome
from integrations.chat_robots.answers import Provider, Ruling
from integrations.chat_robots.dialects import Robot, Unlocked
from integrations.chat_robots.posts import Post
from integrations.chat_robots.wecom_posts import posts

_KEY = Ruling(Outcome.CONFIGURATION, "Check the robot's key in the settings.")
_OUR_FAULT = Ruling(Outcome.PERMANENT, "The message breaks a rule of WeCom.")

WECOM = Provider(
    name="WeCom",
    code_fields=("errcode",),
    text_field="errmsg",
    rulings={
        -1: Ruling(Outcome.RETRY, "WeCom is busy."),
        45009: Ruling(Outcome.RETRY, "The robot has spoken 20 times in a minute.", 60.0),
        45033: Ruling(Outcome.RETRY, "Too many calls at once.", 5.0),
        93000: _KEY,
        93004: Ruling(Outcome.CONFIGURATION, "The robot has been stopped; start it in WeCom."),
        93008: Ruling(Outcome.CONFIGURATION, "The robot is no longer in the group."),
        40005: _OUR_FAULT,
        40007: _OUR_FAULT,
        40008: _OUR_FAULT,
        40009: _OUR_FAULT,
        40033: _OUR_FAULT,
        40058: _OUR_FAULT,
        44004: _OUR_FAULT,
        45002: _OUR_FAULT,
        47001: _OUR_FAULT,
        301019: _OUR_FAULT,
    },
)


class Wecom:
    """The group robot of WeCom: the key in the query, no signature, no keyword."""

    kind = ChannelKind.WECOM
    provider = WECOM
    server = "https://qyapi.weixin.qq.com"
    path = "/cgi-bin/webhook/send"

    def posts(
        self, message: Message, mentions: Mentions, *, most_parts: int, keyword: str
    ) -> list[Post]:
        """Return the bodies to post; see `Dialect.posts`."""
        del keyword  # WeCom's robots cannot be locked with one
        return posts(message, mentions, most_parts=most_parts)

    def unlock(self, post: Post, robot: Robot, at: datetime) -> Unlocked:
        """Return a post with the key; see `Dialect.unlock`."""
        del at
        return Unlocked("?" + urlencode({"key": robot.key}), post)
