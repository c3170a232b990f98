"""`zhiban weather`, `zhiban sms`, `zhiban page`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import typer

from application.common.wording import sentences
from application.deliveries.views import sms_view
from application.watches.pages import LEAST_CHARACTERS, MOST_CHARACTERS
from cli.exit import ExitCode
from cli.options import AsJson
from cli.output import note, say, say_json
from cli.terminal import Terminal
from domain.common.asked_language import asked_language
from domain.common.messages import Command, message
from domain.deliveries.deliveries import DeliveryState
from domain.schedules.weather import MOST_DAYS


@dataclass(frozen=True)
class SmallCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def weather(
        self,
        *,
        place: Annotated[str, typer.Argument(help="option.place")],
        days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="option.weather_days")] = 3,
        as_json: AsJson = False,
    ) -> None:
        """Tell the weather of a place.

        Example: zhiban weather Shenzhen --days 2
        """
        by = self.terminal.operator
        forecast = self.terminal.ask(
            lambda services: services.weather.forecast(
                by=by, place=place, days=days, language=asked_language()
            )
        )
        if as_json:
            say_json(forecast)
        else:
            say(forecast.text)

    def sms(
        self,
        *,
        to: Annotated[str, typer.Argument(help="option.to")],
        text: Annotated[str, typer.Argument(help="option.sms_text")],
        key: Annotated[str, typer.Option(help="option.send_key")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Send one text message now; it is billed.

        Example: zhiban sms +8613800138000 'The disk is almost full' --key disk-2026-11-21
        """
        by = self.terminal.operator
        told, reader = self.terminal.told(
            lambda services: services.sms.send(by=by, to=to, text=text, key=key)
        )
        sent = sms_view(told, reader.text)
        if as_json:
            say_json(sent)
        else:
            again = timedelta(seconds=sent.again_in_seconds) if sent.again_in_seconds else None
            said = message("sms.said", state=DeliveryState(sent.state))
            parts = message("sms.segments", count=sent.segments, again=again)
            say(sentences(reader.text(said), sent.detail, reader.text(parts)))
        if sent.state is DeliveryState.FAILED:
            raise typer.Exit(ExitCode.TRY_AGAIN if sent.again_in_seconds else ExitCode.REFUSED)

    def page(
        self,
        *,
        url: Annotated[str, typer.Argument(help="option.page_url")],
        selector: Annotated[str, typer.Option(help="option.selector")] = "",
        render: Annotated[bool, typer.Option("--render", help="option.render")] = False,
        chars: Annotated[
            int,
            typer.Option(min=LEAST_CHARACTERS, max=MOST_CHARACTERS, help="option.chars"),
        ] = 8_000,
        as_json: AsJson = False,
    ) -> None:
        """Read one web page: its title and its main text.

        Example: zhiban page https://status.example.cn/ --selector .incident
        """
        by = self.terminal.operator
        found, reader = self.terminal.told(
            lambda services: services.pages.scrape(
                by=by, url=url, selector=selector, render=render, most_chars=chars
            )
        )
        if as_json:
            say_json(found)
            return
        say("\n\n".join(each for each in (found.title, found.text) if each))
        if found.truncated:
            option = Command(f"--chars {MOST_CHARACTERS}")
            note(reader.text(message("cli.page_longer", option=option)))
