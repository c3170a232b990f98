"""What a body may say."""

import importlib
import json
import pkgutil
from typing import Any

import pytest
from pydantic import ValidationError, create_model

import api
from api.strict import Strict


def _all() -> list[type[Strict]]:
    for module in pkgutil.walk_packages(api.__path__, "api."):
        importlib.import_module(module.name)
    found, waiting = [], [Strict]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            found.append(each)
    return [one for one in found if one.__module__.startswith("api.")]


def _kinds(schema: Any) -> set[str]:
    """Return the types of JSON that a field takes."""
    return (
        {schema["type"]}
        if "type" in schema
        else {kind for one in schema.get("anyOf", ()) for kind in _kinds(one)}
    )


GUESSES = {"boolean": ("true", "no", "1", 1, 0), "number": ("0.7", " 1 ", True)}
FIELDS = sorted(
    (body.__module__, body.__name__, name, kind, body)
    for body in _all()
    for name, schema in body.model_json_schema().get("properties", {}).items()
    for kind in _kinds(schema) & GUESSES.keys()
)


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [(body, name, kind) for _, _, name, kind, body in FIELDS],
    ids=[f"{called}-{name}" for _, called, name, _, _ in FIELDS],
)
def test_no_truth_value_and_no_number_is_guessed(body, name, kind):
    """EVT-3: a face that guesses does what nobody said."""
    field = body.model_fields[name]
    alone = create_model("Alone", **{name: (field.rebuild_annotation(), ...)})
    for guess in GUESSES[kind]:
        with pytest.raises(ValidationError):
            alone.model_validate_json(json.dumps({name: guess}))


def test_the_walk_finds_fields():
    """EVT-3: an empty walk would prove nothing."""
    assert {kind for *_, kind, _ in FIELDS} == {"boolean", "number"}
    assert len(FIELDS) > 20
