"""Key figures: how many reach the goal, would come back, succeed, follow the plan, are under way."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.analysis.results import Results
from journeymap.analysis.wording import capital, plural
from journeymap.report.words import UNKNOWN, of_1000, per_cent
from journeymap.units import format_count

__all__ = ["Figure", "key_figures", "key_notes"]

_NO_LOG = "no event log was given"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it is of."""

    name: str
    means: str
    """The definition that explains it, without `def-`."""
    number: str
    of: str
    """Its denominator; where the number is unknown, why."""
    kind: str = ""
    """`observed` or `modelled`, where both exist."""


def key_figures(results: Results) -> tuple[Figure, ...]:
    """Return the figures that stand at the top of the page, observed and modelled completion side by side."""
    table = results.friction
    return (
        _completion(results),
        Figure(
            "Reach the goal",
            "completion",
            per_cent(table.completion_per_1000 / 1000),
            f"{of_1000(table.completion_per_1000)} of 1000 who start, by the model",
            "modelled",
        ),
        Figure(
            "Would come back",
            "kept",
            per_cent(table.kept_per_1000 / 1000),
            f"{of_1000(table.kept_per_1000)} of 1000 who start, by the model",
            "modelled",
        ),
        _success(results),
        *_plan(results),
    )


def _completion(results: Results) -> Figure:
    seen, n = results.friction.observed_completion_per_1000, results.friction.n_cases
    name, means, kind = "Reach the goal", "completion", "observed"
    if seen is None or n is None:
        return Figure(name, means, UNKNOWN, f"not observed: {_NO_LOG}", kind)
    return Figure(name, means, per_cent(seen / 1000), f"{format_count(seen * n / 1000)} of {plural(n, 'case')}", kind)


def _success(results: Results) -> Figure:
    share, follows = results.friction.success_share, results.follows
    if share is None or follows is None:
        why = _NO_LOG if follows is None else "the log does not say which cases succeeded"
        return Figure("Succeed", "success", UNKNOWN, f"unknown: {why}", "observed")
    said = f"{format_count(follows.succeeded)} of the {plural(follows.judged, 'case')} whose success is known"
    return Figure("Succeed", "success", per_cent(share), said, "observed")


def _plan(results: Results) -> Iterator[Figure]:
    follows = results.follows
    if follows is None:
        yield Figure("Follow the plan", "on-plan", UNKNOWN, f"unknown: {_NO_LOG}", "observed")
        yield Figure("Under way", "under-way", UNKNOWN, f"unknown: {_NO_LOG}", "observed")
        return
    over = follows.on_plan + follows.off_plan
    share = follows.on_plan / over if over else None
    said = f"{format_count(follows.on_plan)} of the {plural(over, 'case')} that are over" if over else "no case is over"
    yield Figure("Follow the plan", "on-plan", per_cent(share), said, "observed")
    cases = f"of {plural(follows.n_cases, 'case')} may still go on"
    yield Figure("Under way", "under-way", format_count(follows.n_under_way), cases, "observed")


def key_notes(results: Results) -> tuple[str, ...]:
    """Say what the figures leave out or overstate."""
    return tuple(_notes(results))


def _notes(results: Results) -> Iterator[str]:
    table = results.friction
    off = table.overstated_by_per_1000
    if table.warning:
        yield f"{capital(table.warning)}."
    elif off is not None and abs(off) >= 1:
        more = "more" if off > 0 else "fewer"
        by = f"{of_1000(abs(off))} {more} of 1000"
        yield f"By the model, {by} reach the goal than were observed to. What was observed counts."
    if all("satisfaction" in row.blind for row in table.touchpoints):
        yield "Nobody was asked how it felt, so “would come back” leaves out those who were let down and say nothing."
    others = [
        f"{of_1000(n)} of 1000 {words}"
        for n, words in (
            (table.under_way_per_1000, "are under way"),
            (table.neutral_per_1000, "end where nothing is lost"),
        )
        if n
    ]
    if others:
        yield f"Neither reached the goal nor lost, by the model: {'; '.join(others)}."
    if results.measurement is None:
        yield "All figures are modelled from the journey file. Add an event log to see what customers really did."
