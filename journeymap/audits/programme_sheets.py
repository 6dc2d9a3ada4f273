"""The tables of a programme in words: terminal and report show the same."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.wording import ordinal, per_1000, signed
from journeymap.audits.audiences import AudienceRow, JourneyRow
from journeymap.audits.links import Link, Met
from journeymap.audits.owners import OwnerRow
from journeymap.audits.pillars import ScoreSheet
from journeymap.audits.programme import ProgrammeAudit, Variant
from journeymap.audits.promise_sheets import conflict_sheet
from journeymap.audits.rankings import Moved, Performance, Ranked
from journeymap.audits.said import in_100, points, spoken
from journeymap.audits.sheet import UNKNOWN, Sheet
from journeymap.journey import Side
from journeymap.touchpoint import PILLARS, Pillar

__all__ = ["programme_sheets"]

_SIDES: tuple[Side, ...] = ("before", "during", "after")
_PROSPECTS = (
    "Before, during, after: of the sale; those lost before it are prospects, no customers yet. ~ modelled, else "
    "observed; all else is modelled."
)
_RACI = (
    "Responsible: owns the touchpoint; accountable: looks after the audience; consulted: made the promise; informed: "
    "owns what comes next."
)


def programme_sheets(audit: ProgrammeAudit) -> dict[str, tuple[Sheet, ...]]:
    """Lay out what is known of a programme, by theme; what nothing is known of has no table."""
    themes = {
        "Audiences and their journeys": _of_audiences(audit),
        "The ten pillars": _of_pillars(audit),
        "Who has a hand in what": [_owners(audit.owners)] if audit.owners else [],
        "Variants": map(_variant, audit.variants),
    }
    return {theme: laid for theme, sheets in themes.items() if (laid := tuple(sheets))}


def _of_audiences(audit: ProgrammeAudit) -> Iterator[Sheet]:
    yield _audiences(audit.audiences)
    if audit.journeys:
        yield _journeys(audit.journeys)
    if audit.links:
        yield _links(audit.links)
    if audit.conflicts:
        yield conflict_sheet(audit.conflicts)


def _of_pillars(audit: ProgrammeAudit) -> Iterator[Sheet]:
    if audit.score_sheets:
        yield _scores(audit.score_sheets)
        yield from (_raters(sheet) for sheet in audit.score_sheets if sheet.raters)
    if audit.ranking:
        yield _ranking(audit, audit.ranking)
        yield _performance(audit.performance)


def _audiences(rows: Sequence[AudienceRow]) -> Sheet:
    return Sheet(
        "Audiences, most important first",
        ("rank", "audience", "lacks", "owner", "map", "process / measure"),
        tuple(
            (
                str(row.rank or UNKNOWN),
                spoken(row.audience),
                ", ".join(row.lacks) or "nothing",
                row.owner or UNKNOWN,
                f"{len(row.journeys)} journey{'' if len(row.journeys) == 1 else 's'}" if row.journeys else UNKNOWN,
                f"{row.process or UNKNOWN} / {row.measure or UNKNOWN}",
            )
            for row in rows
        ),
        words=(1, 2, 3, 4, 5),
    )


def _journeys(rows: Sequence[JourneyRow]) -> Sheet:
    return Sheet(
        "Journeys, each by its own goal: of 1000 who start",
        (
            "audience",
            "journey",
            "reach\nthe goal",
            "would\ncome back",
            *(f"lost\n{side}" for side in _SIDES),
            "in → goal",
        ),
        tuple(
            (
                spoken(row.audience),
                row.title,
                _reached(row),
                per_1000(row.kept_per_1000),
                *(per_1000(row.lost_per_1000.get(side)) for side in _SIDES),
                f"{', '.join(row.entries)} → {', '.join(row.goals)}",
            )
            for row in rows
        ),
        words=(0, 1, 7),
        notes=(_PROSPECTS,),
    )


def _reached(row: JourneyRow) -> str:
    seen = row.observed_completion_per_1000
    return f"~{per_1000(row.completion_per_1000)}" if seen is None else per_1000(seen)


def _links(rows: Sequence[Link]) -> Sheet:
    return Sheet(
        "What stands behind whose friction, by the word of the programme file",
        (
            "touchpoint",
            "leave,\nof 100",
            "lost, of 1000\nwho start",
            "behind it\nleave, of 100",
            "what stands behind it",
        ),
        tuple(
            (
                f"{row.front.name} ({row.front.journey})",
                _loss(row.front),
                per_1000(row.front.lost_per_1000),
                _loss(row.behind),
                f"{row.behind.name} of {spoken(row.behind.audience)} ({row.behind.owner or 'nobody responsible'})",
            )
            for row in rows
        ),
        words=(0, 4),
        notes=("~ modelled, else observed. Both losing is an association, not a cause.",),
    )


def _loss(met: Met) -> str:
    return f"{'' if met.is_observed else '~'}{in_100(met.loss_per_100)}"


def _scores(sheets: Sequence[ScoreSheet]) -> Sheet:
    means = [{each.pillar: each for each in sheet.pillars} for sheet in sheets]
    rows = []
    for pillar in PILLARS:
        given = [by_pillar.get(pillar) for by_pillar in means]
        if any(given):
            known = [each.mean for each in given if each]
            cells = [f"{each.mean:.1f}" if each else UNKNOWN for each in given]
            gap = f"{max(known) - min(known):.1f}" if len(known) > 1 else UNKNOWN
            rows.append((spoken(pillar), *cells, gap))
    totals = tuple(f"{points(sheet.total)} of {sheet.out_of}" for sheet in sheets)
    return Sheet(
        "Score sheet: mean ratings of the pillars, 1 to 5",
        ("pillar", *(spoken(sheet.group) for sheet in sheets), "widest gap"),
        (*rows, ("together", *totals, "")),
        notes=tuple(_asked(sheet) for sheet in sheets),
    )


def _asked(sheet: ScoreSheet) -> str:
    who = spoken(sheet.group)
    if sheet.n is None:
        return f"{who}: nobody says how many were asked."
    margins = [each.margin for each in sheet.pillars if each.margin is not None]
    if margins:
        return f"{who}: {sheet.n:,.0f} answers, each mean within ±{points(max(margins))} at most (95 %)."
    return f"{who}: {sheet.n:,.0f} rate by name."


def _raters(sheet: ScoreSheet) -> Sheet:
    distances = ", ".join(f"{rater.rater} {points(rater.distance)}" for rater in sheet.raters)
    return Sheet(
        f"How far those who rate for {spoken(sheet.group)} agree",
        ("pillar", "mean", "lowest", "highest", "standard\ndeviation", "lowest by", "highest by"),
        tuple(
            (
                spoken(each.pillar),
                f"{each.mean:.1f}",
                points(each.low),
                points(each.high),
                UNKNOWN if each.deviation is None else f"{each.deviation:.1f}",
                _who(each.low_raters, each.n_raters),
                _who(each.high_raters, each.n_raters),
            )
            for each in sheet.pillars
        ),
        words=(0, 5, 6),
        notes=(f"From the mean of the others, points a pillar: {distances}.",),
    )


def _who(raters: Sequence[str], n: int) -> str:
    return "all" if len(raters) == n else ", ".join(raters)


def _ranking(audit: ProgrammeAudit, ranking: Ranked) -> Sheet:
    segments = audit.segments
    named = {pillar for segment in segments for pillar in segment.order}
    moved = {each.pillar: each for each in ranking.moved}
    pillars: list[Pillar] = [*moved, *(pillar for pillar in PILLARS if pillar in named - moved.keys())]
    rows = tuple(
        (
            spoken(pillar),
            *_both(moved.get(pillar)),
            *(ordinal(each.order.index(pillar) + 1) if pillar in each.order else UNKNOWN for each in segments),
        )
        for pillar in pillars
    )
    counts = "customers" if ranking.source == "customers" else "company"
    notes = [
        f"{spoken(each.segment)} and the order that counts {each.agreement.words} "
        f"(Kendall {_tau(each.agreement.kendall)})."
        for each in segments
    ]
    return Sheet(
        f"What matters: places by who says so; the order of {'the ' if counts == 'company' else ''}{counts} counts",
        ("pillar", "customers", "company", *(spoken(each.segment) for each in segments)),
        rows,
        notes=tuple(notes),
    )


def _tau(value: float | None) -> str:
    return UNKNOWN if value is None else signed(value, 2)


def _both(moved: Moved | None) -> tuple[str, str]:
    places = (moved.customers, moved.company) if moved else (None, None)
    customers, company = (UNKNOWN if place is None else ordinal(place) for place in places)
    return customers, company


def _performance(rows: Sequence[Performance]) -> Sheet:
    groups = list(dict.fromkeys(group for row in rows for group in row.others))
    return Sheet(
        "Importance and performance: what matters, and how well it is done (done well: 4 or more of 5)",
        ("place", "pillar", "customers", *(spoken(group) for group in groups), "so", "who has a hand in it"),
        tuple(
            (
                str(row.place),
                spoken(row.pillar),
                UNKNOWN if row.score is None else _with_margin(row),
                *(UNKNOWN if group not in row.others else f"{row.others[group]:.1f}" for group in groups),
                row.quadrant,
                ", ".join(row.stakeholders) or UNKNOWN,
            )
            for row in rows
        ),
        words=(1, len(groups) + 3, len(groups) + 4),
        notes=(f"The first {sum(row.shortlisted for row in rows)} are short-listed.",),
    )


def _with_margin(row: Performance) -> str:
    margin = "" if row.margin is None else f" ±{row.margin:.1f}"
    return f"{row.score:.1f}{margin}"


def _owners(rows: Sequence[OwnerRow]) -> Sheet:
    return Sheet(
        "Who has what to do with each touchpoint",
        ("journey", "touchpoint", "responsible", "accountable", "consulted (C), informed (I)"),
        tuple(
            (
                row.journey,
                row.name,
                row.responsible or UNKNOWN,
                row.accountable or UNKNOWN,
                ", ".join([*(f"C {who}" for who in row.consulted), *(f"I {who}" for who in row.informed)]) or UNKNOWN,
            )
            for row in rows
        ),
        words=(0, 1, 2, 3, 4),
        notes=(_RACI,),
    )


def _variant(variant: Variant) -> Sheet:
    return Sheet(
        f"What {variant.journey} does otherwise than {variant.base}",
        ("touchpoint", "key", "there → here"),
        tuple(
            (each.touchpoint or "(journey)", each.key, f"{each.base} → {each.variant}") for each in variant.differences
        ),
        words=(0, 1, 2),
    )
