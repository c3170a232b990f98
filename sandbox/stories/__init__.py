"""Fault stories: what is deployed, what goes wrong and when, and how it has to end.

A story is data. It belongs here when a person on call would recognise it and its end state can be
said beforehand; how it is told to a running system is the teller's business.
"""

from sandbox.stories.handled import HANDLED
from sandbox.stories.repairable import REPAIRABLE
from sandbox.stories.story import Story
from sandbox.stories.unrepairable import ALONE, UNREPAIRABLE

STORIES: tuple[Story, ...] = (*REPAIRABLE, *UNREPAIRABLE, *HANDLED)
"""Those that can be told side by side, each with a name of its own; `ALONE` has the others."""

__all__ = ["ALONE", "STORIES", "Story"]
