"""The gate: whether a journey holds what it must, sure enough to stop a release, and what is accepted for a while."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from journeymap.analysis.conformance import conformance
from journeymap.analysis.finding import Finding
from journeymap.analysis.findings import findings
from journeymap.analysis.results import Results, results
from journeymap.analysis.touchpoints import friction
from journeymap.analysis.wording import Names, joined, plural
from journeymap.audits.audit import audit
from journeymap.audits.words import day_words
from journeymap.errors import Diagnostic, JourneyError
from journeymap.gates.figure import number_verdict
from journeymap.gates.rows import GateRow, Seen, thresholds
from journeymap.gates.since import new_routes, regressions
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.network import Network
from journeymap.thresholds import Accepted

__all__ = ["GateResult", "gate"]


_WHERE = dict.fromkeys(("G111", "G112", "G113"), "baseline")
"""What must be asked for before an acceptance of a code can match nothing."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """Every threshold, and whether the gate passes."""

    passed: bool
    rows: tuple[GateRow, ...]
    """Thresholds in the order of the file, then what got worse since the baseline."""
    notes: tuple[Finding, ...]
    """Acceptances that have expired, and that match nothing."""
    undecided: Literal["pass", "fail"]
    """What a threshold counts as where there are too few cases to say."""

    @property
    def closing(self) -> tuple[GateRow, ...]:
        """The rows for which the gate does not pass."""
        return tuple(row for row in self.rows if row.counts(self.undecided))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What did not pass, what is undecided or accepted, and what is to be said of acceptances."""
        told = [row for row in self.rows if row.verdict != "passed"]
        closing = self.closing
        return (
            *(
                Finding(row.code, "bad" if row in closing else "note", row.touchpoint, row.sentence, row.n, row.owner)
                for row in told
            ),
            *self.notes,
        )

    @property
    def headline(self) -> str:
        """Whether it passes, and which thresholds it misses."""
        asked = dict.fromkeys(row.threshold for row in self.rows)
        missed = dict.fromkeys(row.threshold for row in self.closing)
        if not missed:
            return f"the gate passes: {plural(len(asked), 'threshold')}, none missed{self._but}"
        return f"the gate fails: {joined([*missed])} ({len(missed)} of {plural(len(asked), 'threshold')})"

    @property
    def _but(self) -> str:
        """Say what the gate does not pass of itself."""
        excused = sum(row.excused for row in self.rows)
        open_ones = sum(row.verdict == "undecided" and not row.excused for row in self.rows)
        parts = [f"{excused} accepted"] if excused else []
        parts += [f"{open_ones} with too few cases to say"] if open_ones else []
        return f" ({joined(parts)})" if parts else ""


def gate(
    journey: Journey,
    measurement: Measurement | None = None,
    *,
    baseline: Measurement | None = None,
    reliable: float = 0.95,
    on: dt.date | None = None,
) -> GateResult:
    """Judge the thresholds of a journey, each with its uncertainty.

    A share that was counted fails where its whole 95 % interval (Wilson) lies beyond the limit, passes where none of it
    does, and is undecided between: at a true value on the limit, 1 in 40 gates fails by chance. Where the worst of
    many touchpoints or promises is judged, intervals are wider (Bonferroni). What is modelled or described has no
    interval and is judged by its value. A threshold that nothing is known of fails.

    Args:
        journey: The plan; thresholds (`gate`) and acceptances (`accept`) stand in its file.
        measurement: What an engine counted, if there is a log.
        baseline: What was counted before: then whatever `compare` calls worse fails too. The two should have no cases
            in common.
        reliable: The share of customers, 0 to 1, of whom the limit of a wait must hold.
        on: The day for which it is asked; without it no acceptance has expired and no target is overdue.

    Returns:
        One row a threshold, or several where more than one touchpoint, promise, route or finding misses it.

    Raises:
        JourneyError: J199, if there is neither a threshold nor a baseline; or if the journey has no planned way from a
            start to a goal.

    Example:
        >>> plan = {"a": {"left": "30 of 100", "next": "b"}, "b": {}}
        >>> wanted = {"worst": "<= 10 in 100"}
        >>> found = gate(Journey.model_validate({"journey": "j", "touchpoints": plan, "gate": wanted}))
        >>> print(found.headline)
        the gate fails: worst (1 of 1 threshold)
        >>> print(found.rows[0].sentence)
        30 % of those who meet a leave there (21.9 % to 39.6 %, n = 100); at most 10 % may.
    """
    told = results(journey, measurement) if _asks_for_findings(journey) else None
    seen = _seen(journey, measurement, told)
    rows = [*thresholds(seen, reliable=reliable)]
    if told is not None:
        rows += _standing(told, reliable=reliable, on=on)
    rows += _routes(seen, baseline)
    if baseline and measurement:
        rows += regressions(journey, baseline, measurement)
    summed = _summed(journey, [_excused(row, journey.accept, on) for row in rows])
    judged = [_excused(row, journey.accept, on) for row in summed]
    if not judged:
        raise JourneyError(_nothing_asked())
    wanted = journey.gate.undecided
    notes = (*_expired(journey.accept, judged, on), *_unmatched(journey.accept, judged))
    return GateResult(not any(row.counts(wanted) for row in judged), tuple(judged), notes, wanted)


def _nothing_asked() -> Diagnostic:
    cure = 'write `gate: {completion: 40%}` into the journey file, or type `--gate "completion >= 40%"`'
    return Diagnostic("J199", "there is nothing to judge by: neither a threshold nor a baseline", help=cure)


def _asks_for_findings(journey: Journey) -> bool:
    return journey.gate.findings is not None


def _seen(journey: Journey, measurement: Measurement | None, told: Results | None = None) -> Seen:
    """Compute what is asked for, or take it from what is known."""
    return Seen(
        journey,
        measurement,
        told.friction if told else friction(journey, measurement),
        told.follows if told else conformance(journey, measurement) if measurement else None,
        Network.of(journey, measurement).facts,
        Names.of(journey, measurement),
    )


def _standing(told: Results, *, reliable: float, on: dt.date | None) -> Iterator[GateRow]:
    """Return what report and audits say that costs customers."""
    audited = audit(told.journey, told.measurement, reliable=reliable, on=on, ranked=told.priorities)
    for found in (*findings(told), *audited.findings):
        if found.severity == "bad":
            yield GateRow(
                code=found.code,
                threshold="findings",
                touchpoint=found.touchpoint,
                verdict="failed",
                sentence=found.sentence,
                n=found.n,
                owner=found.owner,
            )


def _routes(seen: Seen, baseline: Measurement | None) -> Iterator[GateRow]:
    wanted = seen.journey.gate.new_off_plan_routes
    if wanted is None:
        return
    if baseline is None or seen.measurement is None:
        said = "new_off_plan_routes cannot be judged: there is no baseline, or no log to hold against it."
        yield GateRow(code="G110", threshold="new_off_plan_routes", touchpoint=None, verdict="unknown", sentence=said)
        return
    yield from new_routes(seen, _seen(seen.journey, baseline), wanted)


def _excused(row: GateRow, accepted: Sequence[Accepted], on: dt.date | None) -> GateRow:
    """Mark what is accepted; an acceptance of one touchpoint goes before one of all."""
    if row.verdict == "passed":
        return row
    matching = [each for each in accepted if _matches(each, row)]
    found = next((each for each in matching if not _is_over(each, on)), next(iter(matching), None))
    return replace(row, accepted=found, excused=found is not None and not _is_over(found, on))


def _matches(accepted: Accepted, row: GateRow) -> bool:
    return accepted.code == row.code and accepted.touchpoint in {None, row.touchpoint}


def _is_over(accepted: Accepted, on: dt.date | None) -> bool:
    return on is not None and accepted.until < on


def _summed(journey: Journey, rows: Sequence[GateRow]) -> Iterator[GateRow]:
    """Hold how many findings and new routes stand, without those accepted, against how many may."""
    wanted = journey.gate
    yield from (row for row in rows if row.threshold not in {"findings", "new_off_plan_routes", "baseline"})
    if wanted.findings is not None:
        counted = [row for row in rows if row.threshold == "findings"]
        yield from _many(counted, wanted.findings, "G109", "finding costs customers", "findings cost customers")
    if wanted.new_off_plan_routes is not None:
        limit = wanted.new_off_plan_routes.at_most
        counted = [row for row in rows if row.threshold == "new_off_plan_routes"]
        if any(row.verdict == "unknown" for row in counted):
            yield from counted
        else:
            yield from _many(counted, limit, "G110", "new way off plan", "new ways off plan")
    yield from (row for row in rows if row.threshold == "baseline")


def _many(counted: Sequence[GateRow], limit: int, code: str, *words: str) -> Iterator[GateRow]:
    """Return one row for all, then each where together they are too many, or may be; accepted ones always."""
    standing, excused = ([row for row in counted if row.excused is excused] for excused in (False, True))
    sure = sum(row.verdict == "failed" for row in standing)
    verdict = number_verdict(sure, len(standing), limit)
    beside = f" (and {len(standing) - sure} that may be)" if len(standing) > sure else ""
    without = f", without {len(excused)} accepted" if excused else ""
    yield GateRow(
        code=code,
        threshold="findings" if code == "G109" else "new_off_plan_routes",
        touchpoint=None,
        verdict=verdict,
        sentence=f"{plural(sure, *words)}{beside}{without}; {limit} allowed.",
        limit=limit,
        value=sure,
    )
    if verdict == "undecided":
        standing = [replace(row, verdict=verdict) for row in standing]
    yield from standing if verdict != "passed" else ()
    yield from excused


def _expired(accepted: Sequence[Accepted], rows: Sequence[GateRow], on: dt.date | None) -> Iterator[Finding]:
    for each in accepted:
        if _is_over(each, on) and any(row.accepted is each for row in rows):
            said = f"The acceptance of {_named(each)} expired on {day_words(each.until)}: it counts again."
            yield Finding("G120", "note", each.touchpoint, said, None, each.owner)


def _unmatched(accepted: Sequence[Accepted], rows: Sequence[GateRow]) -> Iterator[Finding]:
    asked = {row.threshold for row in rows}
    for each in accepted:
        looked_for = _WHERE.get(each.code, "findings" if each.code[0] in "AF" else None)
        found = any(row.verdict != "passed" and _matches(each, row) for row in rows)
        if not found and (looked_for is None or looked_for in asked):
            said = f"The acceptance of {_named(each)} matches nothing any more: take it out."
            yield Finding("G121", "note", each.touchpoint, said, None, each.owner)


def _named(accepted: Accepted) -> str:
    where = f" at {accepted.touchpoint}" if accepted.touchpoint else ""
    return f"{accepted.code}{where} ({accepted.reason})"
