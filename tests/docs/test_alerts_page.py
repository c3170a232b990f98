"""The page about alerts says what the code does."""

import json
import re
from datetime import UTC, datetime

from api.incidents.alert_hooks import MOST_A_MINUTE, PATH
from application.incidents.alerts import SENDERS
from domain.alerts.cls import TEMPLATE
from domain.alerts.plain import read_plain
from domain.incidents.scoring import known, score, services_points, users_points
from domain.incidents.weights import PUBLISHED
from tests.docs.tree import ROOT
from tests.fakes.alert_messages import FORMS

PAGE = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")


def test_the_page_has_the_template_that_is_read():
    """ALR-1."""
    assert TEMPLATE in PAGE


def test_the_plain_example_is_accepted():
    """ALR-1."""
    (example,) = re.findall(r"(?ms)^```json\n(.*?)^```", PAGE)
    (alert,) = read_plain(
        json.loads(example), received_at=datetime(2026, 11, 21, 5, 31, tzinfo=UTC), settings=FORMS
    )
    assert alert.object is not None


def test_addresses_and_bounds_are_those_of_the_route():
    """SEC-2."""
    assert PATH.partition("{")[0] in PAGE
    assert f"{MOST_A_MINUTE} a minute" in PAGE
    assert all(f"`{source}`" in PAGE for source in SENDERS)


def test_the_worked_example_has_the_score_that_it_says():
    """ALR-4."""
    inputs = [
        known("impact.services", services_points(5), "policy"),
        known("impact.users", users_points(50_000), "policy"),
        known("severity.resources", 97, "alert"),
        known("severity.errors", 75, "cluster"),
        known("severity.source", 100, "alert"),
        known("importance.service", 100, "policy"),
        known("urgency.hours", 100, "policy"),
    ]
    made = score(inputs, PUBLISHED)
    assert f"**{made.total}**" in PAGE
    assert f"{made.impact:.1f}" in PAGE
    assert f"{made.severity:.1f}" in PAGE
