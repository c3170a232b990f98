"""What a delivery carries: a briefing, or what an event has to say."""

from dataclasses import dataclass, replace
from typing import Protocol

from application.ports.briefings import Briefings
from application.ports.events import Events
from application.shares import TOKEN_LENGTH, ShareDesk
from domain.deliveries import Message
from domain.errors import NotFound
from domain.event_messages import message_of


class LinkOf(Protocol):
    """Turns a share token into an address that a person can open."""

    def __call__(self, token: str) -> str:
        """Return the absolute URL."""
        ...


class MessagePages(Protocol):
    """Makes a page for mail programs of Markdown."""

    def html_of(self, *, title: str, markdown: str) -> str:
        """Return HTML that runs nothing and fetches nothing."""
        ...


@dataclass(frozen=True)
class Messages:
    """Composes messages; `sandbox` marks every one of them."""

    briefings: Briefings
    events: Events
    shares: ShareDesk
    pages: MessagePages
    link_of: LinkOf
    sandbox: bool

    async def draft(self, *, key: str, event_id: str, briefing_id: str) -> Message:
        """Return the message as long as it will be; a link in it stands in for the real one.

        The link's text decides into how many parts a message is cut, and a link is only made
        when the message may leave.

        Args:
            key: the delivery's.
            event_id: what it tells of, when it is not a briefing.
            briefing_id: empty when it is not a briefing.

        Raises:
            NotFound: the briefing or event is gone.
        """
        if briefing_id:
            return await self._briefing(key, briefing_id)
        event = await self.events.get(event_id)
        if event is None:
            raise NotFound("event", event_id)
        message = message_of(event, key=key, sandbox=self.sandbox)
        html = self.pages.html_of(title=message.title, markdown=message.markdown)
        return replace(message, html=html)

    async def sealed(self, draft: Message, *, briefing_id: str) -> Message:
        """Return the message with a link that opens; one that carries none is ready as it is."""
        if not briefing_id:
            return draft
        owner = briefing_id.partition("/")[0]
        made = await self.shares.create_for_push(briefing_id, owner=owner)
        return replace(draft, link=self.link_of(made.token))

    async def _briefing(self, key: str, briefing_id: str) -> Message:
        briefing = await self.briefings.get(briefing_id)
        if briefing is None:
            raise NotFound("briefing", briefing_id)
        return Message(
            key,
            briefing.title,
            briefing.markdown,
            briefing.text,
            briefing.html,
            self.link_of("0" * TOKEN_LENGTH),
            sandbox=self.sandbox,
        )
