"""A problem of a file, by the path of keys that leads to it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from journeymap.errors import Severity, did_you_mean

__all__ = ["Path", "Problem", "dotted", "unknown_ids"]

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a path of the file; `key` where the key itself is wrong, not its value."""

    path: Path
    code: str
    message: str
    help: str = ""
    label: str = ""
    key: bool = False
    severity: Severity = "error"


def dotted(path: Path) -> str:
    """Write a path as people say it.

    Example:
        >>> dotted(("touchpoints", "pay", "next"))
        'touchpoints.pay.next'
    """
    return ".".join(map(str, path))


def unknown_ids(path: Path, ids: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    """Find names of touchpoints that do not exist."""
    for name in ids:
        if name not in known:
            yield Problem(
                (*path, name),
                "J104",
                f"`{dotted(path)}` names `{name}`, a touchpoint that does not exist",
                did_you_mean(name, list(known)),
                "no touchpoint has this id",
                key=True,
            )
