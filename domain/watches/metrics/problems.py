"""Why a number could not be read."""

from enum import StrEnum

from domain.common.messages import Called, Foreign, Gist, Message, bare, message

MOST_DETAIL = 200
"""Columns of what a source, or a rule, said itself."""


class MetricProblem(StrEnum):
    """What kind of failure it was; the wire name of a reason."""

    NOT_JSON = "not_json"
    NO_NUMBER = "no_number"  # something was found that is no number
    NO_VALUE = "no_value"  # the source answered, and nothing in it fits
    BAD_PATH = "bad_path"  # the JMESPath cannot be read
    BAD_QUERY = "bad_query"
    NOT_FOUND = "not_found"
    SEVERAL_SERIES = "several_series"  # the rule looks back on one
    TOO_MANY_SERIES = "too_many_series"
    NO_HISTORY = "no_history"  # only its newest value can be asked for
    CREDENTIALS = "credentials"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    CONFIGURATION = "configuration"
    TOO_COSTLY = "too_costly"  # finding the number had to be ended
    WAITING = "waiting"  # too many readings of the same owner wait for their turn


class MetricUnreadable(Exception):
    """A number could not be read.

    Attributes:
        problem: which kind.
        detail: what was found instead, or the source's own words; untrusted, may be empty.
    """

    def __init__(self, problem: MetricProblem, detail: str | Message = "") -> None:
        logged = bare(detail) if isinstance(detail, Message) else detail
        super().__init__(f"{problem}: {logged}" if logged else problem.value)
        self.problem = problem
        self.detail = detail


def unread(place: str, why: MetricProblem | Message, detail: str | Message = "") -> Message:
    """Say that a place could not be read, why, and what the source said itself."""
    said = Gist(detail, MOST_DETAIL) if isinstance(detail, Message) else Foreign(detail)
    return message("metric.unread", place=Called(place), why=why, detail=said if detail else None)
