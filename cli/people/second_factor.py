"""`zhiban people second-factor …`."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

import typer

from application.common.views import table_of
from application.common.wording import Localizer
from application.people.second_factor import Enrolment
from application.people.views import SecondFactorView
from application.services import Services
from cli.options import AsJson
from cli.output import note, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Called, message

PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="option.person_id")]
OrMe = Annotated[str | None, typer.Argument(metavar="[PERSON]", help="option.person_or_me")]


@dataclass(frozen=True)
class SecondFactorCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def show(self, *, person: OrMe = None, as_json: AsJson = False) -> None:
        """Say whether signing in asks a person for a code.

        Example: zhiban people second-factor show u_mei
        """
        by = self.terminal.operator
        name = person or by.person_id
        found, reader = self.terminal.read(
            SecondFactorView,
            f"/api/v1/people/{quote(name, safe='')}/second-factor",
            lambda services, _: services.second_factor.standing(by=by, person_id=name),
        )
        if as_json:
            say_json(found)
            return
        table = table_of(SecondFactorView, [found], reader.words, reader.reader)
        say_table(table.labels, table.rows)

    def enrol(self, *, person: OrMe = None, as_json: AsJson = False) -> None:
        """Set up two-step sign-in; password and code are asked for. Recovery codes go to stdout.

        Example: zhiban people second-factor enrol u_mei
        """
        password = self.terminal.secret(message("people_tool.password"))

        async def begun(services: Services) -> Enrolment:
            by = await self.terminal.acting_as(services, person)
            return await services.second_factor.begin(by=by, password=password)

        made, reader = self.terminal.told(begun)
        note(made.blocks)
        secret = Called(made.secret)
        note(reader.text(message("second_factor.scan_here", secret=secret)))
        code = self.terminal.secret(message("second_factor.say_code"))

        async def confirmed(services: Services) -> tuple[str, ...]:
            by = await self.terminal.acting_as(services, person)
            return await services.second_factor.confirm(by=by, code=code)

        self._say_codes(*self.terminal.told(confirmed), as_json=as_json)

    def codes(self, *, person: OrMe = None, as_json: AsJson = False) -> None:
        """Make ten new recovery codes, which go to stdout; password and code are asked for.

        Example: zhiban people second-factor codes u_mei
        """
        password, code = self._both()

        async def renewed(services: Services) -> tuple[str, ...]:
            by = await self.terminal.acting_as(services, person)
            return await services.second_factor.renew_codes(by=by, password=password, code=code)

        self._say_codes(*self.terminal.told(renewed), as_json=as_json)

    def off(self, *, person: OrMe = None) -> None:
        """Turn off two-step sign-in; password and code are asked for.

        Example: zhiban people second-factor off u_mei
        """
        password, code = self._both()

        async def disabled(services: Services) -> None:
            by = await self.terminal.acting_as(services, person)
            await services.second_factor.disable(by=by, password=password, code=code)

        _, reader = self.terminal.told(disabled)
        note(reader.text(message("second_factor.is_off")))

    def remove(self, *, person: PersonId) -> None:
        """Remove two-step sign-in from a person who lost phone and recovery codes; they are told.

        Example: zhiban people second-factor remove u_mei
        """
        _, reader = self.terminal.told(
            lambda services: services.second_factor.remove(
                by=self.terminal.operator, person_id=person
            )
        )
        note(reader.text(message("second_factor.removed")))

    def _both(self) -> tuple[str, str]:
        password = self.terminal.secret(message("people_tool.password"))
        return password, self.terminal.secret(message("second_factor.say_code"))

    def _say_codes(self, codes: tuple[str, ...], reader: Localizer, *, as_json: bool) -> None:
        if as_json:
            say_json({"codes": codes})
            return
        note(reader.text(message("second_factor.codes_here")))
        for each in codes:
            say(each)
