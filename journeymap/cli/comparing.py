"""The options with which a verb shows one side against another; what reads them is heavy, and stands in `compared`."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from journeymap.cli.values import MOMENT

__all__ = ["COMPARING", "comparing"]

F = TypeVar("F", bound=Callable[..., Any])

COMPARING = ("compare", "before", "split")
"""Options of `comparing`."""


def comparing(function: F) -> F:
    """Add the options with which a verb shows one side against another."""
    decorators = [
        click.option(
            "--compare",
            type=click.Path(path_type=Path),
            metavar="BEFORE",
            help="an earlier journey file, or an earlier measurement of this one: what got better and worse since",
        ),
        click.option("--before", type=MOMENT, metavar="DATE", help="cases that begin before, against the later"),
        click.option(
            "--split", metavar="DIMENSION=A,B", help="those where it is A against those where it is B, who are shown"
        ),
    ]
    return reduce(lambda decorated, decorate: decorate(decorated), reversed(decorators), function)
