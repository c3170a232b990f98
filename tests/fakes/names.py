"""What compares names, with the sounds of the languages that are installed."""

from bootstrap.voice.names import name_reader

NAMES = name_reader()
