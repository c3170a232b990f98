"""`zhiban namespace …`: which installation works in a Temporal namespace."""

from dataclasses import dataclass
from typing import Annotated

import typer

from cli.asking import agreed
from cli.options import AsJson
from cli.output import say, say_json
from cli.runtime import NamespaceOwner
from cli.terminal import Terminal
from domain.common.messages import Called, message


@dataclass(frozen=True)
class NamespaceCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def show(self, *, as_json: AsJson = False) -> None:
        """Show which installation the namespace belongs to.

        Example: zhiban namespace show
        """
        self._say(self.terminal.run(self.terminal.runtime.namespace()), as_json=as_json)

    def take_over(
        self,
        *,
        yes: Annotated[bool, typer.Option("--yes", help="option.yes")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Make the namespace this installation's, with the workflows that are in it.

        For a database that has replaced another one. Stop the other installation's workers first:
        two at work in one namespace take each other's workflows for theirs.

        Example: zhiban namespace take-over
        """
        found = self.terminal.run(self.terminal.runtime.namespace())
        if not found.is_ours and not yes:
            owner = Called(found.owner) if found.owner else None
            question = message(
                "namespace.take_over", namespace=Called(found.namespace), owner=owner
            )
            agreed(question, self.terminal.text)
        taken = self.terminal.run(self.terminal.runtime.namespace(take_over=True))
        self._say(taken, as_json=as_json)

    def _say(self, found: NamespaceOwner, *, as_json: bool) -> None:
        if as_json:
            say_json(found)
            return
        owner = Called(found.owner) if found.owner else None
        said = message(
            "namespace.belongs", namespace=Called(found.namespace), owner=owner, ours=found.is_ours
        )
        say(self.terminal.text(said))
