"""`zhiban people …`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

import typer

from application.common.views import table_of
from application.common.wording import Localizer
from application.people.links import PasswordLink
from application.people.views import NameView
from application.services import Services
from cli.languages import language_option
from cli.options import AsJson, Limit
from cli.output import note, say, say_fields, say_json, say_one, say_table
from cli.terminal import Terminal
from domain.common.messages import Called, message
from domain.common.readers import NOBODY_KNOWN, Language
from domain.common.time_words import in_zone
from domain.people.access import Role, Scope
from domain.people.people import Newcomer, Person, PersonChanges, TokenRecord

PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="option.person_id")]
_LISTED = ("head.id", "head.name", "head.mail", "head.roles", "head.zone", "head.disabled")
_PERSON = (
    *("head.id", "head.name", "head.mail", "head.phone", "head.zone", "head.language"),
    *("head.roles", "head.disabled"),
)
_TOKEN = (
    *("head.id", "head.label", "head.scopes", "head.created_at", "head.expires_at"),
    *("head.revoked_at", "head.last_used_at"),
)

OrMe = Annotated[str | None, typer.Argument(metavar="[PERSON]", help="option.person_or_me")]


@dataclass(frozen=True)
class PeopleCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def add(  # noqa: PLR0913 - one option per field of a person
        self,
        *,
        person: PersonId,
        name: Annotated[str, typer.Argument(help="option.person_name")],
        mail: Annotated[str, typer.Option(help="option.mail")] = "",
        phone: Annotated[str, typer.Option(help="option.phone")] = "",
        zone: Annotated[str, typer.Option(help="option.zone")] = "Asia/Shanghai",
        language: Annotated[Language, language_option("option.person_language")] = NOBODY_KNOWN,
        role: Annotated[list[Role] | None, typer.Option(help="option.role")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Make an account; the password is asked for, or read from a pipe, one line.

        Example: zhiban people add u_mei Mei --mail mei@example.cn --role operator
        """
        newcomer = Newcomer(
            id=person,
            name=name,
            password=self.terminal.secret(message("people_tool.password")),
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

        _say_person(*self.terminal.told(added), as_json=as_json)

    def invite(  # noqa: PLR0913 - one option per field of a person
        self,
        *,
        person: PersonId,
        name: Annotated[str, typer.Argument(help="option.person_name")],
        mail: Annotated[str, typer.Option(help="option.mail")] = "",
        phone: Annotated[str, typer.Option(help="option.phone")] = "",
        zone: Annotated[str, typer.Option(help="option.zone")] = "Asia/Shanghai",
        language: Annotated[Language, language_option("option.person_language")] = NOBODY_KNOWN,
        role: Annotated[list[Role] | None, typer.Option(help="option.role")] = None,
        hours: Annotated[int, typer.Option(min=1, max=168, help="option.link_hours")] = 168,
        as_json: AsJson = False,
    ) -> None:
        """Make an account and a link by which its person chooses the password; shown this once.

        Example: zhiban people invite u_mei Mei --role operator
        """
        newcomer = Newcomer(
            id=person, name=name, mail=mail, phone=phone, zone=zone, language=language
        )
        made = self.terminal.told(
            lambda services: services.password_links.invite(
                by=self.terminal.operator,
                newcomer=newcomer,
                roles=frozenset({Role.VIEWER, *(role or ())}),
                life=timedelta(hours=hours),
            )
        )
        self._say_link(*made, as_json=as_json)

    def link(
        self,
        *,
        person: PersonId,
        hours: Annotated[int, typer.Option(min=1, max=168, help="option.link_hours")] = 24,
        withdraw: Annotated[bool, typer.Option("--withdraw", help="option.withdraw")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Make a link by which a person chooses a new password, once; shown this once.

        Example: zhiban people link u_mei
        """
        by = self.terminal.operator
        if withdraw:
            _, reader = self.terminal.told(
                lambda services: services.password_links.withdraw(by=by, person_id=person)
            )
            note(reader.text(message("password_link.withdrawn")))
            return
        made = self.terminal.told(
            lambda services: services.password_links.make(
                by=by, person_id=person, life=timedelta(hours=hours)
            )
        )
        self._say_link(*made, as_json=as_json)

    def list_all(
        self,
        *,
        limit: Limit = 50,
        after: Annotated[str, typer.Option(help="option.after_id")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List people by id.

        Example: zhiban people list --json
        """
        by = self.terminal.operator
        found, reader = self.terminal.read(
            list[Person],
            "/api/v1/people",
            lambda services, _: services.people.list(by=by, after=after, limit=limit),
            {"after": after, "limit": limit},
        )
        if as_json:
            say_json(found)
            return
        say_fields(reader.text, _LISTED, found)

    def show(self, *, person: OrMe = None, as_json: AsJson = False) -> None:
        """Show what is kept of a person.

        Example: zhiban people show u_mei
        """
        by = self.terminal.operator
        name = person or by.person_id
        found, reader = self.terminal.read(
            Person,
            f"/api/v1/people/{quote(name, safe='')}",
            lambda services, _: services.people.get(by=by, person_id=name),
        )
        _say_person(found, reader, as_json=as_json)

    def names(
        self,
        *,
        person: OrMe = None,
        robot: Annotated[str | None, typer.Option("--robot", help="option.called")] = None,
        wake: Annotated[list[str] | None, typer.Option("--wake", help="option.wake")] = None,
        preview: Annotated[bool, typer.Option("--preview", help="option.names_preview")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Say what a person calls their robot, and show what else would be taken for it.

        Without names it shows those there are. Wake words replace all that were.

        Example: zhiban people names u_mei --robot Zhiban --wake "hey zhiban"
        """

        async def named(services: Services) -> tuple[NameView, ...]:
            by = self.terminal.operator
            whose = person or by.person_id
            asked = [*([robot] if robot else ()), *(wake or ())]
            if asked and not preview:
                words = tuple(wake) if wake else None
                changes = PersonChanges(robot_name=robot, wake_words=words)
                await services.people.update(by=by, person_id=whose, changes=changes)
            seen = asked if preview else ()
            return await services.names.preview(by=by, person_id=whose, names=seen)

        found, reader = self.terminal.told(named)
        if as_json:
            say_json(found)
            return
        table = table_of(NameView, found, reader.words, reader.reader)
        say_table(table.labels, table.rows)

    def roles(
        self,
        *,
        person: PersonId,
        role: Annotated[list[Role], typer.Argument(help="option.all_roles")],
        as_json: AsJson = False,
    ) -> None:
        """Say what a person is trusted with, as a whole.

        Example: zhiban people roles u_mei viewer operator
        """
        by = self.terminal.operator
        changed = self.terminal.told(
            lambda services: services.people.set_roles(
                by=by, person_id=person, roles=frozenset(role)
            )
        )
        _say_person(*changed, as_json=as_json)

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
        """Change a password; both are asked for, or read from a pipe: two lines, the old one first.

        Example: zhiban people password u_mei
        """
        old = self.terminal.secret(message("people_tool.old_password"))
        new = self.terminal.secret(message("people_tool.new_password"))

        async def changed(services: Services) -> None:
            by = await self.terminal.acting_as(services, person)
            await services.proofs.change_password(by=by, old=old, new=new)

        _, reader = self.terminal.told(changed)
        note(reader.text(message("people_tool.password_changed")))

    def issue_token(
        self,
        *,
        person: OrMe = None,
        label: Annotated[str, typer.Option(help="option.token_label")],
        scope: Annotated[list[Scope], typer.Option(help="option.scope")],
        days: Annotated[int, typer.Option(min=0, max=365, help="option.token_days")] = 90,
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

        (record, text), reader = self.terminal.told(issued)
        if as_json:
            say_json({"record": record, "token": text})
            return
        say(text)
        said = message(
            "people_tool.token_issued",
            token=Called(record.id),
            person=Called(record.person_id),
            until=record.expires_at.date() if record.expires_at else None,
        )
        note(reader.text(said))

    def list_tokens(self, *, person: OrMe = None, as_json: AsJson = False) -> None:
        """List the tokens of a person, newest first; never their text.

        Example: zhiban people token list u_mei
        """
        by = self.terminal.operator
        found, reader = self.terminal.read(
            list[TokenRecord],
            "/api/v1/tokens",
            lambda services, _: services.proofs.list_tokens(by=by, person_id=person),
            {"person_id": person or by.person_id},
        )
        if as_json:
            say_json(found)
            return
        say_fields(reader.text, _TOKEN, found, reader.zone)

    def revoke_token(
        self,
        *,
        token: Annotated[str, typer.Argument(help="option.token_id")],
        person: Annotated[str | None, typer.Option("--person", "-p", help="option.person")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Make a token useless from this moment.

        Example: zhiban people token revoke 0a1b2c3d4e5f6071
        """
        by = self.terminal.operator
        record, reader = self.terminal.told(
            lambda services: services.proofs.revoke_token(by=by, token_id=token, person_id=person)
        )
        if as_json:
            say_json(record)
        else:
            said = message(
                "people_tool.token_revoked", token=Called(record.id), label=Called(record.label)
            )
            note(reader.text(said))

    def _say_link(self, made: PasswordLink, reader: Localizer, *, as_json: bool) -> None:
        url = f"{self.terminal.runtime.public_url}/w/{made.token}"
        if as_json:
            say_json({"person": made.person, "expires_at": made.expires_at, "url": url})
            return
        say(url)
        until = Called(in_zone(made.expires_at, reader.zone))
        said = message("password_link.told", person=Called(made.person.id), until=until)
        note(reader.text(said))

    def _set_disabled(self, person: str, *, disabled: bool, as_json: bool) -> None:
        by = self.terminal.operator
        changed = self.terminal.told(
            lambda services: services.people.set_disabled(
                by=by, person_id=person, disabled=disabled
            )
        )
        _say_person(*changed, as_json=as_json)


def _say_person(person: Person, reader: Localizer, *, as_json: bool) -> None:
    if as_json:
        say_json(person)
        return
    say_one(reader.text, _PERSON, person)
