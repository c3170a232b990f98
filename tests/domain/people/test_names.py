"""Names of robots as recognition writes them (VOI-5)."""

import pytest

from domain.common.errors import InvalidRequest
from tests.fakes.names import NAMES
from tests.fakes.words import says

REFERENCE = [
    ("你好小值", "你好小智，昨晚怎么样", True),
    ("你好小值", "你好小资", True),
    ("你好小值", "里好小值，早", True),
    ("你好小值", "你好小新，早", False),
    ("值班同学", "制版同学", True),
    ("值班同学", "资班同学在吗", True),
    ("值班同学", "直播同学", False),
    ("值班同学", "值班经理在吗", False),
    ("小龙小龙", "小农小农", True),
    ("小龙小龙", "小熊小熊", False),
    ("阿福", "阿虎", True),
    ("阿福", "阿发", False),
    ("喵喵同学", "秒秒同学", True),
    ("运维小张", "运维小赞", True),
    ("运维小张", "运维小王", False),
]
"""Some of the pairs by which prices and limits were chosen."""

LEFT_OUT = [
    # (what it is called, what recognition wrote, whether that is meant), written down before any
    # of it was tried; nothing was tuned on them.
    ("小布小布", "小步小步，查一下日志", True),
    ("小布小布", "小部小布", True),
    ("小布小布", "小兔小兔", False),
    ("小布小布", "小度小度", False),
    ("贾维斯", "嘉维斯，昨晚怎么样", True),
    ("贾维斯", "加维斯", True),
    ("贾维斯", "家维思", True),
    ("贾维斯", "马维斯", False),
    ("贾维斯", "加湿器", False),
    ("大圣大圣", "大胜大胜", True),
    ("大圣大圣", "大婶大婶", True),
    ("大圣大圣", "大神大神", True),
    ("大圣大圣", "大哥大哥", False),
    ("云小二", "云小儿，早上好", True),
    ("云小二", "云小贰", True),
    ("云小二", "运小二", True),
    ("云小二", "云小三", False),
    ("云小二", "店小二", False),
    ("你好青龙", "你好清龙", True),
    ("你好青龙", "你好亲龙", True),
    ("你好青龙", "你好青农", True),
    ("你好青龙", "你好青蛙", False),
    ("你好青龙", "你好白龙", False),
    ("老班长", "老班章", True),
    ("老班长", "老班仓", False),
    ("老班长", "脑班长，在吗", True),
    ("老班长", "老板娘", False),
    ("老班长", "老半天", False),
    ("阿呆阿呆", "阿戴阿戴", True),
    ("阿呆阿呆", "阿带啊带", True),
    ("阿呆阿呆", "阿猫阿猫", False),
    ("小舟同学", "小周同学", True),
    ("小舟同学", "小邹同学", True),
    ("小舟同学", "小赵同学", False),
    ("小舟同学", "小爱同学", False),
    ("小舟同学", "同学小舟", False),
    ("诸葛", "猪哥，昨晚怎么样", True),
    ("诸葛", "诸葛，昨晚怎么样", True),
    ("诸葛", "租个，房子", True),
    ("诸葛", "诸位，早上好", False),
    ("诸葛", "猪哥昨晚怎么样", False),  # two syllables without a pause are only words
    ("明镜", "明静", True),
    ("明镜", "民进", False),
    ("明镜", "命令", False),
    ("hey zhiban", "Hey Zhiban, what happened", True),
    ("hey zhiban", "hey siri, what happened", False),
    ("Jarvis", "jarvis how was the night", True),
    ("Jarvis", "Javier how was the night", False),
    ("守夜人", "首页人", True),
    ("守夜人", "手业人，现在几点", True),
    ("守夜人", "守业人", True),
    ("守夜人", "首页，有什么", False),
    ("守夜人", "收银员", False),
    ("小雅小雅", "小雅查一下日志", False),  # only half of it
]


@pytest.mark.parametrize(("name", "said", "meant"), REFERENCE)
def test_names_are_heard_as_the_reference_measured(name, said, meant):
    """VOI-5."""
    assert bool(NAMES.hear(said, [name])) is meant


def test_names_that_nothing_was_tuned_on_are_told_apart(record_property):
    """VOI-5: precision and recall on what was left out; nobody else is woken by half of them."""
    found = [(name, said, bool(NAMES.hear(said, [name])), meant) for name, said, meant in LEFT_OUT]
    accepted = [each for each in found if each[2]]
    right = [each for each in accepted if each[3]]
    figures = {
        "precision": round(len(right) / len(accepted), 2),
        "recall": round(len(right) / sum(meant for *_, meant in found), 2),
        "wrong": [each for each in found if each[2] is not each[3]],
    }
    for name, figure in figures.items():
        record_property(name, figure)

    assert figures["precision"] >= 0.95, figures
    assert figures["recall"] >= 0.9, figures


@pytest.mark.parametrize(
    ("name", "said"), [("林", "short"), ("Jo", "short"), ("你好", "begin"), ("昨完", "begin")]
)
def test_what_would_wake_a_robot_all_day_is_refused(name, said):
    """VOI-5: too short, or as common words sound."""
    with pytest.raises(InvalidRequest, check=says(said)):
        NAMES.check(name, where="wake_words")


def test_a_name_of_rare_readings_is_heard_by_each_of_them():
    """VOI-5: whoever chose it knows how it is said; the dictionary does not."""
    assert NAMES.hear("小航，今天怎么样", ["小行"])[0].rest == "今天怎么样"
    assert NAMES.hear("小星", ["小行"])


def test_the_nearest_of_several_names_comes_first():
    """VOI-5."""
    found = NAMES.hear("你好小值，早", ["你好小资", "你好小值"])

    assert [each.name for each in found] == ["你好小值", "你好小资"]
    assert found[0].distance == 0
