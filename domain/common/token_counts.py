"""How many tokens a text takes where no model has counted them (MCC-4, BRF-5).

Only an estimate: what a server reports goes before it. It is needed to reserve tokens of the day's
budget before a model is asked, and for servers that report nothing.
"""

ASCII_TOKEN = 0.3
"""Tokens of an ASCII character: the 0.3 that DeepSeek states for English
(https://api-docs.deepseek.com/quick_start/token_usage). Measured on our own texts with the
tokenisers o200k_base (OpenAI) and that of Qwen: 0.24 to 0.28 in English, 0.34 in JSON of tools."""

OTHER_TOKEN = 0.7
"""Tokens of every other character, of Chinese above all: DeepSeek states 0.6; measured on our
Chinese texts 0.65 with Qwen's tokeniser and 0.74 with o200k_base."""


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text takes, rounded up.

    Of our prompts in both languages, the README and the descriptions of our tools it says between
    88 % and 125 % of what both tokenisers count.
    """
    ascii_only = len(text.encode("ascii", "ignore"))
    tokens = ascii_only * ASCII_TOKEN + (len(text) - ascii_only) * OTHER_TOKEN
    return -int(-tokens // 1)
