"""The models of a journey file: how the organisation means customers to travel."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from journeymap import forms
from journeymap.calendar import CURRENT_CALENDAR, WorkingTime
from journeymap.fields import Amount, Count, Day, FileModel, Hours, ScoreScale, Share, Weekdays, one_text
from journeymap.log_columns import LogColumns
from journeymap.model import Model
from journeymap.names import Names, Shares
from journeymap.patience import patience_at
from journeymap.satisfaction import DEFAULT_SCALE
from journeymap.situations import Patience
from journeymap.thresholds import Accepted, Gate
from journeymap.touchpoint import Touchpoint
from journeymap.units import Scale, UnitError, equal_where_unknown

__all__ = ["Calendar", "Journey", "OffPlan", "Segment", "Side", "Value", "Volume"]

Side = Literal["before", "during", "after"]
"""Of the sale."""

_GROUP: Any = {"minItems": 2, "maxItems": 5, "uniqueItems": True}


class Volume(FileModel):
    """How many customers start, in what time: `12000 per month`."""

    spoken = (forms.VOLUME,)

    number: Count
    """How many."""
    period: Annotated[str, forms.suggesting("day", "week", "month", "year")] | None = None
    """In what time."""

    @model_validator(mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(value, Mapping | Volume):
            return value
        number, _, period = one_text(value).partition(" per ")
        return {"number": number, "period": period.strip() or None}

    def shortest(self, keys: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        """Return `12000 per month`, a number, or the keys where the period is no plain word."""
        if self.period is None:
            return keys["number"]
        plain = self.period and self.period == self.period.strip()
        return f"{keys['number']} per {self.period}" if plain else keys

    def part(self, share: float | None) -> "Volume | None":
        """Return the customers of a share, 0 to 1, of these; None where the share is unknown.

        Example:
            >>> Volume(number=9000, period="month").part(0.25)
            Volume(number=2250.0, period='month')
        """
        return None if share is None else self.model_copy(update={"number": self.number * share})


class Value(FileModel):
    """What a customer is worth: who reaches the goal, and who comes back."""

    bare = "sale"

    sale: Amount | None = None
    """Of one who reaches the goal."""
    later: Amount | None = None
    """Of one who comes back."""

    @model_validator(mode="before")
    @classmethod
    def _bare_amount(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | Value) else {"sale": value}


class Calendar(FileModel):
    """When the organisation works: then `2 working days` means something."""

    days: Weekdays = (0, 1, 2, 3, 4)
    """On which days of the week."""
    hours: Hours = (9.0, 17.0)
    """From when to when."""
    holidays: tuple[Day, ...] = ()
    """Days without work."""

    @property
    def working_time(self) -> WorkingTime:
        """The days and hours, without the holidays."""
        return WorkingTime(self.days, self.hours)


class OffPlan(FileModel):
    """A route known to exist though nobody planned it."""

    source: str = Field(alias="from")
    """The touchpoint where customers leave the plan."""
    target: str = Field(alias="to")
    """The touchpoint where they turn up."""
    share: Share
    """Of those who go on from there; planned shares shrink to make room."""


class Segment(FileModel):
    """Customers that share a value, and what is different for them."""

    share: Share | None = None
    """Of all customers."""
    start: Shares = Field(default_factory=dict)
    """Where these customers start, if elsewhere."""
    touchpoints: dict[str, Touchpoint] = Field(default_factory=dict)
    """Only what differs, by touchpoint."""


class Journey(FileModel):
    """The plan: touchpoints, how they follow one another, and what is known of them.

    Example:
        >>> Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}}).goals
        ('b',)
    """

    journey: str
    """A short name without spaces, for programs."""
    extends: str | None = None
    """The file that this one builds on, as seen from its folder; what stands here wins."""
    title: str | None = None
    """The name that people read."""
    audience: str | None = None
    """Whose journey it is."""
    state: Literal["current", "future"] = "current"
    """Whether the journey is as it is now, or as it shall be."""
    start: Shares = Field(default_factory=dict)
    """Where customers come in: shares adding up to 100 %, or names alone; default: what nothing leads to."""
    goal: Names = ()
    """Arriving here counts as success; one touchpoint, or several; default: those that lead nowhere.
    What a goal leads on to is after the sale: it costs the return, not the success."""
    ends: dict[str, Literal["neutral", "lost"]] = Field(default_factory=dict)
    """Other ends of the journey: `neutral` ones leave the shares, `lost` ones count as lost."""
    milestones: Names = ()
    """Touchpoints for which it is shown how many reach them."""
    customers: Volume | None = None
    """How many customers start, in what time."""
    value: Value | None = None
    """What a customer is worth."""
    scale: ScoreScale = DEFAULT_SCALE
    """The scale of scores, where a touchpoint names no other."""
    assessed: Day | None = None
    """When the numbers were last looked at."""
    calendar: Calendar | None = None
    """When the organisation works: then `2 working days` means something."""
    phases: dict[str, Side] = Field(default_factory=dict)
    """The columns of the picture, in order; each is before, during or after the sale."""
    touchpoints: dict[str, Touchpoint] = Field(min_length=1)
    """The meetings of customer and organisation, by id."""
    any_order: tuple[Annotated[tuple[str, ...], Field(json_schema_extra=_GROUP)], ...] = ()
    """Groups of touchpoints that may come in any order, all of each due.

    What leads to one of a group leads to each of it; from the last one it goes on wherever one of them leads.
    """
    off_plan: tuple[OffPlan, ...] = ()
    """Routes known to exist though nobody planned them."""
    segments: dict[str, dict[str, Segment]] = Field(default_factory=dict)
    """Customers who differ, by dimension (such as `age`) and value (such as `seniors`)."""
    log: LogColumns = Field(default_factory=LogColumns)
    """How to read an event log for this journey."""
    model: Model = Field(default_factory=Model)
    """Constants of the friction model, in place of the usual ones."""
    gate: Gate = Field(default_factory=Gate)
    """What must hold for `journeymap gate` to pass."""
    accept: tuple[Accepted, ...] = ()
    """Findings that are known and do not count for a while."""

    @model_validator(mode="wrap")
    @classmethod
    def _with_calendar(cls, value: Any, read: Callable[[Any], "Journey"]) -> "Journey":  # noqa: ANN401 - as above
        """Let durations within the journey know its calendar, wherever in the file that stands."""
        token = CURRENT_CALENDAR.set(_working_time(value))
        try:
            return read(value)
        finally:
            CURRENT_CALENDAR.reset(token)

    @property
    def name(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.journey

    @property
    def planned(self) -> dict[str, Touchpoint]:
        """The touchpoints that exist; the others are only drawn."""
        return {name: point for name, point in self.touchpoints.items() if not point.missing}

    @property
    def starts(self) -> dict[str, float]:
        """Share of customers by the touchpoint where they start, adding up to 1."""
        led_to = {target for point in self.planned.values() for target in point.next}
        led_to |= {detour.target for detour in self.off_plan}
        named = self.start or dict.fromkeys(name for name in self.planned if name not in led_to)
        return equal_where_unknown(named or dict.fromkeys([*self.planned][:1]))

    @property
    def goals(self) -> tuple[str, ...]:
        """The touchpoints that count as the goal; by default those that lead nowhere and are no other end."""
        no_goal = {*self.ends, *(detour.source for detour in self.off_plan)}
        return self.goal or tuple(i for i, p in self.planned.items() if not p.next and i not in no_goal)

    @property
    def final_goals(self) -> tuple[str, ...]:
        """The goals that lead nowhere: what follows them is none of the plan's."""
        return tuple(goal for goal in self.goals if goal not in self.planned or not self.planned[goal].next)

    @property
    def behind_goals(self) -> frozenset[str]:
        """Touchpoints that customers meet only after they have reached a goal: those goals lead on."""
        before = self._met(self.starts, beyond=False)
        return frozenset(self._met(self.goals, beyond=True)) - before - {*self.goals}

    @property
    def reachable(self) -> frozenset[str]:
        """Touchpoints to which some way leads, planned or known."""
        return frozenset(self._met(self.starts, beyond=True))

    def _met(self, names: Iterable[str], *, beyond: bool) -> set[str]:
        """Return what can be met from some touchpoints on, beyond goals or not."""
        ahead, ends = self._ahead(), set[str]() if beyond else {*self.goals}
        met, waiting = set(names), [*names]
        while waiting:
            name = waiting.pop()
            new = ahead.get(name, set()) - met if name not in ends else set()
            waiting += new
            met |= new
        return met

    @property
    def closing(self) -> frozenset[str]:
        """Touchpoints behind goals that lead nowhere and are no other end: there a journey is over, and well."""
        leading = {name for name, point in self.planned.items() if point.next}
        leading |= {name for group in self.any_order if not leading.isdisjoint(group) for name in group}
        leading |= {detour.source for detour in self.off_plan}
        return self.behind_goals - leading - {*self.ends}

    @property
    def allowed(self) -> dict[str, set[str]]:
        """What the plan lets follow each touchpoint: its `next`, and what a group in any order adds.

        A group is entered at any of its members, each of which may lead to any other, or on to where one of them leads.
        """
        allowed = {name: {*point.next} for name, point in self.planned.items()}
        for group in self.any_order:
            members = {name for name in group if name in allowed}
            after = members.union(*(allowed[name] for name in members))
            allowed |= {name: after - ({name} - allowed[name]) for name in members}
            allowed = {name: to if to.isdisjoint(members) else to | (members - {name}) for name, to in allowed.items()}
        return allowed

    def _ahead(self) -> dict[str, set[str]]:
        """Return what may come next, by touchpoint, known ways off the plan included."""
        ahead = self.allowed
        for detour in self.off_plan:
            ahead.setdefault(detour.source, set()).add(detour.target)
        return ahead

    def patience_of(self, touchpoint: str) -> Patience | None:
        """How long customers wait there, as the situation or else the first channel suggests; None if unknown.

        A `patience` of the touchpoint replaces the half-life; `time_critical` and `alternatives` scale it.
        """
        return patience_at(self.touchpoints[touchpoint], self.model)

    def scale_of(self, touchpoint: str) -> Scale:
        """The scale of a touchpoint's scores."""
        satisfaction = self.touchpoints[touchpoint].satisfaction
        return (satisfaction.scale if satisfaction else None) or self.scale

    def for_segment(self, dimension: str, value: str) -> "Journey":
        """Return the journey as it is for the customers of one segment.

        What the segment says of a touchpoint takes the place of what the journey says of it. Starts and goals
        stay those of the journey, even where the segment's ways would make others of them. Of the customers who start
        it has its share: those of all segments add up to everyone's. Where the share is not given, neither are they.

        Raises:
            KeyError: If the journey has no such segment.

        Example:
            >>> plan = {"a": {"clicks": 3, "next": "b"}, "b": {}}
            >>> segments = {"age": {"seniors": {"touchpoints": {"a": {"clicks": 9}}}}}
            >>> content = {"journey": "j", "touchpoints": plan, "segments": segments}
            >>> Journey.model_validate(content).for_segment("age", "seniors").touchpoints["a"].clicks
            9.0
        """
        segment = self.segments[dimension][value]
        own = {
            name: point.changed(change)
            for name, point in self.touchpoints.items()
            if (change := segment.touchpoints.get(name))
        }
        update = {
            "touchpoints": self.touchpoints | own,
            "segments": {},
            "start": segment.start or self.start or dict.fromkeys(self.starts),
            "goal": self.goals,
            "customers": self.customers and self.customers.part(segment.share),
        }
        return self.model_copy(update=update)


def _working_time(value: object) -> WorkingTime | None:
    """Return the calendar of a journey that is still to be read; a faulty one is refused where it stands."""
    if isinstance(value, Journey):
        return value.calendar.working_time if value.calendar else None
    given = value.get("calendar") if isinstance(value, Mapping) else None
    if given is None:
        return None
    try:
        return Calendar.model_validate(given).working_time
    except (ValueError, UnitError):
        return WorkingTime()
