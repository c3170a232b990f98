"""What the connections to plugins say went wrong, and the same in Chinese (MCC-4).

`mcp_client/` stands on its own and speaks English; these rows are held to its sentences by a test.
A name in braces is a fact; `{fault}` and `{rule}` are sentences themselves.
"""

import re
from collections.abc import Mapping
from functools import cache

from domain.common.readers import Language

_LONGEST = 1_500
"""Characters of a fault, which may hold others' words; what is longer is none of the client's."""

_SENTENCES = frozenset({"fault", "rule"})
"""Facts that are sentences themselves, and read as such."""

PLUGIN_FAULTS: tuple[tuple[str, str], ...] = (
    (
        "{fault} It may or may not have happened: look before you call again.",
        "{fault}不知道是否已经生效：请先查看，再决定是否重新调用。",
    ),
    ("{rule} Nothing was done.", "{rule}什么都没有做。"),
    ("The argument {name} is missing.", "缺少参数 {name}。"),
    ("There is no argument {name}. Is {near} meant?", "没有参数 {name}。是指 {near} 吗？"),
    ("There is no argument {name}.", "没有参数 {name}。"),
    ("The argument {name} must be of the type {kind}.", "参数 {name} 的类型必须是 {kind}。"),
    ("The arguments are longer than {most} characters.", "参数超过 {most} 个字符。"),
    (
        (
            "The server {server} failed too often and is left alone for {seconds} s more. The last "
            "failure: {fault}"
        ),
        "服务 {server} 失败太多次，{seconds} 秒内不再询问。上次失败：{fault}",
    ),
    (
        "The server {server} failed too often and is left alone for {seconds} s more.",
        "服务 {server} 失败太多次，{seconds} 秒内不再询问。",
    ),
    (
        "The server {server} is still away: no answer within {seconds} s.",
        "服务 {server} 仍连不上：{seconds} 秒内没有答复。",
    ),
    (
        "The server {server} did not list its tools within {seconds} s.",
        "服务 {server} 在 {seconds} 秒内没有列出工具。",
    ),
    (
        "The server {server} was closed while it was asked for its tools.",
        "询问工具时，与服务 {server} 的连接被关闭。",
    ),
    ("The server {server} is not registered any more.", "服务 {server} 已不再注册。"),
    (
        "The server {server} was not asked: {why}. Ask again in a moment.",
        "没有询问服务 {server}（{why}）。请稍后再试。",
    ),
    ("No server {server} is registered.", "没有注册服务 {server}。"),
    ("No tool is called {tool}.", "没有名为 {tool} 的工具。"),
    (
        (
            "The program of {server} is not on the list of those that may be started; an "
            "administrator can put it there."
        ),
        "{server} 的程序不在允许启动的名单上；管理员可以添加。",
    ),
    ("The program of {server} cannot be started. {said}", "{server} 的程序无法启动：{said}"),
    ("The program of {server} cannot be started.", "{server} 的程序无法启动。"),
    (
        "The program of {server} has ended. Its last words: {said}",
        "{server} 的程序已退出，最后说：{said}",
    ),
    ("The program of {server} has ended.", "{server} 的程序已退出。"),
    (
        "The connection to {server} ended before the answer came.",
        "与 {server} 的连接在答复之前断开。",
    ),
    ("The connection to {server} was closed.", "与 {server} 的连接已关闭。"),
    (
        "The address or a header of {server} cannot be sent; register it anew.",
        "{server} 的地址或请求头无法发送；请重新注册。",
    ),
    (
        "There was no free connection for {server}; try again later.",
        "没有空闲的连接给 {server}；请稍后再试。",
    ),
    (
        "There is no MCP server at the address of {server} ({status}).",
        "{server} 的地址上没有 MCP 服务（{status}）。",
    ),
    (
        "Nothing was sent to {server}: the arguments hold what JSON cannot say.",
        "没有向 {server} 发送任何内容：参数无法写成 JSON。",
    ),
    ("The pages of {server}'s list of tools lead in a circle.", "{server} 的工具列表翻页成环。"),
    ("A proxy before {server} wants credentials (407).", "{server} 前的代理要求凭据（407）。"),
    (
        "{server} wants other credentials (401); check its headers.",
        "{server} 要求别的凭据（401）；请检查它的请求头。",
    ),
    ("{server} does not let these credentials in (403).", "{server} 不接受这些凭据（403）。"),
    ("{server} waited too long for the request (408).", "{server} 等待请求超时（408）。"),
    (
        "{server} does not take a request of this size (413).",
        "{server} 不接受这么大的请求（413）。",
    ),
    ("{server} is not ready for the request (425).", "{server} 还不能处理请求（425）。"),
    ("{server} has had too many requests (429).", "{server} 收到的请求太多（429）。"),
    ("{server} is not available ({status}).", "{server} 暂不可用（{status}）。"),
    ("{server} may not be connected to: {said}", "不允许连接 {server}：{said}"),
    (
        "{server} redirects elsewhere; register the address it redirects to.",
        "{server} 转到了别的地址；请注册它转到的地址。",
    ),
    ("{server} answered with {said}: that is no MCP.", "{server} 答复了 {said}，这不是 MCP。"),
    (
        "{server} answered with more than {most} bytes; ask it for less.",
        "{server} 的答复超过 {most} 字节；请少要一些。",
    ),
    (
        "{server} answered with an error ({status}): {said}",
        "{server} 答复了错误（{status}）：{said}",
    ),
    (
        (
            "{server} answered {tool} with a result that its own schema does not allow; the call "
            "was carried out."
        ),
        "{server} 对 {tool} 的答复不符合它自己的模式；调用已经执行。",
    ),
    ("{server} did not answer in time.", "{server} 没有及时答复。"),
    (
        "{server} wants to ask a person something, and nobody can answer here.",
        "{server} 要问用户问题，而这里没有人能回答。",
    ),
    ("{server} has forgotten the session.", "{server} 丢失了会话。"),
    (
        "{server} refused a request of an open session ({status}). It says: {said}",
        "{server} 拒绝了会话中的请求（{status}），并说：{said}",
    ),
    (
        "{server} refused a request of an open session ({status}).",
        "{server} 拒绝了会话中的请求（{status}）。",
    ),
    ("{server} could not be connected to in time.", "未能及时连上 {server}。"),
    ("{server} could not be connected to; is it running?", "连不上 {server}；它在运行吗？"),
    (
        "{server} does not take what MCP sends ({status}).",
        "{server} 不接受 MCP 的请求（{status}）。",
    ),
    ("{server} has no such tool: {said}", "{server} 没有这个工具：{said}"),
    ("{server} does not accept these arguments: {said}", "{server} 不接受这些参数：{said}"),
    (
        "{server} speaks only versions of MCP that are not known here.",
        "{server} 只支持这里不认识的 MCP 版本。",
    ),
    ("{server} could not be understood ({said}).", "无法理解 {server} 的答复（{said}）。"),
    ("{server} lists its tools on more than {most} pages.", "{server} 的工具列表超过 {most} 页。"),
)
"""What is said, and what is read in Chinese; rows with more of their own words come first."""


def fault_in_words(sentence: str, language: Language) -> str:
    """Return what the client said of a connection in this language.

    Only what the client itself said is read so; what a plugin says stays as it is.
    """
    known = _chinese(sentence) if language is Language.CHINESE else None
    return sentence if known is None else known


def _chinese(sentence: str) -> str | None:
    if len(sentence) > _LONGEST:
        return None
    for english, chinese in PLUGIN_FAULTS:
        found = _pattern(english).fullmatch(sentence)
        if found is not None:
            return chinese.format_map(_facts(found.groupdict()))
    return None


def _facts(found: Mapping[str, str]) -> dict[str, str]:
    """Return facts; the sentences among them are shorter than what they stand in."""
    return {
        name: _chinese(value) or value if name in _SENTENCES else value
        for name, value in found.items()
    }


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what finds a recorded sentence and its facts."""
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(
            f"(?P<{part}>.+?)" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        ),
        re.DOTALL,
    )
