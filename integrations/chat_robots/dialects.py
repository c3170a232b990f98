"""What the providers differ in, and the robot they have in common."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import ChannelKind, Message
from integrations.chat_robots.answers import Provider
from integrations.chat_robots.posts import Post


@dataclass(frozen=True)
class Robot:
    """A robot in a group; key and secret open the group.

    Attributes:
        key: what stands in its address: `key` (WeCom), `access_token` (DingTalk), the last part
            of the path (Feishu).
        secret: for the signature, empty when the robot is not locked that way.
        keyword: a word it wants in every post, empty when it is not locked that way.
        server: base address in place of the provider's; empty means the provider's.
    """

    key: str = field(repr=False)
    secret: str = field(default="", repr=False)
    keyword: str = ""
    server: str = ""


@dataclass(frozen=True)
class Unlocked:
    """A post with what opens the group.

    Attributes:
        after_path: what follows the path of the dialect; has the key in it, percent-encoded.
        post: the body, signed where the signature belongs into it.
    """

    after_path: str = field(repr=False)
    post: Post = field(repr=False)


class Dialect(Protocol):
    """How one provider wants to be talked to."""

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""

    @property
    def provider(self) -> Provider:
        """How it answers."""

    @property
    def server(self) -> str:
        """Base address of the provider."""

    @property
    def path(self) -> str:
        """Path to post to, up to where the secrets begin: this much may be logged."""

    def posts(
        self, message: Message, mentions: Mentions, *, most_parts: int, keyword: str
    ) -> list[Post]:
        """Return the bodies to post, in order; the same message gives the same bodies.

        Args:
            message: what to say.
            mentions: whom to call, once per message.
            most_parts: beyond this a card with the link is posted, if there is a link.
            keyword: a word that the robot wants in every post; empty when it wants none.
        """

    def unlock(self, post: Post, robot: Robot, at: datetime) -> Unlocked:
        """Return what opens the robot's group for a post that leaves `at` this moment."""
