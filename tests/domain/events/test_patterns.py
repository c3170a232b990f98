"""Which types of events somebody means."""

import pytest

from domain.common.errors import InvalidRequest
from domain.events.patterns import check_pattern, means
from tests.fakes.words import says


@pytest.mark.parametrize(
    ("pattern", "type_", "meant"),
    [
        ("zhiban.web.changed", "zhiban.web.changed", True),
        ("zhiban.web.changed", "zhiban.web.changed2", False),
        ("zhiban.web.*", "zhiban.web.changed", True),
        ("zhiban.web.*", "zhiban.webhook.x", False),
        ("zhiban.web.*", "zhiban.web", False),
        ("*", "anything", True),
    ],
)
def test_a_pattern_is_a_type_a_family_or_everything(pattern, type_, meant):
    """EVT-2."""
    assert check_pattern(pattern, field="type") == pattern
    assert means(pattern, type_) is meant


@pytest.mark.parametrize("pattern", ["", "*.x", "a*", "a.*.b", "**", "a b", "值", ".a", "a" * 200])
def test_another_pattern_is_refused(pattern):
    """EVT-2."""
    with pytest.raises(InvalidRequest, check=says("type must be a type such as")):
        check_pattern(pattern, field="type")
