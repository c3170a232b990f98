"""Chinese characters as the syllables that are meant."""

import subprocess
import sys

import pytest

from integrations.espeak.readings import syllables, teach
from tests.integrations.espeak.conftest import READINGS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Characters of several readings, in the words of operations.
        ("重启", "chong2 qi3"),
        ("重试", "chong2 shi4"),
        ("重传", "chong2 chuan2"),
        ("严重", "yan2 zhong4"),
        ("长时间", "chang2 shi2 jian1"),
        ("时长", "shi2 chang2"),
        ("增长", "zeng1 zhang3"),
        ("调整", "tiao2 zheng3"),
        ("调低", "tiao2 di1"),
        ("上调", "shang4 tiao2"),
        ("调用", "diao4 yong4"),
        ("调度", "diao4 du4"),
        ("日志一千三百行", "ri4 zhi4 yi1 qian1 san1 bai3 hang2"),
        ("运行", "yun4 xing2"),
        ("降为零", "jiang4 wei2 ling2"),
        ("因为", "yin1 wei4"),
        ("还没恢复", "hai2 mei2 hui1 fu4"),
        ("处理", "chu2 li3"),
        ("响应", "xiang3 ying4"),
        ("应该", "ying1 gai1"),
        ("错误率", "cuo4 wu4 lv4"),
        ("差错", "cha1 cuo4"),
        ("还差两个", "hai2 cha4 liang3 ge4"),
        ("散列", "san3 lie4"),
        # Tones beside each other.
        ("一个", "yi2 ge4"),
        ("不对", "bu2 dui4"),
        ("了解", "liao2 jie3"),
    ],
)
def test_words_of_operations_are_read_right(text, said):
    """VOI-3."""
    teach(READINGS)

    assert syllables(text) == said


def test_each_reading_that_is_taught_was_needed():
    """VOI-3: what the library reads right by itself needs no line."""
    untaught = (
        "import sys; from pypinyin import Style, lazy_pinyin\n"
        "for word in sys.stdin.read().split():\n"
        "    print(' '.join(lazy_pinyin(word, style=Style.TONE3, tone_sandhi=True)))"
    )
    command = [sys.executable, "-c", untaught]
    asked = "\n".join(READINGS)
    ran = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)

    read = dict(zip(READINGS, ran.stdout.splitlines(), strict=True))
    assert {word for word in READINGS if read[word] == READINGS[word]} == set()
