"""L240–L244, C101–C120: what keeps two sides from being compared, and what the findings of `compare` mean."""

from collections.abc import Mapping

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
_BY_CALL = "order call delivery"
_COUNTED = {"m.json": '{"measurement": 2}\n'}


def _split(before: Mapping[str, int], after: Mapping[str, int], *, lost_after: str = "1 day") -> Example:
    """Make an example of a log that is split by date, from the number of cases by their touchpoints."""
    rows = [
        f"{month}-{number},{point},2026-{month:02}-{1 + step:02}"
        for month, cases in ((1, before), (2, after))
        for number, path in enumerate(path for path, n in cases.items() for _ in range(n))
        for step, point in enumerate(path.split())
    ]
    files = {"journey.yaml": _LOGGED["journey.yaml"], "events.csv": "\n".join(["case,event,at", *rows, ""])}
    words = f"compare journey.yaml events.csv --before 2026-02-01 --lost-after '{lost_after}' --log-end 2026-02-05"
    return Example(words, files)


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
    Code(
        "C101",
        "finding",
        "how the outcome changed",
        why="Success where the log knows it, else completion: before, after, the difference with its 95 % interval, "
        "and where most of it came from. It is the question asked first and is judged by itself at 5 %. Two plans "
        "without logs are compared by the model, and no change is claimed.",
        failing=_split({"order delivery": 60, "order": 20}, {"order delivery": 90, "order": 5}),
        fixed=_split({"order delivery": 60, "order": 20}, {"order delivery": 60, "order": 20}),
        cure="it is first wherever anything differs at all",
    ),
    Code(
        "C110",
        "finding",
        "something got worse beyond chance",
        why="Its own 95 % interval leaves out no change, and it holds though many figures are compared (Holm's "
        "correction at 5 % over all rows but the outcome). Fewer than 30 on one side are too few to tell.",
        failing=_split({"order delivery": 90, "order": 5}, {"order delivery": 60, "order": 40}),
        fixed=_split({"order delivery": 90, "order": 5}, {"order delivery": 90, "order": 7}),
    ),
    Code(
        "C111",
        "finding",
        "something got better beyond chance",
        why="Its own 95 % interval leaves out no change, and it holds though many figures are compared (Holm's "
        "correction at 5 % over all rows but the outcome). What came first need not have caused it.",
        failing=_split({"order delivery": 60, "order": 40}, {"order delivery": 90, "order": 5}),
        fixed=_split({"order delivery": 90, "order": 7}, {"order delivery": 90, "order": 5}),
    ),
    Code(
        "C112",
        "finding",
        "more or fewer go one way than before",
        why="Customers go on elsewhere than they did, beyond chance. That is neither better nor worse by itself: the "
        "outcome and the touchpoints say what came of it.",
        failing=_split(
            {"order delivery": 90, "order call delivery": 5}, {"order delivery": 60, "order call delivery": 40}
        ),
        fixed=_split(
            {"order delivery": 90, "order call delivery": 5}, {"order delivery": 90, "order call delivery": 6}
        ),
    ),
    Code(
        "C120",
        "finding",
        "cases under way blur the comparison",
        why="They may end either way, so they are in no share of the outcome. Of cases that began lately, those that "
        "are over were the quick ones.",
        failing=_split({"order delivery": 90, "order": 5}, {"order delivery": 60, "order": 40}, lost_after="30 days"),
        fixed=_split({"order delivery": 90, "order": 5}, {"order delivery": 60, "order": 40}),
    ),
)
