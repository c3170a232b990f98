"""Ids in addresses, as several routes have them."""

from typing import Annotated

from fastapi import Path
from starlette.convertors import StringConvertor, register_url_convertor


class _IdConvertor(StringConvertor):
    """The id of a task, as far as a path can tell.

    `/api/v1/tasks/status` is none: were it one for some methods, that address would know methods
    that its description does not.
    """

    regex = "t_[^/]*"


register_url_convertor("task", _IdConvertor())

TaskId = Annotated[str, Path(max_length=64, pattern="^t_", description="`t_` and 26 characters.")]

ClusterId = Annotated[str, Path(max_length=63, description="As the list gives it.")]
Namespace = Annotated[str, Path(max_length=253)]
