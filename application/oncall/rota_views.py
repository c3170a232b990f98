"""Schedules that calendar files would make as they are shown, the same at every face."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from application.oncall.layer_words import layer_said
from application.oncall.views import (
    ImportedShiftView,
    UnknownDutyView,
    left_out_said,
)
from domain.common.messages import Called, Message, message
from domain.oncall.calendar_rotas import NewRota
from domain.oncall.configs import written_layers


@dataclass(frozen=True, kw_only=True)
class NewRotaView:
    """The schedule that a calendar file makes."""

    __pydantic_config__: ClassVar = VIEW

    schedule: str
    """Its name."""
    kept: bool
    """False: this is what it would be."""
    goes_on: bool
    """Whether it is a rotation, which does not end with the file."""
    ends: datetime
    """When the last event ends that was read; where it is no rotation, nobody is on call then."""
    layers: tuple[dict[str, Any], ...]
    """As they are written; the only one rests where it is no rotation."""
    overrides: tuple[ImportedShiftView, ...]
    """Times that differ from the rotation, or all of them."""
    unknown: tuple[UnknownDutyView, ...]
    """Events with somebody who is not known; the first 20."""
    unknown_count: int
    """All of them."""
    said: str
    """All of it as sentences."""


def new_rota_view(name: str, rota: NewRota, reader: Localizer, *, kept: bool) -> NewRotaView:
    """Return the schedule that a calendar file makes, as it is shown."""
    layers = rota.schedule.versions[-1].layers
    return NewRotaView(
        schedule=name,
        kept=kept,
        goes_on=rota.goes_on,
        ends=rota.ends,
        layers=tuple(written_layers(layers)),
        overrides=tuple(ImportedShiftView(**vars(each)) for each in rota.plan.spans),
        unknown=tuple(UnknownDutyView(**vars(each)) for each in rota.plan.unknown),
        unknown_count=rota.plan.unknown_count,
        said=sentences(*map(reader.text, _said(name, rota, kept=kept))),
    )


def _said(name: str, rota: NewRota, *, kept: bool) -> list[Message]:
    """Return what is made of a file, what differs from it, and what counts nothing."""
    count = len(rota.plan.spans)
    if not rota.goes_on:
        none = message(
            "oncall.new_without_rotation",
            kept=kept,
            schedule=Called(name),
            count=count,
            ends=rota.ends,
        )
        return [none, *left_out_said(rota.plan)]
    said = [message("oncall.new_rotation", kept=kept, schedule=Called(name))]
    said += layer_said(rota.schedule.versions[-1].layers[0])
    if count:
        said.append(message("oncall.new_differs", count=count))
    return said + left_out_said(rota.plan)
