"""`zhiban demo`: something to look at, played on what `zhiban up` has started."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from cli.exit import ExitCode
from cli.options import AsJson
from cli.output import heads, note, say, say_json, say_table
from cli.runtime import DemoStep
from cli.terminal import Terminal
from domain.common.messages import Called, message


class Play(StrEnum):
    """What can be played."""

    MORNING = "morning"
    INCIDENT = "incident"


@dataclass(frozen=True)
class DemoCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def demo(
        self,
        *,
        play: Annotated[Play, typer.Argument(help="option.play")] = Play.MORNING,
        scenario: Annotated[str, typer.Argument(help="option.scenario")] = "",
        every: Annotated[bool, typer.Option("--list", help="option.list_faults")] = False,
        enable_writes: Annotated[
            bool,
            typer.Option(
                "--enable-writes",
                help="option.enable_writes",
            ),
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Play a morning, or an incident, on what 'zhiban up' has started.

        An incident is told live, in the language of the terminal, and ends with exit code 3 when
        it does not end as it should.

        Example: zhiban demo incident crash-loop --enable-writes
        """
        if every:
            self._list(as_json=as_json)
        elif play is Play.INCIDENT:
            self._incident(scenario, enable_writes=enable_writes, as_json=as_json)
        else:
            steps = self.terminal.run(self.terminal.runtime.demo(tell=note))
            if as_json:
                say_json({"steps": steps})
            else:
                self._say_steps(steps)

    def _list(self, *, as_json: bool) -> None:
        found = self.terminal.runtime.scenarios()
        if as_json:
            say_json({"scenarios": found})
            return
        yes_no = {
            True: self.terminal.text(message("flag.yes")),
            False: self.terminal.text(message("flag.no")),
        }
        rows = [
            (each.name, yes_no[each.repairable], yes_no[each.watchable], each.title)
            for each in found
        ]
        names = ("head.name", "head.repairable", "head.watchable", "head.title")
        say_table(heads(self.terminal.text, *names), rows)
        option = Called("--enable-writes")
        note(self.terminal.text(message("terminal.need_writes", option=option)))

    def _incident(self, scenario: str, *, enable_writes: bool, as_json: bool) -> None:
        tell = note if as_json else say
        runtime = self.terminal.runtime
        told = self.terminal.run(
            runtime.demo_incident(scenario, enable_writes=enable_writes, tell=tell),
        )
        if as_json:
            say_json(told)
        else:
            say("")
            self._say_steps(told.steps)
        if told.problems:
            raise typer.Exit(ExitCode.REFUSED)

    def _say_steps(self, steps: Sequence[DemoStep]) -> None:
        rows = [(each.name, each.outcome, each.address) for each in steps]
        say_table(heads(self.terminal.text, "head.name", "head.outcome", "head.address"), rows)
