"""What `journeymap conformance` prints: routes, what is worth planning, what goes with it, deviations."""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import click

from journeymap.analysis.conditions import ConditionEffect
from journeymap.analysis.conformance import Conformance
from journeymap.analysis.deviations import DEVIATIONS, DeviationCount
from journeymap.analysis.flags import FLAGS
from journeymap.analysis.offering import worth_planning
from journeymap.analysis.offplan import Route
from journeymap.analysis.sentences import Telling
from journeymap.analysis.wording import CONDITIONS, did_words, signed, signed_duration, span
from journeymap.cli.output import WIDTH, cell_width, print_csv, print_lines, print_table
from journeymap.units import format_count, format_share

__all__ = [
    "print_conditions",
    "print_csv_of_routes",
    "print_deviations",
    "print_notes",
    "print_offers",
    "print_routes",
    "print_sentences",
]

_TOLD = 3
"""Routes and conditions that have a sentence."""
_WIDTH = 110
_NARROWEST = 16
"""Of the words for a route."""
_SHORT = 12
"""Of the words over a column."""
_BRACKETS = "in brackets: 95 % intervals"
_IN_CSV = (
    *("leave", "first", "cases", "reached", "share", "n", "completion", "n_others", "completion_others"),
    *("difference", "low", "high", "verdict", "few", "extra_wait_seconds", "extra_wait_low", "extra_wait_high"),
    *("extra_clicks", "extra_clicks_low", "extra_clicks_high"),
    *("satisfaction_difference", "satisfaction_low", "satisfaction_high", "satisfaction_verdict"),
    *("customers_lost", "customers_lost_low", "example"),
)

T_contra = TypeVar("T_contra", contravariant=True)


def print_sentences(found: Conformance, effects: Sequence[ConditionEffect], telling: Telling) -> None:
    """Say in sentences what harms most."""
    routes = [route for route in found.routes if route.harmful]
    told = [(route.customers_lost_low, telling.route(route)) for route in routes]
    told += [(effect.customers_lost_low, telling.condition(effect)) for effect in effects if effect.is_friction]
    for _, sentence in sorted(told, key=lambda each: -each[0])[:_TOLD]:
        print_lines([*textwrap.wrap(sentence, _WIDTH, subsequent_indent="  "), ""])


def print_routes(found: Conformance, telling: Telling, limit: int) -> None:
    """Print the off-plan routes that do no better than the others; `draw --off-plan N` knows their numbers."""
    numbered = [(n, route) for n, route in enumerate(found.routes, 1) if not route.better]
    verb = _verb(telling)
    click.echo("Off-plan routes, most harmful first; share: of those who reached the point where they left,")
    click.echo(f"{verb}: of those who left the plan here, against the others who reached the same point; {_BRACKETS}")
    shown = numbered[:limit]
    columns: list[_Told[Route]] = [*_columns(telling), *_further([route for _, route in shown]), _stake(telling)]
    _print_routes(shown, columns, telling)
    _print_rest([route.cases for _, route in numbered[limit:]], "routes")


def print_offers(found: Conformance, telling: Telling, limit: int) -> None:
    """Print the routes that the plan might take in."""
    offered = [*worth_planning(found.routes)]
    if not offered:
        return
    click.echo(
        "\nWorth planning (`--adopt` writes them into a plan): better ways, and ways that more than one in ten take"
    )
    why: _Told[Route] = _Told("because it", lambda route: "does better" if route.better else "many take it", left=True)
    numbered = [(found.routes.index(route) + 1, route) for route in offered[:limit]]
    _print_routes(numbered, [*_columns(telling), *_further(offered[:limit]), why], telling)
    _print_rest([route.cases for route in offered[limit:]], "routes")


def _print_routes(numbered: Sequence[tuple[int, Route]], columns: "Sequence[_Told[Route]]", telling: Telling) -> None:
    """Print numbered routes, their words folded where the figures leave little room."""
    cells = [[column.cell(route) for column in columns] for _, route in numbered]
    headers = [column.header for column in columns]
    for mark in (" (", " to "):
        if _room(headers, cells) < _NARROWEST:  # intervals beneath their figure, then on two lines
            cells = [[cell.replace(mark, f"\n{mark.lstrip()}") for cell in row] for row in cells]
    room = _room(headers, cells)
    rows = [
        [f"{n}.", textwrap.fill(_route_words(route, telling), max(room, _NARROWEST)), *row]
        for (n, route), row in zip(numbered, cells, strict=True)
    ]
    left = (1, *(i for i, column in enumerate(columns, 2) if column.left))
    print_table(["", "left the plan", *headers], rows, left=left)


def _room(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> int:
    """The width that columns of figures leave to the words for a route."""
    return WIDTH - len("10.  ") - sum(max(map(cell_width, column)) + 2 for column in zip(headers, *cells, strict=True))


def print_csv_of_routes(found: Conformance, telling: Telling) -> None:
    """Print all off-plan routes as CSV, numbered as in the table."""
    rows = (
        (n, did_words(route, telling.names), *(getattr(route, name) for name in _IN_CSV))
        for n, route in enumerate(found.routes, 1)
    )
    print_csv(("route", "left_the_plan", *_IN_CSV), rows)


def print_conditions(effects: Sequence[ConditionEffect], telling: Telling, limit: int) -> None:
    """Print what goes with faring worse, or better; the rest is counted."""
    told = [effect for effect in effects if effect.is_friction or effect.verdict == "better"]
    if told:
        against = "against the others who reached the touchpoint"
        click.echo(f"\nWhat goes with it: cases under a condition, {against}; {_BRACKETS}")
        columns = [*_columns(telling), *_felt_column(told[:limit]), _stake(telling)]
        rows = [
            [_condition_words(effect, telling), *(column.cell(effect) for column in columns)] for effect in told[:limit]
        ]
        print_table(["condition", *(column.header for column in columns)], rows)
        _print_rest([effect.cases for effect in told[limit:]], "conditions")
    print_lines(_untold([effect for effect in effects if effect not in told]))


def _untold(effects: Sequence[ConditionEffect]) -> Iterator[str]:
    few = sum(effect.verdict == "too few" for effect in effects)
    if alike := len(effects) - few:
        yield f"no real difference: {alike} other condition{'s' * (alike > 1)}, nothing beyond chance"
    if few:
        yield f"too few to tell: {few} other condition{'s' * (few > 1)}, with fewer than 30 customers on one side"


def print_notes(found: Conformance, effects: Sequence[ConditionEffect], telling: Telling) -> None:
    """Say how it was compared, and what the figures are not."""
    click.echo("")
    print_lines(textwrap.wrap(" ".join(_notes(found, effects, telling)), _WIDTH))
    click.echo("")


def _notes(found: Conformance, effects: Sequence[ConditionEffect], telling: Telling) -> Iterator[str]:
    yield "A difference is an association, not a cause."
    if telling.strata:
        yield (
            f"It is taken within each {' and '.join(telling.strata)} and weighted (Mantel–Haenszel), so it can be "
            "another than that of the two shares."
        )
    yield (
        "Intervals are those of each difference alone, 95 % (Newcombe; Welch for means); what is called worse, "
        "better or friction is so beyond chance though many are compared (Holm, 5 %)."
    )
    yield f"At stake: had they fared like the others; {telling.rate.source}."
    if any(route.few for route in found.routes):
        yield "* fewer than 30 customers on one side: a hint."
    if left_out := sum(effect.left_out for effect in effects):
        yield f"Left out of conditions: {format_count(left_out)} times a case in a segment with nobody to compare with."


def print_deviations(found: Conformance, telling: Telling, limit: int) -> None:
    """Print the deviations by kind and touchpoint, then what was amiss beside them."""
    plain_names = {kind.code: kind.name for kind in DEVIATIONS}
    _print_counts("deviation", plain_names, found.deviations, telling, limit)
    if found.flags:
        click.echo("")
        _print_counts("beside the moves", FLAGS, found.flags, telling, limit)


def _print_counts(
    title: str, words: Mapping[str, str], counts: Sequence[DeviationCount], telling: Telling, limit: int
) -> None:
    rows = [
        [
            words[row.code],
            telling.names[row.touchpoint],
            format_count(row.cases),
            format_share(row.share),
            telling.names.within(row.share_of),
        ]
        for row in counts[:limit]
    ]
    print_table([title, "touchpoint", "cases", "share", "of"], rows, left=(0, 1, 4))
    if rest := counts[limit:]:
        click.echo(f"other: {len(rest)} kinds of deviation, {format_count(sum(row.cases for row in rest))} cases")


def _verb(telling: Telling) -> str:
    return "succeed" if telling.did == "succeeded" else "complete"


@dataclass(frozen=True, slots=True)
class _Told(Generic[T_contra]):
    """One column of figures."""

    header: str
    cell: Callable[[T_contra], str]
    left: bool = False


def _columns(telling: Telling) -> "Iterator[_Told[Route | ConditionEffect]]":
    yield _Told("cases", lambda row: format_count(row.cases))
    yield _Told("share", lambda row: format_share(row.share))
    yield _Told(_verb(telling), lambda row: "–" if row.difference is None else format_share(row.completion or 0))
    yield _Told("others", lambda row: "–" if row.difference is None else format_share(row.completion_others or 0))
    yield _Told("difference,\nin points", lambda row: _interval(row.difference, row.low, row.high))


def _further(routes: Sequence[Route]) -> "Iterator[_Told[Route]]":
    """Yield how much longer it took, how many more clicks, and how much better it felt, where that is known."""
    if any(route.extra_wait_seconds is not None for route in routes):
        yield _Told("took longer", _longer)
    if any(route.extra_clicks is not None for route in routes):
        yield _Told("more clicks", _more)
    yield from _felt_column(routes)


def _felt_column(rows: "Sequence[Route | ConditionEffect]") -> "Iterator[_Told[Route | ConditionEffect]]":
    if any(row.satisfaction_difference is not None for row in rows):
        yield _Told(
            "satisfaction,\nof 100",
            lambda row: _interval(row.satisfaction_difference, row.satisfaction_low, row.satisfaction_high),
        )


def _stake(telling: Telling) -> "_Told[Route | ConditionEffect]":
    header = (
        "\n".join(["at stake,", *textwrap.wrap(telling.rate.period, _SHORT)]) if telling.rate.period else "at stake"
    )
    return _Told(header, lambda row: "–" if row.difference is None else _at_stake(row, telling))


def _interval(difference: float | None, low: float | None, high: float | None) -> str:
    """Write a difference of shares in points, with its interval."""
    return _bracketed(difference, low, high, lambda share: signed(100 * share))


def _longer(route: Route) -> str:
    return _bracketed(route.extra_wait_seconds, route.extra_wait_low, route.extra_wait_high, signed_duration)


def _more(route: Route) -> str:
    return _bracketed(
        route.extra_clicks, route.extra_clicks_low, route.extra_clicks_high, lambda clicks: signed(clicks, 1)
    )


def _bracketed(value: float | None, low: float | None, high: float | None, written: Callable[[float], str]) -> str:
    """Write a figure, with its interval where there is one."""
    if value is None:
        return "–"
    if low is None or high is None:
        return written(value)
    return f"{written(value)} ({span(written(low), written(high))})"


def _at_stake(row: Route | ConditionEffect, telling: Telling) -> str:
    if not row.customers_lost:
        return "–"
    value = telling.rate.value(row.customers_lost)
    return format_count(telling.rate.customers(row.customers_lost)) + (f" ({value})" if value else "")


def _route_words(route: Route, telling: Telling) -> str:
    return did_words(route, telling.names) + ("\u00a0*" if route.few else "")


def _condition_words(effect: ConditionEffect, telling: Telling) -> str:
    return f"{telling.names[effect.touchpoint]} {CONDITIONS[effect.condition]}"


def _print_rest(cases: Sequence[int], what: str) -> None:
    if cases:
        click.echo(f"other: {len(cases)} {what}, {format_count(sum(cases))} cases")
