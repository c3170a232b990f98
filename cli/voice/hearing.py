"""`zhiban voice …`: speech that comes in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from application.services import Services
from application.voice.views import (
    SpeakersView,
    TranscriptView,
    VoiceprintView,
    speakers_view,
    transcript_view,
)
from cli.options import AsJson, For
from cli.output import note, say, say_json, say_told
from cli.terminal import Terminal
from domain.common.messages import Called, Message, Names, message
from domain.voice.hearing import LARGEST_SOUND
from domain.voice.voiceprints import Likely

SoundFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="option.sound_file")]
"""A recording on this machine."""


@dataclass(frozen=True)
class VoiceCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def hear(
        self,
        *,
        file: SoundFile,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Write down what is said in a recording; nothing is done about it.

        WAV or bare samples (16 kHz, 16 bit, one channel) or MP3, at most 60 seconds.

        Example: zhiban voice hear question.wav
        """
        content = _read(file)

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

    def enrol(
        self,
        *,
        file: SoundFile,
        agree: Annotated[bool, typer.Option("--agree", help="option.voice_agree")] = False,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Let a voice be known from a sample of 3 to 30 seconds, in place of an earlier one.

        A voice is a hint and opens nothing. The sample goes to the service that is set, which keeps
        the voice until it is forgotten; here only its id is kept.

        Example: zhiban voice enrol me.wav --agree
        """
        content = _read(file)

        async def enrolled(services: Services) -> VoiceprintView:
            by = await self.terminal.acting_as(services, person)
            await services.voiceprints.enrol(by=by, content=content, agreed=agree)
            return VoiceprintView(known=True)

        view, reader = self.terminal.told(enrolled, person=person)
        say_told(view, reader.text(message("voiceprint.enrolled")), as_json=as_json)

    def who(
        self,
        *,
        file: SoundFile,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Guess who speaks in a recording of 3 to 30 seconds; a hint, and no proof.

        Example: zhiban voice who said.wav
        """
        content = _read(file)

        async def guessed(services: Services) -> SpeakersView:
            by = await self.terminal.acting_as(services, person)
            found = await services.voiceprints.recognise(by=by, content=content)
            return speakers_view(found, await services.voiceprints.names(found))

        view, reader = self.terminal.told(guessed, person=person)
        say_told(view, reader.text(_guess(view)), as_json=as_json)

    def verify(
        self,
        *,
        file: SoundFile,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Say whether a recording sounds like the person.

        Example: zhiban voice verify said.wav -p u_mei
        """
        content = _read(file)

        async def verified(services: Services) -> SpeakersView:
            by = await self.terminal.acting_as(services, person)
            found = await services.voiceprints.verify(by=by, content=content)
            speakers = [found] if found.is_same else []
            return speakers_view(speakers, await services.voiceprints.names(speakers))

        view, reader = self.terminal.told(verified, person=person)
        say_told(view, reader.text(_guess(view)), as_json=as_json)

    def forget(self, *, person: For = None, as_json: AsJson = False) -> None:
        """Forget a voice for good, here and at the service.

        Example: zhiban voice forget -p u_mei
        """

        async def forgotten(services: Services) -> VoiceprintView:
            by = await self.terminal.acting_as(services, person)
            await services.voiceprints.forget(by=by, person_id=by.person_id)
            return VoiceprintView(known=False)

        view, reader = self.terminal.told(forgotten, person=person)
        say_told(view, reader.text(message("voiceprint.forgotten")), as_json=as_json)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_SOUND + 1)


def _guess(view: SpeakersView) -> Message:
    names = Names(tuple(Called(each.name) for each in view.speakers))
    match view.likely:
        case Likely.NOBODY:
            return message("voiceprint.nobody")
        case Likely.KNOWN:
            return message("voiceprint.sounds_like", who=names)
        case Likely.WHICH:
            return message("voiceprint.which", who=names)
