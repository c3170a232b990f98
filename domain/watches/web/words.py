"""What web monitors say, in one vocabulary per language.

Text that comes in here is already fit to be shown (`domain/common/quoting.py`).
"""

from dataclasses import dataclass
from typing import Protocol

from domain.common.readers import Language
from domain.common.written_numbers import Unclear


@dataclass(frozen=True)
class Counts:
    """How many lines of a page changed, and how."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0


class WebWords(Protocol):
    """One language; `name` is a task's, `page` an address without its scheme."""

    def changed(self, name: str, summary: str) -> str:
        """Say that a page changed."""
        ...

    def counts(self, counts: Counts) -> str:
        """Say in a few words how many lines changed."""
        ...

    def seen(self, name: str) -> str:
        """Say that a page was seen for the first time."""
        ...

    def appeared(self, name: str, keywords: list[str]) -> str:
        """Say that keywords appeared."""
        ...

    def disappeared(self, name: str, keywords: list[str]) -> str:
        """Say that keywords disappeared."""
        ...

    def crossed(self, name: str, number: str, operator: str, threshold: str) -> str:
        """Say that a number crossed its threshold."""
        ...

    def unchanged(self, name: str, hours: str) -> str:
        """Say that a page has not changed for long."""
        ...

    def page(self, link: str) -> str:
        """Say which page it is about."""
        ...

    def incomparable(self) -> str:
        """Say that the earlier text is not kept any more."""
        ...

    def unimportant(self, intent: str) -> str:
        """Say that a model found a change unimportant, and that nobody was told therefore."""
        ...

    def trouble(self, page: str, why: str) -> str:
        """Say which page could not be looked at, and why."""
        ...

    def why(self, problem: str, status: int, detail: str = "") -> str:
        """Say why a page could not be had, by the wire name of the problem."""
        ...

    def nothing_selected(self, which: str) -> str:
        """Say that filters found nothing."""
        ...

    def no_number(self) -> str:
        """Say that no number was found."""
        ...

    def unclear_number(self, why: Unclear) -> str:
        """Say that a number was found that may mean two, and what decides it."""
        ...

    def looked(self, pages: int, found: int, *, waiting: bool, first: bool) -> str:
        """Say in one sentence what a look brought."""
        ...

    def numbers(self, numbers: list[str]) -> str:
        """Say which numbers were found, page by page."""
        ...


_WHY_CHINESE = {
    "refused_address": "该地址指向内部网络，按规定不访问",
    "bad_url": "这样的请求不能发出",
    "dns": "找不到这个域名",
    "connect": "连不上服务器",
    "tls": "证书或加密连接有问题",
    "timeout": "没有在限定时间内回答",
    "too_large": "内容太大",
    "too_many_redirects": "跳转次数太多",
    "broken": "回答不完整，或者不是 HTTP",
    "type": "内容无法读成文字",
    "rendering": "浏览器没能打开它",
    "busy": "对这个网站的访问太频繁，需要排队",
    "too_costly": "读取超出了时间或内存上限，已被中止，请缩小选择范围或简化表达式",
    "waiting": "你的其他任务还在读取，这次没有轮到，请减少任务或加大间隔",
}


class _Chinese:
    def changed(self, name: str, summary: str) -> str:
        return f"「{name}」有变化：{summary}"

    def counts(self, counts: Counts) -> str:
        told = (
            (counts.added, "新增 {} 行"),
            (counts.removed, "删除 {} 行"),
            (counts.changed, "修改 {} 行"),
            (counts.moved, "移动 {} 行"),
        )
        return "，".join(form.format(count) for count, form in told if count) or "只有空行不同"

    def seen(self, name: str) -> str:
        return f"「{name}」已开始关注，现状已记下"

    def appeared(self, name: str, keywords: list[str]) -> str:
        return f"「{name}」出现了关键词：{'、'.join(keywords)}"

    def disappeared(self, name: str, keywords: list[str]) -> str:
        return f"「{name}」的关键词消失了：{'、'.join(keywords)}"

    def crossed(self, name: str, number: str, operator: str, threshold: str) -> str:
        return f"「{name}」的数值是 {number}，已经 {operator} {threshold}"

    def unchanged(self, name: str, hours: str) -> str:
        return f"「{name}」已有 {hours} 小时没有变化"

    def page(self, link: str) -> str:
        return f"网页：{link}"

    def incomparable(self) -> str:
        return "变化之前的内容已不再保存，无法逐行比较。"

    def unimportant(self, intent: str) -> str:
        return f"模型判断这次变化与「{intent}」无关，所以只记录，没有通知。"

    def trouble(self, page: str, why: str) -> str:
        return f"{page} 无法查看：{why}。"

    def why(self, problem: str, status: int, detail: str = "") -> str:
        if problem == "status":
            return f"服务器回答 HTTP {status}"
        return _WHY_CHINESE[problem] + (f"（{detail}）" if detail else "")

    def nothing_selected(self, which: str) -> str:
        return f"页面已打开，但筛选条件没有找到内容（{which}）"

    def no_number(self) -> str:
        return "页面已打开，但其中没有找到数字"

    def unclear_number(self, why: Unclear) -> str:
        if why is Unclear.CONTRADICTS:
            return (
                "页面已打开，但其中的数字与 number.decimal 的设置不符，"
                "请更正该设置，或用 number.pattern 选出数字"
            )
        return (
            "页面已打开，但其中的数字有两种读法，请用 number.decimal 说明小数点是 . 还是 ,，"
            "或用 number.pattern 选出数字"
        )

    def looked(self, pages: int, found: int, *, waiting: bool, first: bool) -> str:
        if found:
            return f"查看了 {pages} 个网页，有 {found} 条新情况。"
        if waiting:
            return f"查看了 {pages} 个网页，看到了变化，等待再次确认。"
        if first:
            return f"查看了 {pages} 个网页，现状已记下。"
        return f"查看了 {pages} 个网页，没有新情况。"

    def numbers(self, numbers: list[str]) -> str:
        return f"现在的数值：{'、'.join(numbers)}。"


_WHY_ENGLISH = {
    "refused_address": "it leads into an internal network, which is not visited",
    "bad_url": "it cannot be asked for like this",
    "dns": "its host name is not known",
    "connect": "its server cannot be reached",
    "tls": "its certificate or encryption is not in order",
    "timeout": "it did not answer in time",
    "too_large": "it is too large",
    "too_many_redirects": "it redirects too often",
    "broken": "its answer is incomplete or not HTTP",
    "type": "it could not be read as text",
    "rendering": "the browser could not open it",
    "busy": "its site is asked too often already",
    "too_costly": "reading it exceeded the time or memory limit and was ended; choose less of it "
    "or simplify its expressions",
    "waiting": "your other pages were still being read; run fewer tasks or choose longer intervals",
}


class _English:
    def changed(self, name: str, summary: str) -> str:
        return f"“{name}” changed: {summary}"

    def counts(self, counts: Counts) -> str:
        told = [
            (count, word)
            for count, word in (
                (counts.added, "added"),
                (counts.removed, "removed"),
                (counts.changed, "changed"),
                (counts.moved, "moved"),
            )
            if count
        ]
        if not told:
            return "only empty lines differ"
        (first, word), *others = told
        lines = "line" if first == 1 else "lines"
        rest = (f"{count} {each}" for count, each in others)
        return ", ".join((f"{first} {lines} {word}", *rest))

    def seen(self, name: str) -> str:
        return f"“{name}” is watched from now on"

    def appeared(self, name: str, keywords: list[str]) -> str:
        return f"“{name}”: found {', '.join(keywords)}"

    def disappeared(self, name: str, keywords: list[str]) -> str:
        return f"“{name}”: no longer there: {', '.join(keywords)}"

    def crossed(self, name: str, number: str, operator: str, threshold: str) -> str:
        return f"“{name}” is at {number}, which is {operator} {threshold}"

    def unchanged(self, name: str, hours: str) -> str:
        unit = "hour" if hours == "1" else "hours"
        return f"“{name}” has not changed for {hours} {unit}"

    def page(self, link: str) -> str:
        return f"Page: {link}"

    def incomparable(self) -> str:
        return "What it said before is not kept any more, so the change cannot be shown."

    def unimportant(self, intent: str) -> str:
        return (
            f"A model judged that this change has nothing to do with “{intent}”; "
            "so it is on record, and nobody was told."
        )

    def trouble(self, page: str, why: str) -> str:
        return f"{page} cannot be looked at: {why}."

    def why(self, problem: str, status: int, detail: str = "") -> str:
        if problem == "status":
            return f"its server answered HTTP {status}"
        return _WHY_ENGLISH[problem] + (f" ({detail})" if detail else "")

    def nothing_selected(self, which: str) -> str:
        return f"it opened, but the filters found nothing ({which})"

    def no_number(self) -> str:
        return "it opened, but holds no number"

    def unclear_number(self, why: Unclear) -> str:
        if why is Unclear.CONTRADICTS:
            return (
                "it opened, but its number is not written as number.decimal says; correct that, or "
                "choose the number with number.pattern"
            )
        return (
            "it opened, but its number can be read in two ways; set number.decimal to . or , (the "
            "sign that begins the decimals), or choose the number with number.pattern"
        )

    def looked(self, pages: int, found: int, *, waiting: bool, first: bool) -> str:
        looked = f"Looked at {pages} page{'' if pages == 1 else 's'}"
        if found:
            return f"{looked}; there is news: {found}."
        if waiting:
            return f"{looked}; a change waits to be confirmed."
        return f"{looked} and noted the present state." if first else f"{looked}; no news."

    def numbers(self, numbers: list[str]) -> str:
        return f" Now at {', '.join(numbers)}."


_WORDS: dict[Language, WebWords] = {Language.CHINESE: _Chinese(), Language.ENGLISH: _English()}


def web_words(language: Language) -> WebWords:
    """Return the vocabulary of a language."""
    return _WORDS[language]
