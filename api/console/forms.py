"""What somebody typed into a form: read once, kept to be shown again, refused at the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl
from zoneinfo import available_timezones

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.errors import RefusedRequest
from api.strict import check_text
from application.common.broken_fields import broken_field
from application.common.wording import Localizer, refusal
from domain.common.errors import InvalidRequest, ZhibanError
from domain.common.messages import Called, message

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
"""Names and values of one form; the longest of ours has some forty."""

CSRF_FIELD = "csrf"
SURE = "sure"
"""Field of a form whose sender has seen what it will do."""

_OWN_FIELDS = frozenset({CSRF_FIELD, SURE})

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class Form:
    """What was typed, and what is wrong with it.

    Attributes:
        values: the last value of each name, as typed.
        lists: every value of each name, for choices that add up.
        errors: by field, the sentence that the other faces show.
        problem: what is wrong with the whole.
        status: of HTTP, for the page that shows it again.
    """

    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    status: int = 200

    def filled(self, *, numbers: Sequence[str] = (), flags: Sequence[str] = ()) -> dict[str, Any]:
        """Return what was filled in, as JSON would have it: empty fields are left out.

        Args:
            numbers: fields that hold whole numbers.
            flags: check boxes, which browsers leave out when they are empty.
        """
        found: dict[str, Any] = {
            name: text for name, text in self.values.items() if text and name not in _OWN_FIELDS
        }
        for name in numbers:
            if name in found and found[name].strip().lstrip("-").isdigit():
                found[name] = int(found[name])
        return found | {name: name in self.values for name in flags}

    @property
    def is_sure(self) -> bool:
        """Whether its sender has seen what it will do."""
        return self.values.get(SURE) == "yes"

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Every name with each of its values, to be sent once more."""
        return [
            (name, text)
            for name, texts in self.lists.items()
            if name not in _OWN_FIELDS
            for text in texts
        ]

    def refuse(self, error: ZhibanError | ValidationError, told: Localizer) -> None:
        """Note an error where it belongs: at its field, else above the form."""
        if isinstance(error, ValidationError):
            self.status = 422
            for each in error.errors()[:20]:
                self._at_field(broken_field(each), told)
        elif isinstance(error, InvalidRequest):
            self.status = 422
            self._at_field(error, told)
        else:
            self.problem = refusal(error, told.words, told.reader)

    def _at_field(self, error: InvalidRequest, told: Localizer) -> None:
        name = error.field.rpartition(".")[2]
        known = name if name in self.values else error.field
        self.errors.setdefault(known, refusal(error, told.words, told.reader))


async def read_form(request: Request) -> Form:
    """Return what a page sent.

    Raises:
        RefusedRequest: it is no form.
        InvalidRequest: it holds characters that cannot be kept.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if body and kind != FORM:
        raise RefusedRequest(415, message("http.media_type", type=Called(FORM)))
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise RefusedRequest(400, message("http.bad_body")) from None
    form = Form()
    for name, text in pairs:
        typed = text.replace("\r\n", "\n")
        check_text(name[:40], typed)
        form.values[name] = typed
        form.lists.setdefault(name, []).append(typed)
    return form


def read_model(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Read a form by the model that reads the same request elsewhere.

    Raises:
        ValidationError: a field breaks a rule.
    """
    return model.model_validate(dict(values))


@cache
def zones() -> list[str]:
    """Return the names of zones that places have, for a field to offer; others can be typed."""
    return sorted(each for each in available_timezones() if "/" in each and "Etc/" not in each)


def comma_separated(text: str) -> list[str]:
    """Return what was typed with commas between, of either script."""
    # The ideographic commas: U+FF0C and U+3001.
    parts = text.replace("\uff0c", ",").replace("\u3001", ",").split(",")
    return [each.strip() for each in parts if each.strip()]
