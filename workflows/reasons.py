"""Why a request was turned down, and why something did not work."""

from temporalio.exceptions import ActivityError, ApplicationError

from domain.common.errors import NotFound, TooManyRequests, ZhibanError
from domain.common.messages import Foreign, Message, bare, message, message_of

REFUSED = "BriefingRefused"
"""Type of the failure that turns a greeting down; its message is a `GreetingKind`."""

NOT_READY = "BriefingNotReady"
"""Type of the failure for a greeting that comes before the briefing is prepared."""

NOT_PREPARED = "BriefingNotPrepared"
"""Type of the failure when the day's briefing could not be made."""

OTHER_DAY = "BriefingOfAnotherDay"
"""Type of the failure for a greeting on another date than the workflow's; its message is that."""


def refusal(kind: str, said: str | Message) -> ApplicationError:
    """Return the failure that answers an update; it is final for the one who asked."""
    if isinstance(said, Message):
        return ApplicationError(bare(said), said.recorded, type=kind, non_retryable=True)
    return ApplicationError(said, type=kind, non_retryable=True)


def is_crowded(error: ActivityError) -> bool:
    """Say whether it failed only because too many wanted the same at a time."""
    return _is(error, TooManyRequests)


def is_unknown(error: ActivityError) -> bool:
    """Say whether it failed because there is no such thing; asking again changes nothing."""
    return _is(error, NotFound)


def _is(error: ActivityError, kind: type[ZhibanError]) -> bool:
    cause = error.cause
    return isinstance(cause, ApplicationError) and cause.type == kind.__name__


def reason_of(error: ActivityError) -> str:
    """Return with what it failed, as logs show it: a time limit only says that it took too long."""
    reason = _cause(error)
    return reason.message if isinstance(reason, ApplicationError) else str(reason)


def message_in(error: BaseException) -> Message:
    """Return with what an activity or update failed, for people.

    Words of another side, which carry no message of ours, are foreign text.
    """
    reason = _cause(error)
    if not isinstance(reason, ApplicationError):
        return message("error.foreign", text=Foreign(str(reason)))
    details = reason.details
    said = message_of(details[0]) if details else None
    return said or message("error.foreign", text=Foreign(reason.message))


def said_by(failure: ApplicationError) -> str | Message:
    """Return what a failure said, for an error of ours: its message, or the words of another."""
    said = message_of(failure.details[0]) if failure.details else None
    return said or failure.message


def _cause(error: BaseException) -> BaseException:
    reason = error
    while reason.__cause__ is not None and not isinstance(reason, ApplicationError):
        reason = reason.__cause__
    return reason
