"""The inbox and one mail, for a person."""

from jinja2 import Environment

from sandbox.mail.box import Mail

PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Mails are untrusted: nothing on the pages may run, and only our own frame may load."""

BODY_HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
}
"""The HTML of a mail has no origin, no scripts and no network, framed or opened by itself."""

_LOOK = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>SANDBOX mail</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
 body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #f4f4f1 }
 .sandbox { background: repeating-linear-gradient(45deg, #fc0 0 16px, #fd5 16px 32px);
   padding: .6em 1em; font-weight: 700; letter-spacing: .06em }
 main { max-width: 60em; margin: 0 auto; padding: 0 1em 2em }
 table { border-collapse: collapse; width: 100%; background: #fff }
 td, th { text-align: left; vertical-align: top; padding: .4em .6em;
   border-bottom: 1px solid #e5e5e5; overflow-wrap: anywhere }
 iframe { width: 100%; height: 40em; border: 1px solid #ccc; background: #fff }
 pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #fff; padding: 1em }
</style></head>
<body><p class="sandbox">SANDBOX 沙箱 · none of these mails left this machine</p><main>
"""

_ENVIRONMENT = Environment(autoescape=True)

_INBOX = _ENVIRONMENT.from_string(
    _LOOK
    + """<h1>Inbox</h1>
<table><tr><th>#</th><th>Arrived</th><th>From</th><th>To</th><th>Subject</th></tr>
{% for mail in mails %}<tr><td>{{ mail.number }}</td><td>{{ mail.when }}</td>
<td>{{ mail.sender }}</td><td>{{ mail.recipients | join(", ") }}</td>
<td><a href="messages/{{ mail.number }}">{{ mail.subject or "(no subject)" }}</a></td></tr>
{% else %}<tr><td colspan="5">Nothing yet.</td></tr>{% endfor %}</table></main></body></html>
"""
)

_MAIL = _ENVIRONMENT.from_string(
    _LOOK
    + """<p><a href="..">Inbox</a></p><h1>{{ mail.subject or "(no subject)" }}</h1>
<p>{{ mail.sender }} → {{ mail.recipients | join(", ") }} · {{ mail.when }}
{% if mail.tls %}· encrypted{% endif %}
{% if mail.user %}· signed in as {{ mail.user }}{% endif %}</p>
{% if mail.html %}<h2>HTML</h2>
<iframe sandbox="" referrerpolicy="no-referrer" src="{{ mail.number }}/html"
 title="HTML part"></iframe>{% endif %}
{% if mail.text %}<h2>Text</h2><pre>{{ mail.text }}</pre>{% endif %}
{% if mail.files %}<h2>Attachments</h2><ul>{% for file in mail.files %}
<li><a href="{{ mail.number }}/attachments/{{ loop.index }}">{{ file.name }}</a>
 {{ file.media_type }}, {{ file.content | length }} bytes</li>{% endfor %}</ul>{% endif %}
<h2>Headers</h2><table>{% for name, value in mail.headers %}
<tr><th>{{ name }}</th><td>{{ value }}</td></tr>{% endfor %}</table>
<p><a href="{{ mail.number }}/raw">As it arrived</a></p></main></body></html>
"""
)


def inbox(mails: list[Mail]) -> str:
    """Return the list of mails, newest first."""
    return _INBOX.render(mails=mails[::-1])


def one_mail(mail: Mail) -> str:
    """Return the page of one mail; its HTML is only framed, never part of the page."""
    return _MAIL.render(mail=mail)
