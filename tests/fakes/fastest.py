"""A runtime of which help asks no more than the version and the language."""

from domain.common.readers import Language


class Nothing:
    version = "9.9"
    language = Language.ENGLISH
