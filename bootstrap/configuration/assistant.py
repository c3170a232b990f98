"""Settings of the assistant: what one turn of a conversation may cost."""

from datetime import timedelta

from pydantic import Field

from bootstrap.configuration.kinds import Group
from domain.assistant.conversations import TurnLimits

_USUAL = TurnLimits()


class AssistantSettings(Group):
    """The assistant; it talks with the model of ZHIBAN_LLM_…, and is off without one."""

    steps: int = Field(default=_USUAL.steps, ge=1, le=100)
    """Most calls of the model in one turn."""
    calls: int = Field(default=_USUAL.calls, ge=1, le=200)
    """Most tool calls in one turn."""
    tokens: int = Field(default=_USUAL.tokens, ge=1_000)
    """Most tokens of one turn, prompts and answers together; tools take 6,000 of a prompt."""
    question_minutes: float = Field(default=15, gt=0, le=1_440)
    """Minutes that a question waits for the person's word; then it counts as no."""
    turn_minutes: float = Field(default=60, gt=0, le=1_440)
    """Longest turn, questions included, in minutes."""
    most_each: int = Field(default=500, ge=1, le=10_000)
    """Most conversations of one person."""
    at_once: int = Field(default=4, ge=1, le=100)
    """Most turns of one person that are being answered at a time."""

    @property
    def limits(self) -> TurnLimits:
        """What one turn may cost."""
        return TurnLimits(
            self.steps,
            self.calls,
            self.tokens,
            timedelta(minutes=self.question_minutes),
            timedelta(minutes=self.turn_minutes),
        )
