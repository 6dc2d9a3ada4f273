"""One or several: names alone, or touchpoints with their shares."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainSerializer

from journeymap import forms
from journeymap.fields import Share, ShareOrCount, one_text, refusal
from journeymap.situations import SITUATION_OF_CHANNEL
from journeymap.writing import written_list, written_names, written_share, written_share_or_count

__all__ = ["Channel", "Names", "Next", "OneOrMore", "Shares"]

T = TypeVar("T")


def _listed(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    return [value] if isinstance(value, str) else value


def _named_once(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """`a` and `[a, b]` name touchpoints without shares."""
    if isinstance(value, Mapping):
        return value
    shares: dict[str, None] = {}
    for name in map(one_text, value if isinstance(value, list | tuple) else [value]):
        if name in shares:
            raise refusal("J113", f"`{name}` is named twice", help="name it once, with the share of both")
        shares[name] = None
    return shares


OneOrMore = Annotated[
    tuple[T, ...], BeforeValidator(_listed), forms.OneOrList(), PlainSerializer(written_list, when_used="json")
]
"""A list whose single member may stand without brackets."""

Names = OneOrMore[str]
"""One text, or a list of them."""

Channel = Annotated[str, forms.suggesting(*SITUATION_OF_CHANNEL)]
"""By what means customer and organisation meet: `web`, `phone`, or any other word."""

Shares = Annotated[
    dict[str, Share | None],
    BeforeValidator(_named_once),
    forms.OnlyNames(),
    PlainSerializer(lambda shares: written_names(shares, written_share), when_used="json"),
]
"""Touchpoint id → share, or None where only the touchpoints are named (then: equal shares)."""

Next = Annotated[
    dict[str, ShareOrCount | None],
    BeforeValidator(_named_once),
    forms.OnlyNames(),
    PlainSerializer(lambda onward: written_names(onward, written_share_or_count), when_used="json"),
]
"""Touchpoint id → share of those who go on, or how many went on; None where only the touchpoints are named."""
