"""`journeymap conformance --cases`: the cases behind the counts, one by one."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from journeymap.analysis.conformance import conformance
from journeymap.analysis.followup import Travel, travels
from journeymap.cli.inputs import Inputs, no_log, of_segment, read_inputs
from journeymap.cli.output import write_csv
from journeymap.errors import LogError
from journeymap.measurement import Measurement
from journeymap.saving import unwritable

__all__ = ["list_cases"]

_WORDS = {"sync": "{}", "extra": "{} (extra)", "skipped": "{} (skipped)"}
_KNOWN = ("case", "begun", "ended", "success", "outcome", "cost", "fitness", "left_at", "routes", "deviations", "moves")


def list_cases(
    journey: Path,
    events: str | None,
    output: Path | None,
    form: str,
    *,
    off_plan_only: bool,
    segment: str | None,
    **options: Any,
) -> None:
    """Write a row a case: to stdout, or into a file; JSON where it is asked for or the file is called so, else CSV."""
    by = segment.partition("=")[0] if segment else None
    as_json = form == "json" or (output is not None and output.suffix.lower() == ".json")
    with TemporaryDirectory(prefix="journeymap-") as folder:
        listed = Path(folder, "cases.csv")
        whole = read_inputs(journey, events, segment=None, by_segment=by, cases=listed, **options)
        if whole.measurement is None:
            raise LogError(no_log(journey))
        inputs = of_segment(whole, segment) if segment else whole
        with listed.open(encoding="utf-8", newline="") as rows:
            cases = _cases(whole.measurement, inputs, csv.DictReader(rows))
            chosen = (case for case in cases if case["cost"] or not off_plan_only)
            _write(chosen, output, [*map(_label, whole.measurement.dimensions)], as_json=as_json)


def _cases(whole: Measurement, inputs: Inputs, listed: Iterable[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    assert inputs.measurement is not None
    shown = {variant.segment for variant in inputs.measurement.variants}
    told = travels(inputs.journey, inputs.measurement, conformance(inputs.journey, inputs.measurement))
    for row in listed:
        variant = whole.variants[int(row["variant"])]
        if variant.segment in shown:
            segments = dict(zip(map(_label, whole.dimensions), variant.segment, strict=True))
            travel = told[variant.touchpoints, row["under_way"] == "true"]
            yield {"case": row["case"], **segments, **_stands(row), **_told(travel)}


def _label(dimension: str) -> str:
    """Keep a segment's column apart from ours."""
    return f"{dimension} (segment)" if dimension in _KNOWN else dimension


def _stands(row: Mapping[str, str]) -> dict[str, Any]:
    return {"begun": row["begun"], "ended": row["ended"], "success": {"true": True, "false": False}.get(row["success"])}


def _told(travel: Travel) -> dict[str, Any]:
    told = ("outcome", "cost", "fitness", "left_at", "routes", "deviations")
    moves = [{"kind": kind, "touchpoint": touchpoint} for kind, touchpoint in travel.moves]
    return {name: getattr(travel, name) for name in told} | {"moves": moves}


def _write(cases: Iterable[Mapping[str, Any]], output: Path | None, segments: list[str], *, as_json: bool) -> None:
    write = _write_json if as_json else _write_csv
    columns = [_KNOWN[0], *segments, *_KNOWN[1:]]
    if output is None or str(output) == "-":
        write(cases, sys.stdout, columns)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as out:
            write(cases, out, columns)
    except OSError as error:
        raise unwritable(output, (error.strerror or "the system refuses").lower()) from None


def _write_csv(cases: Iterable[Mapping[str, Any]], out: TextIO, columns: list[str]) -> None:
    write_csv(out, columns, ([_cell(case[name]) for name in columns] for case in cases))


def _write_json(cases: Iterable[Mapping[str, Any]], out: TextIO, _columns: list[str]) -> None:
    out.write("[")
    out.writelines((",\n" if n else "\n") + json.dumps(case, ensure_ascii=False) for n, case in enumerate(cases))
    out.write("\n]\n")


def _cell(value: Any) -> Any:
    """Put a value into one cell."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return round(value, 4)
        case list():
            return " → ".join(_WORDS[move["kind"]].format(move["touchpoint"]) for move in value)
        case tuple():
            return "; ".join(map(str, value))
    return value
