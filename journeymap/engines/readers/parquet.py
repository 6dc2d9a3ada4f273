"""Parquet: columns with their types, left where they are."""

from collections.abc import Sequence
from glob import escape
from pathlib import Path

from journeymap.engines.duck import Session
from journeymap.engines.readers.partitions import partitions
from journeymap.engines.snippets import text
from journeymap.engines.sources import Source
from journeymap.eventlog import EventLog

__all__ = ["read_parquet"]


def read_parquet(session: Session, files: Sequence[Path], log: EventLog, name: str) -> Source:
    """Look at the columns of Parquet files; one that a file lacks is empty there."""
    listed = f"[{', '.join(text(escape(str(file))) for file in files)}]"
    options = "hive_partitioning = false, union_by_name = true"
    columns = session.columns(f"read_parquet({listed}, {options})")
    asked = partitions(files, log)
    if asked:
        options = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"
    relation = f"read_parquet({listed}, {options})"
    if len(files) > 1 or asked or "file_row_number" in map(str.lower, columns):
        return Source(name, relation, columns | asked, row="row_number() OVER () - 1")
    numbered = f"read_parquet({listed}, hive_partitioning = false, file_row_number = true)"
    return Source(name, numbered, columns, row="file_row_number")
