"""What the pages say, and how they change by themselves while the scripted day goes on."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from sandbox.web.documents import Documents, Validators
from sandbox.web.feeds import Feeds, Item

PRICE_MOVES = timedelta(minutes=3)
NEWS_COMES = timedelta(minutes=7)
STATUS_TURNS = timedelta(minutes=10)
"""How often pages change by themselves."""

FIRST_PRICE = 1299.0

_ARTICLE = (
    (
        "The small web has been served from one desk since the first winter. Its keeper writes "
        "every page by hand and changes one of them when somebody asks. Visitors who come often "
        "are asked to say which version they have, so that the desk can answer in one line."
    ),
    (
        "小网站由一位管理员维护。每个页面都会在需要的时候修改，经常来访的程序应当说明自己手里的版本，"
        "这样服务器只需要回答一行：内容没有变化。这既节省流量，也让大家都轻松。"
    ),
    (
        "Terms changed last spring: a page may move, and then it says where to. It never moves "
        "twice in a day, and the old address keeps its sign for a year."
    ),
)
_HEADLINES = (
    ("云厂商下调对象存储价格", "基础设施", "多家云厂商本周下调了对象存储的标准存储单价。"),
    ("Kubernetes release ends support for an old API", "Engineering", "Check manifests first."),
    ("数据库补丁修复了复制延迟问题", "数据库", "升级窗口建议选在凌晨两点到四点。"),
    ("Chip maker opens a plant in Chengdu", "Industry", "The plant makes sensors for robots."),
    ("研究：晨间简报缩短了交接时间", "研究", "受访团队平均少用了十一分钟。"),
    ("Submarine cable repaired ahead of plan", "Network", "Latency is back to normal."),
)
_STATES = (
    ("operational", "All systems operational 一切正常"),
    ("scheduled", "Scheduled maintenance 计划维护: database upgrade tonight 02:00 to 04:00 UTC+8"),
    ("maintenance", "Under maintenance 维护中: payments may fail for a few minutes"),
)


@dataclass
class Played:
    """How far each thread of the script has come."""

    price: int = 0
    news: int = 0
    status: int = 0


class Script:
    """Writes the pages, and plays on when the time has come.

    Args:
        documents: the pages.
        feeds: where news appear too.
        began: the beginning of the day that is played.
        seed: the same seed gives the same day.
    """

    def __init__(self, documents: Documents, feeds: Feeds, *, began: datetime, seed: int) -> None:
        self._documents = documents
        self._feeds = feeds
        self._began = began
        self._dice = random.Random(seed)  # noqa: S311 - a script, not a secret
        self._played = Played()
        self.price = FIRST_PRICE
        self._write_first()

    def play(self, now: datetime) -> None:
        """Let happen what should have happened by `now`, at most once of each kind."""
        since = now - self._began
        if (step := since // PRICE_MOVES) > self._played.price:
            self._played.price = step
            self.set_price(round(self.price * self._dice.uniform(0.97, 1.03), 2))
        if (step := since // NEWS_COMES) > self._played.news:
            self._played.news = step
            title, category, summary = self._dice.choice(_HEADLINES)
            self.publish(f"{title} ({step})", category, summary, at=now)
        if (step := since // STATUS_TURNS) > self._played.status:
            self._played.status = step
            state, words = _STATES[step % len(_STATES)]
            self.set_status(state, words)

    def set_price(self, amount: float, *, stock: int = 12) -> None:
        """Change the price page; a stock of 0 says that it is sold out."""
        self.price = amount
        left = f"In stock 有货 ({stock})" if stock else "Sold out 已售罄"
        self._documents.put(
            "/shop/price",
            title="Robot R1 机器人",
            body=f'<p>Price 价格: <span id="price" class="price">¥{amount:,.2f}</span></p>\n'
            f'<p id="stock">{left}</p>\n<p>Free delivery within three days. 三天内免费送达。</p>',
        )

    def set_status(self, state: str, words: str) -> None:
        """Change the status page."""
        self._documents.put(
            "/status",
            title="Service status 服务状态",
            body=f'<p id="state" data-state="{escape(state)}">{escape(words)}</p>\n'
            "<table><tr><th>Component</th><th>State</th></tr>"
            f"<tr><td>payments</td><td>{escape(state)}</td></tr>"
            "<tr><td>orders</td><td>operational</td></tr></table>",
        )

    def publish(self, title: str, category: str, summary: str, *, at: datetime) -> Item:
        """Put news on the page and into the feeds."""
        item = self._feeds.publish(title, category, summary, at=at)
        self._write_news()
        return item

    def _write_first(self) -> None:
        put = self._documents.put
        self.set_price(FIRST_PRICE)
        self.set_status(*_STATES[0])
        for number, (title, category, summary) in enumerate(_HEADLINES):
            at = self._began - timedelta(hours=2 * (len(_HEADLINES) - number))
            self._feeds.publish(title, category, summary, at=at)
        self._write_news()
        article = "".join(f"<p>{escape(part)}</p>" for part in _ARTICLE)
        put("/article", title="How the small web is kept", body=f"<article>{article}</article>")
        for name, validators in (
            ("weak", Validators.WEAK),
            ("fresh-etag", Validators.FRESH),
            ("date-only", Validators.DATE),
            ("no-validators", Validators.NONE),
        ):
            body = f'<p id="text">The text of this page stays the same ({name}). 内容不变。</p>'
            put(f"/validators/{name}", title=name, body=body, validators=validators)
        put("/data.json", body='{"sandbox": true, "jobs": {"open": 3, "done": 41}}',
            media_type="application/json")  # fmt: skip
        put(
            "/plain.txt",
            body="SANDBOX\nline one\nline two\n",
            media_type="text/plain; charset=utf-8",
        )

    def _write_news(self) -> None:
        items = "\n".join(
            f'<li class="item"><a href="{escape(item.path)}">{escape(item.title)}</a> '
            f"<small>{escape(item.category)}</small><p>{escape(item.summary)}</p></li>"
            for item in self._feeds.newest(12)
        )
        self._documents.put("/news", title="News 新闻", body=f"<ul>{items}</ul>")
        for item in self._feeds.newest(12):
            self._documents.put(
                item.path,
                title=item.title,
                body=f"<article><p>{escape(item.summary)}</p></article>",
            )
