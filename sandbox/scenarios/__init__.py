"""Fault scenarios: what is deployed, what goes wrong and when, and how it has to end.

A scenario is data. It belongs here when a person on call would recognise it and its end state can
be said beforehand; how it is told to a running system is the teller's business.
"""

from sandbox.scenarios.handled import HANDLED
from sandbox.scenarios.repairable import REPAIRABLE
from sandbox.scenarios.scenario import Scenario
from sandbox.scenarios.unrepairable import ALONE, UNREPAIRABLE

SCENARIOS: tuple[Scenario, ...] = (*REPAIRABLE, *UNREPAIRABLE, *HANDLED)
"""Those that can be told side by side, each with a name of its own; `ALONE` has the others."""

__all__ = ["ALONE", "SCENARIOS", "Scenario"]
