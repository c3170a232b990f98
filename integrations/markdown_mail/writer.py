"""Markdown to HTML with markdown-it: raw HTML is shown as text, pictures are never fetched."""

from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt

_PAGE = (
    "<html><body style=\"margin:0;padding:16px;font:16px/1.6 -apple-system,'PingFang SC',"
    "'Microsoft YaHei','Segoe UI',sans-serif;color:#1b2330;max-width:760px\">"
    '<h1 style="font-size:20px;margin:0 0 12px">{title}</h1>{body}</body></html>'
)

_BLOCK = '<pre style="white-space:pre-wrap;overflow-wrap:anywhere">'
"""Lines of a log or a difference are broken on a phone: mail programs do not scroll sideways."""


def _parser() -> MarkdownIt:
    # Pictures would tell a stranger's server who reads the mail, and when.
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True)
class MarkdownMail:
    """Keeps the `MessagePages` port."""

    _markdown: MarkdownIt = field(default_factory=_parser)

    def html_of(self, *, title: str, markdown: str) -> str:
        """Return a whole page; only http, https and mailto links stay links."""
        body = self._markdown.render(markdown).replace("<pre>", _BLOCK)
        return _PAGE.format(title=escape(title), body=body)
