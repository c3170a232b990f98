"""What is remembered, or made from what is remembered, means the same to every process.

Python salts the hashes of texts anew in each process, so nothing that is kept may come from them.
"""

import json
import subprocess
import sys

import pytest

from tests.docs.tree import ROOT

SCRIPT = """
import json
from datetime import timedelta

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, delivery_key
from domain.schedules.feeds import FeedEntry, marks_of
from domain.watches.web.changes import digest_of
from domain.watches.watches import phase_of
from domain.deliveries.webhooks import message_id_of
from tests.fakes.configs import read_web_monitor, read_threshold_watch

page = read_web_monitor(
    {
        "urls": ["https://a.example.cn/", "https://b.example.cn/"],
        "keywords": ["故障", "outage", "sale"],
        "on": ["change", "keyword_appears", "unchanged", "number_crosses"],
        "number": {"operator": ">", "threshold": 1},
        "unchanged_for_hours": 5,
        "selection": {"remove": ["nav", "footer"], "css": ["main", "aside"]},
        "headers": {"Accept-Language": "zh", "X-B": "b", "X-A": "a"},
    }
)
number = read_threshold_watch(
    {
        "source": {
            "http_json": {
                "url": "https://metrics.example.cn/cpu",
                "json_path": "value",
                "headers": {"X-B": "b", "X-A": "a", "X-C": "c"},
            }
        },
        "threshold": 5,
    },
    presets=(),
)
mail = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
print(
    json.dumps(
        [
            digest_of("价格：100"),
            digest_of(b"bytes"),
            page.filters(),
            number.rule,
            phase_of("t_" + "0" * 26, timedelta(days=1)).total_seconds(),
            delivery_key("task/t_1/found/1", "u_mei", mail),
            message_id_of("task/t_1/found/1"),
            marks_of(FeedEntry("Prices fall by 3 %", "https://news.example.cn/a")),
        ]
    )
)
"""


def said_with_salt(salt: str) -> list[object]:
    """Return what a new process makes of the same things."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={"PYTHONHASHSEED": salt, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(ran.stdout))


@pytest.mark.parametrize("salt", ["1", "4294967295"])
def test_digests_keys_and_rhythms_are_the_same_in_every_process(salt):
    """TSK-4, TSK-6, PSH-2: the design this began from compared salted hashes after a restart, and
    told everybody everything again.
    """
    assert said_with_salt(salt) == said_with_salt("0")
