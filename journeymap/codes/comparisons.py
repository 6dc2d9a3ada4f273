"""L240–L244: what keeps two sides from being compared."""

from journeymap.codes.code import Code, Example, checked, reported

__all__ = ["COMPARISONS"]

_PLAN = """
    journey: lamp
    touchpoints:
      order: {satisfaction: 4.1, next: delivery}
      delivery: {satisfaction: 4.4}
    segments:
      age: {seniors: {share: 20%}, adults: {share: 80%}}
"""
_LOGGED = dict(reported(_PLAN, {"order delivery": 60, "order": 20}).files)
_COUNTED = {"m.json": '{"measurement": 2}\n'}

COMPARISONS = (
    Code(
        "L240",
        "error",
        "one side of a comparison alone",
        why="A comparison has two sides: two plans, two measurements, or one log that is split by date or by segment.",
        failing=Example("compare journey.yaml", _LOGGED),
        fixed=Example("compare journey.yaml events.csv --before 2026-07-01", _LOGGED),
    ),
    Code(
        "L241",
        "error",
        "a measurement split by date",
        why="A measurement has counts and no days: which cases began before is known to the log alone. Two "
        "measurements of two times can be compared.",
        failing=Example("compare journey.yaml --measurement m.json --before 2026-07-01", _LOGGED | _COUNTED),
        fixed=Example("compare journey.yaml events.csv --before 2026-07-01", _LOGGED),
    ),
    Code(
        "L242",
        "error",
        "a measurement compared with a journey file",
        why="A journey file says what is meant, a measurement what was counted: their difference is no change. "
        "`conformance` holds the two against each other.",
        failing=Example("compare journey.yaml m.json", _LOGGED | _COUNTED),
        fixed=Example("compare journey.yaml events.csv --before 2026-07-01", _LOGGED),
    ),
    Code(
        "L243",
        "error",
        "a split that does not name two segments",
        why="Customers of one value are compared with those of another: both must be there, and be two.",
        failing=Example("compare journey.yaml --split age=senior,adults", checked(_PLAN).files),
        fixed=Example("compare journey.yaml --split age=seniors,adults", checked(_PLAN).files),
    ),
    Code(
        "L244",
        "error",
        "measurements without their plan",
        why="What was counted says nothing of goals, promises and patience: these stand in the journey file.",
        failing=Example("compare m.json m.json", _COUNTED),
        cure="name the journey file: `journeymap compare may.json june.json --journey journey.yaml`",
    ),
)
