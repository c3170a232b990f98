"""The program itself; where it is not installed, these tests have nothing to hold."""

import shutil

import pytest

from domain.common.readers import Language
from integrations.espeak.voice import EspeakVoice
from integrations.fluent_words import read_speech

READINGS = read_speech()[Language.CHINESE].readings


@pytest.fixture
def voice() -> EspeakVoice:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    return EspeakVoice(READINGS)
