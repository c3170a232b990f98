"""`zhiban oncall subscribe …`: calendars that programs read by a secret address (ALR-10)."""

from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.oncall.feed_views import FeedMadeView, FeedView, feed_path, feed_view
from application.services import Services
from cli.asking import acting
from cli.oncall.commands import Name
from cli.options import As, AsJson
from cli.output import clock, heads, note, say, say_json, say_table, say_told
from cli.terminal import Terminal
from domain.common.messages import message

FEEDS = "/api/v1/oncall/feeds"


@dataclass(frozen=True)
class FeedCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def subscribe(
        self,
        *,
        name: Name,
        own: Annotated[bool, typer.Option("--own", help="option.oncall_own")] = False,
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Make an address at which your calendar program reads a schedule; shown this once.

        Example: zhiban oncall subscribe nights --own
        """
        address = self.terminal.runtime.public_url

        async def made(services: Services) -> tuple[FeedMadeView, Localizer]:
            reader = await self.terminal.localizer_of(services, person)
            by = await acting(self.terminal, services, person)
            feed = await services.oncall_feeds.create(by=by, name=name, only_own=own)
            url = f"{address}{feed_path(feed.token)}"
            return FeedMadeView(feed=feed_view(feed.feed, reader), url=url), reader

        view, reader = self.terminal.ask(made, person=person)
        if as_json:
            say_json(view)
            return
        say(view.url)
        note(reader.text(message("oncall.feed_once")))

    def subscriptions(self, *, person: As = None, as_json: AsJson = False) -> None:
        """List your calendar addresses, newest first; their secrets are kept nowhere.

        Example: zhiban oncall subscriptions
        """

        async def listed(services: Services, reader: Localizer) -> list[FeedView]:
            whose = person or ""
            found = await services.oncall_feeds.list(by=self.terminal.operator, person_id=whose)
            return [feed_view(each, reader) for each in found]

        asked = {"person_id": person or ""}
        found, reader = self.terminal.read(list[FeedView], FEEDS, listed, asked)
        if as_json:
            say_json(found)
            return
        if not found:
            note(reader.text(message("oncall.no_feeds")))
            return
        names = ("head.id", "head.schedule", "head.what", "head.read_at", "head.state")
        rows = [
            (
                each.id,
                each.schedule,
                reader.text(message("oncall.feed_shifts", own=each.only_own)),
                clock(each.read_at, reader.zone) if each.read_at else "",
                reader.text(message("oncall.feed_opens", opens=each.revoked_at is None)),
            )
            for each in found
        ]
        say_table(heads(reader.text, *names), rows)

    def unsubscribe(
        self,
        *,
        feed: Annotated[str, typer.Argument(help="option.feed_id")],
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Revoke a calendar address: it opens no more from now on.

        Example: zhiban oncall unsubscribe f_01k…
        """

        async def revoked(services: Services) -> tuple[FeedView, Localizer]:
            reader = await self.terminal.localizer_of(services, person)
            by = await acting(self.terminal, services, person)
            found = await services.oncall_feeds.revoke(by=by, feed_id=feed)
            return feed_view(found, reader), reader

        view, _ = self.terminal.ask(revoked, person=person)
        say_told(view, view.said, as_json=as_json)
