"""Who is bounded, and into which page what is too many goes (ALR-13)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts.alerts import AlertSource, Confirmation, FaultClass, ReadBack
from domain.incidents.page_pace import GATHER, WINDOW, is_unvouched, turn_in_rest
from domain.monitoring.alarms import Severity
from tests.fakes.incidents import T0, a_target, an_alert

PLAIN = an_alert(source=AlertSource.PLAIN, object=None)


@pytest.mark.parametrize(
    ("alert", "owner", "said", "bounded"),
    [
        (PLAIN, None, None, True),
        (PLAIN, None, ReadBack.UNKNOWN, True),
        (PLAIN, None, ReadBack.FIRING, False),
        (PLAIN, a_target(), None, False),
        (replace(PLAIN, source=AlertSource.ALERTMANAGER), None, None, False),
        (replace(PLAIN, fault=FaultClass.TEST), None, None, False),
    ],
)
def test_only_what_nobody_vouches_for_is_bounded(alert, owner, said, bounded):
    """ALR-13: not what names a workload, what its source confirms, or somebody's own test."""
    confirmation = said and Confirmation(said, "cluster", T0)
    assert is_unvouched(alert, owner, confirmation) is bounded


def turn(now, wait=timedelta(0)):
    return turn_in_rest(AlertSource.PLAIN, Severity.CRITICAL, now=now, wait=wait)


def test_what_comes_while_it_gathers_shares_one_page_and_what_is_late_asks_again():
    """ALR-13: all of one batch name the same group, however late they ask in it."""
    first = turn(T0)
    assert first.until == T0 + GATHER
    later = timedelta(minutes=4, microseconds=7)
    assert turn(T0 + later, WINDOW - later) == first
    missed = timedelta(minutes=5)
    assert turn(T0 + missed, WINDOW - missed).key is None
    assert turn(T0 + missed, WINDOW - missed).until == T0 + WINDOW
