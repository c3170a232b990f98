"""A token budget in this process's memory.

It starts afresh with the process and is not shared between workers; a deployment with several
workers multiplies it. It bounds a runaway loop, which is what it is for.
"""

from datetime import date


class MemoryBudget:
    """Counts the tokens of the newest day.

    Args:
        per_day: tokens, prompt and answer together; 0 means no limit.
    """

    def __init__(self, per_day: int) -> None:
        self._per_day = per_day
        self._spent: dict[date, int] = {}

    async def take(self, day: date, tokens: int) -> bool:
        """Take tokens out of the day's budget if they are there; a negative number gives back."""
        spent = self._spent.get(day, 0)
        if tokens > 0 and self._per_day and spent + tokens > self._per_day:
            return False
        self._spent = {kept: used for kept, used in self._spent.items() if kept >= day}
        self._spent[day] = max(0, spent + tokens)
        return True
