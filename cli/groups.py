"""Groups of commands: how each is made, whatever is in it."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from cli.languages import PARAMETER, peek
from cli.typed import typed
from domain.common.asked_language import answer_in

if TYPE_CHECKING:
    from domain.common.messages import Message
    from domain.common.readers import Language

Commands = Mapping[str, Callable[..., Any]]
"""Commands by the names that people type."""


class Leaf(TyperCommand):
    """A command whose help is in the terminal's language."""

    def make_context(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - typer's own
        """Find its language before anything is refused."""
        if any(each.name == PARAMETER for each in self.params):
            peek(args[1] if len(args) > 1 else extra["args"])
        return super().make_context(*args, **extra)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own
        """Write its help."""
        _write_help(self, ctx, formatter)


class Group(TyperGroup):
    """A group whose help is in the terminal's language."""

    def make_context(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - typer's own
        """Find its language before anything is refused."""
        peek(args[1] if len(args) > 1 else extra["args"])
        return super().make_context(*args, **extra)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own
        """Write its help."""
        _write_help(self, ctx, formatter)


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own
    from cli.help import page  # noqa: PLC0415 - only who asks for help waits for it

    formatter.write(page(command, ctx, ctx.find_root().obj()))


def group(commands: Commands, *, cls: type[Group] = Group) -> typer.Typer:
    """Make a group that shows its help when no command is named; plain text, so that it pipes."""
    made = _typer(cls)
    for name, command in commands.items():
        made.command(name, cls=Leaf)(typed(command))
    made.callback()(typed(lambda: None))
    return made


def alone(name: str, command: Callable[..., Any]) -> typer.Typer:
    """Make a command that is in no group."""
    made = _typer(None)
    made.command(name, cls=Leaf)(typed(command))
    return made


def _typer(cls: type[Group] | None) -> typer.Typer:
    return typer.Typer(
        cls=cls,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def on_demand(
    makers: Mapping[str, Callable[[], typer.Typer]],
    say: "Callable[[Message], str]",
    language: "Callable[[], Language]",
) -> type[Group]:
    """Return a group whose commands are made when they are asked for, by the names people type.

    Args:
        makers: by those names.
        say: puts into words how a command was used wrongly.
        language: in which help is shown.
    """

    class OnDemand(Group):
        def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
            super().__init__(**attributes)
            self.commands = _Made(makers)

        def make_context(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - typer's own
            answer_in(None)
            with _wrong_usage(say):
                return super().make_context(*args, obj=language, **extra)

        def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own
            with _wrong_usage(say):
                return super().invoke(ctx)

    return OnDemand


@contextmanager
def _wrong_usage(say: "Callable[[Message], str]") -> Iterator[None]:
    try:
        yield
    except Exception as error:
        from cli.usage import told  # noqa: PLC0415 - only who mistypes waits for it

        in_words = told(error, say)
        if in_words is None:
            raise
        raise in_words from None


class _Made(MutableMapping[str, Any]):
    """Commands by name; each is made once, at the first look."""

    def __init__(self, makers: Mapping[str, Callable[[], typer.Typer]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer's own
        if name not in self._made:
            command = get_command(self._makers[name]())
            command.name = name
            self._made[name] = command
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:  # noqa: ANN401 - typer's own
        self._made[name] = command
        self._makers.setdefault(name, typer.Typer)

    def __delitem__(self, name: str) -> None:
        del self._makers[name]
        self._made.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
