"""What compares names of robots with what was heard."""

from domain.people.names import NameReader, pairs
from integrations.fluent_words import read_lexicon
from integrations.pinyin import sounds


def name_reader() -> NameReader:
    """Return it with the sounds of all installed languages."""
    lexicon = read_lexicon()
    return NameReader(pairs(lexicon.sounds), sounds.heard, sounds.possible, lexicon.opening)
