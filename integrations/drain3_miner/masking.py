"""What in a line is a parameter by its looks alone, the same for every log.

First every run of digits becomes `0` (`shapes`): most lines of a log then become equal, and the
costly part (`masked`) runs once for all of them, and within it once for each word. Both run over
hostile text, so no expression may backtrack: every repetition is possessive or bounded, and every
match starts at a boundary. What repeats a group stands in an atomic one: Python before 3.11.5
leaves a possessive group that fails half-way behind what it had read (cpython#106052), and
Debian 12 has 3.11.2.
"""

import re
from collections.abc import Sequence

from domain.common.quoting import WILDCARD

LONGEST_LINE = 4_000
"""Characters looked at (`LogLine.text` is cut there)."""

SPACE = "␣"
"""Stands for a space inside quotes: what is quoted is one value, so it is one word to Drain3."""

_BLANKS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), ord(SPACE)], " ")
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_MORE_DIGITS = re.compile(rb"00+")

_UNITS = (
    r"(?:[KMGTP]i?B|[Bb]ytes?|B|[num]s|s|(?:milli|micro|nano)?sec(?:ond)?s?|MILLISECONDS"
    r"|min(?:ute)?s?|hours?|days?)"
)
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAYS = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_NAME = r"(?=[a-fA-F_]{0,30}[g-zG-Z])[A-Za-z_]{2,30}+0[A-Za-z_]{1,30}+(?![\w.+~-])"
"""`flush2DB`, `log4j`, `jk2_init`: one number between letters, not all hexadecimal, is a word."""
_KIND = r"[A-Za-z]{2,30}+_(?=-?0)"
"""`blk_1`, `rdd_2_0`: the word before the underscore says what is numbered, so it stays."""

_DATE = re.compile(
    rf"(?<!\w)(?>(?:{_DAYS},? )?){_MONTHS} {{1,2}}0 0:0:0(?>(?: (?>(?:[A-Z]{{3,4}} )?)0(?!\w))?)",
    re.ASCII,
)
"""`Mon Mar 2 06:00:00 2026`, `Mar 2 06:00:00`; `2026-03-02T06:00:00Z` is a word with digits."""

_AMOUNT = re.compile(rf"0(?<!\w0) {_UNITS}(?!\w)", re.ASCII)
_LESS = re.compile(rf"<0 {_UNITS}(?!\w)", re.ASCII)
"""`5.2 KB`, `<1 sec`: with `_DATE` all that is a parameter of more than one word."""

_WITH_SLASHES = r"""
    # http://… · hdfs://…
      [A-Za-z][A-Za-z0+.-]{1,15}+://[^\s"'<>()\[\],]++
    # C:\Windows\… · \\server\share
    | (?:[A-Za-z]:\\|\\\\)[^\s,"';<>|]++
    # /10.0.0.1:80
    | (?<![.-])/(?>(?:[\w-]++\.){1,16})[\w-]++:0(?!\w)
    # /var/log/messages · ./a.out · ~/x
    | (?<![.)/])(?>(?:\.{1,2}|~)?)/
        (?:[\w.+@%~$&=*\#-]|:(?=\w))(?>(?:[\w+@%~$&=*\#/?-]|[.:](?=\w))*)
    # a/b/c
    | (?<![./-])\w{1,64}+(?>(?:/[\w.+@-]++){2,64})
    |
"""
_WITH_DOTS_OR_COLONS = r"""
    # db.example.org:3306
      (?<![.-])(?>(?:[\w-]++\.){1,16})[\w-]++:0(?!\w)
    # 00:1b:44:11:3a:b7 · fe80::1
    | (?<!:)(?>(?:[0A-Fa-f]{1,4}:{1,2}){2,16})[0A-Fa-f]{1,4}(?!\w)
    # com.example.shop.Worker · db.example.org: a class of errors is not a parameter
    | (?<![./$-])(?>[A-Za-z_][\w$-]*(?:\.[A-Za-z_$][\w$-]*+){2,16})(?!\w|\(|[./:\\-]\w)
        (?<!Exception)(?<!Error)
    |
"""
_WITH_DIGITS = rf"""
    # 30ms · <1s
      <?+(?<!\.)[+-]?+0(?>(?:\.0)?){_UNITS}(?!\w)
    # 17 · -3.5 · 0x1f · blk_-386504 · attempt_14_m_01 · 3b6c1f2a-… : any word with a digit
    | (?!{_NAME})(?>(?P<kind>{_KIND})?)
        [+-]?+(?>(?:[A-Za-z_]++[.+~-]{{1,2}}){{0,16}})[A-Za-z_]*+0\w*+(?>(?:[.+~-]{{1,2}}\w++)*)
"""


def _starting_a_word(alternatives: str) -> re.Pattern[str]:
    begin = r"(?<!\w)(?=[\w/.~\\<+-])"
    return re.compile(f"{begin}(?:{alternatives})", re.VERBOSE | re.ASCII)


_ANY = _starting_a_word(_WITH_SLASHES + _WITH_DOTS_OR_COLONS + _WITH_DIGITS)
_WITHOUT_SLASHES = _starting_a_word(_WITH_DOTS_OR_COLONS + _WITH_DIGITS)
_PLAIN = _starting_a_word(_WITH_DIGITS)
_HAS_SLASHES = re.compile(r"[/\\]").search
_HAS_DOTS_OR_COLONS = re.compile(r"[.:]\w").search
_SHORTENED = rf"\g<kind>{WILDCARD}"

_RUNS = re.compile(r"<\*>(?>(?:[\s:,/#@.]{0,8}<\*>)+)")
_RUNS_OF_A_KIND = re.compile(r"(?<!\w)([A-Za-z]{2,30}_<\*>)(?>(?:[\s,]{1,3}\1)+)")
_QUOTED = re.compile(r'"[^"]{1,400}+"')


def shapes(texts: Sequence[str]) -> list[str]:
    """Return each text with every run of digits as `0`.

    All at once, and as bytes: that takes a third of the time of one after the other.
    """
    cut = [text[:LONGEST_LINE] for text in texts]
    whole = "\n".join(cut)
    if whole.count("\n") >= max(len(cut), 1):
        whole = "\n".join(text.replace("\n", " ") for text in cut)
    plain = _MORE_DIGITS.sub(b"0", whole.encode(errors="surrogatepass").translate(_DIGITS))
    return plain.decode(errors="surrogatepass").split("\n") if cut else []


def masked(shape_of_line: str, known: dict[str, str]) -> str:
    """Return a shape with every obvious parameter as `<*>`, neighbours joined, spaces single.

    A `<*>` that was in the text is treated like any other parameter.

    Args:
        shape_of_line: what `shapes` made of a line.
        known: words that were masked before; those that are met are added.
    """
    text = shape_of_line if shape_of_line.isprintable() else shape_of_line.translate(_BLANKS)
    text = text.replace(SPACE, " ")
    if " 0:0:0" in text:
        text = _DATE.sub("0", text)
    if "0 " in text:
        text = _AMOUNT.sub("0", _LESS.sub("0", text) if "<0 " in text else text)
    words = []
    for word in text.split():
        seen = known.get(word)
        if seen is None:
            seen = known[word] = _masked_word(word)
        words.append(seen)
    text = " ".join(words)
    if '"' in text:
        text = _QUOTED.sub(_as_one_word, text)
    return joined(text)


def _masked_word(word: str) -> str:
    if _HAS_SLASHES(word):
        expression = _ANY
    elif _HAS_DOTS_OR_COLONS(word):
        expression = _WITHOUT_SLASHES
    elif "0" in word:
        expression = _PLAIN
    else:
        return f"({WILDCARD})" if word == "()" else word
    return expression.sub(_SHORTENED, word).replace("0", WILDCARD)


def joined(text: str) -> str:
    """Return `text` with neighbouring wildcards as one and every run of white space as a space.

    A list of parameters then looks the same whatever its length.
    """
    if WILDCARD in text:
        text = _RUNS.sub(WILDCARD, text)
        if f"_{WILDCARD}" in text:
            text = _RUNS_OF_A_KIND.sub(r"\1", text)
    return " ".join(text.split())


def _as_one_word(quoted: re.Match[str]) -> str:
    return SPACE.join(quoted[0].split())
