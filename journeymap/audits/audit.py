"""Several sections of an audit of one journey together; `SECTIONS` lists all there are."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from journeymap.analysis.finding import Finding
from journeymap.analysis.priorities import Priority
from journeymap.analysis.wording import plural
from journeymap.audits.coverage import coverage
from journeymap.audits.improvement import improvement
from journeymap.audits.perception import perception
from journeymap.audits.promises import promises
from journeymap.audits.sheet import Sheet
from journeymap.audits.silence import STALE_DAYS, silence
from journeymap.journey import Journey
from journeymap.measurement import Measurement

__all__ = ["SECTIONS", "Asked", "Audit", "Section", "SectionAudit", "audit"]


class SectionAudit(Protocol):
    """What every section gives, beside rows and totals of its own."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it says, most important first."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Its rows in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an audit is about, and the terms on which it judges."""

    journey: Journey
    measurement: Measurement | None
    reliable: float
    on: dt.date | None
    ranked: Sequence[Priority] | None
    stale_days: float
    baseline: Measurement | None


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its name in commands, its title for people, and what makes it."""

    name: str
    title: str
    run: Callable[[Asked], SectionAudit]


SECTIONS: tuple[Section, ...] = (
    Section(
        "promises",
        "Promises: what customers are told, against what they get",
        lambda asked: promises(asked.journey, asked.measurement, reliable=asked.reliable),
    ),
    Section(
        "perception",
        "Perception: what the company believes, against what customers say",
        lambda asked: perception(asked.journey, asked.measurement),
    ),
    Section(
        "silence",
        "Silence: who leaves without a word, and whom to ask next",
        lambda asked: silence(asked.journey, asked.measurement, on=asked.on, stale_days=asked.stale_days),
    ),
    Section(
        "coverage",
        "Coverage: what the map has, and what it lacks",
        lambda asked: coverage(asked.journey, asked.measurement),
    ),
    Section(
        "improvement",
        "Improvement: targets, and who owes what by when",
        lambda asked: improvement(
            asked.journey,
            asked.measurement,
            reliable=asked.reliable,
            on=asked.on,
            ranked=asked.ranked,
            baseline=asked.baseline,
        ),
    ),
)
"""The sections in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Audit:
    """The sections that were asked for, by name."""

    sections: Mapping[str, SectionAudit]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What all sections say, section by section."""
        return tuple(finding for section in self.sections.values() for finding in section.findings)

    @property
    def headline(self) -> str:
        """How much there is to mend, and the first of it."""
        found = self.findings
        bad = [finding for finding in found if finding.severity == "bad"]
        notes = sum(finding.severity == "note" for finding in found)
        further = f"{plural(notes, 'note')}" if notes else "no notes"
        if not bad:
            return f"nothing found that must be mended; {further}"
        return f"{plural(len(bad), 'thing')} to mend, {further}; first: {bad[0].sentence}"


def audit(
    journey: Journey,
    measurement: Measurement | None = None,
    *,
    sections: Sequence[str] | None = None,
    reliable: float = 0.95,
    on: dt.date | None = None,
    ranked: Sequence[Priority] | None = None,
    stale_days: float = STALE_DAYS,
    baseline: Measurement | None = None,
) -> Audit:
    """Hold a journey against what it promises, believes, hears, covers and means to improve.

    Args:
        journey: The plan.
        measurement: What an engine counted, if there is a log.
        sections: Which sections, by name; default: all. They are told in their own order.
        reliable: The share of customers, 0 to 1, of whom a promise or a target must hold.
        on: The day for which the audit is made; without it nothing is overdue or stale.
        ranked: The priorities of the journey, where they are known already.
        stale_days: The age in days beyond which answers are stale.
        baseline: What was counted earlier, for the trend of targets.

    Raises:
        ValueError: If there is no section of such a name.

    Example:
        >>> plan = {"a": {"clicks": 9, "target": {"clicks": 5}, "next": "b"}, "b": {}}
        >>> found = audit(Journey.model_validate({"journey": "j", "touchpoints": plan}), sections=["improvement"])
        >>> print(found.findings[1].sentence)
        a shall reach 5 clicks and is at 9 clicks (described); no day is set.
    """
    known = [section.name for section in SECTIONS]
    chosen = known if sections is None else sections
    if unknown := [name for name in chosen if name not in known]:
        raise ValueError(f"there is no section `{unknown[0]}`: known are {', '.join(known)}")
    asked = Asked(
        journey=journey,
        measurement=measurement,
        reliable=reliable,
        on=on,
        ranked=ranked,
        stale_days=stale_days,
        baseline=baseline,
    )
    return Audit({section.name: section.run(asked) for section in SECTIONS if section.name in chosen})
