"""The page that shows the texts, as phones would."""

from datetime import UTC, datetime

from jinja2 import Environment

from sandbox.twilio.ledger import Text
from sandbox.twilio.segments import segments

SHOWN = 100
"""Messages on the page, newest first; `/messages` has them all."""

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Messages are untrusted: nothing on the page may run, load or be framed."""

_TEMPLATE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>SANDBOX text messages</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
 body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #f4f4f1 }
 .sandbox { background: repeating-linear-gradient(45deg, #fc0 0 16px, #fd5 16px 32px);
   padding: .6em 1em; font-weight: 700; letter-spacing: .06em }
 main { padding: 1em; max-width: 40em; margin: 0 auto }
 article { background: #fff; border: 1px solid #ddd; border-radius: 12px; padding: .6em 1em;
   margin: 0 0 1em }
 small { color: #777 }
 pre { margin: .2em 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
</style></head>
<body><p class="sandbox">SANDBOX 沙箱 · none of these messages left this machine</p>
<main><h1>Text messages 短信</h1>{% for text in texts %}<article>
<small>{{ text.when }} · {{ text.to }} · {{ text.status }} · {{ text.segments }} segment(s)</small>
<pre>{{ text.body }}</pre></article>
{% else %}<p>Nothing yet.</p>{% endfor %}</main></body></html>
"""
)


def render(texts: list[Text], *, now: float) -> str:
    """Return the page, all text escaped."""
    shown = [
        {
            "when": datetime.fromtimestamp(text.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
            "to": text.to,
            "status": text.status(now),
            "segments": segments(text.body),
            "body": text.body,
        }
        for text in texts[: -SHOWN - 1 : -1]
    ]
    return _TEMPLATE.render(texts=shown)
