"""The words of one briefing: its messages rendered for the one person that it is for."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from application.ports.rendering import Form, Renderer
from domain.briefings.facts import BriefingFacts
from domain.common.messages import Message, named
from domain.common.readers import Language, Reader


@dataclass(frozen=True)
class Telling:
    """Renders messages as seen from the briefing's day."""

    words: Renderer
    reader: Reader
    today: date

    @classmethod
    def of(cls, facts: BriefingFacts, words: Renderer, language: Language) -> "Telling":
        """Return how `facts` are told in a language."""
        return cls(words, Reader(language, facts.zone), facts.local_date)

    def text(self, said: Message, form: Form = Form.PLAIN) -> str:
        """Return a message as text."""
        return self.words.text(said, self.reader, form=form, today=self.today)

    def name(self, member: Enum, form: Form = Form.PLAIN) -> str:
        """Return what a member of an enum is called."""
        return self.text(named(member), form)
