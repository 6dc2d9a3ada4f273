"""What a journey must hold to pass its gate, and the findings that are accepted for a while."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from journeymap.fields import AtLeast, AtMost, AtMostCount, AtMostWait, Day, FileModel, PositiveShare

__all__ = ["Accepted", "Gate", "NewRoutes", "TouchpointGate"]


class NewRoutes(FileModel):
    """How many off-plan routes there may be that the baseline did not have."""

    bare = "at_most"

    at_most: AtMostCount
    """So many, and no more."""
    share: PositiveShare | None = None
    """A route counts from this share of those who reach the point where it leaves the plan; default: from 30 cases."""

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, Mapping | NewRoutes) else {"at_most": value}


class TouchpointGate(FileModel):
    """Thresholds of one touchpoint."""

    left: AtMost | None = None
    """Share of those who reach it that may leave here, as observed."""
    wait: AtMostWait | None = None
    """The wait that nearly all customers (95 %, or what `--reliable` says) must have at most."""


class Gate(FileModel):
    """What must hold for `journeymap gate` to pass; more is better where it says at least, worse where at most."""

    completion: AtLeast | None = None
    """At least this share of the customers must reach a goal."""
    kept: AtLeast | None = None
    """At least this share of the customers must reach a goal and would come back, by the model."""
    success: AtLeast | None = None
    """At least this share of the cases whose success is known must succeed."""
    follow_plan: AtLeast | None = None
    """At least this share of the cases that are over must follow the plan."""
    promises_kept: AtLeast | None = None
    """Every promise must be kept to at least this share of the customers."""
    worst: AtMost | None = None
    """At no touchpoint may more than this share of the customers leave."""
    findings: AtMostCount | None = None
    """So many findings of the report and the audits that cost customers may stand, without those accepted."""
    new_off_plan_routes: NewRoutes | None = None
    """So many off-plan routes may have come up since the baseline."""
    touchpoints: dict[str, TouchpointGate] = Field(default_factory=dict)
    """Thresholds of single touchpoints."""
    undecided: Literal["pass", "fail"] = "pass"
    """What a threshold counts as where there are too few cases to say."""


class Accepted(FileModel):
    """A finding that is known and does not count for a while."""

    code: str
    """Its code, such as `F110` or `G104`."""
    touchpoint: str | None = None
    """Where it is found; without it, wherever it is found."""
    reason: str
    """Why it is accepted."""
    owner: str
    """Who answers for that."""
    until: Day
    """The last day on which it is accepted."""
