"""The published schema of configurations is what reads them (TSK-1, MCP-2)."""

import json
from contextlib import suppress

import pytest
from jsonschema import Draft202012Validator

from domain.common.errors import InvalidRequest
from domain.task_types.configs import read_config
from domain.task_types.schemas import SchemaForm, schema_as
from domain.tasks.tasks import TaskType
from tests.domain.task_types.test_configs import CASES, EVERYTHING, PUBLISHED, WRONG, changed
from tests.fakes.words import says

FORMS = {form: schema_as(form) for form in SchemaForm}
FULL = Draft202012Validator(FORMS[SchemaForm.FULL])
INLINED = Draft202012Validator(FORMS[SchemaForm.INLINED])

SAID_BY_THE_READER_ONLY = ("a\0b", " ", "a\ud800")
"""What a schema cannot say of texts: blanks around them do not count, and not all can be kept."""


def objects(node):
    """Every object that a schema describes."""
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for each in node.values():
            yield from objects(each)
    elif isinstance(node, list):
        for each in node:
            yield from objects(each)


@pytest.mark.parametrize("form", SchemaForm)
def test_each_form_is_a_schema(form):
    """MCP-2."""
    Draft202012Validator.check_schema(FORMS[form])


@pytest.mark.parametrize(("type_", "config"), [*PUBLISHED, *EVERYTHING])
def test_what_is_accepted_fits_the_schema(type_, config):
    """TSK-1."""
    FULL.validate({"type": type_.value, "config": config})
    INLINED.validate(config)


@pytest.mark.parametrize(("type_", "config", "path", "value"), CASES)
def test_what_fits_the_schema_has_the_types_that_are_read(type_, config, path, value):
    """TSK-1: a field of a wrong type is refused by both."""
    for wrong in WRONG[type(value)]:
        broken = changed(config, path, wrong)
        if wrong in SAID_BY_THE_READER_ONLY or not FULL.is_valid(
            {"type": type_.value, "config": broken}
        ):
            continue
        with suppress(InvalidRequest):
            read_config(type_, broken)
            continue
        # What is left are words, bounds and sentences between fields, not types of JSON.
        with pytest.raises(InvalidRequest, check=says(r"^(?!.*(JSON object|is not a field))")):
            read_config(type_, broken)


def test_the_schema_of_a_type_takes_no_other_type():
    """TSK-1."""
    for type_, config in PUBLISHED:
        others = [each for each in TaskType if each is not type_]
        assert not any(FULL.is_valid({"type": each, "config": config}) for each in others)


def test_every_field_is_described_in_one_line_and_nothing_unknown_is_taken():
    """MCP-2."""
    for found in objects(FORMS[SchemaForm.FULL]["$defs"]):
        assert found["additionalProperties"] is False
        for name, field in found["properties"].items():
            if "const" in field or name in ("metric", "kind", "topic_id", "url"):
                continue
            said = field.get("description", "")
            refers = "$ref" in field
            assert refers or 5 <= len(said) <= 120, (found.get("title"), name, said)
            assert "\n" not in said


def test_the_forms_for_agents_hold_no_references():
    """MCP-2."""
    assert "$ref" not in json.dumps(FORMS[SchemaForm.INLINED])
    merged = json.dumps(FORMS[SchemaForm.MERGED])
    assert not [word for word in ("$ref", "anyOf", "oneOf", "$defs") if f'"{word}"' in merged]


def test_the_merged_form_has_the_fields_of_all_types():
    """MCP-2."""
    kinds = FORMS[SchemaForm.INLINED]["anyOf"]
    names = {name for each in kinds for name in each["properties"]}

    assert set(FORMS[SchemaForm.MERGED]["properties"]) == names
    assert "required" not in FORMS[SchemaForm.MERGED]
    action = FORMS[SchemaForm.MERGED]["properties"]["action"]["properties"]
    assert {"message", "news_urls", "place", "arguments", "type"} <= set(action)
    assert len(action["type"]["enum"]) == 6
