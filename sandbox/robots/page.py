"""The page that shows what the groups have received."""

from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment

from sandbox.robots.ledger import Posted

SHOWN_PER_ROBOT = 50
"""Messages on the page per robot, newest first; `/messages` has them all."""

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Messages are untrusted: nothing on the page may run, load or be framed."""

_TEMPLATE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>SANDBOX chat robots</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
 body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #f4f4f1 }
 .sandbox { background: repeating-linear-gradient(45deg, #fc0 0 16px, #fd5 16px 32px);
   padding: .6em 1em; font-weight: 700; letter-spacing: .06em }
 main { padding: 1em; display: grid; gap: 1em;
   grid-template-columns: repeat(auto-fit, minmax(min(26em, 100%), 1fr)) }
 section { background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 0 1em 1em }
 article { border-top: 1px solid #eee; padding: .5em 0 }
 time, .kind { color: #777; font-size: .85em }
 pre { margin: .2em 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
</style></head>
<body><p class="sandbox">SANDBOX 沙箱 · none of these messages left this machine</p>
<main>{% for group in groups %}
<section><h2>{{ group.provider }} · {{ group.robot }}</h2>
<p class="kind">{{ group.count }} message(s)</p>
{% for message in group.messages %}<article>
<time>#{{ message.number }} · {{ message.when }}</time> <span class="kind">{{ message.kind }}</span>
<pre>{{ message.text }}</pre></article>
{% else %}<p>Nothing yet.</p>{% endfor %}</section>
{% endfor %}</main></body></html>
"""
)


def render(robots: list[tuple[str, str]], posted: list[Posted]) -> str:
    """Return the page for (provider, robot) pairs and the messages, all text escaped."""
    return _TEMPLATE.render(groups=[_group(*robot, posted) for robot in robots])


def _group(provider: str, robot: str, posted: list[Posted]) -> dict[str, Any]:
    own = [message for message in posted if (message.provider, message.robot) == (provider, robot)]
    shown = [
        {
            "number": message.number,
            "when": datetime.fromtimestamp(message.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
            "kind": message.kind,
            "text": message.text,
        }
        for message in own[: -SHOWN_PER_ROBOT - 1 : -1]
    ]
    return {"provider": provider, "robot": robot, "count": len(own), "messages": shown}
