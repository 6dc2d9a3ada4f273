"""Where events are: a file, or a URL that names a database and what to read of it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from journeymap.errors import Diagnostic, LogError

__all__ = ["FILES", "Address", "find_address", "located"]

FILES = ("duckdb", "sqlite")
"""Schemes of databases that are one file."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL, taken apart."""

    scheme: str
    """`duckdb`, `sqlite`, `postgresql` …"""
    place: str
    """What stands between `://` and `?`, as it was typed."""
    options: tuple[tuple[str, str], ...] = ()
    """What is asked for beside table and query; a driver may understand it."""
    table: str | None = None
    query: str | None = None
    """SQL that gives the events, in place of a table."""

    @property
    def url(self) -> str:
        """The URL without table and query: what a driver takes.

        Example:
            >>> find_address("postgresql://me:secret@db/shop?table=events&sslmode=require").url
            'postgresql://me:secret@db/shop?sslmode=require'
        """
        asked = "&".join(f"{quote(name)}={quote(value)}" for name, value in self.options)
        return f"{self.scheme}://{self.place}" + (f"?{asked}" if asked else "")

    @property
    def path(self) -> Path:
        """The file of a database that is one: three slashes before a relative path, four before an absolute one.

        With three slashes an absolute path is understood too, where there is such a file and no relative one.

        Example:
            >>> print(find_address("sqlite:///my%20shop.db").path)
            my shop.db
        """
        path = Path(unquote(self.place.removeprefix("/")))
        absolute = Path(unquote(self.place))
        return absolute if absolute.is_file() and not path.is_file() else path

    @property
    def name(self) -> str:
        """What messages call it: short, and without a password.

        Example:
            >>> find_address("postgresql://me:secret@db/shop?table=events").name
            'db/shop?table=events'
            >>> find_address("sc://spark:15002/;token=secret?table=events").name
            'spark:15002?table=events'
        """
        place = self.path.name if self.scheme in FILES else self.place.rpartition("@")[2].partition("/;")[0]
        return place + (f"?table={self.table}" if self.table else "?query=…" if self.query else "")


def find_address(file: str | Path) -> Address | None:
    """Take a URL apart; None where it is none.

    `query=` is the last part: all that follows is SQL, as it stands if it has a blank in it, else percent-decoded.

    Raises:
        LogError: If both a table and a query are asked for, or the same thing twice.

    Example:
        >>> find_address("duckdb:///shop.duckdb?query=SELECT * FROM events WHERE name LIKE '%ad%'").query
        "SELECT * FROM events WHERE name LIKE '%ad%'"
        >>> find_address("events.csv") is None
        True
    """
    if isinstance(file, Path) or "://" not in file:
        return None
    scheme, _, rest = file.partition("://")
    place, _, asked = rest.partition("?")
    before, found, query = f"&{asked}".partition("&query=")
    pairs = [pair.partition("=") for pair in before.split("&") if pair]
    options = {unquote(name): unquote(value) for name, _, value in pairs}
    table = options.pop("table", None)
    if table and found:
        said = f"`{scheme}://…` asks for a table and for a query"
        raise LogError(Diagnostic("L123", said, help="name one of the two: `?table=events` or `?query=SELECT …`"))
    sql = query if " " in query else unquote(query)
    return Address(scheme.lower(), place, tuple(options.items()), table or None, sql or None)


def located(file: str, folder: str | Path) -> str | Path:
    """Return a file, or a URL of one, as seen from the working folder; other URLs stay as they are.

    Args:
        file: As it is written in a journey file.
        folder: Where the journey file stands.

    Example:
        >>> located("sqlite:///shop.db?table=events", "lamp")
        'sqlite:///lamp/shop.db?table=events'
    """
    address = find_address(file)
    if address is None:
        return Path(folder) / file
    if address.scheme not in FILES:
        return file
    path = Path(folder, unquote(address.place.removeprefix("/")))
    return f"{address.scheme}:///{quote(str(path))}{file[file.index('?') :] if '?' in file else ''}"
