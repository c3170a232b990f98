"""Log lines and the store that keeps them in order of time."""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sandbox.tencent.cls.words import SEPARATOR, Segmenter

SOURCE, FILE_NAME, HOST_NAME = "__SOURCE__", "__FILENAME__", "__HOSTNAME__"
TIMESTAMP = "__TIMESTAMP__"
TAG_PREFIX = "__TAG__."


@dataclass(slots=True, eq=False)
class LogLine:
    """One line. `time` is in milliseconds; `package` and `number` name it for ever.

    `order` breaks ties between lines of the same millisecond: as they arrived.
    """

    time: int
    order: int
    package: str
    number: int
    source: str
    file_name: str
    host_name: str
    fields: dict[str, str]
    _json: str | None = None
    _indexed: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, int]:
        """What the store sorts by."""
        return (self.time, self.order)

    def value(self, name: str) -> str | None:
        """Return a field, or one of the fields every line has."""
        internal = {SOURCE: self.source, FILE_NAME: self.file_name, HOST_NAME: self.host_name}
        return internal[name] if name in internal else self.fields.get(name)

    def as_json(self) -> str:
        """Return the fields as the `LogJson` of a reply."""
        if self._json is None:
            self._json = json.dumps(self.fields, ensure_ascii=False, separators=(",", ":"))
        return self._json

    def words_of(self, name: str, segmenter: Segmenter) -> str:
        """Return one field in searchable form; empty when the line has no such field."""
        known = self._indexed.get(name)
        if known is None:
            value = self.value(name)
            known = "" if value is None else segmenter.index(value)
            self._indexed[name] = known
        return known

    def all_words(self, names: Callable[["LogLine"], Iterable[str]], segmenter: Segmenter) -> str:
        """Return the fields that `names` chooses, together in searchable form."""
        known = self._indexed.get("")
        if known is None:
            texts = (self.value(name) for name in names(self))
            known = SEPARATOR.join(segmenter.index(text) for text in texts if text is not None)
            self._indexed[""] = known
        return known


@dataclass
class LineStore:
    """Lines sorted by time; `version` changes whenever lines arrive."""

    version: int = 0
    field_names: set[str] = field(default_factory=set)
    _lines: list[LogLine] = field(default_factory=list)
    _next_order: int = 0

    def __len__(self) -> int:
        return len(self._lines)

    def next_order(self) -> int:
        """Return the order number of the next line."""
        self._next_order += 1
        return self._next_order

    def add(self, lines: Iterable[LogLine]) -> int:
        """Add lines; return how many."""
        before = len(self._lines)
        for line in lines:
            self._lines.append(line)
            self.field_names.update(line.fields)
        # Python's sort is linear on what is already in order, which nearly all of it is.
        self._lines.sort(key=lambda line: line.key)
        self.version += 1
        return len(self._lines) - before

    def between(self, start: int, end: int) -> Sequence[LogLine]:
        """Return the lines with `start <= time < end` (ms), oldest first."""
        low = bisect_left(self._lines, start, key=lambda line: line.time)
        high = bisect_left(self._lines, end, key=lambda line: line.time)
        return self._lines[low:high]

    def flow_of(self, package: str, number: int, time: int) -> tuple[Sequence[LogLine], int] | None:
        """Return the lines of the same file and source as one line, and where it stands."""
        low = bisect_left(self._lines, time, key=lambda line: line.time)
        for line in self._lines[low:]:
            if line.time != time:
                return None
            if (line.package, line.number) == (package, number):
                flow = [
                    each
                    for each in self._lines
                    if (each.source, each.file_name) == (line.source, line.file_name)
                ]
                return flow, bisect_left(flow, line.key, key=lambda each: each.key)
        return None
