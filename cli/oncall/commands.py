"""`zhiban oncall …`: who is on call, and changes of it (ALR-10)."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import quote

import typer

from application.common.wording import Localizer
from application.oncall.rota_views import NewRotaView, new_rota_view
from application.oncall.views import (
    CalendarImportView,
    OnCallScheduleView,
    OnCallView,
    OverrideView,
    ShiftView,
    SwapView,
    import_view,
    on_call_view,
    override_view,
    schedule_view,
    shift_view,
    swap_view,
    unknown_said,
)
from application.services import Services
from cli.asking import acting
from cli.configs import config_of
from cli.options import As, AsJson
from cli.output import clock, heads, note, say, say_json, say_table, say_told
from cli.terminal import Terminal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Command, message, named
from domain.oncall.calendars import LARGEST_CALENDAR
from domain.oncall.override_rules import OverrideRequest
from domain.oncall.schedules import OverrideKind
from domain.oncall.swaps import Span, SwapAnswer, SwapRequest
from domain.people.access import Actor

T = TypeVar("T")

SCHEDULES = "/api/v1/oncall/schedules"
AHEAD = timedelta(days=28)
"""How far shifts are listed when no end is named."""

Name = Annotated[str, typer.Argument(help="option.oncall_schedule")]
Config = Annotated[str, typer.Option("--config", "-c", help="option.config")]
Begins = Annotated[str, typer.Option("--start", "-s", help="option.oncall_start")]
Ends = Annotated[str, typer.Option("--end", "-e", help="option.oncall_end")]


@dataclass(frozen=True)
class OnCallCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(self, *, as_json: AsJson = False) -> None:
        """List schedules, each with who is on call now, who is next, and gaps of 30 days.

        Example: zhiban oncall list
        """

        async def listed(services: Services, reader: Localizer) -> list[OnCallScheduleView]:
            found = await services.oncall.list(by=self.terminal.operator)
            return [schedule_view(each, reader) for each in found]

        found, reader = self.terminal.read(list[OnCallScheduleView], SCHEDULES, listed)
        if as_json:
            say_json(found)
            return
        for each in found:
            say(each.said)
        if not found:
            note(reader.text(message("oncall.none")))

    def show(self, *, name: Name, as_json: AsJson = False) -> None:
        """Show a schedule: who is on call, who is next, its layers, overrides and gaps.

        Example: zhiban oncall show nights
        """

        async def got(services: Services, reader: Localizer) -> OnCallScheduleView:
            found = await services.oncall.get(by=self.terminal.operator, name=name)
            return schedule_view(found, reader)

        path = f"{SCHEDULES}/{quote(name, safe='')}"
        view, reader = self.terminal.read(OnCallScheduleView, path, got)
        if as_json:
            say_json(view)
            return
        say(view.said)
        layers = [
            (each["name"], _turns(each["people"]), each["start"], each["at"], each["zone"])
            for each in view.layers
        ]
        names = ("head.name", "head.people", "head.start", "head.at", "head.zone")
        say_table(heads(reader.text, *names), layers)
        if view.overrides:
            columns = ("head.id", "head.what", "head.people", "head.start", "head.end", "head.by")
            rows = [_override(each, reader) for each in view.overrides]
            say_table(heads(reader.text, *columns), rows)

    def who(
        self,
        *,
        name: Name,
        at: Annotated[str, typer.Option("--at", help="option.oncall_at")] = "now",
        as_json: AsJson = False,
    ) -> None:
        """Say who is, was or will be on call at a moment, and until when.

        Example: zhiban oncall who nights --at 'yesterday 03:00'
        """

        async def asked(services: Services, reader: Localizer) -> OnCallView:
            now = services.oncall.clock.now()
            moment = services.times.moment(at, now=now, zone=reader.zone, field="at")
            answer = await services.oncall.at(by=self.terminal.operator, name=name, at=moment)
            return on_call_view(name, answer, reader)

        path = f"{SCHEDULES}/{quote(name, safe='')}/who"
        view, _ = self.terminal.read(OnCallView, path, asked, is_exact=at == "now")
        say_told(view, view.said, as_json=as_json)

    def shifts(
        self, *, name: Name, start: Begins = "now", end: Ends = "", as_json: AsJson = False
    ) -> None:
        """List who is on call when, gaps too; four weeks when no end is named.

        Example: zhiban oncall shifts nights --start 2026-12-01 --end 31d
        """

        async def asked(services: Services) -> tuple[list[ShiftView], Localizer]:
            reader = await self.terminal.localizer_of(services)
            now = services.oncall.clock.now()
            since, until = services.times.period(start, end, now=now, zone=reader.zone)
            found = await services.oncall.shifts(
                by=self.terminal.operator, name=name, start=since, end=until or since + AHEAD
            )
            return [shift_view(each) for each in found], reader

        found, reader = self.terminal.ask(asked)
        if as_json:
            say_json(found)
            return
        rows = [
            (
                clock(each.start, reader.zone),
                clock(each.end, reader.zone),
                ", ".join(one.person_id for one in each.people) or "-",
            )
            for each in found
        ]
        say_table(heads(reader.text, "head.start", "head.end", "head.people"), rows)

    def create(
        self,
        *,
        name: Name,
        config: Config,
        start: Begins = "now",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Make a schedule; docs/oncall.md has the fields of its layers.

        Example: zhiban oncall create nights --config @nights.json
        """

        async def made(services: Services, by: Actor, reader: Localizer) -> OnCallScheduleView:
            begins = _begins(services, start, reader)
            found = await services.oncall.create(
                by=by, name=name, config=config_of(config), start=begins
            )
            return schedule_view(found, reader)

        self._say_version(self._done(made, person), as_json=as_json)

    def change(
        self,
        *,
        name: Name,
        config: Config,
        start: Begins = "now",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Begin a new version of a schedule; what was so before it stays so.

        Example: zhiban oncall change nights --config @nights.json --start '2026-12-01 09:00'
        """

        async def changed(services: Services, by: Actor, reader: Localizer) -> OnCallScheduleView:
            begins = _begins(services, start, reader)
            found = await services.oncall.change(
                by=by, name=name, config=config_of(config), start=begins
            )
            return schedule_view(found, reader)

        self._say_version(self._done(changed, person), as_json=as_json)

    def override(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        kind: Annotated[OverrideKind, typer.Argument(help="option.override_kind")],
        people: Annotated[list[str], typer.Argument(help="option.override_people")],
        end: Ends,
        instead_of: Annotated[str, typer.Option(help="option.instead_of")] = "",
        start: Begins = "now",
        leave_gap: Annotated[bool, typer.Option("--leave-gap", help="option.leave_gap")] = False,
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Change who is on call for a time; people who swap shifts use swap instead.

        Example: zhiban oncall override nights replace u_bob --instead-of u_lin --end 12h
        """

        async def kept(services: Services, by: Actor, reader: Localizer) -> OverrideView:
            since, until = _period(services, start, end, reader)
            requested = OverrideRequest(
                kind=kind,
                people=tuple(people),
                instead_of=instead_of,
                start=since,
                end=until,
                leave_gap=leave_gap,
            )
            found = await services.oncall.override(by=by, name=name, requested=requested)
            return override_view(found)

        view, reader = self._done(kept, person)
        said = message("oncall.override_kept", id=Called(view.id), start=view.start, end=view.end)
        say_told(view, reader.text(said), as_json=as_json)

    def end_override(
        self,
        *,
        name: Name,
        override: Annotated[str, typer.Argument(help="option.override_id")],
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Take an override back from now on; what it did until now remains so.

        Example: zhiban oncall end-override nights o_01k…
        """

        async def ended(services: Services, by: Actor, _: Localizer) -> OverrideView:
            found = await services.oncall.end_override(by=by, name=name, override_id=override)
            return override_view(found)

        view, reader = self._done(ended, person)
        said = message("oncall.override_taken_back", id=Called(view.id))
        say_told(view, reader.text(said), as_json=as_json)

    def export(
        self,
        *,
        name: Name,
        out: Annotated[Path | None, typer.Option("--out", "-o", help="option.out")] = None,
    ) -> None:
        """Write the shifts of a schedule as a calendar file (.ics), 180 days ahead.

        Example: zhiban oncall export nights --out nights.ics
        """

        async def written(services: Services) -> str:
            reader = await self.terminal.localizer_of(services)
            return await services.oncall_calendars.export(
                by=self.terminal.operator, name=name, reader=reader
            )

        text = self.terminal.ask(written)
        if out is None:
            sys.stdout.write(text)
            return
        try:
            out.write_bytes(text.encode())
        except OSError:
            rule = message("rule.writable_file", file=Called(str(out)))
            raise InvalidRequest("--out", rule) from None

    def import_calendar(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="option.calendar_file")],
        apply: Annotated[bool, typer.Option("--apply", help="option.calendar_apply")] = False,
        new: Annotated[bool, typer.Option("--new", help="option.calendar_new")] = False,
        zone: Annotated[str, typer.Option("--zone", help="option.calendar_zone")] = "",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Say what a calendar file (.ics) would do to a schedule; with --apply make it so.

        Example: zhiban oncall import nights rota.ics --apply
        """

        async def read(
            services: Services, by: Actor, reader: Localizer
        ) -> CalendarImportView | NewRotaView:
            if zone and not new:
                raise InvalidRequest("--zone", message("rule.only_for", what=Called("--new")))
            calendars, text = services.oncall_calendars, _calendar_in(file)
            if new:
                make = calendars.make if apply else calendars.look_at_new
                rota = await make(by=by, name=name, calendar=text, zone=zone)
                return new_rota_view(name, rota, reader, kept=apply)
            do = calendars.keep if apply else calendars.preview
            plan = await do(by=by, name=name, calendar=text)
            return import_view(name, plan, reader, kept=apply)

        view, reader = self._done(read, person)
        if as_json:
            say_json(view)
            return
        say(view.said)
        rows = [
            (clock(each.start, reader.zone), clock(each.end, reader.zone), ", ".join(each.people))
            for each in view.overrides
        ]
        if rows:
            say_table(heads(reader.text, "head.start", "head.end", "head.people"), rows)
        for each in view.unknown:
            note(reader.text(unknown_said(each)))
        if (rows or new) and not apply:
            note(reader.text(message("oncall.import_apply", flag=Command("--apply"))))

    def swap(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        name: Name,
        other: Annotated[str, typer.Argument(help="option.swap_other")],
        end: Ends,
        start: Begins = "now",
        take: Annotated[bool, typer.Option("--take", help="option.swap_take")] = False,
        back_start: Annotated[str, typer.Option(help="option.back_start")] = "",
        back_end: Annotated[str, typer.Option(help="option.back_end")] = "",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Ask somebody to take over your shifts of a time; without a yes nothing changes.

        Example: zhiban oncall swap nights u_bob --start '2026-12-01 20:00' --end 12h
        """

        async def asked(services: Services, by: Actor, reader: Localizer) -> SwapView:
            since, until = _period(services, start, end, reader)
            back = None
            if back_start or back_end:
                since_back, until_back = _period(services, back_start, back_end, reader)
                back = Span(since_back or services.oncall.clock.now(), until_back)
            giver, taker = (other, by.person_id) if take else (by.person_id, other)
            requested = SwapRequest(giver=giver, taker=taker, start=since, end=until, back=back)
            found = await services.oncall_swaps.ask(by=by, name=name, requested=requested)
            return swap_view(found, reader)

        view, _ = self._done(asked, person)
        say_told(view, view.said, as_json=as_json)

    def swaps(self, *, name: Name, as_json: AsJson = False) -> None:
        """List swaps of a schedule that were asked for within 30 days, newest first.

        Example: zhiban oncall swaps nights
        """

        async def listed(services: Services, reader: Localizer) -> list[SwapView]:
            found = await services.oncall_swaps.list(by=self.terminal.operator, name=name)
            return [swap_view(each, reader) for each in found]

        path = f"{SCHEDULES}/{quote(name, safe='')}/swaps"
        found, reader = self.terminal.read(list[SwapView], path, listed)
        if as_json:
            say_json(found)
            return
        if not found:
            note(reader.text(message("oncall.no_swaps")))
            return
        rows = [(each.id, reader.text(named(each.state)), each.said) for each in found]
        say_table(heads(reader.text, "head.id", "head.state", "head.what"), rows)

    def answer(
        self,
        *,
        swap: Annotated[str, typer.Argument(help="option.swap_id")],
        answer: Annotated[SwapAnswer, typer.Argument(help="option.swap_answer")],
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Accept or decline a swap you were asked for, or withdraw one you asked for.

        Example: zhiban oncall answer s_01k… accept
        """

        async def answered(services: Services, by: Actor, reader: Localizer) -> SwapView:
            found = await services.oncall_swaps.answer(by=by, swap_id=swap, answer=answer)
            return swap_view(found, reader)

        view, _ = self._done(answered, person)
        say_told(view, view.said, as_json=as_json)

    def _done(
        self, do: Callable[[Services, Actor, Localizer], Awaitable[T]], person: str | None
    ) -> tuple[T, Localizer]:
        async def done(services: Services) -> tuple[T, Localizer]:
            reader = await self.terminal.localizer_of(services, person)
            by = await acting(self.terminal, services, person)
            return await do(services, by, reader), reader

        return self.terminal.ask(done, person=person)

    def _say_version(self, told: tuple[OnCallScheduleView, Localizer], *, as_json: bool) -> None:
        view, reader = told
        said = message(
            "oncall.changed_to",
            schedule=Called(view.name),
            number=view.version,
            at=view.since,
        )
        say_told(view, f"{reader.text(said)} {view.said}", as_json=as_json)


def _calendar_in(file: Path) -> str:
    """Return the text of a file, no longer than one that is read.

    Raises:
        InvalidRequest: it cannot be read, or is no text.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_CALENDAR + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        rule = message("rule.readable_file", file=Called(str(file)))
        raise InvalidRequest("FILE", rule) from None


def _begins(services: Services, start: str, reader: Localizer) -> datetime | None:
    if start == "now":
        return None
    return services.times.moment(
        start, now=services.oncall.clock.now(), zone=reader.zone, field="start"
    )


def _period(
    services: Services, start: str, end: str, reader: Localizer
) -> tuple[datetime | None, datetime]:
    """Return two moments; the first is None for now, which is what the service's clock says."""
    now = services.oncall.clock.now()
    since, until = services.times.period(start, end, now=now, zone=reader.zone)
    if until is None:
        raise InvalidRequest("end", message("rule.missing"))
    return (None if start == "now" else since), until


def _turns(turns: list[str | list[str]]) -> str:
    return ", ".join(each if isinstance(each, str) else "+".join(each) for each in turns)


def _override(each: OverrideView, reader: Localizer) -> tuple[object, ...]:
    people = ", ".join(each.people)
    if each.instead_of:
        people = f"{people} ← {each.instead_of}"
    return (
        each.id,
        reader.text(named(each.kind)),
        people,
        clock(each.start, reader.zone),
        clock(each.end, reader.zone),
        each.by,
    )
