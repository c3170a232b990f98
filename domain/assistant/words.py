"""What the assistant's model is told, and what people read of it (MCC-4, SEC-4).

Only our own words stand in the system's part. What a tool says is handed over as data in a block
that says so, and nothing in it can end that block.
"""

import re
from collections.abc import Callable, Mapping

from domain.assistant.conversations import LONGEST_RESULT, EndReason, Outcome
from domain.assistant.tool_choice import FIND
from domain.assistant.turn_rules import Word
from domain.common.messages import Called, Command, Message, message

_RULES = (
    message("prompt.tools"),
    message("prompt.data", begin=Command("<tool_result …>"), end=Command("</tool_result>")),
    message("prompt.asks"),
    message("prompt.look_first"),
    message("prompt.secrets"),
    message("prompt.brief"),
)

_ENDS: Mapping[EndReason, Message] = {
    EndReason.ANSWERED: message("assistant.end_answered"),
    EndReason.STOPPED_BY_PERSON: message("assistant.end_stopped_by_person"),
    EndReason.TOO_MANY_STEPS: message(
        "assistant.end_too_many_steps", setting=Called("ZHIBAN_ASSISTANT_STEPS")
    ),
    EndReason.TOO_MANY_CALLS: message(
        "assistant.end_too_many_calls", setting=Called("ZHIBAN_ASSISTANT_CALLS")
    ),
    EndReason.TOO_MANY_TOKENS: message(
        "assistant.end_too_many_tokens", setting=Called("ZHIBAN_ASSISTANT_TOKENS")
    ),
    EndReason.DAY_BUDGET_SPENT: message(
        "assistant.end_day_budget_spent", setting=Called("ZHIBAN_LLM_DAILY_TOKENS")
    ),
    EndReason.TOO_LONG: message(
        "assistant.end_too_long", setting=Called("ZHIBAN_ASSISTANT_TURN_MINUTES")
    ),
    EndReason.MODEL_UNAVAILABLE: message("assistant.end_model_unavailable"),
    EndReason.MODEL_REFUSED: message("assistant.end_model_refused"),
    EndReason.MODEL_UNREADABLE: message("assistant.end_model_unreadable"),
    EndReason.NOT_ALLOWED: message("assistant.end_not_allowed"),
    EndReason.BROKEN_OFF: message("assistant.end_broken_off"),
}

_WORDS = {
    Word.DECLINED: (Outcome.DECLINED, message("assistant.person_said_no")),
    Word.SILENT: (Outcome.DECLINED, message("assistant.person_said_nothing")),
    Word.CHANGING: (Outcome.DECLINED, message("assistant.kept_changing")),
    Word.LOST: (Outcome.UNCERTAIN, message("assistant.broke_off")),
}

NEVER_DONE = "The turn ended before this was called. Nothing was done."
"""Told of a call without a result, in the turns that follow."""

LEFT_OUT = "(An older result, left out here. Call the tool again if it is needed.)"

_END = "\n</tool_result>"
_TOO_MANY = "\n(Cut off here: too much was asked for at once. Ask for less, or for one at a time.)"

_OURS = re.compile(r"<(?=\s*/?\s*tool_result)", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def system_prompt(
    words: Callable[[Message], str], *, language: str, now: str, zone: str, finds: bool = False
) -> str:
    """Return who the model is and what the rules are.

    Args:
        words: puts a message into the person's language.
        language: what that language calls itself.
        now: when the turn began, as the person's clock showed it.
        zone: IANA name of their time zone.
        finds: whether it is given only some of its tools, and one that finds the others.
    """
    time = message("prompt.time", now=Called(now), zone=Called(zone), language=Called(language))
    head = (message("prompt.who"), time, message("prompt.rules"))
    rules = (*_RULES, message("prompt.find_tools", tool=Command(FIND))) if finds else _RULES
    return "\n".join((*map(words, head), *(f"- {words(rule)}" for rule in rules)))


def end_of(reason: EndReason, why: str | Message = "") -> Message:
    """Return what the person reads at the end of a turn, besides what stood in the way.

    Of a refusal only the exact reason is said: mostly it is a setting, and nobody refused anything.
    """
    if reason is EndReason.MODEL_REFUSED and isinstance(why, Message):
        return why
    return _ENDS[reason]


def word_result(word: Word, *, reads: bool = False) -> tuple[Outcome, Message]:
    """Return what the model is told of a call that was not done, or of which nobody knows."""
    if word is Word.LOST and reads:
        return Outcome.UNAVAILABLE, message("assistant.broke_off_reading")
    return _WORDS[word]


def unanswered(outcome: Outcome) -> Message:
    """Return what the model is told of a call that took too long."""
    if outcome is Outcome.UNCERTAIN:
        return message("assistant.cut_off_call")
    return message("assistant.given_up")


def result_text(text: str, words: Callable[[Message], str]) -> str:
    """Return a tool's words as they are kept: printable, and at most 16,000 characters."""
    clean = _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(clean) <= LONGEST_RESULT:
        return clean
    cut = message("assistant.shortened", whole=len(clean), shown=LONGEST_RESULT)
    note = f"\n{words(cut)}"
    return clean[: LONGEST_RESULT - len(note)] + note


def result_block(tool: str, outcome: Outcome, text: str) -> str:
    """Return a result as the model is given it: as data that cannot end its own block."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", tool)
    inside = _OURS.sub("‹", text)
    return f'<tool_result tool="{name}" outcome="{outcome}">\n{inside}{_END}'


def shorter_block(block: str, most: int) -> str:
    """Return a block of at most `most` characters (over 1,000), or as it is when it is as short."""
    ending = f"{_TOO_MANY}{_END}"
    return block if len(block) <= most else block[: most - len(ending)] + ending
