"""What a field of a request was typed as: options and arguments, as their commands declare them."""

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, get_args

from typer.models import ArgumentInfo, OptionInfo

from cli.languages import OPTION, PARAMETER, AnsweredIn
from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Argument, Called, message

if TYPE_CHECKING:
    from domain.clusters.clusters import WorkloadRef

_RUNNING: ContextVar[Callable[..., Any] | None] = ContextVar("command", default=None)


def typed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return the command; while it runs, `as_typed` knows what its fields were typed as.

    It takes `--language` besides, unless it has an option of this name for one that it keeps.
    """

    @wraps(command)
    def run(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the command takes
        named.pop(PARAMETER, None)
        token = _RUNNING.set(command)
        try:
            return command(*given, **named)
        finally:
            _RUNNING.reset(token)

    known = inspect.signature(command)
    if OPTION in map(_declared, known.parameters.values()):
        return run
    added = inspect.Parameter(
        PARAMETER, inspect.Parameter.KEYWORD_ONLY, default="", annotation=AnsweredIn
    )
    run.__signature__ = known.replace(  # type: ignore[attr-defined]  # as `inspect` documents
        parameters=[*known.parameters.values(), added]
    )
    run.__annotations__ = {**command.__annotations__, PARAMETER: AnsweredIn}
    return run


def as_typed(field: str) -> Argument:
    """Return the option or argument that a field came from; the field when it is none of them.

    Args:
        field: as a service names it, e.g. `limit` or `scope.cluster`.
    """
    command = _RUNNING.get()
    known = inspect.signature(command).parameters if command else {}
    leaf = field.rpartition(".")[2]
    for name in (leaf, leaf.removesuffix("_id")):
        if name in known:
            return Called(_declared(known[name]) or field)
    if leaf in _WITHIN_WORKLOAD and "workload" in known:
        whole = Called(_declared(known["workload"]))
        return message("cli.part_of", part=Called(leaf), whole=whole)
    if field == "scope" and known.keys() >= _SCOPE:
        return Alternatives(tuple(Called(f"--{each}") for each in sorted(_SCOPE)))
    return Called(field)


def _declared(parameter: inspect.Parameter) -> str:
    """Return how a parameter is typed; empty when it is neither option nor argument."""
    for mark in get_args(parameter.annotation):
        if isinstance(mark, OptionInfo):
            # In `Annotated` the first name of an option stands where its default would.
            names = [each for each in (mark.default, *(mark.param_decls or ())) if each]
            given = [each for each in names if isinstance(each, str) and each.startswith("--")]
            return given[0] if given else f"--{parameter.name.replace('_', '-')}"
        if isinstance(mark, ArgumentInfo):
            return str(mark.metavar or parameter.name.upper())
    return ""


_WITHIN_WORKLOAD = frozenset({"cluster", "namespace", "kind", "name"})
"""Parts of the one argument that names a workload."""

_SCOPE = frozenset({"cluster", "namespace", "workload"})
"""Options that say together what a control covers."""


def workload_of(words: str) -> "WorkloadRef":
    """Return the workload that `cluster/namespace/name` or `cluster/namespace/kind/name` means.

    Raises:
        InvalidRequest: it is of no such form.
    """
    from domain.clusters.clusters import WorkloadKind, WorkloadRef  # noqa: PLC0415 - few commands name one

    parts = words.split("/")
    if len(parts) == 3:
        parts.insert(2, WorkloadKind.DEPLOYMENT)
    kinds = {each.lower(): each for each in WorkloadKind}
    if len(parts) != 4 or not all(parts) or parts[2].lower() not in kinds:
        rule = message(
            "cli.workload_form",
            short=Called("CLUSTER/NAMESPACE/NAME"),
            long=Called("CLUSTER/NAMESPACE/KIND/NAME"),
            example=Called("cls-1/payments/checkout"),
        )
        raise InvalidRequest("WORKLOAD", rule)
    cluster, namespace, kind, name = parts
    return WorkloadRef(cluster, namespace, kinds[kind.lower()], name)
