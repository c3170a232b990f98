"""Feishu's dialect, and what its error codes say about trying again, as published for bots."""

import base64
import hmac
from datetime import datetime
from urllib.parse import quote

from domain.common.messages import message
from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import ChannelKind, Message, Outcome
from domain.deliveries.rulings import Ruling
from integrations.chat_robots.answers import Provider
from integrations.chat_robots.dialects import Robot, Unlocked
from integrations.chat_robots.feishu_posts import posts
from integrations.chat_robots.posts import Post

_TOO_FAST = Ruling(Outcome.RETRY, message("delivery_advice.too_often"), 60.0)
_OUR_FAULT = Ruling(Outcome.PERMANENT, message("delivery_advice.our_fault"))

FEISHU = Provider(
    name=message("provider.feishu"),
    code_fields=("code", "StatusCode"),
    text_field="msg",
    rulings={
        11232: _TOO_FAST,
        11233: _TOO_FAST,
        19001: Ruling(Outcome.CONFIGURATION, message("delivery_advice.robot_key")),
        19021: Ruling(Outcome.CONFIGURATION, message("delivery_advice.secret")),
        19022: Ruling(Outcome.CONFIGURATION, message("delivery_advice.address_list")),
        19024: Ruling(Outcome.CONFIGURATION, message("delivery_advice.keyword")),
        9499: _OUR_FAULT,
        19002: _OUR_FAULT,
        19036: _OUR_FAULT,
        11246: _OUR_FAULT,
    },
)


class Feishu:
    """The custom bot of Feishu: the token in the path, the signature in the body."""

    kind = ChannelKind.FEISHU
    provider = FEISHU
    server = "https://open.feishu.cn"
    path = "/open-apis/bot/v2/hook/"

    def posts(
        self, message: Message, mentions: Mentions, *, most_parts: int, keyword: str
    ) -> list[Post]:
        """Return the bodies to post; see `Dialect.posts`."""
        return posts(message, mentions, most_parts=most_parts, keyword=keyword)

    def unlock(self, post: Post, robot: Robot, at: datetime) -> Unlocked:
        """Return a post with token and signature; see `Dialect.unlock`."""
        if robot.secret:
            stamp = str(int(at.timestamp()))
            digest = hmac.digest(f"{stamp}\n{robot.secret}".encode(), b"", "sha256")
            post = {"timestamp": stamp, "sign": base64.b64encode(digest).decode(), **post}
        return Unlocked(quote(robot.key, safe=""), post)
