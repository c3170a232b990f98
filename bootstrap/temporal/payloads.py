"""How values travel through Temporal: as JSON, read back by readers that the process builds once.

Temporal gives every run of a workflow a converter of its own, and pydantic's keeps in it the
readers that it builds. Those of an incident take 1.1 MB and 30 ms, in each run that is held in
memory and again at each replay (`python -m bench.incident_memory`): with some hundreds open, a
worker did little else.
"""

import sys
from types import NoneType
from typing import Any, get_args, get_origin

from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverter,
    DefaultPayloadConverter,
    PayloadConverter,
)
from temporalio.exceptions import ApplicationError

from domain.common.errors import ZhibanError

_LOADED = sys.modules
"""What the process has imported; inside the sandbox of a run the name says something else."""

_SHARED = PydanticJSONPlainPayloadConverter()


class SharedJsonConverter(PydanticJSONPlainPayloadConverter):
    """Reads with the readers of the process, whoever asks.

    Only the types of a workflow's own module, which the sandbox makes anew for each run, get
    readers of the run's own: shared, they would outlive it and push out the others.
    """

    def from_payload(
        self,
        payload: Payload,
        type_hint: Any = None,  # noqa: ANN401 - whatever stands in an annotation
    ) -> Any:  # noqa: ANN401 - and its value
        """Return the value; raises `ValueError` when it is not what the hint says."""
        if type_hint is None or lasts(type_hint):
            return _SHARED.from_payload(payload, type_hint)
        return super().from_payload(payload, type_hint)


class SharedConverter(CompositePayloadConverter):
    """Temporal's own converters, with ours for JSON."""

    def __init__(self) -> None:
        ours = SharedJsonConverter()
        super().__init__(
            *(
                ours if each.encoding == ours.encoding else each
                for each in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


class TellingFailureConverter(DefaultFailureConverter):
    """Keeps what people are told of an error of ours that a workflow or a validator raises.

    Temporal keeps the text of an exception and its class. The text is for logs only; the message
    goes along as the failure's details, where `workflows/reasons.py` reads it.
    """

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        """Write an exception down; see the class for what is added to ours."""
        ours = exception if isinstance(exception, ZhibanError) else None
        if isinstance(exception, ApplicationError):
            ours = None  # it is written down as Temporal's, and whether to try again with it
        if ours is not None and ours.explanation is not None:
            told = ApplicationError(
                str(exception), ours.explanation.recorded, type=type(exception).__name__
            )
            told.__cause__, told.__traceback__ = exception.__cause__, exception.__traceback__
            exception = told
        super().to_failure(exception, payload_converter, failure)


shared_data_converter = DataConverter(
    payload_converter_class=SharedConverter, failure_converter_class=TellingFailureConverter
)
"""Writes and reads values exactly as `pydantic_data_converter` does."""


def lasts(hint: Any) -> bool:  # noqa: ANN401 - whatever stands in an annotation
    """Say whether a type, with all that it is made of, is there for as long as the process."""
    if parts := get_args(hint):
        return lasts(get_origin(hint)) and all(lasts(part) for part in parts)
    if hint is Any or hint is ... or hint is NoneType:
        return True
    home = _LOADED.get(getattr(hint, "__module__", ""))
    name = getattr(hint, "__qualname__", None)
    return name is not None and getattr(home, name, None) is hint
