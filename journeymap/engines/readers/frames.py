"""Frames in memory: whatever hands over its columns as Arrow does (pandas, Polars, Arrow)."""

from typing import Any, NoReturn

from journeymap.engines.duck import Session
from journeymap.engines.snippets import identifier
from journeymap.engines.sources import Source, distinct, missing_extra, refuse
from journeymap.eventlog import ArrowStream

__all__ = ["read_frame"]

_FLOATS = ("DOUBLE", "FLOAT")
_EXACT = 2**53
"""Below it a float holds every whole number."""


def read_frame(session: Session, frame: ArrowStream) -> Source:
    """Look at the columns of a frame, which is read once; its index is no column.

    Numbers with a point become text, whole ones without `.0`: pandas turns a column of whole numbers into such
    where one is missing. NaN counts as missing.

    Raises:
        MissingToolError: If the extra `frames` is not installed.
        LogError: If it is no frame, or one of its columns is no column of Arrow.
    """
    name = type(frame).__name__
    import duckdb  # noqa: PLC0415 - heavy: only when something is measured

    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ImportError:
        missing_extra(f"reading a `{name}`", "pyarrow", "frames", code="T102")
    given = _without_index(frame)
    if not hasattr(given, "__arrow_c_stream__"):
        cure = "give a file, a URL, or a frame of Arrow, Polars, or pandas 2.2 or newer"
        refuse(f"a `{name}` is neither a file nor a frame", cure, code="L131")
    try:
        reader = pa.RecordBatchReader.from_stream(given)
    except (pa.ArrowException, TypeError, ValueError) as error:
        _refuse_column(name, error)
    columns = distinct(reader.schema.names)
    named = f"frame AS frame({', '.join(map(identifier, columns))})"
    session.register("frame", reader)
    try:
        kinds = session.columns(named)
    except duckdb.NotImplementedException as error:
        _refuse_column(name, error)
    values = ", ".join(f"{_value(column, kind)} AS {identifier(column)}" for column, kind in kinds.items())
    texts = {column: "VARCHAR" if kind in _FLOATS else kind for column, kind in kinds.items()}
    return Source(name, f"(SELECT {values} FROM {named})", texts)  # noqa: S608 - quoted


def _without_index(frame: Any) -> Any:  # noqa: ANN401 - of any library
    """Return what hands over no more than the columns: pandas would add its index, Polars may not have computed yet."""
    if hasattr(frame, "reset_index"):
        return frame.reset_index(drop=True)
    if hasattr(frame, "collect") and not hasattr(frame, "__arrow_c_stream__"):
        return frame.collect()
    return frame


def _value(column: str, kind: str) -> str:
    name = identifier(column)
    if kind not in _FLOATS:
        return name
    whole = f"CASE WHEN {name} = trunc({name}) AND abs({name}) < {_EXACT} THEN CAST(CAST({name} AS BIGINT) AS VARCHAR)"
    return f"CASE WHEN NOT isnan({name}) THEN {whole} ELSE CAST({name} AS VARCHAR) END END"


def _refuse_column(name: str, error: Exception) -> NoReturn:
    said = f"the `{name}` has a column that Arrow cannot hand over, mostly one of mixed values: {error}"
    refuse(said, "make all its values one kind, such as texts: `frame[COLUMN].astype(str)`", code="L131")
