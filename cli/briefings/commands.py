"""`zhiban briefing …`."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from application.briefings.briefings import BriefingChanges, BriefingService
from application.briefings.shares import ShareMade
from application.briefings.views import BriefingLine, briefing_line
from application.common.wording import Localizer
from application.services import Services
from cli.briefings.words import address_of, kinds_of, say_settings, say_today
from cli.languages import language_option
from cli.options import AsJson, Day, For, Limit
from cli.output import note, say, say_fields, say_json
from cli.terminal import Terminal
from domain.briefings.briefings import Briefing, BriefingSettings, BriefingToday, briefing_id
from domain.briefings.shares import DEFAULT_VIEWS, MOST_VIEWS
from domain.briefings.summaries import Topic
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.common.readers import Language
from domain.common.time_words import in_zone, parse_span, parse_wall
from domain.recordings.recordings import FASTEST, SLOWEST, Recording


class FormName(StrEnum):
    """Forms a briefing can be shown in."""

    TEXT = "text"
    MARKDOWN = "markdown"
    SPOKEN = "spoken"
    HTML = "html"


_LISTED = ("head.day", "head.title", "head.complete", "head.writer", "head.id")


@dataclass(frozen=True)
class BriefingCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def greet(
        self,
        *,
        person: For = None,
        key: Annotated[str, typer.Option(help="option.greeting_key")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Say good morning; the first greeting of the day gets the briefing.

        Example: zhiban briefing greet --person u_mei
        """
        by = self.terminal.operator
        reply = self.terminal.ask(
            lambda services: services.briefings.greet(
                by=by, person_id=person, key=key, via="terminal"
            )
        )
        if as_json:
            say_json(reply)
        else:
            say(reply.text)

    def today(self, *, person: For = None, as_json: AsJson = False) -> None:
        """Show where today's briefing stands and what comes next.

        Example: zhiban briefing today --json
        """
        by = self.terminal.operator
        today, reader = self.terminal.read(
            BriefingToday,
            "/api/v1/briefings/today",
            lambda services, _: services.briefings.today(by=by, person_id=person),
            {"person_id": person},
        )
        _say_today(today, reader, as_json=as_json)

    def show(
        self,
        *,
        day: Day = "today",
        person: For = None,
        form: Annotated[FormName, typer.Option(help="option.form")] = FormName.TEXT,
        as_json: AsJson = False,
    ) -> None:
        """Show a written briefing; this is not greeting and marks nothing.

        Example: zhiban briefing show yesterday --form markdown
        """

        async def read(services: Services) -> Briefing:
            name = await self._name(services, day, person)
            return await services.briefings.read(by=self.terminal.operator, briefing=name)

        found = self.terminal.ask(read)
        if as_json:
            say_json(found)
        else:
            say("\n".join(found.spoken) if form is FormName.SPOKEN else getattr(found, form))

    def record(
        self,
        *,
        day: Day = "today",
        person: For = None,
        output: Annotated[Path, typer.Option(dir_okay=False, help="option.recording_file")] = Path(
            "briefing.wav"
        ),
        part: Annotated[int, typer.Option(min=1, max=100, help="option.part")] = 1,
        rate: Annotated[
            float | None, typer.Option(min=SLOWEST, max=FASTEST, help="option.rate")
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Have a written briefing said by the voice that is set, into a sound file.

        Example: zhiban briefing record today --output morning.wav --rate 1.2
        """

        async def made(services: Services) -> Recording:
            name = await self._name(services, day, person)
            found = await services.recordings.of_briefing(
                by=self.terminal.operator, briefing=name, part=part, rate=rate
            )
            _write(output, found.sound)
            return found

        recording, reader = self.terminal.told(made)
        if as_json:
            say_json({"file": str(output), "seconds": round(recording.seconds, 1)})
            return
        lasts = timedelta(seconds=round(recording.seconds))
        say(reader.text(message("recordings.written", file=Called(str(output)), lasts=lasts)))

    def list_written(
        self,
        *,
        person: For = None,
        limit: Limit = 20,
        before: Annotated[str, typer.Option(help="option.before_day")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List written briefings, newest first.

        Example: zhiban briefing list --limit 7
        """
        by = self.terminal.operator
        day = self._day(before, person) if before else None

        async def listed(services: Services, _: Localizer) -> list[BriefingLine]:
            found = await services.briefings.list(by=by, person_id=person, before=day, limit=limit)
            return [briefing_line(each) for each in found]

        asked = {"person_id": person, "before": day, "limit": limit}
        found, reader = self.terminal.read(list[BriefingLine], "/api/v1/briefings", listed, asked)
        if as_json:
            say_json(found)
            return
        say_fields(reader.text, _LISTED, found)

    def configure(  # noqa: PLR0913 - one option per setting
        self,
        *,
        person: For = None,
        zone: Annotated[str | None, typer.Option(help="option.zone")] = None,
        language: Annotated[Language | None, language_option("option.briefing_language")] = None,
        window_start: Annotated[str | None, typer.Option(help="option.window_start")] = None,
        window_end: Annotated[str | None, typer.Option(help="option.window_end")] = None,
        prepare_minutes: Annotated[
            int | None, typer.Option(min=0, max=180, help="option.prepare_minutes")
        ] = None,
        topic: Annotated[list[Topic] | None, typer.Option(help="option.topic")] = None,
        channel: Annotated[
            list[str] | None,
            typer.Option(help="option.channel"),
        ] = None,
        no_channels: Annotated[
            bool, typer.Option("--no-channels", help="option.no_channels")
        ] = False,
        mail_after_spoken: Annotated[
            str | None, typer.Option(help="option.mail_after_spoken")
        ] = None,
        quiet_hours: Annotated[
            str | None,
            typer.Option(help="option.quiet_hours"),
        ] = None,
        critical_by: Annotated[str | None, typer.Option(help="option.critical_by")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Change when, how and where the briefing comes; without options, show the settings.

        Example: zhiban briefing configure --window-start 07:00 --channel mail:mei@example.cn
        """

        def changes() -> BriefingChanges:
            addresses = tuple(address_of(each) for each in channel or ())
            return BriefingChanges(
                zone=zone,
                language=language,
                window_start=_wall(window_start, "--window-start"),
                window_end=_wall(window_end, "--window-end"),
                prepare_minutes=prepare_minutes,
                channels=addresses if addresses or no_channels else None,
                mail_after_spoken=mail_after_spoken,
                topics=tuple(topic) if topic else None,
                quiet_hours=quiet_hours,
                critical_by=None if critical_by is None else kinds_of(critical_by),
            )

        async def configured(services: Services) -> BriefingSettings:
            by, asked = self.terminal.operator, changes()
            if asked == BriefingChanges():
                return await services.briefings.settings(by=by, person_id=person)
            return await services.briefings.configure(by=by, person_id=person, changes=asked)

        settings, reader = self.terminal.told(configured)
        if as_json:
            say_json(settings)
        else:
            say_settings(settings, reader)

    def pause(
        self,
        *,
        person: For = None,
        reason: Annotated[str, typer.Option(help="option.reason_recorded")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Prepare, give and push nothing until resumed.

        Example: zhiban briefing pause --person u_mei --reason holiday
        """
        by = self.terminal.operator
        self._state(
            lambda service: service.pause(by=by, person_id=person, reason=reason), as_json=as_json
        )

    def resume(self, *, person: For = None, as_json: AsJson = False) -> None:
        """Go on with briefings.

        Example: zhiban briefing resume --person u_mei
        """
        by = self.terminal.operator
        self._state(lambda service: service.resume(by=by, person_id=person), as_json=as_json)

    def prepare(self, *, person: For = None, as_json: AsJson = False) -> None:
        """Prepare today's briefing now; a prepared one stays.

        Example: zhiban briefing prepare
        """
        by = self.terminal.operator
        self._state(lambda service: service.prepare_now(by=by, person_id=person), as_json=as_json)

    def share(
        self,
        *,
        day: Day = "today",
        person: For = None,
        life: Annotated[str, typer.Option(help="option.life")] = "7d",
        views: Annotated[
            int, typer.Option(min=1, max=MOST_VIEWS, help="option.views")
        ] = DEFAULT_VIEWS,
        as_json: AsJson = False,
    ) -> None:
        """Make a link that shows one briefing to somebody without an account.

        Example: zhiban briefing share yesterday --life 2d --views 5
        """

        async def made(services: Services) -> tuple[ShareMade, str]:
            name = await self._name(services, day, person)
            lasting = parse_span(life, field="--life")
            by = self.terminal.operator
            link = await services.shares.create(
                by=by, briefing=name, life=lasting, most_views=views
            )
            return link, await self.terminal.zone_of(services, person)

        (link, zone), reader = self.terminal.told(made)
        url = f"{self.terminal.runtime.public_url}/s/{link.token}"
        if as_json:
            say_json({"share": link.share, "url": url})
            return
        say(url)
        until = Called(in_zone(link.share.expires_at, zone))
        note(reader.text(message("briefing_share.opens", times=views, until=until)))

    def _day(self, words: str, person: str | None) -> str:
        """Return the date that words mean to the person; only words such as `today` need them."""
        with suppress(ValueError):
            return date.fromisoformat(words).isoformat()
        name = self.terminal.ask(lambda services: self._name(services, words, person))
        return name.partition("/")[2]

    async def _name(self, services: Services, day: str, person: str | None) -> str:
        """Return the id of the briefing that `day` means to the person."""
        zone = await self.terminal.zone_of(services, person)
        found = services.times.day(day, now=services.logs.clock.now(), zone=zone)
        return briefing_id(person or self.terminal.operator.person_id, found)

    def _state(
        self, question: Callable[[BriefingService], Awaitable[BriefingToday]], *, as_json: bool
    ) -> None:
        today, reader = self.terminal.told(lambda services: question(services.briefings))
        _say_today(today, reader, as_json=as_json)


def _write(file: Path, sound: bytes) -> None:
    try:
        file.write_bytes(sound)
    except OSError:
        raise InvalidRequest(
            "--output", message("rule.writable_file", file=Called(str(file)))
        ) from None


def _say_today(today: BriefingToday, reader: Localizer, *, as_json: bool) -> None:
    if as_json:
        say_json(today)
    else:
        say_today(today, reader)


def _wall(words: str | None, option: str) -> time | None:
    return None if words is None else parse_wall(words, field=option)
