"""The page about background tasks says what the readers of configurations know (TSK-1)."""

import json
import re

import pytest

from application.ports.tasks import RunState
from domain.common.shapes import read
from domain.events.events import EventType
from domain.task_types.configs import MODELS, read_config
from domain.task_types.schemas import task_schema
from domain.tasks.configs import TaskConfig
from domain.tasks.tasks import TaskType
from domain.watches.metrics.sources import NAMES
from tests.docs.tree import ROOT
from tests.domain.task_types.test_configs import EVERYTHING, PUBLISHED, values

PAGE = (ROOT / "docs" / "tasks.md").read_text(encoding="utf-8")
CHAPTERS = dict(re.findall(r"(?ms)^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE))
ABOUT = {type_: text for name, text in CHAPTERS.items() for type_ in TaskType if type_ in name}
SYNONYMS = {
    other for model in MODELS.values() for each in model.synonyms.values() for other in each
}
"""Other names of fields; the row of the field names them."""

FAMILIES = ("task", "web", "threshold", "schedule", "digest")

SPOKEN_OF_TOGETHER = ("source", "headers", "arguments")
"""Fields whose inner ones stand in the row of the outer one."""


def documented(text: str) -> set[str]:
    """Return the names in the first column of the chapter's tables."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def names_in(config: dict) -> set[str]:
    """Return the dotted names of all fields of a configuration, places in lists left out."""
    found = set()
    for path, _ in values(config):
        names = [each for each in path if isinstance(each, str)]
        outer = next((at for at, name in enumerate(names) if name in SPOKEN_OF_TOGETHER), None)
        depth = len(names) if outer is None else outer + (2 if names[outer] == "source" else 1)
        found.add(".".join(names[:depth]))
    return {name for name in found if not name.startswith("notification")}


@pytest.mark.parametrize("type_", TaskType)
def test_every_field_of_a_type_is_explained(type_):
    """TSK-1."""
    used = set().union(
        *(names_in(config) for kind, config in [*PUBLISHED, *EVERYTHING] if kind is type_)
    )
    outer = {name for name in used if any(other.startswith(f"{name}.") for other in used)}
    aliases = {"day_of_week"}
    assert used - outer - aliases <= documented(ABOUT[type_])


def names_of(type_: TaskType) -> set[str]:
    """Return the dotted names of the fields that the schema of a type has, as the tables say."""
    whole = task_schema()["$defs"]

    def references(node) -> list[str]:
        if isinstance(node, list):
            return [found for each in node for found in references(each)]
        if not isinstance(node, dict):
            return []
        own = [node["$ref"].rpartition("/")[2]] if "$ref" in node else []
        return own + [found for each in node.values() for found in references(each)]

    def within(name: str, path: str) -> set[str]:
        found = set()
        for key, field in whole[name].get("properties", {}).items():
            found.add(f"{path}{key}")
            for inner in references(field):
                found |= within(inner, f"{path}{key}.")
        return found

    sources = tuple(f"source.{name}." for name in NAMES.values())
    names = within(MODELS[type_].__name__, "")
    return {name for name in names if not name.startswith(("notification", "incident", *sources))}


@pytest.mark.parametrize("type_", TaskType)
def test_the_tables_hold_just_the_fields_of_the_schema(type_):
    """TSK-1: the models are what is read, published and explained."""
    names, told = names_of(type_), documented(ABOUT[type_])
    outer = {name for name in names if any(other.startswith(f"{name}.") for other in names)}

    # What a digest is made from says the chapter about digests, of the action of a schedule, too.
    names -= {f"action.{name}" for name in names_of(TaskType.NEWS_DIGEST)} - told
    assert names - outer - told - SYNONYMS == set()
    assert told - names == set()


@pytest.mark.parametrize("type_", TaskType)
def test_every_example_is_accepted(type_):
    """TSK-1."""
    examples = re.findall(r"(?ms)^```json\n(.*?)^```", ABOUT[type_])
    assert examples
    for example in examples:
        assert read_config(type_, json.loads(example), presets=("bitcoin_price",))


def test_the_example_of_a_notification_is_accepted():
    """TSK-1."""
    [example] = re.findall(r"(?ms)^```json\n(.*?)^```", CHAPTERS["Whom it tells: `notification`"])
    assert read(TaskConfig, {"notification": json.loads(example)}).addresses


def test_every_event_of_tasks_and_every_life_is_explained():
    """EVT-1, TSK-3."""
    types = {str(each) for each in EventType if each.split(".")[1] in FAMILIES}
    assert documented(CHAPTERS["What happens: events"]) == types
    assert documented(CHAPTERS["When something is wrong"]) == {str(each) for each in RunState}
