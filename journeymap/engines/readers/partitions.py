"""Folders that say `year=2026`: columns of the files in them, when they are asked for by name."""

from collections.abc import Sequence
from pathlib import Path

from journeymap.eventlog import EventLog

__all__ = ["partitions"]


def partitions(files: Sequence[Path], log: EventLog) -> dict[str, str]:
    """Return the columns that the folders of all files give and that the log asks for, with their SQL type.

    They come before columns of the same name in the files.

    Example:
        >>> partitions([Path("events/year=2026/1.csv")], EventLog("events", segments=("year",)))
        {'year': 'VARCHAR'}
    """
    given = set.intersection(*({part.partition("=")[0] for part in file.parent.parts if "=" in part} for file in files))
    return dict.fromkeys(sorted(given & log.columns), "VARCHAR")
