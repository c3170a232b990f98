"""Our own tools and those of plugins in one box."""

from dataclasses import dataclass, field

import pytest

from application.assistant.toolboxes import MOST_TOOLS, Toolboxes, cut_result
from application.ports.assistant.toolboxes import Care, OfferedTool, ToolAnswer, ToolCall
from domain.assistant.conversations import LONGEST_RESULT, Outcome
from domain.common.errors import Unavailable
from domain.people.access import Actor, Role

MEI = Actor("u_mei", frozenset({Role.VIEWER}))


@dataclass
class Box:
    """Offers tools with these aliases, or fails; remembers what was called."""

    name: str
    aliases: tuple[str, ...] = ()
    error: Exception | None = None
    called: list[str] = field(default_factory=list)

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        if self.error:
            raise self.error
        return tuple(
            OfferedTool(
                alias=each,
                title=each,
                description="",
                parameters={"type": "object"},
                care=Care.READS,
                repeatable=True,
            )
            for each in self.aliases
        )

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        self.called.append(call.alias)
        if call.alias not in self.aliases:
            return ToolAnswer(Outcome.REFUSED, f"{self.name} has no {call.alias}")
        return ToolAnswer(Outcome.DONE, self.name)


async def aliases(box: Toolboxes) -> list[str]:
    return [each.alias for each in await box.tools(MEI)]


async def test_tools_keep_their_order_and_each_alias_is_there_once():
    """MCC-4."""
    own, plugins = Box("own", ("b", "a", "same")), Box("plugins", ("same", "z", "c"))
    box = Toolboxes((own, plugins))

    assert await aliases(box) == ["b", "a", "same", "z", "c"]
    assert await aliases(box) == await aliases(box)
    assert (await box.call(MEI, ToolCall("same", {}, "k"))).text == "own"
    assert (await box.call(MEI, ToolCall("z", {}, "k"))).text == "plugins"
    assert plugins.called == ["z"]


async def test_a_box_that_fails_hides_only_its_own_tools():
    """MCC-4, MCC-2."""
    away = Box("plugins", error=Unavailable("gone"))
    box = Toolboxes((Box("own", ("a",)), away))

    assert await aliases(box) == ["a"]
    assert (await box.call(MEI, ToolCall("a", {}, "k"))).outcome is Outcome.DONE
    assert await aliases(Toolboxes((away, Box("own", ("a",))))) == ["a"]


async def test_a_tool_is_not_looked_for_elsewhere_while_its_box_is_closed():
    """MCC-4: another tool of that name must not be called in its stead."""
    first, second = Box("own", error=Unavailable("gone")), Box("plugins", ("a",))
    with pytest.raises(Unavailable):
        await Toolboxes((first, second)).call(MEI, ToolCall("a", {}, "k"))

    assert second.called == []


@pytest.mark.parametrize(
    "boxes",
    [
        (Box("own", error=Unavailable("gone")),),
        (Box("own", error=Unavailable("gone")), Box("plugins", error=Unavailable("too"))),
    ],
)
async def test_without_any_box_there_is_an_error(boxes):
    """MCC-4: no tools at all is not the same as tools that cannot be seen."""
    with pytest.raises(Unavailable):
        await Toolboxes(boxes).tools(MEI)


async def test_a_mistake_in_the_program_is_not_hidden():
    """MCC-4."""
    with pytest.raises(KeyError):
        await Toolboxes((Box("own", ("a",)), Box("plugins", error=KeyError("x")))).tools(MEI)


async def test_no_more_tools_are_searched_than_is_said():
    """MCC-4: ours are kept, of the others as many as fit."""
    own = tuple(f"own_{number}" for number in range(90))
    others = tuple(f"plugin_{number}" for number in range(MOST_TOOLS))
    offered = await aliases(Toolboxes((Box("own", own), Box("plugins", others))))

    assert len(offered) == MOST_TOOLS
    assert offered == [*own, *others][:MOST_TOOLS]


async def test_a_tool_that_nobody_has_is_refused_by_the_last_box():
    """MCC-4."""
    box = Toolboxes((Box("own", ("a",)), Box("plugins", ("b",))))

    answer = await box.call(MEI, ToolCall("nope", {}, "k"))

    assert (answer.outcome, answer.text) == (Outcome.REFUSED, "plugins has no nope")


def test_a_result_is_cut_and_says_so():
    """MCC-4."""
    whole = "x" * LONGEST_RESULT
    cut = cut_result("字" * (LONGEST_RESULT + 1))

    assert cut_result(whole) == whole
    assert len(cut) == LONGEST_RESULT
    assert cut.endswith("[cut here: 16,001 characters in all; ask for less, or for the next part]")
