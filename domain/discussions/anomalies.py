"""Messages whose times no careful writers would produce, and marking them (BUS-1).

Two rules. *Pair*: two senders closer together than a threshold; nobody reads and answers in 0.3
seconds, so one of them spoke for the other. *Cadence*: an author far faster than their own habit.

Times to the microsecond decide a pair; where a program wrote whole seconds only, the chance that
the two were closer than the threshold is worked out, and the confidence is lower.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from math import exp, log

from domain.discussions.discussions import Anomaly, Discussion, Message, SourceType

AUTO_REPLY = "auto_reply"
"""Tag of messages that a program wrote by itself; they are inferred, whatever their times."""

FASTEST_HABIT = 5.0
"""Seconds; whoever takes longer over a message may have typed it, so it is no matter of cadence."""

FEWEST_GAPS = 8
"""Other gaps of an author, to speak of a habit."""

FARTHEST = 5.0
"""Deviations from the habit at which a gap is reported; Chebyshev's inequality then allows at most
1 in 25 gaps to be so, whatever their distribution."""

WAS_REAL = " Before, it was real."
"""End of the reason of a mark on what a token had proven."""

LONGEST_NAME = 80
"""Characters of a name in a reason, whatever other programs call themselves."""

_SMALLEST_SCALE = 0.25
"""Of the logarithms of gaps: a habit as even as a clock's still varies by a quarter."""

_MAD_TO_SIGMA = 1.4826
"""Of a normal distribution: P. Rousseeuw and C. Croux, "Alternatives to the Median Absolute
Deviation", JASA 88, 1993."""

_CERTAIN_ENOUGH = 0.5
"""Chance that a pair on a clock of whole seconds is closer than the threshold."""

_WHOLE_SECONDS = 0.8
"""Confidence in what rests on whole seconds: programs write them late, or copy them."""

_LOOKED_BACK = 20
"""Messages before each one that may be too close to it."""


@dataclass(frozen=True)
class _Gap:
    """Time between two messages; `exact` when both have parts of seconds."""

    seconds: float
    exact: bool


@dataclass(frozen=True)
class _Told:
    """When a message was sent: aware to the microsecond, naive to the second, each if known."""

    exact: datetime | None
    local: datetime | None


def anomalies_of(discussion: Discussion, *, threshold_seconds: float) -> tuple[Anomaly, ...]:
    """Return what is odd about the times of the messages, in the order of the messages.

    Args:
        discussion: with all its messages.
        threshold_seconds: two senders closer than this are an anomaly.
    """
    messages = discussion.messages
    told = [_told(message) for message in messages]
    found = [*_pairs(messages, told, threshold_seconds), *_cadences(messages, told)]
    return tuple(sorted(found, key=lambda anomaly: (anomaly.index, anomaly.kind != "pair")))


def annotated(discussion: Discussion, anomalies: Sequence[Anomaly]) -> tuple[Message, ...]:
    """Return the messages that are inferred, each with its reason, in their order.

    What was marked before keeps its reason, so doing it again changes nothing.
    """
    reasons: dict[str, str] = {}
    for anomaly in sorted(anomalies, key=lambda each: -each.confidence):
        for message_id in anomaly.message_ids:
            reasons.setdefault(message_id, anomaly.description)
    marked = []
    for message in discussion.messages:
        reason = reasons.get(message.id, "")
        if AUTO_REPLY in message.tags:
            reason = f"It is tagged {AUTO_REPLY}."
        if reason:
            marked.append(_marked(message, reason))
    return tuple(marked)


def _marked(message: Message, reason: str) -> Message:
    if message.source_type is SourceType.INFERRED and message.reason:
        return message
    if message.source_type is SourceType.REAL:
        reason += WAS_REAL  # a mark takes away no proof: whoever reads it can tell
    return replace(message, source_type=SourceType.INFERRED, reason=reason)


def _pairs(
    messages: Sequence[Message], told: Sequence[_Told], threshold: float
) -> Iterator[Anomaly]:
    for index, message in enumerate(messages):
        close: list[tuple[int, _Gap, float]] = []
        for before in range(index - 1, max(-1, index - 1 - _LOOKED_BACK), -1):
            gap = _gap(told[before], told[index])
            chance = _chance_closer(gap, threshold) if gap else 0.0
            if gap is None or chance < _CERTAIN_ENOUGH:
                break
            if messages[before].from_id != message.from_id:
                close.append((before, gap, chance))
        if close:
            yield _pair(messages, index, close, threshold)


def _pair(
    messages: Sequence[Message],
    index: int,
    close: Sequence[tuple[int, _Gap, float]],
    threshold: float,
) -> Anomaly:
    before, gap, chance = close[0]
    later, earlier = messages[index], messages[before]
    apart = f"{gap.seconds:.3f} s" if gap.exact else f"{gap.seconds:.0f} s, on a clock of seconds,"
    return Anomaly(
        index=index,
        kind="pair",
        description=(
            f"{_name(later)} wrote {apart} after {_name(earlier)}; "
            f"two senders are not expected closer than {threshold:g} s."
        ),
        seconds=gap.seconds,
        confidence=1.0 if gap.exact else round(_WHOLE_SECONDS * chance, 2),
        message_ids=(*(messages[place].id for place, _, _ in reversed(close)), later.id),
    )


def _cadences(messages: Sequence[Message], told: Sequence[_Told]) -> Iterator[Anomaly]:
    by_author: dict[str, list[int]] = {}
    for index, message in enumerate(messages):
        by_author.setdefault(message.from_id, []).append(index)
    for places in by_author.values():
        gaps = [
            (later, gap)
            for earlier, later in pairwise(places)
            if (gap := _gap(told[earlier], told[later])) is not None
        ]
        yield from _too_fast(messages, gaps)


def _too_fast(messages: Sequence[Message], gaps: Sequence[tuple[int, _Gap]]) -> Iterator[Anomaly]:
    """Compare each gap of one author with all others of them."""
    others = len(gaps) - 1
    if others < FEWEST_GAPS:
        return
    habit = _Habit([_logarithm(gap) for _, gap in gaps])
    for index, gap in gaps:
        usual, scale = habit.without(_logarithm(gap))
        far = (usual - _logarithm(gap)) / scale
        if gap.seconds < FASTEST_HABIT and far >= FARTHEST:
            confidence = (1 - 1 / far**2) * others / (others + FEWEST_GAPS / 2)
            yield Anomaly(
                index=index,
                kind="cadence",
                description=(
                    f"{_name(messages[index])} wrote again after {gap.seconds:.3g} s; their habit, "
                    f"of {others} other gaps, is about {exp(usual):.3g} s."
                ),
                seconds=gap.seconds,
                confidence=round(confidence * (1 if gap.exact else _WHOLE_SECONDS), 2),
                message_ids=(messages[index].id,),
            )


class _Habit:
    """The median of an author's gaps and their deviation, without the one that is looked at.

    One gap of a few would else move the habit that it is compared with.
    """

    def __init__(self, values: Sequence[float]) -> None:
        self._values = sorted(values)
        self._deviations: dict[float, list[float]] = {}

    def without(self, value: float) -> tuple[float, float]:
        """Return median and scale of all others; the median takes three values at most."""
        median = _median_without(self._values, value)
        if median not in self._deviations:
            self._deviations[median] = sorted(abs(each - median) for each in self._values)
        deviation = _median_without(self._deviations[median], abs(value - median))
        return median, max(_MAD_TO_SIGMA * deviation, _SMALLEST_SCALE)


def _median_without(ordered: Sequence[float], value: float) -> float:
    left_out = bisect_left(ordered, value)
    count = len(ordered) - 1

    def at(place: int) -> float:
        return ordered[place if place < left_out else place + 1]

    return (at((count - 1) // 2) + at(count // 2)) / 2


def _logarithm(gap: _Gap) -> float:
    """Return the logarithm of a gap, which is at least what its clock can tell."""
    return log(max(gap.seconds, 0.001 if gap.exact else 0.5))


def _chance_closer(gap: _Gap, threshold: float) -> float:
    """Return the chance that two messages were closer than the threshold.

    On a clock of whole seconds both moments may be anywhere within theirs, so what is added to the
    gap has a triangular distribution from -1 to 1.
    """
    if gap.exact:
        return 1.0 if gap.seconds < threshold else 0.0
    if gap.seconds < 1:
        return 1 - (1 - min(threshold, 1.0)) ** 2
    more = min(1.0, max(-1.0, threshold - gap.seconds))
    return (1 + more) ** 2 / 2 if more < 0 else 1 - (1 - more) ** 2 / 2


def _gap(earlier: _Told, later: _Told) -> _Gap | None:
    """Return the time between two messages; None when a time cannot be read.

    A clock that was set back between them gives a negative one, which is as close as it is far.
    """
    if earlier.exact is not None and later.exact is not None:
        return _Gap(abs((later.exact - earlier.exact).total_seconds()), exact=True)
    if earlier.local is not None and later.local is not None:
        return _Gap(abs((later.local - earlier.local).total_seconds()), exact=False)
    return None


def _told(message: Message) -> _Told:
    try:
        local = datetime.fromisoformat(message.timestamp)
    except ValueError:
        local = None
    exact = message.sent_at
    if local is not None and local.tzinfo is not None:
        # Some program wrote an offset after all: that is as good as our own field.
        exact, local = exact or local, None
    return _Told(exact, local.replace(microsecond=0) if local is not None else None)


def _name(message: Message) -> str:
    """Return who wrote it, in one short line: it becomes part of the marks in the file."""
    name = " ".join((message.from_name or message.from_id).split())
    return (name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…") or "somebody"
