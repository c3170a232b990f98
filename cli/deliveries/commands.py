"""`zhiban delivery …`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.views import label_of
from application.common.wording import Localizer
from application.deliveries.announcements import Announced
from application.deliveries.feedback import MOST_DAYS, USUAL_DAYS, Judged
from application.deliveries.views import (
    AnnouncedToView,
    DeliveryHistoryView,
    DeliveryStepView,
    DeliveryView,
    ReachRateView,
    announced_line,
    announcement_view,
    delivery_view,
    feedback_view,
    history_view,
    rate_line,
    rate_view,
    resent,
)
from application.services import Services
from cli.options import AsJson, For, Limit
from cli.output import clock, note, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Command, message, named
from domain.common.readers import Reader
from domain.deliveries.announcements import TRANSLATIONS_RULE, Writing
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState

_SHOWN = ("at", "state", "channel", "target", "attempt", "next_try_at", "detail", "key")
_ANNOUNCED = ("recipient", "channel", "target", "state", "detail")
_RATE = ("channel", "rate", "arrived", "failed", "uncertain", "waiting", "useful", "not_useful")
_STEP = ("at", "state", "attempt", "detail")

Key = Annotated[str, typer.Argument(help="option.message_key")]


@dataclass(frozen=True)
class DeliveryCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(
        self,
        *,
        channel: Annotated[ChannelKind | None, typer.Option(help="option.delivery_channel")] = None,
        state: Annotated[DeliveryState | None, typer.Option(help="option.delivery_state")] = None,
        limit: Limit = 20,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Show how far each message came, with its last answer and its next try; newest first.

        Example: zhiban delivery list --state failed
        """

        async def here(services: Services, reader: Reader) -> tuple[DeliveryView, ...]:
            by, text = self.terminal.operator, Localizer(services.words, reader).text
            found = await services.deliveries.list(
                by=by,
                person_id=person,
                channel=channel,
                states=(state,) if state else (),
                limit=limit,
            )
            return tuple(delivery_view(each, text) for each in found)

        seen = self.terminal.see(
            tuple[DeliveryView, ...],
            "/api/v1/deliveries",
            {"limit": limit, "channel": channel, "state": state},
            here,
            person=person,
        )
        if as_json:
            say_json(seen.view)
        else:
            _table(seen.view, Localizer(self.terminal.runtime.words, seen.reader))

    def show(self, *, key: Key, person: For = None, as_json: AsJson = False) -> None:
        """Show one message with each step of its way.

        Example: zhiban delivery show briefing/u_mei/2026-11-23/u_mei/mail/5f0c1b2a3d4e5f60
        """

        async def here(services: Services, reader: Reader) -> DeliveryHistoryView:
            by = await self.terminal.acting_as(services, person)
            rows = await services.deliveries.show(by=by, key=key)
            return history_view(rows, Localizer(services.words, reader).text)

        seen = self.terminal.see(
            DeliveryHistoryView, f"/api/v1/deliveries/{key}", {}, here, person=person
        )
        if as_json:
            say_json(seen.view)
            return
        words = Localizer(self.terminal.runtime.words, seen.reader)
        _table([seen.view.delivery], words)
        say("")
        steps = seen.view.steps
        labels = [words.text(label_of(DeliveryStepView, each)) for each in _STEP]
        rows = [
            (clock(each.at, words.zone), words.text(named(each.state)), each.attempt, each.detail)
            for each in steps
        ]
        say_table(labels, rows)

    def resend(
        self,
        *,
        key: Key,
        may_repeat: Annotated[bool, typer.Option("--may-repeat", help="option.may_repeat")] = False,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Send once more a message that did not arrive.

        Example: zhiban delivery resend briefing/u_mei/2026-11-23/u_mei/mail/5f0c1b2a3d4e5f60
        """

        async def asked(services: Services) -> Delivery:
            by = await self.terminal.acting_as(services, person)
            return await services.deliveries.resend(by=by, key=key, may_repeat=may_repeat)

        sent, words = self.terminal.told(asked, person=person)
        if as_json:
            say_json(delivery_view(sent, words.text))
        else:
            note(words.text(resent(sent)))

    def test(
        self,
        *,
        task: Annotated[str, typer.Option("--task", help="option.told_by_task")] = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Send a test message, and say within 15 s whether it left.

        Example: zhiban delivery test --task t_01k…
        """

        async def asked(services: Services) -> Sequence[Delivery]:
            by = await self.terminal.acting_as(services, person)
            return await services.trial_messages.send(by=by, task_id=task)

        sent, words = self.terminal.told(asked, person=person)
        views = [delivery_view(each, words.text) for each in sent]
        if as_json:
            say_json(views)
        else:
            _table(views, words)

    def send(  # noqa: PLR0913 - one option each
        self,
        *,
        to: Annotated[list[str], typer.Argument(help="option.send_to")],
        title: Annotated[str, typer.Option("--title", help="option.send_title")],
        text: Annotated[str, typer.Option("--text", help="option.send_text")],
        translations: Annotated[
            str, typer.Option("--translations", help="option.send_translations")
        ] = "",
        channel: Annotated[
            ChannelKind | None, typer.Option("--channel", help="option.send_channel")
        ] = None,
        key: Annotated[str, typer.Option("--key", help="option.announcement_key")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Send a text to people and addresses, each in their language, and say what became of each.

        Example: zhiban delivery send u_mei wecom:team --title 'Release' --text 'shop 42 at 22:00'
        """

        async def asked(services: Services) -> Announced:
            return await services.announcements.send(
                by=self.terminal.operator,
                to=to,
                writing=Writing(title, text),
                translations=_translations(translations),
                channel=channel,
                key=key,
            )

        sent, words = self.terminal.told(asked)
        view = announcement_view(sent, words.text)
        if as_json:
            say_json(view)
            return
        labels = [words.text(label_of(AnnouncedToView, each)) for each in _ANNOUNCED]
        rows = [
            [
                each.recipient,
                words.text(named(each.channel)) if each.channel else "",
                each.target,
                words.text(named(each.state)),
                each.detail,
            ]
            for each in view.messages
        ]
        say_table(labels, rows)
        note(words.text(announced_line(view)))

    def feedback(
        self,
        *,
        key: Annotated[str, typer.Argument(help="option.judged_key")] = "",
        useful: Annotated[bool, typer.Option("--useful/--not-useful", help="option.useful")],
        as_json: AsJson = False,
    ) -> None:
        """Say whether a message was of use; without a key the newest that arrived.

        Example: zhiban delivery feedback --not-useful
        """

        async def asked(services: Services) -> Judged:
            return await services.feedback.give(by=self.terminal.operator, useful=useful, key=key)

        judged, words = self.terminal.told(asked)
        if as_json:
            say_json(feedback_view(judged))
        else:
            note(
                words.text(
                    message("delivery.judged", useful=useful, key=Called(judged.delivery.key))
                )
            )

    def rates(
        self,
        *,
        days: Annotated[
            int, typer.Option("--days", min=1, max=MOST_DAYS, help="option.rate_days")
        ] = USUAL_DAYS,
        everybody: Annotated[bool, typer.Option("--everybody", help="option.everybody")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Show how many messages arrived by channel, and what their readers say of them.

        Example: zhiban delivery rates --everybody --days 7
        """

        async def here(services: Services, reader: Reader) -> tuple[ReachRateView, ...]:
            del reader
            by = self.terminal.operator
            found = await services.feedback.rates(by=by, days=days, everybody=everybody)
            return tuple(rate_view(each) for each in found)

        asked = {"days": days, "everybody": everybody}
        seen = self.terminal.see(tuple[ReachRateView, ...], "/api/v1/reach-rates", asked, here)
        if as_json:
            say_json(seen.view)
            return
        words = Localizer(self.terminal.runtime.words, seen.reader)
        labels = [words.text(label_of(ReachRateView, each)) for each in _RATE]
        rows = [
            [
                words.text(
                    named(each.channel) if each.channel else message("delivery_page.all_channels")
                ),
                "–" if each.rate is None else f"{each.rate:.1%}",
                *(getattr(each, name) for name in _RATE[2:]),
            ]
            for each in seen.view
        ]
        say_table(labels, rows)
        note(words.text(rate_line(seen.view[0], days)))


def _translations(written: str) -> dict[str, Writing]:
    try:
        read = json.loads(written or "{}")
        return {tag: Writing(str(each["title"]), str(each["text"])) for tag, each in read.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidRequest("--translations", TRANSLATIONS_RULE) from None


def _table(found: Sequence[DeliveryView], words: Localizer) -> None:
    labels = [words.text(label_of(DeliveryView, each)) for each in _SHOWN]
    rows = [
        [
            clock(each.at, words.zone),
            words.text(named(each.state)),
            words.text(named(each.channel)),
            each.target,
            str(each.attempt),
            clock(each.next_try_at, words.zone),
            each.detail,
            each.key,
        ]
        for each in found
    ]
    say_table(labels, rows, none=words.text(message("delivery.none", option=Command("-p"))))
