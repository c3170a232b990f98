"""`zhiban voice …`: speech that comes in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from application.services import Services
from application.voice.views import TranscriptView, transcript_view
from cli.options import AsJson, For
from cli.output import note, say, say_json
from cli.terminal import Terminal
from domain.common.messages import message
from domain.voice.hearing import LARGEST_SOUND


@dataclass(frozen=True)
class VoiceCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def hear(
        self,
        *,
        file: Annotated[
            Path, typer.Argument(exists=True, dir_okay=False, help="option.sound_file")
        ],
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Write down what is said in a recording; nothing is done about it.

        WAV or bare samples (16 kHz, 16 bit, one channel) or MP3, at most 60 seconds.

        Example: zhiban voice hear question.wav
        """
        with file.open("rb") as opened:
            content = opened.read(LARGEST_SOUND + 1)

        async def heard(services: Services) -> TranscriptView:
            by = await self.terminal.acting_as(services, person)
            return transcript_view(await services.hearing.hear(by=by, content=content))

        view, reader = self.terminal.told(heard, person=person)
        if as_json:
            say_json(view)
        elif view.text:
            say(view.text)
        else:
            note(reader.text(message("hearing.nothing")))
