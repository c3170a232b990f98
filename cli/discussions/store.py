"""`zhiban discussions stats`, `projects`, `init`, `import`, `check`: the store of discussions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from application.ports.discussions import StoreCheck
from cli.discussions.words import note_broken
from cli.exit import ExitCode
from cli.options import AsJson
from cli.output import note, one_line, say, say_json, say_table
from cli.terminal import Terminal


@dataclass(frozen=True)
class DiscussionStoreCommands:
    """Each public method is one command about the store itself; its docstring is its help."""

    terminal: Terminal

    def stats(self, *, as_json: AsJson = False) -> None:
        """Count discussions, messages and the messages of each sender.

        Example: zhiban discussions stats
        """
        by = self.terminal.operator
        counted = self.terminal.ask(lambda services: services.discussions.statistics(by=by))
        if as_json:
            say_json(counted)
            return
        say(
            f"{counted.messages} messages in {counted.discussions} discussions, {counted.open} "
            f"open; the last {counted.latest_activity or 'never'}; {counted.size_bytes:,} bytes"
        )
        busiest = sorted(counted.by_sender.items(), key=lambda each: (-each[1], each[0]))
        say_table(("from", "messages"), busiest)
        note_broken(counted.broken)

    def projects(self, *, as_json: AsJson = False) -> None:
        """List who takes part, as the store's config.json says.

        Example: zhiban discussions projects
        """
        by = self.terminal.operator
        found = self.terminal.ask(lambda services: services.discussions.projects(by=by))
        if as_json:
            say_json(found)
        else:
            say_table(("id", "name", "role"), [(each.id, each.name, each.role) for each in found])

    def init(self, *, as_json: AsJson = False) -> None:
        """Make what is missing of the store and say where it is; overwrite nothing.

        Example: zhiban discussions init
        """
        by = self.terminal.operator
        facts = self.terminal.ask(lambda services: services.discussions.init(by=by))
        if as_json:
            say_json(facts)
        else:
            say(facts.path)
            note("Made." if facts.made else "Nothing was missing.")

    def import_store(
        self,
        *,
        folder: Annotated[Path, typer.Argument(help="Folder of the other store; only read.")],
        as_json: AsJson = False,
    ) -> None:
        """Copy the discussions of another store in: those that are not here, and what they lack.

        Example: zhiban discussions import old/store
        """
        by, path = self.terminal.operator, str(folder.expanduser().absolute())
        found = self.terminal.ask(lambda services: services.discussions.take_in(by=by, folder=path))
        _say_check(found, as_json=as_json)

    def check(
        self,
        *,
        repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Compare the files with the index and with what we wrote. Ends with 4 when they differ.

        Example: zhiban discussions check --repair
        """
        by = self.terminal.operator
        found = self.terminal.ask(lambda services: services.discussions.check(by=by, repair=repair))
        _say_check(found, as_json=as_json)
        if found.broken or (found.problems and not found.repaired):
            raise typer.Exit(ExitCode.TRY_AGAIN)


def _say_check(found: StoreCheck, *, as_json: bool) -> None:
    if as_json:
        say_json(found)
        return
    say(f"{found.discussions} discussions, {found.messages} messages")
    for each in found.problems:
        say(one_line(each))
    note_broken(found.broken)
    if found.repaired:
        note("What could be mended is mended.")
