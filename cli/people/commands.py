"""`zhiban people …`."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

import typer

from application.services import Services
from cli.options import AsJson, Limit
from cli.output import note, say, say_json, say_table
from cli.terminal import Terminal, secret
from domain.common.readers import Language
from domain.people.access import Role, Scope
from domain.people.people import Newcomer, Person, TokenRecord

PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="Id of the person, u_….")]
OrMe = Annotated[
    str | None, typer.Argument(metavar="[PERSON]", help="Id of the person; the operator if none.")
]


@dataclass(frozen=True)
class PeopleCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def add(  # noqa: PLR0913 - one option per field of a person
        self,
        *,
        person: PersonId,
        name: Annotated[str, typer.Argument(help="What we call them.")],
        mail: Annotated[str, typer.Option(help="Mail address.")] = "",
        phone: Annotated[str, typer.Option(help="In E.164 form, +86….")] = "",
        zone: Annotated[str, typer.Option(help="IANA time zone.")] = "Asia/Shanghai",
        language: Annotated[Language, typer.Option(help="Of briefings.")] = Language.CHINESE,
        role: Annotated[
            list[Role] | None, typer.Option(help="A role besides viewer; repeat it.")
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Make an account; the password is asked for, or read from a pipe.

        Example: zhiban people add u_mei Mei --mail mei@example.cn --role operator
        """
        newcomer = Newcomer(
            id=person,
            name=name,
            password=secret("Password"),
            mail=mail,
            phone=phone,
            zone=zone,
            language=language,
        )

        async def added(services: Services) -> Person:
            by = self.terminal.operator
            made = await services.people.register(by=by, newcomer=newcomer)
            if role:
                roles = made.roles | frozenset(role)
                made = await services.people.set_roles(by=by, person_id=made.id, roles=roles)
            return made

        _say_person(self.terminal.ask(added), as_json=as_json)

    def list_all(
        self,
        *,
        limit: Limit = 50,
        after: Annotated[str, typer.Option(help="Only ids after this one, to page on.")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List people by id.

        Example: zhiban people list --json
        """
        by = self.terminal.operator
        found = self.terminal.see(
            list[Person],
            "/api/v1/people",
            {"after": after, "limit": limit},
            lambda services, _: services.people.list(by=by, after=after, limit=limit),
        ).view
        if as_json:
            say_json(found)
            return
        names = ("id", "name", "mail", "roles", "zone", "disabled")
        say_table(names, [[getattr(each, name) for name in names] for each in found])

    def show(self, *, person: OrMe = None, as_json: AsJson = False) -> None:
        """Show what is kept of a person.

        Example: zhiban people show u_mei
        """
        by = self.terminal.operator
        name = person or by.person_id
        found = self.terminal.see(
            Person,
            f"/api/v1/people/{quote(name, safe='')}",
            {},
            lambda services, _: services.people.get(by=by, person_id=name),
        ).view
        _say_person(found, as_json=as_json)

    def roles(
        self,
        *,
        person: PersonId,
        role: Annotated[list[Role], typer.Argument(help="All the roles they shall have.")],
        as_json: AsJson = False,
    ) -> None:
        """Say what a person is trusted with, as a whole.

        Example: zhiban people roles u_mei viewer operator
        """
        by = self.terminal.operator
        changed = self.terminal.ask(
            lambda services: services.people.set_roles(
                by=by, person_id=person, roles=frozenset(role)
            )
        )
        _say_person(changed, as_json=as_json)

    def disable(self, *, person: PersonId, as_json: AsJson = False) -> None:
        """Refuse every sign-in and token of a person.

        Example: zhiban people disable u_mei
        """
        self._set_disabled(person, disabled=True, as_json=as_json)

    def enable(self, *, person: PersonId, as_json: AsJson = False) -> None:
        """Let a disabled person in again.

        Example: zhiban people enable u_mei
        """
        self._set_disabled(person, disabled=False, as_json=as_json)

    def password(self, *, person: OrMe = None) -> None:
        """Change a password; the old and the new one are asked for, or read from a pipe.

        Example: zhiban people password u_mei
        """
        old = secret("Old password")
        new = secret("New password")

        async def changed(services: Services) -> None:
            by = await self.terminal.acting_as(services, person)
            await services.proofs.change_password(by=by, old=old, new=new)

        self.terminal.ask(changed)
        note("The password is changed and every session has ended.")

    def issue_token(
        self,
        *,
        person: OrMe = None,
        label: Annotated[str, typer.Option(help="What it is for.")],
        scope: Annotated[list[Scope], typer.Option(help="What it may do; repeat it.")],
        days: Annotated[
            int, typer.Option(min=0, max=365, help="How long it lasts; 0 until it is revoked.")
        ] = 90,
        as_json: AsJson = False,
    ) -> None:
        """Make an API token; its text goes to stdout, this once.

        Example: zhiban people token issue u_mei --label laptop --scope read
        """

        async def issued(services: Services) -> tuple[TokenRecord, str]:
            by = await self.terminal.acting_as(services, person)
            return await services.proofs.issue_token(
                by=by, label=label, scopes=frozenset(scope), days=days or None
            )

        record, text = self.terminal.ask(issued)
        if as_json:
            say_json({"record": record, "token": text})
            return
        say(text)
        until = f"until {record.expires_at:%Y-%m-%d}" if record.expires_at else "until revoked"
        note(f"Token {record.id} of {record.person_id}, {until}; it is not shown again.")

    def list_tokens(self, *, person: OrMe = None, as_json: AsJson = False) -> None:
        """List the tokens of a person, newest first; never their text.

        Example: zhiban people token list u_mei
        """
        by = self.terminal.operator
        found = self.terminal.see(
            list[TokenRecord],
            "/api/v1/tokens",
            {"person_id": person or by.person_id},
            lambda services, _: services.proofs.list_tokens(by=by, person_id=person),
        ).view
        if as_json:
            say_json(found)
            return
        names = ("id", "label", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
        say_table(names, [[getattr(each, name) for name in names] for each in found])

    def revoke_token(
        self,
        *,
        token: Annotated[str, typer.Argument(help="Id of the token, not its text.")],
        person: Annotated[
            str | None, typer.Option("--person", "-p", help="Whose; the operator's own if none.")
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Make a token useless from this moment.

        Example: zhiban people token revoke 0a1b2c3d4e5f6071 --person u_mei
        """
        by = self.terminal.operator
        record = self.terminal.ask(
            lambda services: services.proofs.revoke_token(by=by, token_id=token, person_id=person)
        )
        if as_json:
            say_json(record)
        else:
            note(f"Token {record.id} ({record.label}) is revoked.")

    def _set_disabled(self, person: str, *, disabled: bool, as_json: bool) -> None:
        by = self.terminal.operator
        changed = self.terminal.ask(
            lambda services: services.people.set_disabled(
                by=by, person_id=person, disabled=disabled
            )
        )
        _say_person(changed, as_json=as_json)


def _say_person(person: Person, *, as_json: bool) -> None:
    if as_json:
        say_json(person)
        return
    names = ("id", "name", "mail", "phone", "zone", "language", "roles", "disabled")
    say_table(("field", "value"), [(name, getattr(person, name)) for name in names])
