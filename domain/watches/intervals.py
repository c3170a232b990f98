"""How often a watch looks: one field of the published shapes, and a finer one of ours."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.common.config_fields import Fields
from domain.watches.watches import LONGEST_INTERVAL, SHORTEST_INTERVAL

MINUTES = "check_interval_minutes"
SECONDS = "check_interval_seconds"


def read_interval(fields: Fields, default_seconds: float) -> timedelta:
    """Return the time between two checks, 10 s to 28 days (TSK-6).

    It is published in minutes, which may have fractions; ours is in seconds.

    Raises:
        InvalidRequest: both are given, or the given one is no number within bounds.
    """
    in_minutes, in_seconds = fields.has(MINUTES), fields.has(SECONDS)
    if in_minutes and in_seconds:
        raise fields.refuse(SECONDS, f"must not be given together with {MINUTES}")
    if in_minutes:
        minutes = fields.number(MINUTES, least=SHORTEST_INTERVAL / 60, most=LONGEST_INTERVAL / 60)
        return timedelta(minutes=minutes)
    seconds = fields.number(
        SECONDS, default_seconds, least=SHORTEST_INTERVAL, most=LONGEST_INTERVAL
    )
    return timedelta(seconds=seconds)


def only_newest_interval(config: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration with the changes laid over it.

    Whoever changes the seconds of a watch that has minutes means the seconds, and the other way
    round; so what was there before gives way.
    """
    gone = {name for name, other in ((MINUTES, SECONDS), (SECONDS, MINUTES)) if other in changes}
    kept = {name: value for name, value in config.items() if name not in gone - set(changes)}
    return {**kept, **changes}
