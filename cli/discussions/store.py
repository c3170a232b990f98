"""`zhiban discussions stats`, `projects`, `init`, `import`, `check`: the store of discussions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from application.common.wording import Localizer, sentences
from application.discussions.messages import statistics_message
from application.ports.discussions import StoreCheck
from cli.discussions.words import note_broken
from cli.exit import ExitCode
from cli.options import AsJson
from cli.output import heads, note, one_line, say, say_fields, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import message


@dataclass(frozen=True)
class DiscussionStoreCommands:
    """Each public method is one command about the store itself; its docstring is its help."""

    terminal: Terminal

    def stats(self, *, as_json: AsJson = False) -> None:
        """Count discussions, messages and the messages of each sender.

        Example: zhiban discussions stats
        """
        by = self.terminal.operator
        counted, reader = self.terminal.told(
            lambda services: services.discussions.statistics(by=by)
        )
        if as_json:
            say_json(counted)
            return
        size = message("bus.size", bytes=counted.size_bytes)
        say(sentences(reader.text(statistics_message(counted)), reader.text(size)))
        busiest = sorted(counted.by_sender.items(), key=lambda each: (-each[1], each[0]))
        say_table(heads(reader.text, "head.sender", "head.messages"), busiest)
        note_broken(counted.broken, reader)

    def projects(self, *, as_json: AsJson = False) -> None:
        """List who takes part, as the store's config.json says.

        Example: zhiban discussions projects
        """
        by = self.terminal.operator
        found, reader = self.terminal.told(lambda services: services.discussions.projects(by=by))
        if as_json:
            say_json(found)
        else:
            say_fields(reader.text, ("head.id", "head.name", "head.role"), found)

    def init(self, *, as_json: AsJson = False) -> None:
        """Make what is missing of the store and say where it is; overwrite nothing.

        Example: zhiban discussions init
        """
        by = self.terminal.operator
        facts, reader = self.terminal.told(lambda services: services.discussions.init(by=by))
        if as_json:
            say_json(facts)
        else:
            say(facts.path)
            note(reader.text(message("bus.made", made=facts.made)))

    def import_store(
        self,
        *,
        folder: Annotated[Path, typer.Argument(help="option.folder")],
        as_json: AsJson = False,
    ) -> None:
        """Copy the discussions of another store in: those that are not here, and what they lack.

        Example: zhiban discussions import old/store
        """
        by, path = self.terminal.operator, str(folder.expanduser().absolute())
        found, reader = self.terminal.told(
            lambda services: services.discussions.take_in(by=by, folder=path)
        )
        _say_check(found, reader, as_json=as_json)

    def check(
        self,
        *,
        repair: Annotated[bool, typer.Option("--repair", help="option.repair")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Compare the files with the index and with what we wrote. Ends with 4 when they differ.

        Example: zhiban discussions check --repair
        """
        by = self.terminal.operator
        found, reader = self.terminal.told(
            lambda services: services.discussions.check(by=by, repair=repair)
        )
        _say_check(found, reader, as_json=as_json)
        if found.broken or (found.problems and not found.repaired):
            raise typer.Exit(ExitCode.TRY_AGAIN)


def _say_check(found: StoreCheck, reader: Localizer, *, as_json: bool) -> None:
    if as_json:
        said = [reader.text(each) for each in found.problems]
        say_json(vars(found) | {"problems": said})
        return
    counted = message("bus.checked", discussions=found.discussions, messages=found.messages)
    say(reader.text(counted))
    for each in found.problems:
        say(one_line(reader.text(each)))
    note_broken(found.broken, reader)
    if found.repaired:
        note(reader.text(message("bus.mended")))
