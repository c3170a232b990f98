"""What tasks are called: ids that sort by age, and names made of their configurations."""

from collections.abc import Callable
from datetime import datetime

from domain.common.messages import Message
from domain.common.quoting import clean
from domain.tasks.configs import TaskConfig
from domain.tasks.tasks import LONGEST_NAME, TaskType

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, in lower case: its order is that of the numbers, so ids sort by age."""

_TIME_DIGITS = 10
_CHANCE_DIGITS = 16
"""48 bits of milliseconds and 80 of chance: nobody guesses the id of another's task."""


def new_task_id(at: datetime, unguessable: str) -> str:
    """Return the id of a task that is made `at`.

    Args:
        at: this moment; later ids sort after earlier ones, to the millisecond.
        unguessable: 128 random bits in hexadecimal, as `Ids.new` makes them.
    """
    moment = int(at.timestamp() * 1000)
    chance = int(unguessable, 16) % 32**_CHANCE_DIGITS
    return f"t_{_written(moment, _TIME_DIGITS)}{_written(chance, _CHANCE_DIGITS)}"


def name_of(type_: TaskType, config: TaskConfig, text: Callable[[Message], str]) -> str:
    """Return what to call a task whose maker gave it no name; `text` words it for its owner."""
    said = config.words
    whole = said if isinstance(said, str) else text(said)
    return clean(whole)[:LONGEST_NAME].strip() or type_.value


def _written(number: int, digits: int) -> str:
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(digits)))
