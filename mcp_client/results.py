"""What a tool answered, whole: every block, the structured content, and whether it failed.

A result does not change once it is read. Nothing in it is trusted: it is data that a server sent,
and `mcp_client/contexts.py` says so to a model.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import mcp_types

from mcp_client.names import ToolName


class BlockKind(StrEnum):
    """What a block of content is."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    LINK = "link"  # an address of something that the server could be asked for
    RESOURCE = "resource"  # something that came along with the answer


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of content.

    Attributes:
        text: of TEXT, and of a RESOURCE that is text.
        data: base64, as it came: of IMAGE and AUDIO, and of a RESOURCE that is not text.
        mime: media type as the server says; empty: it said none.
        uri: of LINK and RESOURCE.
        name: of LINK: what it is called.
        about: of LINK: what it is, in the server's words.
    """

    kind: BlockKind
    text: str = ""
    data: str = ""
    mime: str = ""
    uri: str = ""
    name: str = ""
    about: str = ""

    @property
    def size(self) -> int:
        """Bytes of what `data` stands for; of bad base64 the bytes of its text."""
        try:
            return len(base64.b64decode(self.data, validate=True))
        except (binascii.Error, ValueError):
            return len(self.data.encode())


@dataclass(frozen=True)
class ToolResult:
    """What one call of a tool gave.

    Attributes:
        is_error: the tool itself says that it failed; `text` then says why.
        structured_json: the structured content as JSON text; None: there was none, which `null`,
            `0`, `false`, `[]` and `{}` are not.
        seconds: from asking until the answer was there.
    """

    name: ToolName
    blocks: tuple[Block, ...] = ()
    structured_json: str | None = None
    is_error: bool = False
    seconds: float = 0.0

    @property
    def structured(self) -> Any:  # noqa: ANN401 - any JSON value, as the protocol has it
        """The structured content, a fresh copy each time; None where there is none."""
        return None if self.structured_json is None else json.loads(self.structured_json)

    @property
    def text(self) -> str:
        """All that is text in the blocks, a blank line between two."""
        return "\n\n".join(self.texts)

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each block that is text."""
        return tuple(block.text for block in self.blocks if _is_text(block))

    @property
    def says_structured(self) -> bool:
        """Whether the blocks already say all that the structured content does.

        Servers repeat it as text, for clients that know no structured content: as one block, as one
        block for each item of a list, and without the `result` that SDKs put around plain values.
        """
        whole = self.structured
        inner = whole["result"] if isinstance(whole, dict) and set(whole) == {"result"} else whole
        said = self.texts
        return any(
            (len(said) == 1 and _means(said[0], value))
            or (isinstance(value, list) and value and _mean_each(said, value))
            for value in (whole, inner)
        )


def read_result(name: ToolName, answer: mcp_types.CallToolResult, seconds: float) -> ToolResult:
    """Return what a server answered, in our words."""
    structured = None
    if answer.structured_content is not None or "structured_content" in answer.model_fields_set:
        structured = _well_formed(json.dumps(answer.structured_content, ensure_ascii=False))
    return ToolResult(
        name=name,
        blocks=tuple(_read_block(block) for block in answer.content),
        structured_json=structured,
        is_error=answer.is_error,
        seconds=seconds,
    )


def _read_block(block: mcp_types.ContentBlock) -> Block:
    """Return one block, whatever it is."""
    match block:
        case mcp_types.TextContent():
            return Block(kind=BlockKind.TEXT, text=_well_formed(block.text))
        case mcp_types.ImageContent():
            return Block(kind=BlockKind.IMAGE, data=block.data, mime=_well_formed(block.mime_type))
        case mcp_types.AudioContent():
            return Block(kind=BlockKind.AUDIO, data=block.data, mime=_well_formed(block.mime_type))
        case mcp_types.ResourceLink():
            return Block(
                kind=BlockKind.LINK,
                uri=_well_formed(block.uri),
                name=_well_formed(block.title or block.name),
                mime=_well_formed(block.mime_type or ""),
                about=_well_formed(block.description or ""),
            )
        case mcp_types.EmbeddedResource():
            return _read_resource(block.resource)


def _read_resource(
    resource: mcp_types.TextResourceContents | mcp_types.BlobResourceContents,
) -> Block:
    """Return what came along with an answer."""
    uri, mime = _well_formed(resource.uri), _well_formed(resource.mime_type or "")
    if isinstance(resource, mcp_types.TextResourceContents):
        return Block(kind=BlockKind.RESOURCE, text=_well_formed(resource.text), uri=uri, mime=mime)
    return Block(kind=BlockKind.RESOURCE, data=resource.blob, uri=uri, mime=mime)


def _well_formed(text: str) -> str:
    """Return text that can be encoded: JSON can bring half of a character, which nothing takes."""
    return text.encode("utf-8", "replace").decode()


def _is_text(block: Block) -> bool:
    """Whether a block is text that stands for itself."""
    return block.kind is BlockKind.TEXT or (block.kind is BlockKind.RESOURCE and not block.data)


def _mean_each(texts: tuple[str, ...], values: list[Any]) -> bool:
    """Whether each text says the value in its place."""
    return len(texts) == len(values) and all(
        _means(text, value) for text, value in zip(texts, values, strict=True)
    )


def _means(text: str, value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether a text is a value, or its JSON. Python's `0 == False` does not count."""
    if isinstance(value, str) and text == value:
        return True
    try:
        return _canonical(json.loads(text)) == _canonical(value)
    except ValueError:
        return False


def _canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the same text for the same JSON value."""
    return json.dumps(value, sort_keys=True)
