"""Language models that say what they are told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from application.ports.models import Finish, ModelAnswer, SummaryPrompt
from domain.briefings.claim_checks import ProposedClaim

Speech = Callable[[SummaryPrompt], ModelAnswer]


@dataclass
class ScriptedModel:
    """Says its lines, or raises its error; remembers what it was asked."""

    lines: ModelAnswer | Speech | Exception
    asked: list[SummaryPrompt] = field(default_factory=list)

    async def write(self, prompt: SummaryPrompt) -> ModelAnswer:
        self.asked.append(prompt)
        if isinstance(self.lines, Exception):
            raise self.lines
        return self.lines(prompt) if callable(self.lines) else self.lines


@dataclass
class CountedBudget:
    """A budget that writes down every taking."""

    per_day: int
    taken: list[int] = field(default_factory=list)
    spent: dict[date, int] = field(default_factory=dict)

    async def take(self, day: date, tokens: int) -> bool:
        after = self.spent.get(day, 0) + tokens
        if tokens > 0 and after > self.per_day:
            return False
        self.taken.append(tokens)
        self.spent[day] = max(0, after)
        return True


def says(*claims: ProposedClaim, tokens: tuple[int, int] = (900, 100)) -> ModelAnswer:
    """Return a finished answer with these claims."""
    return ModelAnswer(claims, Finish.STOP, tokens)


def about(text: str, *evidence: str, topic: str = "logs", weight: str = "watch") -> ProposedClaim:
    """Return a proposed claim."""
    return ProposedClaim(topic, weight, text, evidence)
