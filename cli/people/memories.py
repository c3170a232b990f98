"""`zhiban memory …`."""

from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.views import table_of
from application.common.wording import Localizer
from application.people.views import MemoryView, found_view, memory_view
from application.services import Services
from cli.options import AsJson, For, Limit
from cli.output import note, note_more, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Called, message
from domain.common.readers import Reader
from domain.people.memories import MemoryKind


@dataclass(frozen=True)
class Memories:
    """A page of what was found, as the API answers it."""

    found: tuple[MemoryView, ...]
    next_after: str
    note: str = ""


@dataclass(frozen=True)
class MemoryCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def add(
        self,
        *,
        text: Annotated[str, typer.Argument(help="option.memory_text")],
        kind: Annotated[MemoryKind, typer.Option(help="option.memory_kind")] = MemoryKind.FACT,
        tag: Annotated[list[str] | None, typer.Option(help="option.tag")] = None,
        key: Annotated[str, typer.Option(help="option.memory_key")] = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Remember something for a person.

        Example: zhiban memory add 'Mei wants to hear alarms first' --kind preference -p u_mei
        """

        async def kept(services: Services) -> MemoryView:
            by = await self.terminal.acting_as(services, person)
            memory = await services.memories.remember(
                by=by, text=text, kind=kind, tags=tuple(tag or ()), key=key
            )
            return memory_view(memory, await self.terminal.reader_of(services, person))

        memory = self.terminal.ask(kept)
        if as_json:
            say_json(memory)
        else:
            say(memory.id)

    def search(
        self,
        *,
        query: Annotated[str, typer.Argument(help="option.memory_query")] = "",
        kind: Annotated[MemoryKind | None, typer.Option(help="option.kind")] = None,
        limit: Limit = 20,
        after: Annotated[str, typer.Option(help="option.next_after")] = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Find what was remembered for a person, the best match first.

        Example: zhiban memory search alarms -p u_mei
        """

        async def searched(services: Services, reader: Reader) -> Memories:
            by = await self.terminal.acting_as(services, person)
            page = await services.memories.search(
                by=by, query=query, kind=kind, limit=limit, after=after
            )
            found = tuple(found_view(each, reader) for each in page.found)
            words = self.terminal.runtime.words
            said = words.text(page.note, reader) if page.note else ""
            return Memories(found, page.next_after, said)

        asked = {"query": query, "kind": kind, "limit": limit, "after": after}
        seen = self.terminal.see(Memories, "/api/v1/memories", asked, searched, person=person)
        if as_json:
            say_json(seen.view)
            return
        reader = Localizer(self.terminal.runtime.words, seen.reader)
        table = table_of(MemoryView, seen.view.found, reader.words, reader.reader)
        if table.rows:
            say_table(table.labels, table.rows)
        else:
            note(reader.text(message("memory.none")))
        if seen.view.note:
            note(seen.view.note)
        if seen.view.next_after:
            note_more(reader.text, f"--after '{seen.view.next_after}'")

    def forget(
        self,
        *,
        memory: Annotated[str, typer.Argument(help="option.memory_id")],
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Remove a memory for good.

        Example: zhiban memory forget m_3f2a… -p u_mei
        """

        async def forgotten(services: Services) -> None:
            by = await self.terminal.acting_as(services, person)
            await services.memories.forget(by=by, memory_id=memory)

        _, reader = self.terminal.told(forgotten, person=person)
        if as_json:
            say_json({"memory_id": memory, "forgotten": True})
        else:
            note(reader.text(message("memory.forgotten", memory=Called(memory))))
