"""A run as lines of JSON: its head, then a line a trial; it can be judged without a model."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from application.ports.assistant.chat_models import OfferedFunction
from domain.common.errors import InvalidRequest
from domain.common.messages import Command, message
from domain.evaluations.figures import Trial
from domain.evaluations.judging import Chosen


@dataclass(frozen=True)
class CatalogueSize:
    """What a model is sent of the tools with each question.

    Attributes:
        digest: of names, descriptions and schemas: which catalogue it was.
        size: bytes of those as JSON.
    """

    digest: str
    names: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Recorded:
    """A run that was kept."""

    model: str
    catalogue: CatalogueSize
    trials: tuple[Trial, ...]


def measured(tools: Sequence[OfferedFunction]) -> CatalogueSize:
    """Return which catalogue these tools are, and how large."""
    whole = json.dumps(
        [[each.alias, each.description, dict(each.parameters)] for each in tools],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    names = tuple(each.alias for each in tools)
    return CatalogueSize(sha256(whole).hexdigest()[:16], names, len(whole))


def written(run: Recorded) -> Iterable[str]:
    """Return the lines of a run."""
    yield json.dumps({"model": run.model, "catalogue": asdict(run.catalogue)}, ensure_ascii=False)
    for each in run.trials:
        yield json.dumps(asdict(each), ensure_ascii=False)


def read(lines: Sequence[str]) -> Recorded:
    """Return the run that was kept.

    Raises:
        InvalidRequest: the lines are none of ours.
    """
    try:
        head, *rest = (json.loads(line) for line in lines if line.strip())
        size = head["catalogue"]
        return Recorded(
            str(head["model"]),
            CatalogueSize(str(size["digest"]), tuple(map(str, size["names"])), int(size["size"])),
            tuple(
                Trial(
                    str(each["case"]),
                    int(each["repetition"]),
                    tuple(Chosen(str(one["tool"]), one["arguments"]) for one in each["chosen"]),
                    str(each["failed"]),
                    (int(each["tokens"][0]), int(each["tokens"][1])),
                )
                for each in rest
            ),
        )
    except (ValueError, KeyError, TypeError, IndexError):
        raise InvalidRequest(
            "replay", message("evaluation.no_recording", option=Command("--record"))
        ) from None
