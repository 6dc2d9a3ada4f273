"""What the rankings of the pillars say, and how well customers find done what matters to them."""

from collections.abc import Iterator, Sequence

from journeymap.analysis.wording import capital, joined, ordinal, signed
from journeymap.audits.agreement import suffices
from journeymap.audits.programme import ProgrammeAudit
from journeymap.audits.rankings import GOOD, Flip, Moved, Performance, Ranked
from journeymap.audits.said import Said, points, spoken
from journeymap.units import format_count

__all__ = ["ranking_findings"]

_MOVED = 2
"""Places by which company and customers must differ."""


def ranking_findings(audit: ProgrammeAudit) -> Iterator[Said]:
    """Say whose order counts, where it differs from the other, how segments differ, and what to work on."""
    if audit.ranking:
        yield _order(audit.ranking)
        yield from _doubts(audit.ranking)
        short = [each.pillar for each in audit.performance if each.shortlisted]
        yield from (_looks_away(each) for each in audit.ranking.moved if each.pillar in short and _is_missed(each))
    yield from map(_flip, audit.flips)
    for each in audit.performance:
        if each.shortlisted:
            yield from _short_listed(each, audit.ranking)
    yield from _nobody(audit.performance)


def _order(found: Ranked) -> Said:
    order = ", ".join(spoken(pillar) for pillar in found.order)
    said = f"What matters, by the order of {_whose(found)}: {order}"
    if found.answers is not None and found.source == "customers":
        said += f" ({_sample(found)})"
    if found.agreement and found.agreement.kendall is not None and found.agreement.spearman is not None:
        said += (
            f". Company and customers {found.agreement.words} (Kendall {signed(found.agreement.kendall, 2)}, Spearman "
            f"{signed(found.agreement.spearman, 2)} over {found.agreement.n} pillars)"
        )
    return Said("A620", "outcome", f"{said}.", n=found.answers)


def _whose(found: Ranked) -> str:
    return "customers" if found.source == "customers" else "the company"


def _sample(found: Ranked) -> str:
    margin = 100 * (found.margin or 0)
    return f"{format_count(found.answers or 0)} answers, grade {found.grade}, shares within ±{margin:.0f} points"


def _doubts(found: Ranked) -> Iterator[Said]:
    if found.source == "company" and found.needs is None:
        said = "Nobody asked customers what matters to them: the order is what the company believes."
        yield Said("A621", "note", said)
    elif found.needs is not None:
        asked = (
            "nobody says how many customers" if found.answers is None else f"{format_count(found.answers)} customers"
        )
        stays = "the order of the company stays until" if found.source == "company" else "take it as a hint until"
        said = f"Customers’ order: {asked} answered; {stays} {found.needs} more have."
        yield Said("A621", "note", said, n=found.answers)


def _is_missed(moved: Moved) -> bool:
    """Whether the company puts something far lower than customers do, or does not name it."""
    if moved.customers is None:
        return False
    return moved.company is None or moved.company - moved.customers >= _MOVED


def _looks_away(moved: Moved) -> Said:
    company = "does not name it" if moved.company is None else f"puts it {ordinal(moved.company)}"
    said = (
        f"{capital(spoken(moved.pillar))} comes {ordinal(moved.customers or 0)} for customers; the company {company}."
    )
    return Said("A622", "bad", said, pillar=moved.pillar)


def _flip(flip: Flip) -> Said:
    said = (
        f"{capital(spoken(flip.pillar))}: {ordinal(flip.first_place)} for {spoken(flip.first)}, "
        f"{ordinal(flip.second_place)} for {spoken(flip.second)}{_hint(flip)}: no one plan serves both."
    )
    return Said("A623", "note", said, n=flip.n, pillar=flip.pillar)


def _hint(flip: Flip) -> str:
    if suffices(flip.n):
        return ""
    return " (nobody says how many answered)" if flip.n is None else " (a hint: fewer than 30 answered on one side)"


def _short_listed(each: Performance, found: Ranked | None) -> Iterator[Said]:
    matters = (
        f"{capital(spoken(each.pillar))} comes {ordinal(each.place)} for {_whose(found) if found else 'customers'}"
    )
    involve = f" Involve {joined(each.stakeholders)}." if each.stakeholders else ""
    if each.score is None:
        said = f"{matters}, and nobody asked customers how well it is done."
        yield Said("A626", "note", said, pillar=each.pillar, owners=each.stakeholders)
    elif each.quadrant == "concentrate here":
        said = f"{matters}, and customers give it {_score(each)}: concentrate here.{involve}"
        yield Said("A624", "bad" if each.sure else "note", said, pillar=each.pillar, owners=each.stakeholders)
    else:
        said = f"{matters}, and customers give it {_score(each)}: keep it up.{involve}"
        yield Said("A627", "good", said, pillar=each.pillar, owners=each.stakeholders)


def _nobody(rows: Sequence[Performance]) -> Iterator[Said]:
    free = [spoken(each.pillar) for each in rows if each.shortlisted and not each.stakeholders]
    if free:
        said = f"Nobody is there to act on {joined(free)}: no touchpoint that has an owner belongs to"
        yield Said("A625", "note", f"{said} {'it' if len(free) == 1 else 'them'} (`pillar:`).")


def _score(each: Performance) -> str:
    score = f"{points(each.score or 0)} of 5"
    if each.margin is None:
        return f"{score} (nobody says how many answered)"
    unsure = "" if each.sure else f", so it may be either side of {points(GOOD)}"
    return f"{score} (±{points(each.margin)} at most{unsure})"
