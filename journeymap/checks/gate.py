"""What the gate asks for must be there, and what is accepted must be a finding."""

import re
from collections.abc import Iterator

from journeymap.checks.problem import Problem, unknown_ids
from journeymap.journey import Journey

__all__ = ["gate"]

_OF_A_FINDING = re.compile("[AFG][0-9]{3}")


def gate(journey: Journey) -> Iterator[Problem]:
    """Find thresholds of touchpoints that do not exist, and acceptances that cannot be meant."""
    yield from unknown_ids(("gate", "touchpoints"), journey.gate.touchpoints, journey.touchpoints)
    seen = set[tuple[str, str | None]]()
    for place, each in enumerate(journey.accept):
        if not _OF_A_FINDING.fullmatch(each.code):
            said = f"`{each.code}` is no code of a finding"
            cure = "write a code such as `F110`: `journeymap explain` lists them"
            yield Problem(("accept", place, "code"), "J197", said, cure)
        if (each.code, each.touchpoint) in seen:
            where = f" at `{each.touchpoint}`" if each.touchpoint else ""
            cure = "keep the one whose reason and day hold"
            yield Problem(("accept", place), "J198", f"`{each.code}`{where} is accepted twice", cure)
        seen.add((each.code, each.touchpoint))
