"""Log sets, topics and scheduled SQL: those that there are, and what people ask for (CLD-1).

What may be asked for is held to the vendor's own bounds here (SDK descriptions of CreateLogset,
CreateTopic and CreateScheduledSql), so that a wrong value is refused by its field.
"""

from dataclasses import dataclass

from domain.common.errors import InvalidRequest
from domain.common.messages import message

FOREVER_DAYS = 3_640
"""What the vendor writes for lines that are never deleted."""

MOST_DAYS = 3_600
LONGEST_NAME = 255
LONGEST_QUERY = 12 * 1024
MOST_MINUTES = 1_440
MOST_DELAY = 120
_RESERVED = frozenset(
    {
        *("cls_service_log", "loglistener_status", "loglistener_alarm"),
        *("loglistener_business", "cls_service_metric"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Logset:
    """A folder of log topics; its name is what people wrote there."""

    id: str
    name: str
    region: str
    topics: int


@dataclass(frozen=True, kw_only=True)
class ScheduledSql:
    """A query that the cloud runs again and again and whose answers it writes into a topic.

    Attributes:
        source: id of the topic that is read; target: of the one that is written to.
        every_minutes: from one run to the next.
        window: the period of one run, as the cloud writes it (`@m-15m,@m`).
    """

    id: str
    name: str
    region: str
    enabled: bool
    source: str
    target: str
    query: str
    every_minutes: int
    window: str
    delay_seconds: int = 60


@dataclass(frozen=True, kw_only=True)
class NewLogset:
    """A log set to be made."""

    name: str


@dataclass(frozen=True, kw_only=True)
class NewTopic:
    """A log topic to be made, with an index over all text and all fields, so it can be searched.

    Attributes:
        logset_id: where it belongs; its name is resolved before.
        days: how long lines are kept; `FOREVER_DAYS` for ever.
    """

    name: str
    logset_id: str
    days: int = 30


@dataclass(frozen=True, kw_only=True)
class NewScheduledSql:
    """A query to be run again and again, whose answers are written into another topic.

    Attributes:
        topic_id: the topic that is read; target_id: the one that is written to.
        window_minutes: how far back each run looks.
        delay_seconds: how long each run waits for lines that come late.
    """

    name: str
    topic_id: str
    target_id: str
    query: str
    every_minutes: int = 15
    window_minutes: int = 15
    delay_seconds: int = 60


def check_log_resource(asked: NewLogset | NewTopic | NewScheduledSql) -> None:
    """Raise `InvalidRequest` that names the field when it cannot be asked for."""
    name = asked.name
    if not name.strip() or len(name) > LONGEST_NAME or "|" in name or not name.isprintable():
        raise InvalidRequest("name", message("alarm_policy.name", most=LONGEST_NAME))
    match asked:
        case NewTopic():
            if name in _RESERVED:
                raise InvalidRequest("name", message("log_resource.reserved"))
            if asked.days != FOREVER_DAYS and not 1 <= asked.days <= MOST_DAYS:
                rule = message("log_resource.days", most=MOST_DAYS, forever=FOREVER_DAYS)
                raise InvalidRequest("days", rule)
        case NewScheduledSql():
            _check_scheduled(asked)


def _check_scheduled(asked: NewScheduledSql) -> None:
    if len(asked.query.encode()) > LONGEST_QUERY:
        raise InvalidRequest("query", message("alarm_policy.bytes", most=LONGEST_QUERY))
    if not asked.query.partition("|")[2].strip():
        raise InvalidRequest("query", message("log_resource.sql"))
    for field, number, least, most in (
        ("every_minutes", asked.every_minutes, 1, MOST_MINUTES),
        ("window_minutes", asked.window_minutes, 1, MOST_MINUTES),
        ("delay_seconds", asked.delay_seconds, 0, MOST_DELAY),
    ):
        if not least <= number <= most:
            raise InvalidRequest(field, message("rule.between", least=least, most=most))
    if asked.topic_id == asked.target_id:
        raise InvalidRequest("target", message("log_resource.itself"))
