"""How much of a page a request is for."""

from enum import StrEnum

from starlette.requests import HTTPConnection


class Layout(StrEnum):
    """The template that a page extends."""

    WHOLE = "whole"
    REGION = "region"
    DIALOG = "dialog"


def layout_of(conn: HTTPConnection) -> Layout:
    """Return what is wanted: the page, its living region, or what a dialog shows.

    Only our own script says so, in a header that no page of another site can set.
    """
    if conn.headers.get("hx-request") != "true":
        return Layout.WHOLE
    match conn.headers.get("hx-target", "").rpartition("#")[2]:
        case "region":
            return Layout.REGION
        case "dialog-body" | "palette-found":
            return Layout.DIALOG
        case _:
            return Layout.WHOLE
