"""`zhiban policies …` and `zhiban audit …`: what may be done, and what was."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from application.common.wording import Localizer
from application.incidents.audit import AuditCheck
from application.incidents.back_testing import MOST_INCIDENTS
from application.incidents.control_views import (
    AuditCheckView,
    PolicyJudgedView,
    PolicyView,
    check_view,
    judged_view,
    policy_lines,
    policy_view,
)
from application.incidents.policies import LARGEST_POLICY
from application.incidents.words import back_test_said, course_said
from application.services import Services
from cli.exit import ExitCode
from cli.incidents.words import localizer_of
from cli.options import AsJson, Start
from cli.output import heads, note, one_line, say, say_json, say_json_line, say_table, say_told
from cli.terminal import Terminal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Command, message, named
from domain.incidents.audit.chain import Broken
from domain.incidents.audit.files import verify_file

PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", help="option.policy_file")]


@dataclass(frozen=True)
class PolicyCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def show(self, *, as_json: AsJson = False) -> None:
        """Say what Zhiban may do where: modes, hours, ladder, limits, who is on call.

        Example: zhiban policies show
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> PolicyView:
            return policy_view(await services.policies.show(by=by), reader)

        policy, reader = self.terminal.read(PolicyView, "/api/v1/policies/current", asked)
        if as_json:
            say_json(policy)
        else:
            _say_policy(policy, reader)

    def schema(self, *, as_json: AsJson = False) -> None:
        """Write the JSON Schema of policy files, for editors; on one line with --json.

        Example: zhiban policies schema > policy.schema.json
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> dict[str, Any]:
            return services.policies.schema(by=by)

        found, _ = self.terminal.read(dict[str, Any], "/api/v1/policies/schema", asked)
        if as_json:
            say_json_line(found)
        else:
            say_json(found)

    def validate(self, *, file: PolicyFile, as_json: AsJson = False) -> None:
        """Check a policy file before it counts: every mistake is named; nothing is changed.

        Ends with exit code 3 when it cannot be used.

        Example: zhiban policies validate policy.toml
        """

        async def asked(services: Services) -> tuple[PolicyJudgedView, Localizer]:
            judged = services.policies.validate(by=self.terminal.operator, text=_text_of(file))
            reader = await localizer_of(self.terminal, services)
            return judged_view(judged, reader), reader

        judged, reader = self.terminal.ask(asked)
        if as_json:
            say_json(judged)
        for mistake in judged.mistakes:
            note(one_line(mistake))
        if judged.policy is None:
            raise typer.Exit(ExitCode.REFUSED)
        if not as_json:
            _say_policy(judged.policy, reader)

    def back_test(
        self,
        *,
        file: PolicyFile,
        start: Start = "-30d",
        limit: Annotated[
            int,
            typer.Option("--limit", "-n", min=1, max=MOST_INCIDENTS, help="option.back_test_limit"),
        ] = 200,
        as_json: AsJson = False,
    ) -> None:
        """Say what a policy would have done differently in incidents that are over.

        Example: zhiban policies back-test policy.toml --start -90d
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            reader = await localizer_of(self.terminal, services)
            now = services.controls.clock.now()
            since = services.times.moment(start, now=now, zone=reader.zone, field="--start")
            found = await services.policies.back_test(
                by=by, text=_text_of(file), since=since, limit=limit
            )
            if as_json:
                say_json(found)
                return
            rows = [
                (
                    each.incident_id,
                    [reader.text(named(change)) for change in each.changes],
                    reader.text(course_said(each.was)),
                    reader.text(course_said(each.would)),
                )
                for each in found.differences
            ]
            names = ("head.incident", "head.changes", "head.was", "head.would")
            say_table(heads(reader.text, *names), rows)
            note(reader.text(back_test_said(found)))

        self.terminal.ask(asked)


@dataclass(frozen=True)
class AuditCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def verify(
        self,
        *,
        file: Annotated[
            Path | None,
            typer.Argument(metavar="[FILE]", help="option.audit_file"),
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Check that no row of the audit was changed, deleted, moved or cut off.

        A file is checked offline, without the database. Ends with exit code 3 when it is broken.

        Example: zhiban audit verify audit.jsonl
        """
        if file is not None:
            # No database is opened for it, so nobody's settings are known either.
            offline = Localizer(self.terminal.runtime.words, self.terminal.stranger)
            verified = self.terminal.run(_verified(file))
            _say_check(check_view(verified, offline), as_json=as_json)
            return
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> AuditCheckView:
            return check_view(await services.audit.verify(by=by), reader)

        check, _ = self.terminal.read(AuditCheckView, "/api/v1/audit/check", asked)
        _say_check(check, as_json=as_json)

    def export(
        self,
        *,
        out: Annotated[Path | None, typer.Option("--out", "-o", help="option.out")] = None,
    ) -> None:
        """Write the whole audit as JSON Lines that anybody can check without us.

        Example: zhiban audit export --out audit.jsonl
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            count = 0
            if out is None:
                async for line in services.audit.export(by=by):
                    typer.echo(line, nl=False)
                return
            with _opened(out) as file:
                async for line in services.audit.export(by=by):
                    file.write(line)
                    count += 1
            command = Command(f"zhiban audit verify {out}")
            name = Called(str(out))
            said = message("audit.exported", rows=count - 2, file=name, command=command)
            note(one_line((await localizer_of(self.terminal, services)).text(said)))

        self.terminal.ask(asked)


async def _verified(path: Path) -> AuditCheck:
    """Return how many rows of a file are good, its head, and the first bad row."""
    try:
        with path.open(encoding="utf-8") as lines:
            found = verify_file(lines)
    except (OSError, UnicodeDecodeError):
        raise InvalidRequest(
            "FILE", message("rule.readable_file", file=Called(str(path)))
        ) from None
    if isinstance(found, Broken):
        return AuditCheck(found.sequence - 1, "", found)
    return AuditCheck(found.rows, found.head)


def _say_check(check: AuditCheckView, *, as_json: bool) -> None:
    say_told(check, check.said, as_json=as_json)
    if check.broken is not None:
        raise typer.Exit(ExitCode.REFUSED)


def _say_policy(policy: PolicyView, reader: Localizer) -> None:
    for each in policy_lines(policy, reader):
        say(one_line(each))


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8")
    except OSError:
        raise InvalidRequest(
            "--out", message("rule.writable_file", file=Called(str(path)))
        ) from None


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LARGEST_POLICY + 1)
    except (OSError, UnicodeDecodeError):
        raise InvalidRequest(
            "FILE", message("rule.readable_file", file=Called(str(path)))
        ) from None
