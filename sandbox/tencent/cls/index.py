"""The index of a topic: what may be searched, and how its text is cut into words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.tencent.cls.lines import FILE_NAME, HOST_NAME, SOURCE, TAG_PREFIX, TIMESTAMP, LogLine
from sandbox.tencent.cls.words import DEFAULT_TOKENIZER, Segmenter
from sandbox.tencent.errors import ApiError, missing_parameter

_INTERNAL = frozenset({SOURCE, FILE_NAME, HOST_NAME, TIMESTAMP})
_ALL_TAGS = 1
_DEFAULT_SEGMENTER = Segmenter()

# What a topic made by the control face has: everything can be searched.
OPEN_RULE: Mapping[str, Any] = {
    "FullText": {"CaseSensitive": False, "Tokenizer": DEFAULT_TOKENIZER, "ContainZH": True},
    "DynamicIndex": {"Status": True},
}


@dataclass(frozen=True)
class Index:
    """The rule as it was sent, and what follows from it.

    `types` holds the declared SQL type of each indexed field (`text`, `long`, `double`).
    """

    rule: Mapping[str, Any]
    full_text: Segmenter | None
    dynamic: bool
    keys: Mapping[str, Segmenter]
    types: Mapping[str, str]
    internal_in_full_text: bool = True
    tags_in_full_text: bool = True
    modified_at: str = field(default="", compare=False)

    def segmenter_for(self, key: str) -> Segmenter:
        """Return how a field is cut into words.

        Raises:
            ApiError: the field is not indexed, so the service could not search it.
        """
        if key in self.keys:
            return self.keys[key]
        if self.dynamic or key in _INTERNAL:
            return self.full_text or _DEFAULT_SEGMENTER
        raise self._not_indexed(key)

    def full_text_segmenter(self) -> Segmenter:
        """Return how whole lines are cut into words.

        Raises:
            ApiError: full text is not indexed.
        """
        if self.full_text is None:
            raise self._not_indexed("full text")
        return self.full_text

    def _not_indexed(self, key: str) -> ApiError:
        """Return one of the two forms that doc 614/51252 lists for this.

        The page does not say which comes when. Here the parser refuses what it misses among the
        keys of a rule; without any key it lets the query pass and the engine refuses it.
        """
        if self.keys:
            return ApiError(
                "FailedOperation.SyntaxError",
                f"SyntaxError [field: {key}, can not search on this field, please check the index]",
            )
        return ApiError(
            "FailedOperation.QueryError",
            "QueryError [illegal_argument_exception."
            f"Cannot search on field [{key}] since it is not indexed.]",
        )

    def full_text_fields(self, line: LogLine) -> Iterable[str]:
        """Return the fields of a line that full-text search looks at."""
        names = [
            name
            for name in line.fields
            if self.tags_in_full_text or name in self.keys or not name.startswith(TAG_PREFIX)
        ]
        return [*names, *((SOURCE, FILE_NAME, HOST_NAME) if self.internal_in_full_text else ())]


def read_index(params: Mapping[str, Any], modified_at: str) -> Index:
    """Return the index that the parameters of `CreateIndex` describe.

    Raises:
        ApiError: a field of it has no name.
    """
    rule = params["Rule"]
    keys, types = _keys(rule)
    full_text = rule.get("FullText")
    return Index(
        rule=rule,
        full_text=None if full_text is None else _segmenter(full_text, full_text),
        dynamic=bool((rule.get("DynamicIndex") or {}).get("Status")),
        keys=keys,
        types=types,
        internal_in_full_text=bool(params.get("IncludeInternalFields", False)),
        tags_in_full_text=params.get("MetadataFlag", 0) == _ALL_TAGS,
        modified_at=modified_at,
    )


def _keys(rule: Mapping[str, Any]) -> tuple[dict[str, Segmenter], dict[str, str]]:
    keys: dict[str, Segmenter] = {}
    types: dict[str, str] = {}
    for part, prefix in (("KeyValue", ""), ("Tag", TAG_PREFIX)):
        section = rule.get(part) or {}
        for pair in section.get("KeyValues") or ():
            if not pair.get("Key"):
                raise missing_parameter(f"Rule.{part}.KeyValues.Key")
            name = prefix + pair["Key"]
            keys[name] = _segmenter(section, pair.get("Value") or {})
            types[name] = (pair.get("Value") or {}).get("Type", "text")
    return keys, types


def _segmenter(section: Mapping[str, Any], settings: Mapping[str, Any]) -> Segmenter:
    return Segmenter(
        tokenizer=settings.get("Tokenizer", DEFAULT_TOKENIZER),
        case_sensitive=bool(section.get("CaseSensitive", False)),
        chinese=bool(settings.get("ContainZH", True)),
    )
