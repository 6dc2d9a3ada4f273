"""J196–J198: thresholds and acceptances of a journey file that cannot be meant."""

from journeymap.codes.code import Code, Example, checked

__all__ = ["GATES"]


def _lamp(*lines: str) -> Example:
    """Make an example of an order and its delivery, with further keys of the journey."""
    sound = ["journey: lamp", "touchpoints:", "  order: {satisfaction: 4.1, next: delivery}", "  delivery: {}"]
    return checked("\n".join([*sound, *lines, ""]))


_ACCEPTED = "reason: a new form is under way, owner: Shop, until: 2027-01-31"

GATES = (
    Code(
        "J196",
        "error",
        "a threshold that limits the good side",
        why="Of completion, success and kept promises more is better, of leaving, waits and findings less. A limit on "
        "the other side would close the gate when all goes well, and keep it open when it does not.",
        failing=_lamp("gate:", '  completion: "<= 40%"'),
        fixed=_lamp("gate:", '  completion: ">= 40%"'),
    ),
    Code(
        "J197",
        "error",
        "an acceptance of what is no finding",
        why="What is accepted is a finding of the report (F…), of an audit (A…) or of the gate (G…), by its code.",
        failing=_lamp("accept:", f"  - {{code: slow, {_ACCEPTED}}}"),
        fixed=_lamp("accept:", f"  - {{code: F110, {_ACCEPTED}}}"),
    ),
    Code(
        "J198",
        "error",
        "accepted twice",
        why="Two acceptances of one finding may give two reasons and two days, and nobody could say which holds.",
        failing=_lamp("accept:", f"  - {{code: F110, {_ACCEPTED}}}", f"  - {{code: F110, {_ACCEPTED}}}"),
        fixed=_lamp("accept:", f"  - {{code: F110, {_ACCEPTED}}}"),
    ),
)
