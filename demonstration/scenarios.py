"""Which fault scenarios a running sandbox can be told, and how they go while nothing is written."""

from collections.abc import Iterator
from dataclasses import replace

from application.common.wording import Localizer
from cli.runtime import ScenarioLine
from domain.common.errors import InvalidRequest
from domain.common.messages import Message, one_of
from sandbox.scenarios import ALONE, SCENARIOS, Scenario
from sandbox.scenarios.scenario import Beat, Deed, Expected, Signal

USUAL = "crash-loop"
"""The scenario that is told when none is named: two rungs, the second one helps."""

TOLD = tuple(
    scenario
    for scenario in (*SCENARIOS, *ALONE)
    if scenario.signal is Signal.PLAIN and scenario.cluster == "main"
)
"""Those that need no alarm of the cloud, and no second cluster."""

_NATURE = frozenset({Deed.DEPLOY, Deed.FAULT, Deed.EDIT, Deed.ALERT, Deed.KEEP_CONFIGS})
"""What happens without anybody who steps in."""
_BEFORE = frozenset({"", "settled", "unhealthy"})
_NOT_APPROVED, _TOP_BAND = "not_approved", "top_band"


def scenarios(reader: Localizer) -> list[ScenarioLine]:
    """Return the scenarios that can be told, in the order in which they are best read."""
    return [
        ScenarioLine(each.name, _titled(each, reader).title, each.repairable, bool(watched(each)))
        for each in TOLD
    ]


def scenario_named(name: str, reader: Localizer) -> Scenario:
    """Return a scenario, the usual one when `name` is empty; its title is in the reader's words.

    Raises:
        InvalidRequest: there is no such scenario; names those that there are.
    """
    found = next((each for each in TOLD if each.name == (name or USUAL)), None)
    if found is None:
        raise InvalidRequest("SCENARIO", one_of(sorted(each.name for each in TOLD)))
    return _titled(found, reader)


def watched(scenario: Scenario) -> Scenario | None:
    """Return a scenario as it goes when nothing may be written; None when it makes no sense."""
    beats, expected = tuple(_until_alert(scenario)), scenario.expected
    by_itself = all(each.deed in _NATURE and each.once in _BEFORE for each in beats)
    if not by_itself or beats != scenario.beats or expected.called == _NOT_APPROVED:
        return None
    same = expected.called == _TOP_BAND or not expected.writes
    skipped = () if expected.writes else expected.skipped
    called = expected.called if same else "blocked"
    ending = Expected("handed_over", called=called, skipped=skipped, writes=False)
    return replace(scenario, expected=ending)


def _until_alert(scenario: Scenario) -> Iterator[Beat]:
    for beat in scenario.beats:
        yield beat
        if beat.deed is Deed.ALERT:
            return


def _titled(scenario: Scenario, reader: Localizer) -> Scenario:
    return replace(scenario, title=reader.text(title_of(scenario.name)))


def title_of(name: str) -> Message:
    """Return what a scenario that can be told is called."""
    return Message(f"scenario.{name.replace('-', '_')}")
