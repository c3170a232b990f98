"""Why something in a conversation did not happen, in both languages (MCC-4).

Each reason is recorded once, in English, for it passes through histories and errors;
`conversation_reason_words.py` says it in the reader's language.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.assistant.conversations import LONGEST_SAID


class Reason(StrEnum):
    """One of our own sentences; `SENTENCES` has its words."""

    # Who may.
    ACCOUNT_GONE = "account_gone"
    TOKEN_GONE = "token_gone"  # noqa: S105 - the name of a reason
    ROLE_MISSING = "role_missing"
    SCOPE_MISSING = "scope_missing"
    # The model.
    NO_MODEL = "no_model"
    WORKER_WITHOUT_MODEL = "worker_without_model"
    MODEL_TOO_SLOW = "model_too_slow"
    MODEL_FAILED = "model_failed"
    MODEL_DOWN = "model_down"
    MODEL_BUSY = "model_busy"
    MODEL_BROKE_OFF = "model_broke_off"
    MODEL_NO_JSON = "model_no_json"
    MODEL_KEY_REFUSED = "model_key_refused"
    MODEL_NOT_THERE = "model_not_there"
    MODEL_WITHOUT_TOOLS = "model_without_tools"
    MODEL_OVERFULL = "model_overfull"
    MODEL_SAID_NO = "model_said_no"
    MODEL_SAID_WHY = "model_said_why"
    MODEL_UNPAID = "model_unpaid"
    # What came of a call.
    UNKNOWN_TOOL = "unknown_tool"
    NO_OBJECT = "no_object"
    LOOK_FIRST = "look_first"
    CUT_OFF_CALL = "cut_off_call"
    GIVEN_UP = "given_up"
    BROKE_OFF = "broke_off"
    BROKE_OFF_READING = "broke_off_reading"
    PERSON_SAID_NO = "person_said_no"
    PERSON_SAID_NOTHING = "person_said_nothing"
    KEPT_CHANGING = "kept_changing"
    NO_TOOL = "no_tool"
    TOOL_TOO_SLOW = "tool_too_slow"
    TOOL_UNCLEAR = "tool_unclear"
    TOOL_ASKS_AGAIN = "tool_asks_again"
    NO_PLUGINS = "no_plugins"
    PLUGIN_CHANGED = "plugin_changed"
    PLUGIN_NOT_VOUCHED = "plugin_not_vouched"
    PLUGIN_READ_ONCE = "plugin_read_once"
    PLUGINS_AWAY = "plugins_away"
    # What a person asks of a conversation.
    NO_CONVERSATION = "no_conversation"
    SAID_TOO_MUCH = "said_too_much"
    SAID_UNREADABLE = "said_unreadable"
    OVER_THE_BOUND = "over_the_bound"
    TURN_RUNS = "turn_runs"
    TURN_OVER = "turn_over"
    QUESTIONS_OVER = "questions_over"
    QUESTION_CLOSED = "question_closed"
    QUESTION_ANSWERED = "question_answered"
    ANSWER_REFUSED = "answer_refused"
    FINISHING = "finishing"
    KEY_USED = "key_used"
    MOST_CONVERSATIONS = "most_conversations"
    MOST_TURNS = "most_turns"
    MOST_AT_ONCE = "most_at_once"
    NO_ANSWER = "no_answer"
    CROWDED = "crowded"


SENTENCES: Mapping[Reason, tuple[str, str]] = {
    Reason.ACCOUNT_GONE: ("Your account is gone or disabled.", "你的账户已被停用或删除。"),
    Reason.TOKEN_GONE: (
        "The token that asked has expired or was revoked.",
        "发起请求的令牌已过期或被撤销。",
    ),
    Reason.ROLE_MISSING: (
        "Your roles do not cover '{permission}'; ask an admin for the role.",
        "你的角色不包含“{permission}”；请向管理员申请。",
    ),
    Reason.SCOPE_MISSING: (
        "This token's scopes do not cover '{permission}'; make another token.",
        "这个令牌的范围不包含“{permission}”；请另建一个令牌。",
    ),
    Reason.NO_MODEL: (
        (
            "No language model is configured; set ZHIBAN_LLM_API_KEY, or ZHIBAN_LLM_BASE_URL for a "
            "server of your own, and ZHIBAN_LLM_MODEL; ZHIBAN_LLM_DAILY_TOKENS must be above 0."
        ),
        (
            "没有配置语言模型；请设置 ZHIBAN_LLM_API_KEY（自建服务则设置 ZHIBAN_LLM_BASE_URL）"
            "以及 ZHIBAN_LLM_MODEL，且 ZHIBAN_LLM_DAILY_TOKENS 必须大于 0。"
        ),
    ),
    Reason.WORKER_WITHOUT_MODEL: (
        "The worker has no language model; give it the same ZHIBAN_LLM_ settings and restart it.",
        "worker 没有语言模型；请给它同样的 ZHIBAN_LLM_ 设置并重新启动。",
    ),
    Reason.MODEL_TOO_SLOW: (
        "The language model did not answer in {seconds} s.",
        "语言模型在 {seconds} 秒内没有回答。",
    ),
    Reason.MODEL_FAILED: ("The language model failed ({name}).", "语言模型出错（{name}）。"),
    Reason.MODEL_DOWN: (
        "The language model is not available (HTTP {status}).",
        "语言模型暂不可用（HTTP {status}）。",
    ),
    Reason.MODEL_BUSY: (
        "The language model is rate limited (HTTP 429).",
        "语言模型限流了（HTTP 429）。",
    ),
    Reason.MODEL_BROKE_OFF: (
        "The language model broke off in the middle of its answer.",
        "语言模型的回答中途断了。",
    ),
    Reason.MODEL_NO_JSON: (
        "The language model's address answered something else than JSON.",
        "语言模型的地址返回的不是 JSON。",
    ),
    Reason.MODEL_KEY_REFUSED: (
        "The language model refused the API key (HTTP {status}); check ZHIBAN_LLM_API_KEY.",
        "语言模型拒绝了 API 密钥（HTTP {status}）；请检查 ZHIBAN_LLM_API_KEY。",
    ),
    Reason.MODEL_NOT_THERE: (
        (
            "The language model's address or model name is wrong (HTTP {status}); check "
            "ZHIBAN_LLM_BASE_URL and ZHIBAN_LLM_MODEL."
        ),
        (
            "语言模型的地址或模型名称不对（HTTP {status}）；请检查 ZHIBAN_LLM_BASE_URL 和 "
            "ZHIBAN_LLM_MODEL。"
        ),
    ),
    Reason.MODEL_WITHOUT_TOOLS: (
        (
            "The language model cannot call tools, which the assistant needs; choose another one "
            "(ZHIBAN_LLM_MODEL), or let its server allow it."
        ),
        "这个语言模型不能调用工具，而助手需要；请另选一个（ZHIBAN_LLM_MODEL），或在其服务端开启。",
    ),
    Reason.MODEL_OVERFULL: (
        "That is more than the language model can read at once.",
        "内容超过了语言模型一次能读的长度。",
    ),
    Reason.MODEL_SAID_NO: (
        "The language model refused the request (HTTP {status}).",
        "语言模型拒绝了请求（HTTP {status}）。",
    ),
    Reason.MODEL_SAID_WHY: (
        (
            "The language model refused the request (HTTP {status}); its server says: {said} "
            "Check ZHIBAN_LLM_MODEL and ZHIBAN_LLM_EXTRA_BODY."
        ),
        (
            "语言模型拒绝了请求（HTTP {status}），其服务端说：{said} "
            "请检查 ZHIBAN_LLM_MODEL 和 ZHIBAN_LLM_EXTRA_BODY。"
        ),
    ),
    Reason.MODEL_UNPAID: (
        "The language model's account has no credit left (HTTP {status}); top it up.",
        "语言模型的账户余额不足（HTTP {status}）；请充值。",
    ),
    Reason.UNKNOWN_TOOL: (
        "There is no tool of this name for you. Nothing was called. Use the ones you were given.",
        "没有这个名称的工具可用，什么都没有调用。请只用已提供的工具。",
    ),
    Reason.NO_OBJECT: (
        "The arguments are not one JSON object of at most {most} characters. Nothing was called.",
        "参数不是一个 JSON 对象，或超过 {most} 个字符。什么都没有调用。",
    ),
    Reason.LOOK_FIRST: (
        (
            "This very call was made before, and nobody knows whether it was done. It was not made "
            "again: find out with another tool first, or ask the person."
        ),
        "同样的调用刚才发出过，不知道是否已经生效，因此没有再次调用。请先用别的工具查看，或询问用户。",
    ),
    Reason.CUT_OFF_CALL: (
        (
            "The request left and no answer came. Nobody knows whether it was done: look first, "
            "before you call it again."
        ),
        "请求已经发出，但没有收到答复。不知道是否已经生效：请先查看，再决定是否重新调用。",
    ),
    Reason.GIVEN_UP: (
        "It took too long and was given up. Nothing was changed.",
        "用时太长，已放弃。什么都没有改变。",
    ),
    Reason.BROKE_OFF: (
        "The call broke off. Nobody knows whether it was done: look first, before anything else.",
        "调用中断了。不知道是否已经生效：请先查看，再做别的。",
    ),
    Reason.BROKE_OFF_READING: (
        "The call broke off. Nothing was changed.",
        "调用中断了。什么都没有改变。",
    ),
    Reason.PERSON_SAID_NO: (
        "The person said no. Nothing was done. Do not try the same by other means.",
        "用户拒绝了，什么都没有做。不要用别的办法做同样的事。",
    ),
    Reason.PERSON_SAID_NOTHING: (
        "The person was asked and did not answer in time. Nothing was done.",
        "问过用户，但没有及时答复。什么都没有做。",
    ),
    Reason.KEPT_CHANGING: (
        "What it would do kept changing while the person was asked. Nothing was done.",
        "询问用户期间，要做的事一直在变。什么都没有做。",
    ),
    Reason.NO_TOOL: ("There is no tool '{tool}'.", "没有工具“{tool}”。"),
    Reason.TOOL_TOO_SLOW: (
        "{tool} did not answer in {seconds} s. Ask for less, or tell the person.",
        "{tool} 在 {seconds} 秒内没有回答。请少查一些，或告诉用户。",
    ),
    Reason.TOOL_UNCLEAR: (
        (
            "{tool} did not answer in {seconds} s: it may or may not have happened. Look before "
            "you call again."
        ),
        "{tool} 在 {seconds} 秒内没有回答，不知道是否已经生效。请先查看，再决定是否重新调用。",
    ),
    Reason.TOOL_ASKS_AGAIN: (
        "{tool} asks again and again; nothing was done.",
        "{tool} 一再提问，什么都没有做。",
    ),
    Reason.NO_PLUGINS: ("You may not use plugins.", "你无权使用插件。"),
    Reason.PLUGIN_CHANGED: (
        "The plugin {plugin} was changed just now. Nothing was done; look again.",
        "插件 {plugin} 刚刚被更改。什么都没有做，请重新查看。",
    ),
    Reason.PLUGIN_NOT_VOUCHED: (
        "This token may only read, and nobody vouches that this tool only reads.",
        "这个令牌只能读取，而没有人保证这个工具只读取。",
    ),
    Reason.PLUGIN_READ_ONCE: (
        (
            "It only read when it was offered, and nobody vouches for that any more. Nothing was "
            "done; call it again."
        ),
        "它提供时只读取，现在已没有人保证。什么都没有做，请重新调用。",
    ),
    Reason.PLUGINS_AWAY: (
        "There is no tool {tool} now, and not every plugin could be asked: {away}",
        "现在没有工具 {tool}，而且有插件未能询问：{away}",
    ),
    Reason.NO_CONVERSATION: ("No conversation '{name}'.", "没有对话“{name}”。"),
    Reason.SAID_TOO_MUCH: (
        f"{{field}} must have 1 to {LONGEST_SAID:,} characters.",
        f"{{field}} 必须有 1 到 {LONGEST_SAID:,} 个字符。",
    ),
    Reason.SAID_UNREADABLE: (
        "{field} must be Unicode text without NUL.",
        "{field} 必须是不含 NUL 的 Unicode 文本。",
    ),
    Reason.OVER_THE_BOUND: (
        "{field} must be between 1 and {most}.",
        "{field} 必须在 1 到 {most} 之间。",
    ),
    Reason.TURN_RUNS: (
        "A turn of this conversation is not over; wait for it, or stop it.",
        "这个对话的上一回合还没有结束；请等它结束，或先停止它。",
    ),
    Reason.TURN_OVER: (
        "The turn is over; nothing is added to it.",
        "这一回合已经结束，不再增加内容。",
    ),
    Reason.QUESTIONS_OVER: (
        "The turn is over; its questions are not open any more.",
        "这一回合已经结束，其中的问题不再等待答复。",
    ),
    Reason.QUESTION_CLOSED: (
        "This question is not open any more; look at what the assistant asks now.",
        "这个问题已不再等待答复；请看助手现在的问题。",
    ),
    Reason.QUESTION_ANSWERED: (
        "This question has its answer already.",
        "这个问题已经有答复了。",
    ),
    Reason.ANSWER_REFUSED: (
        "The assistant refused the answer: {said}",
        "助手没有接受这个答复：{said}",
    ),
    Reason.FINISHING: (
        "It is finishing what has begun; delete it in a moment.",
        "它正在完成已经开始的操作；请稍后再删除。",
    ),
    Reason.KEY_USED: (
        "This key was used for other words; use a new one for each thing you say.",
        "这个键已用于别的话；每说一句请用新的键。",
    ),
    Reason.MOST_CONVERSATIONS: (
        "You have {most} conversations, the most there may be; delete some.",
        "你已有 {most} 个对话，达到上限；请删除一些。",
    ),
    Reason.MOST_TURNS: (
        "This conversation has {most} turns, the most; begin another one.",
        "这个对话已有 {most} 个回合，达到上限；请另开一个。",
    ),
    Reason.MOST_AT_ONCE: (
        (
            "{most} of your conversations are being answered, the most at a time; wait for one, or "
            "stop it."
        ),
        "你有 {most} 个对话正在回答，达到同时进行的上限；请等其中一个结束，或停止它。",
    ),
    Reason.NO_ANSWER: (
        (
            "The assistant did not answer in time; ask again. If it stays so, see that Temporal "
            "and a worker run (zhiban doctor)."
        ),
        (
            "助手没有及时答复；请再问一次。如果一直这样，请检查 Temporal 和 worker 是否在运行"
            "（zhiban doctor）。"
        ),
    ),
    Reason.CROWDED: (
        "Too many changes at once; try again in a moment.",
        "同时的更改太多；请稍后再试。",
    ),
}
"""What is recorded, and what is read in Chinese; a name in braces is a fact."""
