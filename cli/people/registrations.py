"""`zhiban people registrations`, `approve` and `refuse`."""

from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.views import table_of
from application.people.views import RegistrationView
from cli.options import AsJson
from cli.output import note, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Called, message
from domain.people.access import Role

PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="option.person_id")]


@dataclass(frozen=True)
class RegistrationCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(self, *, as_json: AsJson = False) -> None:
        """List the people who registered by themselves and wait for approval.

        Example: zhiban people registrations
        """
        found, reader = self.terminal.told(
            lambda services: services.registrations.list(by=self.terminal.operator)
        )
        if as_json:
            say_json({"registrations": found})
            return
        table = table_of(RegistrationView, found, reader.words, reader.reader)
        say_table(table.labels, table.rows)

    def approve(
        self,
        *,
        person: PersonId,
        role: Annotated[list[Role] | None, typer.Option(help="option.role")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Approve a registration: the person gets the account and is told.

        Example: zhiban people approve u_lin --role operator
        """
        roles = frozenset({Role.VIEWER, *(role or ())})
        made, reader = self.terminal.told(
            lambda services: services.registrations.approve(
                by=self.terminal.operator, person_id=person, roles=roles
            )
        )
        if as_json:
            say_json(made)
            return
        note(reader.text(message("registration.approved", person=Called(made.name))))

    def refuse(
        self,
        *,
        person: PersonId,
        reason: Annotated[str, typer.Option(help="option.refusal_reason")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Refuse a registration; the person is told, by mail if they gave an address.

        Example: zhiban people refuse u_lin --reason "Please use your company address."
        """
        gone, reader = self.terminal.told(
            lambda services: services.registrations.refuse(
                by=self.terminal.operator, person_id=person, reason=reason
            )
        )
        if as_json:
            say_json(gone)
            return
        note(reader.text(message("registration.is_refused", person=Called(gone.name))))
