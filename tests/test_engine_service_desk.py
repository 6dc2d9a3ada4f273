"""The service desk: 24,918 real incidents, with figures found by plain SQL over the file.

Cut after the first Closed and ordered by time and then by position in the file:
`SELECT case_id, list(activity ORDER BY timestamp, file_row_number) … GROUP BY case_id`, up to `Closed`.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from journeymap.counts import Variant
from journeymap.engines.measure import measure
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.measurement import Measurement

FILE = Path(__file__).parent.parent / "examples" / "service-desk" / "events.parquet"
NAMES = {"new": "New", "active": "Active", "info": "Awaiting User Info", "resolved": "Resolved", "closed": "Closed"}


@pytest.fixture(scope="module")
def file() -> Path:
    return FILE


def plan(goal: str) -> Journey:
    return Journey.model_validate(
        {"journey": "desk", "touchpoints": {id_: {"name": name} for id_, name in NAMES.items()}, "goal": goal}
    )


@pytest.fixture(scope="module")
def desk(file: Path) -> Measurement:
    return measure(plan("closed"), EventLog(file, order="row", success="outcome_sla_met"))


def share(found: Measurement, wanted: Callable[[Variant], bool]) -> float:
    rows = [row for row in found.variants if wanted(row)]
    return sum(row.succeeded for row in rows) / sum(row.judged for row in rows)


def test_cases_and_events_are_all_counted(desk: Measurement) -> None:
    assert (desk.n_cases, desk.n_events, desk.n_dropped, desk.n_under_way) == (24918, 141712, 0, 0)
    assert (desk.first, desk.last) == ("2016-02-29T01:23:00Z", "2017-02-18T15:00:00Z")


def test_success_is_as_in_the_file(desk: Measurement) -> None:
    assert share(desk, lambda row: True) == pytest.approx(0.634, abs=5e-4)  # noqa: ARG005 - every row
    assert share(desk, lambda row: "info" in row.touchpoints) == pytest.approx(0.293, abs=5e-4)
    assert share(desk, lambda row: "info" not in row.touchpoints) == pytest.approx(0.730, abs=5e-4)


def test_variants_are_those_of_plain_sql(desk: Measurement, file: Path) -> None:
    found = duckdb.execute(
        """
        SELECT path, count(*) FROM (
            SELECT list(activity ORDER BY timestamp, file_row_number) AS events,
                events[1:coalesce(list_position(events, 'Closed'), len(events))] AS path
            FROM read_parquet(?, file_row_number = true) GROUP BY case_id
        ) GROUP BY path
        """,
        [str(file)],
    ).fetchall()
    named = {**NAMES, **desk.names}
    assert {tuple(named[id_] for id_ in row.touchpoints): row.cases for row in desk.variants} == {
        tuple(path): n for path, n in found
    }
    assert desk.n_variants == 2035


def test_without_a_cut_there_are_45_variants_more(file: Path) -> None:
    """2,081 in order of the rows alone; five rows stand before an earlier one, and time decides."""
    points = {"never": {}, **{id_: {"name": name} for id_, name in NAMES.items()}}
    uncut = Journey.model_validate({"journey": "desk", "touchpoints": points, "goal": "never"})
    assert measure(uncut, EventLog(file, order="row")).n_variants == 2080


def test_unplanned_states_keep_their_names(desk: Measurement) -> None:
    assert desk.names == {
        "100": "-100",
        "awaiting_evidence": "Awaiting Evidence",
        "awaiting_problem": "Awaiting Problem",
        "awaiting_vendor": "Awaiting Vendor",
    }
    assert desk.visits()["100"] == 5
