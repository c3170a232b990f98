"""What in a line is a parameter by its looks alone, the same for every log.

First every run of digits becomes `0` (`shape`): most lines of a log then become equal, and the
costly part (`masked`) runs once for all of them. Both run over hostile text, so no expression may
backtrack: every repetition is possessive or bounded, and every match starts at a boundary. What
repeats a group stands in an atomic one: Python before 3.11.5 leaves a possessive group that fails
half-way behind what it had read (cpython#106052), and Debian 12 has 3.11.2.
"""

import re

from domain.common.quoting import WILDCARD

LONGEST_LINE = 4_000
"""Characters looked at (`LogLine.text` is cut there)."""

SPACE = "␣"
"""Stands for a space inside quotes: what is quoted is one value, so it is one word to Drain3."""

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), ord(SPACE)]
_PLAIN = dict.fromkeys(map(ord, "123456789"), "0") | dict.fromkeys(_CONTROLS, " ")

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

_PARAMETERS = re.compile(
    rf"""
    (?<!\w)(?=[\w/.~\\<+-])(?:
    # Mon Mar 2 06:00:00 2026 · Mar 2 06:00:00 (2026-03-02T06:00:00Z is words with digits)
      (?>(?:{_DAYS},?\ )?){_MONTHS}\ {{1,2}}0\ 0:0:0(?>(?:\ (?>(?:[A-Z]{{3,4}}\ )?)0(?!\w))?)
    # http://… · hdfs://…
    | [A-Za-z][A-Za-z0+.-]{{1,15}}+://[^\s"'<>()\[\],]++
    # C:\Windows\… · \\server\share
    | (?:[A-Za-z]:\\|\\\\)[^\s,"';<>|]++
    # db.example.org:3306 · /10.0.0.1:80
    | (?<![.-])/?+(?>(?:[\w-]++\.){{1,16}})[\w-]++:0(?!\w)
    # /var/log/messages · ./a.out · ~/x
    | (?<![.)/])(?>(?:\.{{1,2}}|~)?)/
        (?:[\w.+@%~$&=*\#-]|:(?=\w))(?>(?:[\w+@%~$&=*\#/?-]|[.:](?=\w))*)
    # a/b/c
    | (?<![./-])\w{{1,64}}+(?>(?:/[\w.+@-]++){{2,64}})
    # 00:1b:44:11:3a:b7 · fe80::1
    | (?<!:)(?>(?:[0A-Fa-f]{{1,4}}:{{1,2}}){{2,16}})[0A-Fa-f]{{1,4}}(?!\w)
    # 5.2 KB · 30ms · <1 sec
    | <?+(?<!\.)[+-]?+0(?>(?:\.0)?)\ ?+{_UNITS}(?!\w)
    # 17 · -3.5 · 0x1f · blk_-386504 · attempt_14_m_01 · 3b6c1f2a-… : any word with a digit
    | (?!{_NAME})(?>(?P<kind>{_KIND})?)
        [+-]?+(?>(?:[A-Za-z_]++[.+~-]{{1,2}}){{0,16}})[A-Za-z_]*+0\w*+(?>(?:[.+~-]{{1,2}}\w++)*)
    )""",
    re.VERBOSE | re.ASCII,
)
_SHORTENED = rf"\g<kind>{WILDCARD}"

_EMPTY = re.compile(r"(?<!\S)\(\)")
"""Brackets with nothing in them stand for a parameter that was empty; `f()` is not one."""

_RUNS = re.compile(
    r"<\*>(?>(?:[\s:,/#@.]{0,8}<\*>)+)|(?<!\w)([A-Za-z]{2,30}_<\*>)(?>(?:[\s,]{1,3}\1)+)"
)
_QUOTED = re.compile(r'"[^"]{1,400}+"')


def shape(text: str) -> str:
    """Return `text` with every run of digits as `0` and every control character as a space."""
    plain = text[:LONGEST_LINE].translate(_PLAIN)
    while "00" in plain:  # halves the longest run: at most 12 rounds for 4,000 digits
        plain = plain.replace("00", "0")
    return plain


def masked(shape_of_line: str) -> str:
    """Return a shape with every obvious parameter as `<*>`, neighbours joined, spaces single.

    A `<*>` that was in the text is treated like any other parameter.
    """
    words = _PARAMETERS.sub(_SHORTENED, shape_of_line).replace("0", WILDCARD)
    if "()" in words:
        words = _EMPTY.sub(f"({WILDCARD})", words)
    if '"' in words:
        words = _QUOTED.sub(_as_one_word, words)
    return joined(words)


def joined(text: str) -> str:
    """Return `text` with neighbouring wildcards as one and every run of white space as a space.

    A list of parameters then looks the same whatever its length.
    """
    return " ".join(_RUNS.sub(_one, text).split())


def _one(run: re.Match[str]) -> str:
    return run[1] or WILDCARD


def _as_one_word(quoted: re.Match[str]) -> str:
    return SPACE.join(quoted[0].split())
