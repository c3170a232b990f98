"""Which class of fault an alert is about: by words of all languages in its name (ALR-3).

The class is part of an incident's identity, so the words are documented (`docs/alerts.md`); they
stand in `locales/*/understood.toml`. A source that knows better says so with
the label `fault`. Nothing else in an alert's text is looked at.
"""

import re
from collections.abc import Mapping, Sequence

from domain.alerts.alerts import OURS, FaultClass

FAULT_LABEL = "fault"

NAMING_LABELS = ("alertname", "metric", "event", "reason")
"""Labels whose values name what is wrong, beside the rule's own name."""

_ORDER = (
    FaultClass.IMAGE_PULL,
    FaultClass.OUT_OF_MEMORY,
    FaultClass.CONFIGURATION,
    FaultClass.CRASH_LOOP,
    FaultClass.NODE,
    FaultClass.REPLICA_SHORTAGE,
    FaultClass.NOT_READY,
    FaultClass.DEPENDENCY,
    FaultClass.ERROR_RATE,
    FaultClass.LATENCY,
    FaultClass.SATURATION,
)
"""The first class with a word that occurs wins."""

_BY_MEASURE = (
    ("error_rate", FaultClass.ERROR_RATE),
    ("latency", FaultClass.LATENCY),
    ("cpu", FaultClass.SATURATION),
    ("memory", FaultClass.SATURATION),
    ("disk", FaultClass.SATURATION),
)
"""When no word decides: what the source measured."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[\s_\-./:]+")


def fault_of(
    name: str,
    labels: Mapping[str, str],
    measures: Mapping[str, float],
    signs: Mapping[str, Sequence[str]],
) -> FaultClass:
    """Return the class of fault; `OTHER` when nothing tells.

    Args:
        name: of the rule.
        labels: `fault` is honoured when it is one of our words that a source may say.
        measures: names of what was measured; their values do not count.
        signs: words of names, by the class that they mean (`Lexicon.faults`).
    """
    said = labels.get(FAULT_LABEL, "")
    if said in set(FaultClass) - OURS:
        return FaultClass(said)
    named = [name, *(labels[each] for each in NAMING_LABELS if each in labels)]
    words = " | ".join(_spoken(each) for each in named)
    for fault in _ORDER:
        if any(sign in words for sign in signs.get(fault, ())):
            return fault
    return next((fault for measure, fault in _BY_MEASURE if measure in measures), FaultClass.OTHER)


def _spoken(name: str) -> str:
    """Return `KubePodCrashLooping` and `pod_crash-looping` as the same lower-case words."""
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", name)).lower()
