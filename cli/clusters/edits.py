"""Edits of clusters at the terminal: shown first, asked about, and done only as shown."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import typer

from application.cluster_edits.views import EditView, EditViews
from application.services import Services
from cli.asking import acting, agreed
from cli.clusters.edit_words import say_edit, views_of
from cli.exit import ExitCode
from cli.options import AsJson, Reason, Yes
from cli.output import note
from cli.terminal import Terminal, secret
from domain.cluster_edits.rules import LONGEST_TEXT, LONGEST_VALUES
from domain.cluster_edits.told import where_of
from domain.clusters.edits import Edit, EditOutcome, NewPool
from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Called, message
from domain.people.access import Actor

T = TypeVar("T")

Cluster = Annotated[str, typer.Argument(help="option.cluster_id")]
Namespace = Annotated[str, typer.Argument(help="option.namespace")]
EditId = Annotated[str, typer.Argument(metavar="EDIT", help="option.edit_id")]
As = Annotated[
    str | None,
    typer.Option("--as", help="option.as"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="option.dry_run")]


class Editing(Protocol):
    """An edit that somebody asks for, all of it but who they are and their yes."""

    async def __call__(self, *, by: Actor, confirm: str) -> Edit:
        """Show it, or do what was confirmed."""
        ...


AtService = Callable[[Services], Editing]


@dataclass(frozen=True)
class How:
    """How an edit was asked for."""

    person: str | None
    dry_run: bool
    yes: bool
    as_json: bool


@dataclass(frozen=True)
class ClusterEditCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def apply(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        cluster: Cluster,
        file: Annotated[Path, typer.Option("--file", "-f", help="option.file")],
        reason: Reason,
        namespace: Annotated[str, typer.Option(help="option.apply_namespace")] = "",
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Apply objects, never over fields that somebody else manages; shows first, and asks.

        Example: zhiban cluster apply cls-1 -f checkout.yaml --reason 'release 1.4' --as u_mei
        """
        manifest = self.read(lambda: _text_of("--file", file, LONGEST_TEXT))
        self.edited(
            lambda services: partial(
                services.cluster_edits.apply,
                cluster=cluster,
                manifest=manifest,
                namespace=namespace,
                reason=reason,
            ),
            How(person, dry_run, yes, as_json),
        )

    def set_config(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        name: Annotated[str, typer.Argument(help="option.config_name")],
        reason: Reason,
        values: Annotated[list[str] | None, typer.Option("--set", help="option.values")] = None,
        files: Annotated[
            list[str] | None,
            typer.Option("--set-file", help="option.files"),
        ] = None,
        ask: Annotated[list[str] | None, typer.Option("--ask", help="option.ask_key")] = None,
        remove: Annotated[list[str] | None, typer.Option(help="option.remove_key")] = None,
        kind: Annotated[str, typer.Option(help="option.config_kind")] = "ConfigMap",
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Set and remove keys of a ConfigMap or Secret; values of Secrets are never shown.

        Example: zhiban cluster set-config cls-1 payments checkout --set LEVEL=info -r 'too loud'
        """

        def read() -> dict[str, str]:
            if kind == "Secret" and values:
                # Arguments are seen by every user of the machine, and kept in the shell's history.
                options = Alternatives((Called("--set-file"), Called("--ask")))
                rule = message("edit_rule.secret_value", options=options)
                raise InvalidRequest("--set", rule)
            return {**pairs_of("--set", values or []), **_contents(files or [])}

        given = self.read(read)
        if ask:
            views = self._views(person)
            given |= {
                key: secret(views.text(message("edit.value", key=Called(key)))) for key in ask
            }
        self.edited(
            lambda services: partial(
                services.cluster_edits.set_config,
                cluster=cluster,
                namespace=namespace,
                kind=kind,
                name=name,
                values=given,
                remove=remove or [],
                reason=reason,
            ),
            How(person, dry_run, yes, as_json),
        )

    def put_back(
        self,
        *,
        edit: EditId,
        reason: Reason,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Put the keys that an edit changed back to what they were before it.

        Example: zhiban cluster put-back e_0123456789abcdef --reason 'it made things worse'
        """
        self.edited(
            lambda services: partial(
                services.cluster_edits.put_config_back,
                edit_id=edit,
                reason=reason,
            ),
            How(person, dry_run, yes, as_json),
        )

    def resize_pool(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        cluster: Cluster,
        pool: Annotated[str, typer.Argument(help="option.pool")],
        nodes: Annotated[int, typer.Option(min=0, max=1_000, help="option.nodes")],
        reason: Reason,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Change how many machines a node pool has, within the pool's own bounds.

        Example: zhiban cluster resize-pool cls-1 np-1a2b3c4d --nodes 5 --reason 'sale tomorrow'
        """
        self.edited(
            lambda services: partial(
                services.cluster_edits.resize_pool,
                cluster=cluster,
                pool=pool,
                nodes=nodes,
                reason=reason,
            ),
            How(person, dry_run, yes, as_json),
        )

    def create_pool(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        cluster: Cluster,
        name: Annotated[str, typer.Argument(help="option.pool_name")],
        machine: Annotated[str, typer.Option("--machine", help="option.machine")],
        subnets: Annotated[list[str], typer.Option("--subnet", help="option.subnet")],
        nodes: Annotated[int, typer.Option(min=0, max=1_000, help="option.first_nodes")],
        minimum: Annotated[int, typer.Option("--min", min=0, max=1_000, help="option.pool_min")],
        maximum: Annotated[int, typer.Option("--max", min=1, max=1_000, help="option.pool_max")],
        reason: Reason,
        groups: Annotated[
            list[str] | None, typer.Option("--security-group", help="option.security_group")
        ] = None,
        labels: Annotated[list[str] | None, typer.Option("--label", help="option.label")] = None,
        disk: Annotated[int, typer.Option(min=50, max=1_024, help="option.disk")] = 50,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Make a node pool of new machines, which the cloud bills by the hour.

        Example: zhiban cluster create-pool cls-1 jobs --machine S5.MEDIUM4 --subnet subnet-1a2b3c4d
            --nodes 2 --min 0 --max 6 --reason 'nightly jobs'
        """
        pairs = self.read(lambda: pairs_of("--label", labels or []))
        pool = NewPool(
            name=name,
            instance_type=machine,
            subnets=tuple(subnets),
            nodes=nodes,
            minimum=minimum,
            maximum=maximum,
            security_groups=tuple(groups or ()),
            disk_gib=disk,
            labels=pairs,
        )
        self.edited(
            lambda services: partial(
                services.cluster_edits.create_pool, cluster=cluster, pool=pool, reason=reason
            ),
            How(person, dry_run, yes, as_json),
        )

    def unisolate(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        pod: Annotated[str, typer.Argument(help="option.isolated_pod")],
        reason: Reason,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Let a pod that a repair isolated take traffic again.

        Example: zhiban cluster unisolate cls-1 payments checkout-7d9-x2x --reason 'looked at it'
        """
        self.edited(
            lambda services: partial(
                services.cluster_edits.unisolate,
                cluster=cluster,
                namespace=namespace,
                pod=pod,
                reason=reason,
            ),
            How(person, dry_run, yes, as_json),
        )

    def edited(self, editing: AtService, how: How) -> None:
        """Show an edit, ask about it, and do exactly that."""
        shown, views = self._asked(editing, how, "")
        if how.dry_run or not shown.outcome.goes_on:
            say_edit(shown, views, as_json=how.as_json)
            if how.dry_run or shown.outcome is EditOutcome.NOTHING:
                return
            raise typer.Exit(ExitCode.REFUSED)
        if not how.yes:
            note(f"{shown.preview}\n{shown.will}")
            question = message(
                "edit.do", kind=shown.kind, cluster=where_of(shown.kind, shown.cluster)
            )
            agreed(question, views.text)
        done, _ = self._asked(editing, how, shown.confirm)
        say_edit(done, views, as_json=how.as_json)
        if done.outcome is not EditOutcome.DONE:
            raise typer.Exit(ExitCode.REFUSED)

    def _asked(self, editing: AtService, how: How, confirm: str) -> tuple[EditView, EditViews]:
        async def asked(services: Services) -> tuple[EditView, EditViews]:
            by = await acting(self.terminal, services, how.person)
            views = await views_of(self.terminal, services, how.person)
            return views.edit(await editing(services)(by=by, confirm=confirm)), views

        return self.terminal.ask(asked)

    def _views(self, person: str | None) -> EditViews:
        """Return in whose words something is asked before an edit is."""

        async def asked(services: Services) -> EditViews:
            return await views_of(self.terminal, services, person)

        return self.terminal.ask(asked)

    def read(self, read: Callable[[], T]) -> T:
        """Return what was typed, or lies in files; what is wrong with it is said in words."""

        async def tried() -> T | InvalidRequest:
            try:
                return read()
            except InvalidRequest as error:
                return error

        given = self.terminal.run(tried())
        if not isinstance(given, InvalidRequest):
            return given

        async def refused(_services: Services) -> T:  # said once it is known in which language
            raise given

        return self.terminal.ask(refused)


def pairs_of(option: str, given: Sequence[str]) -> dict[str, str]:
    """Return what was typed as `KEY=VALUE`, or raise `InvalidRequest`."""
    for each in given:
        if "=" not in each:
            raise InvalidRequest(option, message("edit_rule.pair"))
    return {key: value for key, _, value in (each.partition("=") for each in given)}


def _contents(given: Sequence[str]) -> dict[str, str]:
    found = pairs_of("--set-file", given).items()
    return {key: _text_of("--set-file", Path(path), LONGEST_VALUES) for key, path in found}


def _text_of(option: str, path: Path, longest: int) -> str:
    """Read a file, or a pipe; no more than may be sent."""
    try:
        if str(path) == "-":
            return sys.stdin.read(longest + 1)
        with path.open(encoding="utf-8") as file:
            return file.read(longest + 1)
    except (OSError, UnicodeDecodeError, ValueError):
        raise InvalidRequest(option, message("edit_rule.file", path=Called(str(path)))) from None
