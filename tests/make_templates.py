"""Writes the invented event logs of the templates: `python -m tests.make_templates`; the same bytes every time.

Every number here is invented so that a report has something to say: an off-plan route that harms, one that helps,
broken promises, repeats, customers under way at the end. Only `Random.random` is drawn from, whose numbers no
version of Python changes.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent.parent / "journeymap" / "templates"

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Event:
    """One row of a log, without what is the same for the whole case."""

    touchpoint: str
    at: datetime
    score: int | None


@dataclass(slots=True)
class Customer:
    """One invented customer on the way."""

    random: Random
    at: datetime
    segment: str
    office: bool = False
    """Whether things happen to them in office hours only."""
    success: bool | None = None
    events: list[Event] = field(default_factory=list)

    def is_lucky(self, share: float) -> bool:
        """Draw what happens to a share of customers."""
        return self.random.random() < share

    def waits(self, low: timedelta, high: timedelta) -> None:
        """Let time pass: anything between the two, short waits being likelier."""
        self.at += low * (high / low) ** self.random.random()

    def meets(self, touchpoint: str, *, mood: float | None = None, answers: float = 0.4) -> None:
        """Log an event; a share of the customers answers with a score of 1 to 5 around the mood."""
        self.at = _minute(_in_office(self.at) if self.office else self.at)
        score = None
        if mood is not None and self.is_lucky(answers):
            luck = self.random.random() + self.random.random() + self.random.random() - 1.5
            score = min(5, max(1, round(mood + 1.8 * luck)))
        self.events.append(Event(touchpoint, self.at, score))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _in_office(at: datetime) -> datetime:
    """Move what falls outside Monday to Friday, 8 to 18, to the next morning, keeping the minute."""
    if at.hour >= 18:
        at = (at + DAY).replace(hour=8)
    while at.weekday() >= 5:
        at = (at + DAY).replace(hour=8)
    return at if at.hour >= 8 else at.replace(hour=8)


def shop(customer: Customer) -> None:
    """Discover, choose, buy, receive, use: lost at the checkout and on the way of the parcel."""
    newcomer = customer.is_lucky(0.8)
    customer.meets("landing" if newcomer else "newsletter")
    if customer.is_lucky(0.2 if newcomer else 0.1):
        return
    customer.waits(MINUTE, 9 * MINUTE)
    customer.meets("product")
    while customer.is_lucky(0.2):
        customer.waits(2 * MINUTE, 30 * MINUTE)
        customer.meets("product")
    if customer.is_lucky(0.07):
        customer.waits(3 * MINUTE, 20 * MINUTE)
        customer.meets("reserved")
        return
    advised = customer.is_lucky(0.19)
    if advised:
        customer.waits(2 * MINUTE, 9 * MINUTE)
        customer.meets("Expert chat", mood=4.5)
    elif customer.is_lucky(0.25):
        customer.waits(2 * MINUTE, 15 * MINUTE)
        customer.meets("size_guide")
    if customer.is_lucky(0.06 if advised else 0.2):
        return
    customer.waits(2 * MINUTE, 25 * MINUTE)
    if _buys(customer, advised=advised):
        _receives(customer, advised=advised)


def _buys(customer: Customer, *, advised: bool) -> bool:
    """Most who leave to look for a voucher do not come back."""
    on_the_phone = customer.segment == "mobile"
    customer.meets("checkout", mood=3.5 if on_the_phone else 4.1, answers=0.35)
    if not advised and customer.is_lucky(0.32):
        customer.waits(2 * MINUTE, 15 * MINUTE)
        customer.meets("Voucher search")
        if customer.is_lucky(0.6):
            return False
        customer.waits(3 * MINUTE, 40 * MINUTE)
        customer.meets("checkout", mood=2.9, answers=0.35)
    elif customer.is_lucky(0.09):
        customer.waits(MINUTE, 6 * MINUTE)
        customer.meets("checkout", mood=2.5, answers=0.35)
    return not customer.is_lucky(0.06 if advised else 0.32 if on_the_phone else 0.19)


def _receives(customer: Customer, *, advised: bool) -> None:
    """A parcel that is late is called about, and often sent back."""
    ordered = customer.at
    customer.waits(1.3 * DAY, 5.5 * DAY)
    customer.at = customer.at.replace(hour=9 + int(9 * customer.random.random()))
    late = customer.at - ordered > 3 * DAY
    customer.meets("delivery", mood=2.6 if late else 4.4, answers=0.45)
    if customer.is_lucky(0.35 if late else 0.08):
        customer.waits(HOUR, 30 * HOUR)
        customer.meets("support", mood=2.4, answers=0.5)
        if customer.is_lucky(0.2):
            customer.waits(20 * HOUR, 70 * HOUR)
            customer.meets("support", mood=1.8, answers=0.5)
        late = late or customer.is_lucky(0.3)
        if customer.is_lucky(0.12):
            return
    returns = 0.04 if advised else 0.3 if late else 0.05
    customer.waits(3 * HOUR, 60 * HOUR)
    if customer.is_lucky(returns):
        customer.meets("returned")
    elif not customer.is_lucky(0.15 if late else 0.03):
        customer.meets("first_use")


def service(customer: Customer) -> None:
    """Get in touch, hear from someone, get it solved: slow where a case is passed on."""
    business = customer.segment == "business"
    customer.meets("New")
    customer.success = False
    if customer.is_lucky(0.11):
        return
    booked = customer.is_lucky(0.2)
    if booked:
        customer.waits(2 * MINUTE, 8 * MINUTE)
        customer.meets("Call-back booked")
    elif customer.is_lucky(0.12):
        _solve(customer, 8 * MINUTE, 30 * MINUTE)
        customer.success = True
        _confirm(customer, mood=4.6)
        return
    begun = customer.at
    customer.waits(40 * MINUTE, 4 * HOUR if booked else 12 * HOUR)
    customer.meets("first_answer", mood=3.4 if customer.at - begun > 4 * HOUR else 4.3, answers=0.3)
    slow, very_slow = customer.at - begun > 4 * HOUR, customer.at - begun > 16 * HOUR
    if customer.is_lucky(0.1 if slow else 0.04):
        return
    customer.waits(HOUR, 20 * HOUR)
    customer.meets("work")
    paused, mood = _detours(customer, helped=booked)
    _solve(customer, HOUR, (30 if booked else 60 if business else 80) * HOUR)
    if customer.is_lucky(0.05 if booked else 0.15):
        customer.waits(4 * HOUR, 40 * HOUR)
        customer.meets("work")
        _solve(customer, 4 * HOUR, 40 * HOUR)
    customer.success = customer.at - begun - paused <= 3 * DAY and not very_slow
    _confirm(customer, mood=mood - 1.2 * (not customer.success) - 0.3 * slow)


def _detours(customer: Customer, *, helped: bool) -> tuple[timedelta, float]:
    """Return how long the desk's clock stood still, and the mood that is left."""
    if not helped and customer.is_lucky(0.3):
        customer.waits(2 * HOUR, 12 * HOUR)
        customer.meets("Passed on")
        if customer.is_lucky(0.3):
            customer.waits(10 * HOUR, 50 * HOUR)
            customer.meets("New")
        customer.waits(10 * HOUR, 55 * HOUR)
        customer.meets("work")
        return 0 * DAY, 4.0
    if customer.is_lucky(0.22):
        customer.waits(HOUR, 8 * HOUR)
        customer.meets("Asked back")
        asked = customer.at
        customer.waits(5 * HOUR, 60 * HOUR)
        customer.meets("work")
        return customer.at - asked, 4.3
    if customer.is_lucky(0.3):
        customer.waits(HOUR, 10 * HOUR)
        customer.meets("work")
    return 0 * DAY, 4.6


def _solve(customer: Customer, low: timedelta, high: timedelta) -> None:
    customer.waits(low, high)
    customer.meets("Resolved")


def _confirm(customer: Customer, *, mood: float) -> None:
    if customer.is_lucky(0.04):
        return
    customer.waits(2 * HOUR, 30 * HOUR)
    customer.meets("confirmed", mood=mood, answers=0.45)


def onboarding(customer: Customer) -> None:
    """From the contract to a client who works with the product: lost over the import and late kick-offs."""
    customer.meets("signed")
    signed = customer.at
    customer.waits(2 * HOUR, 26 * HOUR)
    customer.meets("welcome")
    if customer.is_lucky(0.05):
        return
    customer.waits(2 * DAY, 13 * DAY)
    customer.meets("kick_off", mood=3.4 if customer.at - signed > 7 * DAY else 4.4)
    late = customer.at - signed > 7 * DAY
    if customer.is_lucky(0.05):
        customer.waits(DAY, 5 * DAY)
        customer.meets("postponed")
        return
    if customer.is_lucky(0.3 if late else 0.05):
        return
    by_us = customer.is_lucky(0.27)
    if not _imports(customer, by_us=by_us, late=late):
        return
    if customer.is_lucky(0.82):
        customer.waits(3 * HOUR, 4 * DAY)
        customer.meets("invite_team", mood=4.2, answers=0.3)
        if customer.is_lucky(0.55):
            customer.waits(DAY, 7 * DAY)
            customer.meets("training", mood=4.3, answers=0.5)
    elif customer.is_lucky(0.5 if late else 0.2):
        return
    if customer.is_lucky(0.04 if by_us else 0.14 if late else 0.08):
        return
    customer.waits(DAY, 8 * DAY)
    customer.meets("first_invoice", mood=4.0)
    customer.at += 30 * DAY
    if not customer.is_lucky(0.04 if by_us else 0.2 if late else 0.06):
        customer.meets("Day 30", mood=4.4 if by_us else 3.9, answers=0.5)


def _imports(customer: Customer, *, by_us: bool, late: bool) -> bool:
    """Say whether the client's data get in: a file that is rejected is sent again, or not."""
    small = customer.segment == "small"
    if by_us:
        customer.waits(DAY, 4 * DAY)
        customer.meets("Imported by us", mood=4.6)
        return True
    customer.waits(4 * HOUR, 6 * DAY)
    customer.meets("import_data", mood=3.6)
    rejected = 0.45 if small else 0.35
    while customer.is_lucky(rejected):
        customer.waits(MINUTE, 20 * MINUTE)
        customer.meets("Import rejected", mood=1.9, answers=0.3)
        if customer.is_lucky(0.48 if late else 0.36):
            return False
        customer.waits(3 * HOUR, 5 * DAY)
        customer.meets("import_data", mood=3.1)
        rejected = 0.3
    return not customer.is_lucky(0.28 if late else 0.1)


@dataclass(frozen=True, slots=True)
class Template:
    """How the log of one template is made."""

    travel: Callable[[Customer], None]
    seed: int
    n_cases: int
    first: str
    last: str
    """The end of the log: what would happen later is not in it."""
    case: str
    prefix: str
    event: str
    segment: str
    segments: tuple[str, str]
    """The first of them has six in ten customers."""
    success: str | None = None
    office: bool = False


TEMPLATES = {
    "shop": Template(
        shop, 1, 290, "2026-03-02 07:00", "2026-04-26 23:00", "order", "O", "event", "device",
        ("mobile", "desktop"),
    ),
    "service": Template(
        service, 1, 230, "2026-02-02 08:00", "2026-03-27 18:00", "ticket", "T", "status", "customer",
        ("private", "business"), success="sla_met", office=True,
    ),
    "onboarding": Template(
        onboarding, 1, 230, "2025-09-01 08:00", "2026-03-31 18:00", "client", "C", "step", "size",
        ("small", "medium"), office=True,
    ),
}  # fmt: skip


def _customers(template: Template) -> Iterator[Customer]:
    random = Random(template.seed)  # noqa: S311 - the same numbers every time are the point
    first, last = datetime.fromisoformat(template.first), datetime.fromisoformat(template.last)
    starts = sorted(first + (last - first) * random.random() for _ in range(template.n_cases))
    for start in starts:
        at = start if template.office else start.replace(hour=7 + int(16 * random.random()))
        customer = Customer(random, at, template.segments[random.random() >= 0.6], template.office)
        template.travel(customer)
        yield customer


def log(template: Template) -> bytes:
    """Invent the log of a template, in order of time as a system would write it."""
    rows = []
    last = datetime.fromisoformat(template.last)
    for number, customer in enumerate(_customers(template), start=1001):
        seen = [event for event in customer.events if event.at <= last]
        is_over = len(seen) == len(customer.events)
        success = {True: "yes", False: "no", None: ""}[customer.success if is_over else None]
        for place, event in enumerate(seen):
            row = [f"{template.prefix}{number}", event.touchpoint, f"{event.at:%Y-%m-%d %H:%M}", customer.segment]
            row.append("" if event.score is None else str(event.score))
            if template.success:
                row.append(success if place == len(seen) - 1 else "")
            rows.append((event.at, number, place, row))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = [template.case, template.event, "at", template.segment, "score"]
    writer.writerow([*header, template.success] if template.success else header)
    writer.writerows(row for *_, row in sorted(rows))
    return out.getvalue().encode()


if __name__ == "__main__":
    for name, template in TEMPLATES.items():
        (FOLDER / name / "events.csv").write_bytes(log(template))
