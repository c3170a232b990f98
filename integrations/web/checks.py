"""What can be judged of a task when it is made: selectors that parse, addresses that are public."""

from collections.abc import Iterable
from ipaddress import ip_address

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.watches.web.selections import Selection
from integrations.web.addresses import AddressKind, kind_of
from integrations.web.allowances import Allowances
from integrations.web.patterns import check_pattern
from integrations.web.selectors import check_css, check_json_path, check_xpath
from integrations.web.urls import BadUrl, read_url


def check_selection(how: Selection, where: str) -> None:
    """Raise `InvalidRequest` for a selector that cannot be parsed.

    Args:
        how: what a task asks for.
        where: the path of its fields, e.g. `config.select`; the error names `config.select.css[0]`.
    """
    for name, check, texts in (
        ("remove", check_css, how.remove),
        ("css", check_css, how.css),
        ("xpath", check_xpath, how.xpath),
        ("ignore_lines", check_pattern, how.ignore_lines),
    ):
        for number, text in enumerate(texts):
            check(text, f"{where}.{name}[{number}]")
    if how.json_path:
        check_json_path(how.json_path, f"{where}.json_path")
    if how.regex:
        check_pattern(how.regex, f"{where}.regex")


def check_public(url: str, field: str, *, allow: Iterable[str] = ()) -> None:
    """Raise `InvalidRequest` when an address names a machine that is not out on the public web.

    A name is looked up when it is connected to, and judged then: only what is written as a number,
    or as `localhost`, is judged here.
    """
    try:
        target = read_url(url)
        address = ip_address("127.0.0.1" if target.host == "localhost" else target.host)
    except (BadUrl, ValueError):
        return
    kind = kind_of(address)
    metadata = kind is AddressKind.METADATA
    covered = Allowances(allow).covers(target.host, address, target.port, metadata=metadata)
    if kind is not AddressKind.PUBLIC and not covered:
        host, setting = Called(target.host), Called("ZHIBAN_WEB_ALLOW")
        raise InvalidRequest(field, message("rule.public_host", host=host, setting=setting))
