"""How values travel through Temporal."""

import gc
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from pydantic import TypeAdapter
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError

from bootstrap.histories import from_files, replay_all
from bootstrap.temporal.payloads import SharedConverter, lasts, shared_data_converter
from domain.common.errors import Conflict, Unavailable
from domain.common.messages import message
from domain.incidents.incidents import Incident
from tests.fakes.incident_examples import an_incident
from workflows.deliveries.webhooks import ForwardingInput
from workflows.incidents.state import IncidentInput
from workflows.reasons import said_by

T = TypeVar("T")
HISTORIES = Path(__file__).parents[2] / "workflows/histories"


def a_type_of_one_run():
    """Return a class as the sandbox makes it: of a module that holds another one of its name."""

    @dataclass(frozen=True)
    class IncidentInput:
        fingerprint: str

    IncidentInput.__module__, IncidentInput.__qualname__ = (
        "workflows.incidents.state",
        "IncidentInput",
    )
    return IncidentInput


def test_values_travel_exactly_as_with_pydantics_converter():
    """REL-3: what was written before is read, and what is written now was."""
    incident = an_incident()
    theirs, ours = pydantic_data_converter.payload_converter, SharedConverter()

    assert ours.to_payloads([incident, None, b"x"]) == theirs.to_payloads([incident, None, b"x"])
    assert ours.from_payloads(theirs.to_payloads([incident]), [Incident]) == [incident]


def test_a_value_that_is_not_what_was_expected_is_refused_as_before():
    """REL-3."""
    ours = SharedConverter()

    with pytest.raises(ValueError, match="Incident"):
        ours.from_payloads(ours.to_payloads([{"id": 1}]), [Incident])


async def test_a_second_run_of_an_incident_builds_no_reader_again(monkeypatch):
    """ALR-8: they are a megabyte and 30 ms for each open incident, and for each replay."""
    built: list[Any] = []
    build = TypeAdapter.__init__

    def counted(self, type_, **options):
        built.append(type_)
        build(self, type_, **options)

    monkeypatch.setattr(TypeAdapter, "__init__", counted)

    async def readers_of_a_replay() -> list[Any]:
        built.clear()
        path = HISTORIES / "incident-fixed-on-the-third-rung.json"
        (result,) = [each async for each in replay_all(from_files([path]))]
        assert result.problem == ""
        return list(built)

    await readers_of_a_replay()

    assert await readers_of_a_replay() == []


async def test_what_the_sandbox_made_for_one_run_goes_with_it():
    """ALR-8: readers of a thousand runs would be kept, and would push out those of all."""
    path = HISTORIES / "webhook-paused-then-resumed.json"
    for _ in range(3):
        (result,) = [each async for each in replay_all(from_files([path]))]
        assert result.problem == ""
    gc.collect()

    named = (each for each in gc.get_objects() if isinstance(each, type))
    copies = {each for each in named if each.__qualname__ == ForwardingInput.__qualname__}
    assert copies <= {ForwardingInput}


@pytest.mark.parametrize(
    "hint", [Incident, Incident | None, tuple[Incident, ...], dict[str, list[int]], Any, str]
)
def test_types_of_the_process_last(hint):
    """ALR-8."""
    assert lasts(hint)


def test_types_of_one_run_do_not_last_nor_does_what_is_made_of_them():
    """ALR-8."""
    copy = a_type_of_one_run()

    assert lasts(IncidentInput)
    assert not lasts(copy)
    assert not lasts(tuple[copy, ...])
    assert not lasts(copy | None)


def test_what_a_type_of_one_run_is_filled_with_does_not_make_it_last():
    """ALR-8."""

    class Copy(Generic[T]):
        pass

    assert not lasts(Copy[int])
    assert lasts(Iterable[int])


async def test_what_people_are_told_of_an_error_goes_along_with_a_failure():
    """I18-1, REL-2: the text of a failure is for logs; whoever meets it reads its message."""
    failure = Failure()
    said = message("task.changed_meanwhile")
    await shared_data_converter.encode_failure(Conflict(said), failure)
    found = await shared_data_converter.decode_failure(failure)

    assert isinstance(found, ApplicationError)
    assert (found.type, found.message) == ("Conflict", "task.changed_meanwhile()")
    assert said_by(found) == said


async def test_errors_of_others_fail_as_they_are():
    """REL-2."""
    failure = Failure()
    await shared_data_converter.encode_failure(Unavailable("the other side's words"), failure)
    found = await shared_data_converter.decode_failure(failure)

    assert isinstance(found, ApplicationError)
    assert (found.type, said_by(found)) == ("Unavailable", "the other side's words")
