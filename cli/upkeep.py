"""`zhiban status`, `doctor`, `migrate`, `rebuild`, `reseal`, `replay`, `record`: its upkeep."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from application.events.read_models import Rebuilt
from cli.exit import ExitCode
from cli.options import AsJson
from cli.output import heads, note, say, say_fields, say_json, say_table
from cli.runtime import Check, Health, ReplayOptions, Status, Verdict
from cli.terminal import Terminal
from domain.common.messages import Called, Message, message
from domain.common.readers import Reader

_PART = ("head.name", "head.health", "head.address", "head.version", "head.detail")
_CHECK = ("head.name", "head.verdict", "head.detail", "head.advice")
CHECK_NAMES = {
    "temporal program": message("check.name_program"),
    "settings": message("check.name_settings"),
    "data folder": message("check.name_data_folder"),
    "database": message("check.name_database"),
    "calls": message("check.name_calls"),
    "two-step sign-in": message("check.name_second_factor"),
    "namespace owner": message("check.name_owner"),
    "search attributes": message("check.name_attributes"),
    "encryption": message("check.name_encryption"),
    "cloud": message("check.name_cloud"),
    "model": message("check.name_model"),
    "mail": message("check.name_mail"),
    "chat robots": message("check.name_robots"),
    "desk robots": message("check.name_desk_robots"),
    "voice": message("check.name_voice"),
    "briefings": message("check.name_briefings"),
    "messages": message("check.name_messages"),
}
"""What people read for them; others are names of programs."""

VERDICTS = {
    Verdict.OK: message("check.ok"),
    Verdict.WARNING: message("check.warning"),
    Verdict.PROBLEM: message("check.problem"),
}
_HEALTH = {
    Health.UP: message("check.up"),
    Health.DOWN: message("check.down"),
    Health.UNKNOWN: message("check.unknown"),
}
_SEALED = ("head.what", "head.renewed", "head.current", "head.left", "head.unopened")


@dataclass(frozen=True)
class UpkeepCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def status(self, *, as_json: AsJson = False) -> None:
        """Show every part that runs: address, health and version.

        Ends with exit code 4 when a part is down.

        Example: zhiban status --json
        """

        async def asked() -> tuple[Status, Reader]:
            reader = await self.terminal.operator_reads()
            return await self.terminal.runtime.status(reader), reader

        found, reader = self.terminal.run(asked())
        if as_json:
            say_json(found)
        else:
            text = partial(self.terminal.runtime.words.text, reader=reader)
            rows = [
                (
                    _named(each.name, text),
                    text(_HEALTH[each.health]),
                    each.address,
                    each.version,
                    each.detail,
                )
                for each in found.parts
            ]
            say_table(heads(text, *_PART), rows)
            if found.sandbox:
                note(text(message("page.sandbox_means")))
        if any(each.health is Health.DOWN for each in found.parts):
            raise typer.Exit(ExitCode.TRY_AGAIN)

    def doctor(self, *, as_json: AsJson = False) -> None:
        """Check that this machine and its settings are fit to run Zhiban.

        Ends with exit code 3 when there is a problem.

        Example: zhiban doctor
        """

        async def asked() -> tuple[list[Check], Reader]:
            reader = await self.terminal.operator_reads()
            return await self.terminal.runtime.doctor(reader), reader

        checks, reader = self.terminal.run(asked())
        if as_json:
            say_json({"checks": checks})
        else:
            text = partial(self.terminal.runtime.words.text, reader=reader)
            rows = [
                (_named(each.name, text), text(VERDICTS[each.verdict]), each.detail, each.advice)
                for each in checks
            ]
            say_table(heads(text, *_CHECK), rows)
        if any(each.verdict is Verdict.PROBLEM for each in checks):
            raise typer.Exit(ExitCode.REFUSED)

    def migrate(self, *, as_json: AsJson = False) -> None:
        """Bring the database schema up to date; doing it twice changes nothing.

        Example: zhiban migrate
        """
        done = self.terminal.run(self.terminal.runtime.migrate())
        if as_json:
            say_json(done)
        elif done.before == done.after:
            say(self.terminal.text(message("upkeep.schema_current", now=Called(done.after))))
        else:
            before = Called(done.before) if done.before else None
            said = message("upkeep.schema_migrated", before=before, now=Called(done.after))
            say(self.terminal.text(said))

    def rebuild(
        self,
        *,
        check: Annotated[bool, typer.Option("--check", help="option.check_rows")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Make what people look at again from the events, which are what counts.

        Safe while everything runs; doing it twice changes nothing.

        Example: zhiban rebuild --check
        """
        found = self.terminal.run(self.terminal.runtime.rebuild(check=check))
        if as_json:
            say_json(found)
        else:
            _say_rebuilt(found, self.terminal.text, check=check)
        if check and found.differences:
            raise typer.Exit(ExitCode.REFUSED)

    def reseal(
        self,
        *,
        check: Annotated[
            bool,
            typer.Option("--check", help="option.check_keys"),
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Seal what is kept sealed with the first encryption key, so that older ones can go.

        Addresses and headers of plugins, checkpoints of repairs, contents of ConfigMaps. Safe while
        everything runs; doing it twice changes nothing. Ends with exit code 3 when something is
        still sealed with another key, or does not open.

        Example: zhiban reseal --check
        """
        found = self.terminal.run(self.terminal.runtime.reseal(check=check))
        if as_json:
            say_json(found)
        else:
            say_fields(self.terminal.text, _SEALED, found)
            for reason in dict.fromkeys(why for each in found for why in each.reasons):
                note(reason)
        if not all(each.is_done for each in found):
            raise typer.Exit(ExitCode.REFUSED)

    def replay(
        self,
        *,
        paths: Annotated[
            list[Path] | None,
            typer.Argument(help="option.paths"),
        ] = None,
        live: Annotated[bool, typer.Option("--live", help="option.live")] = False,
        query: Annotated[str, typer.Option(help="option.replay_query")] = "",
        limit: Annotated[int, typer.Option(min=1, max=10_000, help="option.replay_limit")] = 100,
        as_json: AsJson = False,
    ) -> None:
        """Run recorded histories against today's code; a change that breaks one shows here.

        Ends with exit code 3 when a history does not agree.

        Example: zhiban replay --live --limit 500
        """
        options = ReplayOptions(tuple(paths or ()), live, query, limit)
        results = self.terminal.run(self.terminal.runtime.replay(options, tell=note))
        broken = [each for each in results if each.problem]
        if as_json:
            say_json({"replayed": len(results), "broken": len(broken), "histories": results})
        else:
            rows = [(each.history, each.events, each.problem or "ok") for each in results]
            say_table(
                heads(self.terminal.text, "head.history", "head.events", "head.problem"), rows
            )
            said = message("upkeep.replayed", count=len(results), broken=len(broken))
            note(self.terminal.text(said))
        if broken:
            raise typer.Exit(ExitCode.REFUSED)

    def record(
        self,
        *,
        workflow_id: Annotated[str, typer.Argument(help="option.workflow_id")],
        out: Annotated[Path | None, typer.Option(help="option.record_out")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Write the history of a workflow to a file, for replay.

        Example: zhiban record briefing/u_mei --out mei.json
        """
        done = self.terminal.run(self.terminal.runtime.record(workflow_id, out=out))
        if as_json:
            say_json(done)
        else:
            say(str(done.path))
            workflow = Called(done.workflow_id)
            note(
                self.terminal.text(message("upkeep.recorded", count=done.events, workflow=workflow))
            )


def _named(name: str, text: Callable[[Message], str]) -> str:
    return text(CHECK_NAMES[name]) if name in CHECK_NAMES else name


def _say_rebuilt(found: Rebuilt, text: Callable[[Message], str], *, check: bool) -> None:
    if found.differences:
        rows = [(each.model, each.id, each.what) for each in found.differences]
        say_table(heads(text, "head.model", "head.id", "head.differs"), rows)
    held = message(
        "upkeep.rebuilt",
        tasks=found.tasks,
        incidents=found.incidents,
        people=found.people,
        events=found.events,
        rows=len(found.differences),
        compared=check,
    )
    say(text(held))
    if found.orphans:
        say(text(message("upkeep.orphans", count=found.orphans)))
