"""WeCom's dialect, and what its error codes say about trying again.

Codes as published for group robots (document 99110) and in the table of global error codes.
"""

from datetime import datetime
from urllib.parse import urlencode

from domain.common.messages import message
from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import ChannelKind, Message, Outcome
from domain.deliveries.rulings import Ruling
from integrations.chat_robots.answers import Provider
from integrations.chat_robots.dialects import Robot, Unlocked
from integrations.chat_robots.posts import Post
from integrations.chat_robots.wecom_posts import posts

_KEY = Ruling(Outcome.CONFIGURATION, message("delivery_advice.robot_key"))
_OUR_FAULT = Ruling(Outcome.PERMANENT, message("delivery_advice.our_fault"))

WECOM = Provider(
    name=message("provider.wecom"),
    code_fields=("errcode",),
    text_field="errmsg",
    rulings={
        -1: Ruling(Outcome.RETRY, message("delivery_advice.busy")),
        45009: Ruling(Outcome.RETRY, message("delivery_advice.too_often"), 60.0),
        45033: Ruling(Outcome.RETRY, message("delivery_advice.many_calls"), 5.0),
        93000: _KEY,
        93004: Ruling(Outcome.CONFIGURATION, message("delivery_advice.robot_stopped")),
        93008: Ruling(Outcome.CONFIGURATION, message("delivery_advice.left_group")),
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
