"""Which tools a robot is offered, and in which shape."""

import json

import pytest

from domain.common.errors import InvalidRequest
from domain.voice.offers import (
    MOST_TOOLS,
    OF_DIALECT,
    USUAL,
    Offer,
    check_known,
    plain_schema,
    read_offers,
)
from tests.fakes.words import in_english


def test_the_usual_tools_fit_and_take_no_name_of_a_robots_own():
    """VOI-1."""
    offers = read_offers(USUAL)

    assert len(offers) + len(OF_DIALECT) <= MOST_TOOLS
    assert Offer("get_weather", "team_weather") in offers


def test_tools_are_chosen_renamed_and_ordered():
    """VOI-1."""
    chosen = ("list_incidents=guzhang", "greet")

    assert read_offers(chosen) == (Offer("list_incidents", "guzhang"), Offer("greet", "greet"))


@pytest.mark.parametrize(
    "chosen",
    [
        ("get_weather",),
        ("greet=hass_light",),
        ("greet=早报",),
        ("greet=a.b",),
        ("greet", "list_incidents=greet"),
        ("greet=more",),
        ("greet=confirm_code",),
        tuple(f"greet=g{n}" for n in range(MOST_TOOLS - 1)),
    ],
)
def test_names_that_a_robot_would_rewrite_lose_or_confuse_are_refused(chosen):
    """VOI-1."""
    with pytest.raises(InvalidRequest):
        read_offers(chosen)


def test_a_tool_that_there_is_not_is_named_with_the_nearest():
    """VOI-1."""
    with pytest.raises(InvalidRequest) as refused:
        check_known(read_offers(("list_incident",)), {"list_incidents", "greet"})
    assert "list_incidents" in in_english(refused.value)


def test_a_schema_is_flat_and_keeps_what_robots_keep():
    """VOI-1: flat schemas without `$ref`."""
    schema = {
        "type": "object",
        "properties": {
            "day": {"anyOf": [{"type": "string", "pattern": "x"}, {"type": "integer"}]},
            "words": {"type": "array", "items": {"anyOf": [{"type": "string"}]}, "maxItems": 3},
            "level": {"enum": ["low", "high"], "type": "string", "description": "How much."},
            "person_id": {"type": "string"},
        },
        "required": ["day", "person_id"],
        "additionalProperties": False,
        "$defs": {},
    }

    plain = plain_schema(schema, without=("person_id",))

    assert plain == {
        "type": "object",
        "properties": {
            "day": {"type": "string"},
            "words": {"type": "array", "items": {"type": "string"}},
            "level": {"enum": ["low", "high"], "type": "string", "description": "How much."},
        },
        "required": ["day"],
    }
    assert "$" not in json.dumps(plain)
