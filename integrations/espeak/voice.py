"""espeak-ng as a `Voice`: one short process for each run of one script."""

import asyncio
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.common.errors import InvalidRequest, Misconfigured, Unavailable
from domain.common.messages import Called, Message, message
from domain.common.readers import Language
from domain.recordings.recordings import VOICE_SETTING, Recording
from domain.recordings.waves import joined
from integrations.espeak.readings import syllables, teach

_SETTING = Called(VOICE_SETTING)

_USUAL_RATE = 175
"""Words a minute; the program's own default."""

_PINYIN, _ENGLISH = "cmn-latn-pinyin", "en-us"
"""`cmn` spells syllables in English, and the pinyin voice takes `node` for Chinese: so each script
has a voice of its own."""

_LATIN_RUN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 .,'/_-]*[A-Za-z0-9])?", re.ASCII)
_SAYABLE = re.compile(r"\w")
_PHONEMES = re.compile(r"\[\[|\]\]")
"""Brackets that would switch the program to phonemes."""

_MOST_RUNS = 400
"""Of one text; a briefing of two minutes has some 60."""


@dataclass(frozen=True)
class EspeakVoice:
    """Says what it is given with the program of this machine.

    Attributes:
        program: its name or path.
        readings: words of several readings and the one that is meant (`Speech.readings`).
        patience_seconds: for one whole text; two minutes of speech take a second.
    """

    readings: Mapping[str, str] = field(default_factory=dict, repr=False)
    program: str = "espeak-ng"
    patience_seconds: float = 20.0

    @property
    def name(self) -> str:
        """What tells its recordings from others'."""
        return "espeak-ng"

    def trouble(self) -> Message | None:
        """Return that the program is not installed, if so."""
        if shutil.which(self.program) is not None:
            return None
        return message("recordings.no_program", program=Called(self.program), setting=_SETTING)

    async def say(self, text: str, *, language: Language, rate: float) -> Recording:
        """Return the text as sound.

        Raises:
            Misconfigured: the program is not there, or has no voice for the language.
            Unavailable: it took too long.
            InvalidRequest: the text has nothing that can be said.
        """
        if trouble := self.trouble():
            raise Misconfigured(trouble)
        # Loading the readings takes half a second; others are served meanwhile.
        await asyncio.to_thread(teach, self.readings)
        runs = list(runs_of(_PHONEMES.sub(" ", text), language))
        if not runs or len(runs) > _MOST_RUNS:
            raise InvalidRequest("text", message("recordings.nothing_to_say"))
        with TemporaryDirectory(prefix="zhiban-voice-") as folder:
            try:
                async with asyncio.timeout(self.patience_seconds):
                    files = [
                        await self._said(said, voice, rate, Path(folder, f"{number}.wav"))
                        for number, (voice, said) in enumerate(runs)
                    ]
            except TimeoutError:
                raise Unavailable(message("recordings.slow")) from None
            return joined(files, pause_seconds=0)

    async def _said(self, text: str, voice: str, rate: float, file: Path) -> bytes:
        """Run the program once; the text goes in by standard input, never as an argument."""
        speed = str(round(_USUAL_RATE * rate))
        command = (self.program, "-v", voice, "-s", speed, "-z", "-w", str(file), "--stdin")
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await process.communicate(text.encode())
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode != 0:
            raise Misconfigured(
                message("recordings.no_voice", voice=Called(voice), setting=_SETTING)
            )
        return await asyncio.to_thread(file.read_bytes)


def runs_of(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """Return voices and what each says, in order."""
    if language.primary != "zh":
        voice = _ENGLISH if language.primary == "en" else language.primary
        if _SAYABLE.search(text):
            yield voice, text
        return
    end = 0
    for run in _LATIN_RUN.finditer(text):
        yield from _chinese(text[end : run.start()])
        yield _ENGLISH, run[0]
        end = run.end()
    yield from _chinese(text[end:])


def _chinese(text: str) -> Iterator[tuple[str, str]]:
    if _SAYABLE.search(text):
        yield _PINYIN, syllables(text)
