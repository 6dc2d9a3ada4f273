"""What a programme's results say, in sentences, each with those who are asked to act."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from journeymap.analysis.finding import Finding
from journeymap.analysis.wording import capital, joined, ordinal, per_1000, plural
from journeymap.audits.audiences import AudienceRow, JourneyRow
from journeymap.audits.links import Link, Met
from journeymap.audits.owners import OwnerRow
from journeymap.audits.pillar_findings import pillar_findings
from journeymap.audits.programme import ProgrammeAudit
from journeymap.audits.promise_words import conflict_finding
from journeymap.audits.ranking_findings import ranking_findings
from journeymap.audits.said import Said, in_100, spoken
from journeymap.audits.topics import Conflict

__all__ = ["ProgrammeFinding", "headline", "programme_findings"]

_SHOWN = 5
"""Touchpoints that a sentence names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFinding(Finding):
    """A finding on several journeys: whose, where, on which pillar, and everybody who is asked to act."""

    audience: str | None
    journey: str | None
    """The file of the journey."""
    pillar: str | None
    owners: tuple[str, ...]


def programme_findings(audit: ProgrammeAudit) -> tuple[ProgrammeFinding, ...]:
    """Say what a programme's results show: audiences first, then pillars, then what stands behind what."""
    found: Iterable[Said] = (
        *(said for row in audit.audiences for said in _audience(row, len(audit.audiences))),
        *map(_outcome, audit.journeys),
        *pillar_findings(audit.score_sheets, audit.gaps),
        *ranking_findings(audit),
        *map(_conflict, audit.conflicts),
        *_traced(audit.links),
        *_nobody(audit.owners),
    )
    return tuple(map(_finding, found))


def headline(found: Sequence[ProgrammeFinding]) -> str:
    """Say how much there is to mend, and the first of it."""
    bad = [each for each in found if each.severity == "bad"]
    notes = sum(each.severity == "note" for each in found)
    further = plural(notes, "note") if notes else "no notes"
    if not bad:
        return f"nothing found that must be mended; {further}"
    return f"{plural(len(bad), 'thing')} to mend, {further}; first: {bad[0].sentence}"


def _finding(said: Said) -> ProgrammeFinding:
    return ProgrammeFinding(
        code=said.code,
        severity=said.severity,
        touchpoint=said.touchpoint,
        sentence=said.sentence,
        n=said.n,
        owner=joined(said.owners) if said.owners else None,
        audience=said.audience,
        journey=said.journey,
        pillar=said.pillar,
        owners=said.owners,
    )


def _audience(row: AudienceRow, n: int) -> Iterator[Said]:
    owners = (row.owner,) if row.owner else ()
    name = capital(spoken(row.audience))
    if row.rank is None:
        yield Said("A603", "note", f"{name}: no rank says how much depends on them.", audience=row.audience)
    if not row.is_liability:
        return
    lacks = joined([f"no {'map (journey)' if lack == 'map' else lack}" for lack in row.lacks])
    if row.important:
        said = (
            f"{name}, {ordinal(row.rank or 0)} of {n} audiences in importance, have {lacks}: an operational liability."
        )
        yield Said("A601", "bad", said, audience=row.audience, owners=owners)
    else:
        yield Said("A602", "note", f"{name} have {lacks}.", audience=row.audience, owners=owners)


def _outcome(row: JourneyRow) -> Said:
    said = (
        f"Of 1000 {spoken(row.audience)} who start {row.title}, {per_1000(row.completion_per_1000)} reach "
        f"{joined(row.goals)} and {per_1000(row.kept_per_1000)} would come back, by the model"
    )
    if row.observed_completion_per_1000 is not None:
        said += f"; observed: {per_1000(row.observed_completion_per_1000)} reach it"
    lost = [f"{per_1000(lost)} {side}" for side, lost in row.lost_per_1000.items()]
    said += f". Lost are {joined(lost)} the sale." if lost else "."
    return Said("A604", "outcome", said, audience=row.audience, journey=row.file)


def _conflict(conflict: Conflict) -> Said:
    found = conflict_finding(conflict)
    owners = tuple(dict.fromkeys(each.owner for each in conflict.stated if each.owner))
    return Said(found.code, found.severity, found.sentence, touchpoint=found.touchpoint, owners=owners)


def _traced(links: Iterable[Link]) -> Iterator[Said]:
    """Say of each touchpoint what stands behind it."""
    by_front: dict[Met, list[Met]] = {}
    for link in links:
        by_front.setdefault(link.front, []).append(link.behind)
    for front, behind in by_front.items():
        those = [f"{met.name} of {spoken(met.audience)} ({met.journey}, {_leave(met)})" for met in behind]
        said = (
            f"Behind {front.name} of {spoken(front.audience)} ({front.journey}, {_leave(front)}) "
            f"{'stands' if len(those) == 1 else 'stand'} {joined(those)}, as the programme file says: an association, "
            "not a cause."
        )
        owners = tuple(dict.fromkeys(met.owner for met in behind if met.owner))
        yield Said(
            "A630",
            "note",
            said,
            audience=front.audience,
            journey=front.file,
            touchpoint=front.touchpoint,
            owners=owners,
        )


def _leave(met: Met) -> str:
    return f"{'' if met.is_observed else '~'}{in_100(met.loss_per_100)} in 100 leave"


def _nobody(rows: Iterable[OwnerRow]) -> Iterator[Said]:
    """Count the touchpoints that nobody owns, by audience: whoever looks after it should name somebody."""
    by_audience: dict[str, list[OwnerRow]] = {}
    for row in rows:
        by_audience.setdefault(row.audience, []).append(row)
    for audience, own in by_audience.items():
        free = [f"{row.name} ({row.journey})" for row in own if not row.responsible]
        if not free:
            continue
        more = f" and {len(free) - _SHOWN} more" if len(free) > _SHOWN else ""
        n = f"{len(free)} of the {len(own)}" if len(free) < len(own) else f"All {len(own)}"
        have = "has" if len(free) == 1 else "have"
        said = f"{n} touchpoints of {spoken(audience)} {have} nobody responsible: {', '.join(free[:_SHOWN])}{more}."
        owners = tuple(dict.fromkeys(row.accountable for row in own if row.accountable))
        yield Said("A641", "note", said, audience=audience, owners=owners)
