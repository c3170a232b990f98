"""The tokens that language models may use, counted for all workers together."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, or_

from storage.database import Database
from storage.tables import token_budgets


@dataclass(frozen=True)
class SqlTokenBudget:
    """One row per day, so a restart forgets nothing and workers share what is left.

    Attributes:
        per_day: tokens, prompt and answer together.
    """

    database: Database
    per_day: int

    async def take(self, day: date, tokens: int) -> bool:
        """Take tokens out of the day's budget if they are there; a negative number gives back."""
        if tokens > self.per_day:
            return False
        after = token_budgets.c.spent + tokens
        first = self.database.insert(token_budgets).values(
            day=day.isoformat(), spent=max(0, tokens)
        )
        # One statement: of many workers that ask for the last tokens, one gets them.
        taking = first.on_conflict_do_update(
            index_elements=["day"],
            set_={"spent": case((after < 0, 0), else_=after)},
            where=or_(after <= self.per_day, after <= token_budgets.c.spent),
        ).returning(token_budgets.c.day)
        async with self.database.writing() as connection:
            return (await connection.execute(taking)).first() is not None
