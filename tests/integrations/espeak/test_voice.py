"""The offline voice: held to what the program says it pronounces."""

import re
import subprocess
from pathlib import Path

import pytest

from domain.common.errors import InvalidRequest, Misconfigured
from domain.common.readers import Language
from integrations.espeak.readings import teach
from integrations.espeak.voice import EspeakVoice, runs_of

MORNING = (
    "早上好，今天是十一月二十四日。结账服务 checkout 的一个 Pod 从四点二十分起反复崩溃重启，"
    "在 kube system 里，node 也有问题。P 九十九到八百五十毫秒。"
)
DAYS = Path(__file__).parents[2] / "application" / "briefings" / "days"


async def test_a_morning_is_said_in_the_time_it_takes(voice):
    """VOI-3: about four characters a second."""
    usual = await voice.say(MORNING, language=Language.CHINESE, rate=1)
    fast = await voice.say(MORNING, language=Language.CHINESE, rate=1.5)

    assert 12 < usual.seconds < 25
    assert fast.seconds < usual.seconds / 1.25
    assert usual.sound[:4] == b"RIFF"


async def test_english_is_said_in_english(voice):
    """VOI-3."""
    said = await voice.say(
        "Good morning. One pod of checkout keeps crashing.", language=Language.ENGLISH, rate=1
    )

    assert 2 < said.seconds < 6


def phonemes(voice: str, text: str) -> str:
    """Return what the program would pronounce."""
    command = ["espeak-ng", "-q", "-x", "-v", voice]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def pronounced(voice):
    """Return what the voice would pronounce of a text, run by run."""
    teach(voice.readings)
    return lambda text: [
        (name, phonemes(name, said)) for name, said in runs_of(text, Language.CHINESE)
    ]


def test_syllables_keep_their_tones_and_english_its_sounds(pronounced):
    """VOI-3: the pinyin voice marks each tone; English words go to the English voice."""
    heard = pronounced("一个 node 重启，cache 不对")

    assert [name for name, _ in heard] == ["cmn-latn-pinyin", "en-us"] * 2 + ["cmn-latn-pinyin"]
    (_, one), (_, node), (_, restarts), (_, cache), (_, wrong) = heard
    assert re.findall(r"\d+", one) == ["35", "51"]
    assert re.findall(r"\d+", restarts) == ["35", "214"]
    assert re.findall(r"\d+", wrong) == ["35", "51"]
    assert node.strip() == "n'oUd"
    assert cache.strip() == "k'aS"


def test_no_chinese_of_a_spoken_briefing_is_spelled_in_english(pronounced):
    """VOI-3: over every day of the corpus; `(en)` is the program's sign of another language."""
    days = sorted(DAYS.glob("*.zh-CN.txt"))
    assert len(days) >= 24
    for day in days:
        said = day.read_text("utf-8").split("=== spoken\n", 1)[1].split("\n=== ", 1)[0]
        for name, heard in pronounced(said):
            if name == "cmn-latn-pinyin":
                assert "(en)" not in heard, (day.name, heard)


async def test_text_cannot_become_options_or_phonemes(voice):
    """VOI-3: what strangers wrote is said, and changes nothing."""
    said = await voice.say("--help -w /tmp/x [[dhI2s]] <break/>", language=Language.ENGLISH, rate=1)

    assert said.seconds > 0.5


@pytest.mark.parametrize("text", ["", "  \n", "……！", "[[]]"])
async def test_what_cannot_be_said_is_refused(voice, text):
    """VOI-3."""
    with pytest.raises(InvalidRequest):
        await voice.say(text, language=Language.CHINESE, rate=1)


async def test_a_language_without_a_voice_says_what_to_set(voice):
    """VOI-3."""
    with pytest.raises(Misconfigured, match="xx"):
        await voice.say("hello", language=Language("xx"), rate=1)


async def test_a_missing_program_says_what_to_set():
    """VOI-3."""
    with pytest.raises(Misconfigured, match="espeak-nowhere"):
        await EspeakVoice(program="espeak-nowhere").say("hi", language=Language.ENGLISH, rate=1)
