"""`zhiban audit …`: who did and decided what, and whether the record is whole."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from application.common.wording import Localizer
from application.incidents.audit import MOST_LISTED, AuditCheck
from application.incidents.audit_views import (
    AuditCheckView,
    AuditPageView,
    audit_page_view,
    check_view,
)
from application.ports.incidents.audit import AuditFilter
from application.services import Services
from cli.exit import ExitCode
from cli.options import AsJson
from cli.output import clock, heads, note, note_more, one_line, say_json, say_table, say_told
from cli.terminal import Terminal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Command, message
from domain.incidents.audit.chain import Broken
from domain.incidents.audit.decisions import AuditAction, AuditDecision
from domain.incidents.audit.files import verify_file

_LISTED = ("head.number", "head.at", "head.who", "head.what", "head.about", "head.why")


@dataclass(frozen=True)
class AuditCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(  # noqa: PLR0913 - one option per way to narrow
        self,
        *,
        actor: Annotated[str, typer.Option(help="option.audit_actor")] = "",
        subject: Annotated[str, typer.Option(help="option.audit_subject")] = "",
        target: Annotated[str, typer.Option(help="option.audit_target")] = "",
        action: Annotated[AuditAction | None, typer.Option(help="option.audit_action")] = None,
        decision: Annotated[
            AuditDecision | None, typer.Option(help="option.audit_decision")
        ] = None,
        start: Annotated[str, typer.Option("--start", "-s", help="option.start")] = "",
        end: Annotated[str, typer.Option("--end", "-e", help="option.end")] = "",
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="option.limit")
        ] = 20,
        before: Annotated[int, typer.Option(min=0, help="option.audit_before")] = 0,
        as_json: AsJson = False,
    ) -> None:
        """List who did and decided what, why and when, newest first.

        Example: zhiban audit list --actor u_mei --start 'yesterday 20:00'
        """
        by = self.terminal.operator
        asked: dict[str, Any] = {
            "actor": actor,
            "subject": subject,
            "target": target,
            "action": action,
            "decision": decision,
        }

        async def listed(services: Services, reader: Localizer) -> AuditPageView:
            now = services.controls.clock.now()

            def moment(text: str, field: str) -> datetime | None:
                if not text:
                    return None
                return services.times.moment(text, now=now, zone=reader.zone, field=field)

            which = AuditFilter(**asked, since=moment(start, "--start"), until=moment(end, "--end"))
            page = await services.audit.list(by=by, which=which, before=before, limit=limit)
            return audit_page_view(page, reader)

        exact = {"since": start, "until": end}
        page, reader = self.terminal.read(
            AuditPageView,
            "/api/v1/audit",
            listed,
            asked | exact | {"before": before or None, "limit": limit},
            is_exact=all(map(_is_exact, exact.values())),
        )
        if as_json:
            say_json(page)
            return
        say_audit(page, reader)

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
            note(one_line((await self.terminal.localizer_of(services)).text(said)))

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


def say_audit(page: AuditPageView, reader: Localizer) -> None:
    """Say one line for each row."""
    rows = [
        (
            each.sequence,
            clock(each.at, reader.zone),
            each.by,
            each.what,
            each.target or each.subject,
            each.why,
        )
        for each in page.rows
    ]
    say_table(heads(reader.text, *_LISTED), rows, none=reader.text(message("audit.none")))
    if page.next_before:
        note_more(reader.text, f"--before {page.next_before}")


def _is_exact(words: str) -> bool:
    """Say whether words name a moment whoever reads them, or none."""
    try:
        return not words or datetime.fromisoformat(words).tzinfo is not None
    except ValueError:
        return False


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8")
    except OSError:
        raise InvalidRequest(
            "--out", message("rule.writable_file", file=Called(str(path)))
        ) from None
