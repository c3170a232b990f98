"""What stands around every page: a banner that nobody overlooks, a menu and a footer."""

from html import escape

HTML = "text/html; charset=utf-8"

BANNER = "SANDBOX 沙箱 · this page is not real 本页为模拟内容"

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} - SANDBOX</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:0 1rem}}
.sandbox{{background:repeating-linear-gradient(45deg,#fc0 0 16px,#fd5 16px 32px);padding:.6em 1em;
font-weight:700}}nav a{{margin-right:1em}}footer{{color:#777;margin-top:3em}}</style></head>
<body><div class="sandbox" role="note">{banner}</div>
<nav><a href="/">Home</a><a href="/shop/price">Shop</a><a href="/news">News</a>
<a href="/status">Status</a></nav>
<main id="content"><h1>{title}</h1>
{body}
</main>
<footer>Small Web Ltd. · SANDBOX</footer></body></html>
"""


def framed(title: str, body: str) -> str:
    """Return a whole page; `body` is HTML already."""
    return _PAGE.format(title=escape(title), banner=BANNER, body=body)
