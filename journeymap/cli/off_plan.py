"""What `journeymap conformance` prints: routes, what is worth planning, what goes with it, deviations."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

import click

from journeymap.analysis.conditions import ConditionEffect
from journeymap.analysis.conformance import Conformance
from journeymap.analysis.deviations import DEVIATIONS, DeviationCount
from journeymap.analysis.flags import FLAGS
from journeymap.analysis.offering import worth_planning
from journeymap.analysis.offplan import Route
from journeymap.analysis.sentences import Telling
from journeymap.analysis.wording import CONDITIONS, did_words
from journeymap.cli.output import print_lines, print_table, signed
from journeymap.units import format_count, format_share

__all__ = ["print_conditions", "print_deviations", "print_notes", "print_offers", "print_routes", "print_sentences"]

_TOLD = 3
"""Routes and conditions that have a sentence."""
_WIDTH = 110


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
    click.echo(f"{verb}: of those who left the plan here, against the others who reached the same point")
    rows = [[f"{n}.", _route_words(route, telling), *_cells(route, telling)] for n, route in numbered[:limit]]
    print_table(["", "left the plan", *_headers(telling)], rows, left=(1,))
    _print_rest([route.cases for _, route in numbered[limit:]], "routes")


def print_offers(found: Conformance, telling: Telling, limit: int) -> None:
    """Print the routes that the plan might take in."""
    offered = [*worth_planning(found.routes)]
    if not offered:
        return
    click.echo(
        "\nWorth planning (`--adopt` writes them into a plan): better ways, and ways that more than one in ten take"
    )
    rows = [
        [
            f"{found.routes.index(route) + 1}.",
            _route_words(route, telling),
            *_cells(route, telling)[:-1],
            "does better" if route.better else "many take it",
        ]
        for route in offered[:limit]
    ]
    headers = ["", "left the plan", *_headers(telling)[:-1], "because it"]
    print_table(headers, rows, left=(1, len(headers) - 1))
    _print_rest([route.cases for route in offered[limit:]], "routes")


def print_conditions(effects: Sequence[ConditionEffect], telling: Telling, limit: int) -> None:
    """Print what goes with faring worse, or better; the rest is counted."""
    told = [effect for effect in effects if effect.is_friction or effect.verdict == "better"]
    felt = any(effect.satisfaction_difference is not None for effect in told)
    if told:
        click.echo("\nWhat goes with it: cases under a condition, against the others who reached the same touchpoint")
        rows = [
            [_condition_words(effect, telling), *_cells(effect, telling), *([_felt(effect)] if felt else [])]
            for effect in told[:limit]
        ]
        print_table(["condition", *_headers(telling), *(["satisfaction,\nof 100"] if felt else [])], rows)
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
        "Intervals are those of each difference alone, 95 % (Newcombe; Welch for satisfaction); what is called worse, "
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
            row.share_of,
        ]
        for row in counts[:limit]
    ]
    print_table([title, "touchpoint", "cases", "share", "of"], rows, left=(0, 1, 4))
    if rest := counts[limit:]:
        click.echo(f"other: {len(rest)} kinds of deviation, {format_count(sum(row.cases for row in rest))} cases")


def _verb(telling: Telling) -> str:
    return "succeed" if telling.did == "succeeded" else "complete"


def _headers(telling: Telling) -> list[str]:
    stake = f"at stake,\n{telling.rate.period}" if telling.rate.period else "at stake"
    return ["cases", "share", _verb(telling), "others", "difference", "95 % interval", stake]


def _cells(row: Route | ConditionEffect, telling: Telling) -> list[str]:
    cells = [format_count(row.cases), format_share(row.share)]
    if row.difference is None or row.low is None or row.high is None:
        return [*cells, "–", "–", "–", "–", "–"]
    return [
        *cells,
        format_share(row.completion or 0),
        format_share(row.completion_others or 0),
        f"{signed(100 * row.difference)} points",
        f"{signed(100 * row.low)} to {signed(100 * row.high)}",
        _at_stake(row, telling),
    ]


def _at_stake(row: Route | ConditionEffect, telling: Telling) -> str:
    if not row.customers_lost:
        return "–"
    value = telling.rate.value(row.customers_lost)
    return format_count(telling.rate.customers(row.customers_lost)) + (f" ({value})" if value else "")


def _route_words(route: Route, telling: Telling) -> str:
    return did_words(route, telling.names) + (" *" if route.few else "")


def _condition_words(effect: ConditionEffect, telling: Telling) -> str:
    return f"{telling.names[effect.touchpoint]} {CONDITIONS[effect.condition]}"


def _felt(effect: ConditionEffect) -> str:
    difference, low, high = effect.satisfaction_difference, effect.satisfaction_low, effect.satisfaction_high
    if difference is None or low is None or high is None:
        return "–"
    return f"{signed(100 * difference)} ({signed(100 * low)} to {signed(100 * high)})"


def _print_rest(cases: Sequence[int], what: str) -> None:
    if cases:
        click.echo(f"other: {len(cases)} {what}, {format_count(sum(cases))} cases")
