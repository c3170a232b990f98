"""What the assistant does, in the terminal's words and the reader's language."""

import json
from collections.abc import Mapping

from cli.output import note, one_line, say
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind, TurnState
from domain.common.readers import Language

LONGEST_ARGUMENTS = 120
"""Characters of a call's arguments in a line; what a person agrees to is shown in full."""

LONGEST_RESULT = 160
"""Characters of the first line of a result."""

_OUTCOMES: Mapping[Language, Mapping[Outcome, str]] = {
    Language.ENGLISH: {
        Outcome.DONE: "done",
        Outcome.FAILED: "failed",
        Outcome.REFUSED: "refused",
        Outcome.DECLINED: "not agreed to",
        Outcome.UNAVAILABLE: "not reached",
        Outcome.UNCERTAIN: "nobody knows whether it was done",
        Outcome.ASKS: "asks",
    },
    Language.CHINESE: {
        Outcome.DONE: "完成",
        Outcome.FAILED: "失败",
        Outcome.REFUSED: "被拒绝",
        Outcome.DECLINED: "未获同意",
        Outcome.UNAVAILABLE: "无法连接",
        Outcome.UNCERTAIN: "不知道是否已经生效",
        Outcome.ASKS: "需要询问",
    },
}

_STATES: Mapping[TurnState, str] = {
    TurnState.THINKING: "思考中",
    TurnState.CALLING: "调用工具中",
    TurnState.ASKING: "等待答复",
    TurnState.DONE: "已完成",
    TurnState.STOPPED: "已停止",
    TurnState.LIMITED: "达到上限",
    TurnState.FAILED: "失败",
}

_SAID: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "agree": "Agree?",
        "agreed": "agreed",
        "declined": "declined",
        "stopping": "Stopping; what has begun is finished first. Once more to leave it at that.",
        "waits": "It waits for your word.",
        "goes_on": "It goes on without you.",
        "hint": "Ctrl-C stops a turn; Ctrl-D leaves.",
        "begun": "conversation",
        "columns": "id changed turns state title",
        "more": "More:",
        "heard": "It has your word.",
        "over": "{id} is {state}.",
        "stops": "{id} is stopping.",
        "deleted": "{id} is deleted.",
    },
    Language.CHINESE: {
        "agree": "同意吗？",
        "agreed": "已同意",
        "declined": "已拒绝",
        "stopping": "正在停止；已经开始的操作会先完成。再按一次则不再等待。",
        "waits": "它在等你的答复。",
        "goes_on": "它会继续进行。",
        "hint": "Ctrl-C 停止当前回合，Ctrl-D 离开。",
        "begun": "对话",
        "columns": "编号 更改时间 回合 状态 标题",
        "more": "还有更多：",
        "heard": "已收到你的答复。",
        "over": "{id} {state}。",
        "stops": "{id} 正在停止。",
        "deleted": "{id} 已删除。",
    },
}


def words(name: str, language: Language) -> str:
    """Return one of the terminal's own sentences."""
    return _SAID[language][name]


def state_words(state: TurnState, language: Language) -> str:
    """Return how a turn stands; in English it is the wire name."""
    return _STATES[state] if language is Language.CHINESE else str(state)


def step_fields(step: Step) -> dict[str, object]:
    """Return a step by the names that it has over HTTP; thoughts are for the model alone."""
    fields = {name: value for name, value in vars(step).items() if name != "echo"}
    return fields | {"question_id": fields.pop("digest")}


def say_step(step: Step, language: Language) -> None:
    """Show a step: answers on stdout, what was done for them on stderr."""
    match step.kind:
        case StepKind.ASSISTANT:
            if step.text.strip():
                say(step.text)
        case StepKind.PERSON:
            note(f"> {step.text}")
        case StepKind.QUESTION:
            note(f"? {step.text}")
        case StepKind.END:
            if step.reason is not EndReason.ANSWERED:
                note(step.text)
        case _:
            note(_line(step, language))


def _line(step: Step, language: Language) -> str:
    """Return a call, a word or a result on one line."""
    if step.kind is StepKind.CALL:
        return one_line(f"→ {named(step)} {_shown(_arguments(step.text), LONGEST_ARGUMENTS)}")
    if step.kind is StepKind.WORD:
        return words("agreed" if step.agreed else "declined", language)
    outcome = _OUTCOMES[language][step.outcome or Outcome.DONE]
    first = step.text.strip().partition("\n")[0]
    shown = _shown(first, LONGEST_RESULT)
    return one_line(f"← {named(step)}: {outcome}, {step.seconds:.1f} s. {shown}".rstrip())


def named(step: Step) -> str:
    """Return a tool's name, and whose it is when it is not ours."""
    return f"{step.plugin}: {step.tool}" if step.plugin else step.tool


def _arguments(text: str) -> str:
    """Return the arguments as short as JSON goes, or as the model wrote them."""
    try:
        return json.dumps(json.loads(text or "{}"), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _shown(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
