"""Which table of a database holds the events."""

import shlex
from collections.abc import Sequence
from typing import NoReturn

from journeymap.engines.sources import refuse
from journeymap.errors import nearest

__all__ = ["chosen_table", "refuse_query"]

_SHOWN = 20


def chosen_table(tables: Sequence[str], asked: str | None, name: str, scheme: str) -> str:
    """Return the table that is asked for, or the only one.

    Args:
        tables: What there is.
        asked: What is wanted.
        name: What messages call the database.
        scheme: That of its URL.

    Raises:
        LogError: If it is not there, or not clear which one is meant.

    Example:
        >>> chosen_table(["events"], None, "shop.db", "sqlite")
        'events'
    """
    if asked is not None and asked in tables:
        return asked
    if asked is None and len(tables) == 1:
        return tables[0]
    if not tables:
        refuse(f"`{name}` has no table", "check which database was exported", code="L125")
    shown = ", ".join(f"`{table}`" for table in tables[:_SHOWN]) + (" …" if len(tables) > _SHOWN else "")
    near = nearest(asked, tables) if asked else None
    cure = f"type `{shlex.quote(f'{scheme}:///{name}?table={near or tables[0]}')}`"
    if asked is None:
        refuse(f"`{name}` has {len(tables)} tables, and one holds the events: {shown}", cure, code="L125")
    return refuse(f"`{name}` has no table `{asked}`: it has {shown}", cure, code="L125")


def refuse_query(name: str, reason: str) -> NoReturn:
    """Raise that the user's query does not run, with the reason in the words of the database."""
    said = f"the query does not run on `{name}`: {reason}"
    refuse(said, "try it in the database first; it is one `SELECT`, without changes", code="L128")
