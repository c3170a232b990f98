"""Options that several commands share."""

from collections.abc import Iterable
from typing import Annotated

import typer

from domain.common.messages import Alternatives, Called, Command, Message, message

Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; kept in the audit.")]


MaybeReason = Annotated[str, typer.Option("--reason", "-r", help="Why, if there is a reason.")]


Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking again.")]


As = Annotated[
    str | None,
    typer.Option("--as", help="Person who answers or asks (u_…); the operator when left out."),
]


AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for programs.")]

For = Annotated[
    str | None,
    typer.Option("--person", "-p", help="Whose (u_…); the operator's own when left out."),
]

Start = Annotated[
    str,
    typer.Option(
        "--start", "-s", help="First moment: -1h, today, 'yesterday 08:00', 08:30 or ISO 8601."
    ),
]

End = Annotated[str, typer.Option("--end", "-e", help="First moment after the period; as --start.")]

Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many at most.")]

Query = Annotated[str, typer.Argument(help="CQL; optionally '|' and SQL. '*' for every line.")]

Topic = Annotated[str, typer.Argument(help="Id of the log topic; see 'zhiban logs topics'.")]

Region = Annotated[
    str, typer.Option("--region", help="Region of the topic; the configured one when left out.")
]

Day = Annotated[str, typer.Argument(help="today, yesterday or a date such as 2026-11-20.")]


def address_form(methods: Iterable[str]) -> Message:
    """Return the rule of an address that is typed as `METHOD:TARGET @WHO`."""
    return message(
        "cli.notify_form",
        methods=Alternatives(tuple(map(Called, methods))),
        target=Command(":TARGET"),
        mention=Command("@WHO"),
    )
