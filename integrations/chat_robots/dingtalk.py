"""DingTalk's dialect, and what its error codes say about trying again.

Codes as published for custom robots and in the table of global error codes.
"""

import base64
import hmac
from datetime import datetime
from urllib.parse import urlencode

from domain.common.messages import message
from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import ChannelKind, Message, Outcome
from domain.deliveries.rulings import Ruling
from integrations.chat_robots.answers import Provider
from integrations.chat_robots.dialects import Robot, Unlocked
from integrations.chat_robots.dingtalk_posts import posts
from integrations.chat_robots.posts import Post

_TOKEN = Ruling(Outcome.CONFIGURATION, message("delivery_advice.robot_key"))
_OUR_FAULT = Ruling(Outcome.PERMANENT, message("delivery_advice.our_fault"))
_TOO_FAST = Ruling(Outcome.RETRY, message("delivery_advice.silenced"), 600.0)

DINGTALK = Provider(
    name=message("provider.dingtalk"),
    code_fields=("errcode",),
    text_field="errmsg",
    rulings={
        -1: Ruling(Outcome.RETRY, message("delivery_advice.busy")),
        130101: _TOO_FAST,
        410100: _TOO_FAST,
        310000: Ruling(
            Outcome.CONFIGURATION,
            message("delivery_advice.lock"),
        ),
        300005: _TOKEN,
        400101: _TOKEN,
        400102: Ruling(Outcome.CONFIGURATION, message("delivery_advice.robot_stopped")),
        400013: Ruling(Outcome.CONFIGURATION, message("delivery_advice.group_gone")),
        400106: Ruling(Outcome.CONFIGURATION, message("delivery_advice.left_group")),
        400105: _OUR_FAULT,
        400402: _OUR_FAULT,
        40035: _OUR_FAULT,
        43004: _OUR_FAULT,
        430101: _OUR_FAULT,
        430102: _OUR_FAULT,
        430103: _OUR_FAULT,
        430104: _OUR_FAULT,
        460101: _OUR_FAULT,
    },
)


class Dingtalk:
    """The custom robot of DingTalk: token and signature in the query."""

    kind = ChannelKind.DINGTALK
    provider = DINGTALK
    server = "https://oapi.dingtalk.com"
    path = "/robot/send"

    def posts(
        self, message: Message, mentions: Mentions, *, most_parts: int, keyword: str
    ) -> list[Post]:
        """Return the bodies to post; see `Dialect.posts`."""
        return posts(message, mentions, most_parts=most_parts, keyword=keyword)

    def unlock(self, post: Post, robot: Robot, at: datetime) -> Unlocked:
        """Return a post with token and signature; see `Dialect.unlock`."""
        fields = {"access_token": robot.key}
        if robot.secret:
            stamp = str(int(at.timestamp() * 1000))
            text = f"{stamp}\n{robot.secret}".encode()
            digest = hmac.digest(robot.secret.encode(), text, "sha256")
            fields |= {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}
        return Unlocked("?" + urlencode(fields), post)
