"""Options that several commands share."""

from collections.abc import Iterable
from typing import Annotated

import typer

from domain.common.messages import Alternatives, Called, Command, Message, message

Reason = Annotated[str, typer.Option("--reason", "-r", help="option.reason_audited")]


MaybeReason = Annotated[str, typer.Option("--reason", "-r", help="option.reason_optional")]


Yes = Annotated[bool, typer.Option("--yes", "-y", help="option.yes")]


As = Annotated[
    str | None,
    typer.Option("--as", help="option.as"),
]


AsJson = Annotated[bool, typer.Option("--json", help="option.as_json")]

For = Annotated[
    str | None,
    typer.Option("--person", "-p", help="option.for"),
]

Start = Annotated[
    str,
    typer.Option("--start", "-s", help="option.start"),
]

End = Annotated[str, typer.Option("--end", "-e", help="option.end")]

Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="option.limit")]

Query = Annotated[str, typer.Argument(help="option.query")]

Topic = Annotated[str, typer.Argument(help="option.topic_id")]

Region = Annotated[str, typer.Option("--region", help="option.region")]

Day = Annotated[str, typer.Argument(help="option.day")]


def address_form(methods: Iterable[str]) -> Message:
    """Return the rule of an address that is typed as `METHOD:TARGET @WHO`."""
    return message(
        "cli.notify_form",
        methods=Alternatives(tuple(map(Called, methods))),
        target=Command(":TARGET"),
        mention=Command("@WHO"),
    )
