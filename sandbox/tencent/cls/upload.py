"""UploadLog: read the packages of lines that collectors send."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.lines import TAG_PREFIX
from sandbox.tencent.cls.state import LINES_PER_PACKAGE, ClsState, NewLine
from sandbox.tencent.errors import ApiError, invalid_parameter

# Seconds, milliseconds and microseconds are told apart by size: the largest that is seconds (the
# year 5138) and the largest that is milliseconds.
_LARGEST_SECONDS = 10**11
_LARGEST_MILLISECONDS = 10**14

_STRING = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
_INT64 = descriptor_pb2.FieldDescriptorProto.TYPE_INT64
_MESSAGE = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
_REQUIRED = descriptor_pb2.FieldDescriptorProto.LABEL_REQUIRED
_OPTIONAL = descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL
_REPEATED = descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED

# The upload format, from the SDK's description of UploadLog: message, field, type, label, of.
_FORMAT: Mapping[str, tuple[tuple[str, int, int, str], ...]] = {
    "Pair": (("key", _STRING, _REQUIRED, ""), ("value", _STRING, _REQUIRED, "")),
    "Log": (("time", _INT64, _REQUIRED, ""), ("contents", _MESSAGE, _REPEATED, "Pair")),
    "LogGroup": (
        ("logs", _MESSAGE, _REPEATED, "Log"),
        ("contextFlow", _STRING, _OPTIONAL, ""),
        ("filename", _STRING, _OPTIONAL, ""),
        ("source", _STRING, _OPTIONAL, ""),
        ("logTags", _MESSAGE, _REPEATED, "Pair"),
    ),
    "LogGroupList": (("logGroupList", _MESSAGE, _REPEATED, "LogGroup"),),
}


def _upload_message() -> type[Message]:
    package = "sandbox.tencent.cls.upload"
    file = descriptor_pb2.FileDescriptorProto(
        name="sandbox/tencent/cls/upload.proto", package=package
    )
    for name, fields in _FORMAT.items():
        message = file.message_type.add(name=name)
        for number, (field, kind, label, of) in enumerate(fields, start=1):
            described = message.field.add(name=field, number=number, type=kind, label=label)
            if of:
                described.type_name = f".{package}.{of}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found = pool.FindMessageTypeByName(f"{package}.LogGroupList")
    return message_factory.GetMessageClass(found)


LogGroupList: Any = _upload_message()


@dataclass(frozen=True)
class Uploading:
    """Takes uploads into the topics of `state`."""

    state: ClsState

    def upload_log(self, request: Request) -> Mapping[str, Any]:
        """Perform UploadLog."""
        topic = self.state.topic(request.params["TopicId"], request.region)
        if request.params.get("CompressType"):
            raise invalid_parameter("CompressType", "the sandbox takes uncompressed uploads only.")
        for group in _groups(request.payload):
            self.state.load(topic, _lines(group))
        return {}


def _groups(payload: bytes) -> list[Any]:
    try:
        message = LogGroupList.FromString(payload)
    except DecodeError as error:
        raise ApiError("InvalidParameter.Content", "The body is no LogGroupList.") from error
    if not message.IsInitialized():
        raise ApiError("InvalidParameter.Content", "A required field of a line is missing.")
    groups = list(message.logGroupList)
    if not groups:
        raise ApiError("FailedOperation.MissingContent", "The body holds no lines.")
    if any(len(group.logs) > LINES_PER_PACKAGE for group in groups):
        raise invalid_parameter("logs", f"a group may hold {LINES_PER_PACKAGE} lines.")
    return groups


def _lines(group: Any) -> Iterator[NewLine]:  # noqa: ANN401 - a message without a static type
    tags = {TAG_PREFIX + tag.key: tag.value for tag in group.logTags}
    for log in group.logs:
        yield NewLine(
            time=_milliseconds(log.time),
            fields={**tags, **{pair.key: pair.value for pair in log.contents}},
            source=group.source,
            file_name=group.filename,
            host_name="",
        )


def _milliseconds(time: int) -> int:
    if time <= _LARGEST_SECONDS:
        return time * 1000
    return time if time <= _LARGEST_MILLISECONDS else time // 1000
