"""The installed languages, as faces offer them and services hold what is asked for against them."""

from typing import Any

from application.ports.rendering import Renderer
from domain.common.errors import InvalidRequest
from domain.common.messages import one_of
from domain.common.readers import LANGUAGE_FORMAT, Language


def known_language(asked: str | None, words: Renderer) -> Language | None:
    """Return the language that is asked for; None for none.

    Raises:
        InvalidRequest: it is not installed; names those that are.
    """
    if not asked:
        return None
    installed = [each.language for each in words.languages]
    if asked not in installed:
        raise InvalidRequest("language", one_of(installed))
    return Language(asked)


def language_for_models(language: Language, words: Renderer) -> str:
    """Return what a language is called for a model that shall write in it.

    That is the reader's own even where it was removed since.
    """
    known = {each.language: each.english_name for each in words.languages}
    return f"{known[language]} ({language})" if language in known else str(language)


def own_name(language: Language, words: Renderer) -> str:
    """Return what a language calls itself."""
    known = {each.language: each.name for each in words.languages}
    return known.get(language, language)


def with_languages(schema: Any, words: Renderer) -> Any:  # noqa: ANN401 - any JSON
    """Return a schema in which each language is one of those that are installed."""
    if isinstance(schema, list):
        return [with_languages(each, words) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: with_languages(each, words) for name, each in schema.items()}
    if found.get("format") != LANGUAGE_FORMAT:
        return found
    tags = [str(each.language) for each in words.languages]
    own = [""] if found.get("default") == "" else []
    kept = {name: each for name, each in found.items() if name not in ("format", "maxLength")}
    return kept | {"enum": own + tags}
