"""What the client's faults mean in our words: a state, an error, the outcome of a call."""

from datetime import timedelta

from domain.assistant.conversations import Outcome
from domain.common.errors import Rejected, TooManyRequests, Unavailable, ZhibanError
from domain.common.messages import Argument, Called, Foreign, Message, message, name_of
from domain.plugins.plugins import PluginState
from integrations.plugins.masking import Mask
from mcp_client import Fact, FaultKind, Sentence, ServerFault

_STATES = {
    FaultKind.UNREACHABLE: PluginState.UNREACHABLE,
    FaultKind.TIMED_OUT: PluginState.UNREACHABLE,
    FaultKind.CUT_OFF: PluginState.UNREACHABLE,
    FaultKind.UNAVAILABLE: PluginState.UNREACHABLE,
    FaultKind.SESSION_LOST: PluginState.UNREACHABLE,
    FaultKind.REFUSED_ADDRESS: PluginState.REFUSED_ADDRESS,
    FaultKind.NOT_ALLOWED: PluginState.REFUSED_ADDRESS,
    FaultKind.AUTH_REQUIRED: PluginState.AUTH_REQUIRED,
    FaultKind.FORBIDDEN: PluginState.AUTH_REQUIRED,
    FaultKind.RATE_LIMITED: PluginState.RATE_LIMITED,
    FaultKind.REDIRECTED: PluginState.FAILING,
    FaultKind.NOT_FOUND_HERE: PluginState.FAILING,
    FaultKind.PROTOCOL: PluginState.FAILING,
    FaultKind.ERROR: PluginState.FAILING,
    FaultKind.TOO_LARGE: PluginState.FAILING,
    FaultKind.OFF_SCHEMA: PluginState.FAILING,
}
"""What is missing says nothing about the plugin: it is our doing, or one call's."""

_WAITING = frozenset({FaultKind.RATE_LIMITED, FaultKind.BUSY})
_AWAY = frozenset(
    {
        FaultKind.UNREACHABLE,
        FaultKind.TIMED_OUT,
        FaultKind.CUT_OFF,
        FaultKind.UNAVAILABLE,
        FaultKind.SESSION_LOST,
        FaultKind.RESTING,
        FaultKind.CLOSED,
    }
)
_WRONG_CALL = frozenset({FaultKind.UNKNOWN_TOOL, FaultKind.BAD_ARGUMENTS, FaultKind.NOT_REGISTERED})

_ANSWERED = frozenset(
    {FaultKind.TOO_LARGE, FaultKind.OFF_SCHEMA, FaultKind.PROTOCOL, FaultKind.ERROR, FaultKind.ASKS}
)


def state_of(kind: FaultKind) -> PluginState | None:
    """Return how a plugin stands after a fault; None: the fault says nothing about that."""
    return _STATES.get(kind)


def error_of(fault: ServerFault, mask: Mask) -> ZhibanError:
    """Return a fault of looking at a plugin as an error of ours."""
    said = message_of(fault.sentence, mask)
    delay = timedelta(seconds=fault.delay) if fault.delay is not None else None
    if fault.kind in _WAITING:
        return TooManyRequests(said, delay=delay)
    if fault.kind in _AWAY:
        return Unavailable(said, delay=delay)
    return Rejected(said)


def outcome_of(fault: ServerFault, *, only_reads: bool) -> Outcome:
    """Return what a fault means for a call: was nothing done, or is that not known?"""
    if fault.may_have_happened and not only_reads:
        return Outcome.UNCERTAIN
    if fault.kind in _WRONG_CALL:
        return Outcome.REFUSED
    return Outcome.FAILED if fault.kind in _ANSWERED else Outcome.UNAVAILABLE


def message_of(sentence: Sentence, mask: Mask) -> Message:
    """Return what the client says of a server as a message, without what its owner hides."""
    facts = {name: _fact(name, fact, mask) for name, fact in sentence.facts.items()}
    return message(name_of(sentence.reason), **facts)


def _fact(name: str, fact: Fact, mask: Mask) -> Argument:
    match fact:
        case Sentence():
            return message_of(fact, mask)
        case str():
            text = mask.text(fact)
            return Foreign(text) if name == "said" else Called(text)
        case _:
            return Called(str(fact)) if name == "status" else round(fact)
