"""Our own numbers, served by the worker beside Temporal's (OPS-5, BRF-9, PSH-7).

Counters end in `_total` where Prometheus reads them. Labels only take words from our own enums, so
that their number stays small; nothing about a person is ever in one.
"""

from datetime import timedelta

from temporalio import activity
from temporalio.common import MetricMeter

BRIEFINGS = "zhiban_briefings"
CALLS = "zhiban_incident_calls"
DELIVERIES = "zhiban_deliveries"
WATCH_CHECKS = "zhiban_watch_checks"
WATCH_LATENESS = "zhiban_watch_lateness"
WATCHES_STAYING = "zhiban_watches_staying"
READING_WAIT = "zhiban_reading_wait"
READINGS_WAITING = "zhiban_readings_waiting"

_MEANING = {
    BRIEFINGS: "What happened to briefings, by event",
    CALLS: "Calls about incidents by result: reached, unreached",
    DELIVERIES: "Messages by channel and the state they came to",
    WATCH_CHECKS: "Looks of watches by type and outcome: quiet, found, failed",
    WATCH_LATENESS: "How long after its due time a look began",
    WATCHES_STAYING: "Watches that stay in this worker between two looks",
    READING_WAIT: "How long a page, feed or number waited until it was its owner's turn to be read",
    READINGS_WAITING: "Pages, feeds and numbers that wait to be read",
}


def count(name: str, **labels: str) -> None:
    """Add one to a counter."""
    _meter().create_counter(name, _MEANING[name]).add(1, labels)


def took(name: str, duration: timedelta, **labels: str) -> None:
    """Put a duration into a histogram; it is served in seconds."""
    _meter().create_histogram_timedelta(name, _MEANING[name]).record(duration, labels)


def level(name: str, value: int) -> None:
    """Set a gauge."""
    _meter().create_gauge(name, _MEANING[name]).set(value)


def measure_turn(seconds: float, waiting: int) -> None:
    """Measure how long a reading has waited for its turn, and how many still wait."""
    took(READING_WAIT, timedelta(seconds=seconds))
    level(READINGS_WAITING, waiting)


def _meter() -> MetricMeter:
    """Return the activity's meter; outside of one, where nobody reads numbers, one that forgets."""
    return activity.metric_meter() if activity.in_activity() else MetricMeter.noop
