"""Which signals are heeded: those that say what their handler takes.

Temporal holds back what is no value of the kind that a handler names, and nothing else: no value at
all (a button of the Web UI), null, bytes, or more values than are taken come through as they are. A
handler that stumbles over one fails its workflow task, which is then tried for ever: one such
message would hold its workflow up until somebody resets it by hand.
"""

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from functools import wraps
from inspect import Parameter, iscoroutinefunction, signature
from typing import Any, TypeVar, cast, get_type_hints

from temporalio import workflow

H = TypeVar("H", bound=Callable[..., Awaitable[None] | None])


class Unfit(StrEnum):
    """Why a message is passed over."""

    TOO_LITTLE = "too_little"
    """It lacks something that the handler needs."""

    OTHER_KIND = "other_kind"
    """It holds something else than the handler takes."""


def validated(handler: H) -> H:
    """Call a signal's handler with what it takes; pass over the message otherwise, and log why.

    What comes beyond what it takes is left away, as Temporal's other libraries do; null stands for
    nothing where the handler can do with nothing.

    Args:
        handler: a method whose parameters are annotated with classes.
    """
    _, *wanted = signature(handler).parameters.values()
    kinds = get_type_hints(handler)
    takes = tuple((kinds[each.name], each.default) for each in wanted)

    @wraps(handler)
    def heard(self: object, *said: object) -> None:
        fit = fitted(said, takes)
        if isinstance(fit, Unfit):
            _pass_over(handler.__name__, fit)
        else:
            handler(self, *fit)

    @wraps(handler)
    async def heard_out(self: object, *said: object) -> None:
        fit = fitted(said, takes)
        if isinstance(fit, Unfit):
            _pass_over(handler.__name__, fit)
        else:
            await cast("Awaitable[None]", handler(self, *fit))

    return cast("H", heard_out if iscoroutinefunction(handler) else heard)


def fitted(
    said: Sequence[object], takes: Sequence[tuple[type[Any], object]]
) -> tuple[object, ...] | Unfit:
    """Return what a handler is called with, or why it is not called.

    Args:
        said: the values of the message.
        takes: kind and default of each parameter; `Parameter.empty`: there is none.
    """
    values: list[object] = []
    for place, (kind, default) in enumerate(takes):
        value = said[place] if place < len(said) else None
        if value is None and default is not Parameter.empty:
            value = default
        if value is None:
            return Unfit.TOO_LITTLE
        if not isinstance(value, kind):
            return Unfit.OTHER_KIND
        values.append(value)
    return tuple(values)


def _pass_over(signal: str, reason: Unfit) -> None:
    workflow.logger.warning("signal passed over", extra={"signal": signal, "reason": reason})
