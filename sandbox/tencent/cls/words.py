"""Cutting text into words, as an index does.

A text becomes one string with a separator before and after every word. Looking for a word or a
phrase is then a plain substring search, which is what makes 20 000 lines cheap.
"""

import re
from dataclasses import dataclass
from functools import cached_property

# Between words, and doubled between fields, so that no phrase reaches across fields.
SEPARATOR = "\x1f"
# Stand for `*` and `?` of a query while it is cut into words; private-use, so never in a log.
MANY = "\ue000"
ONE = "\ue001"
# The vendor's default separators for full text.
DEFAULT_TOKENIZER = "@&?|#()='\",;:<>[]{}/ \n\t\r\\"
_CHINESE = "\u4e00-\u9fff"


@dataclass(frozen=True)
class Segmenter:
    """How one index cuts words; an empty `tokenizer` keeps the whole text as one word."""

    tokenizer: str = DEFAULT_TOKENIZER
    case_sensitive: bool = False
    chinese: bool = True

    @cached_property
    def _word(self) -> re.Pattern[str]:
        separators = "".join(re.escape(each) for each in self.tokenizer) + SEPARATOR
        if self.chinese and self.tokenizer:
            # Each Chinese character is a word of its own, so 超时 is found inside 连接超时了.
            return re.compile(f"[{_CHINESE}]|[^{separators}{_CHINESE}]+")
        return re.compile(f"[^{separators}]+")

    def words(self, text: str) -> list[str]:
        """Return the words of `text`."""
        return self._word.findall(text if self.case_sensitive else text.lower())

    def index(self, text: str) -> str:
        """Return `text` in the searchable form."""
        return SEPARATOR + SEPARATOR.join(self.words(text)) + SEPARATOR
