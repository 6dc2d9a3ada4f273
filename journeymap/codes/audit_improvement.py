"""A501–A510: what the findings of the improvement audit mean."""

from journeymap.codes.code import Code, Example, audited

__all__ = ["AUDIT_IMPROVEMENT"]

_ON = "--only improvement --on 2026-03-01"


def _plan(**keys: str) -> Example:
    """Make an example of an order with further keys, and its delivery."""
    lines = [f"    {key}: {value}" for key, value in keys.items()]
    head = ["journey: lamp", "touchpoints:", "  order:", "    next: delivery"]
    return audited("\n".join([*head, *lines, "  delivery: {}", ""]), _ON)


AUDIT_IMPROVEMENT = (
    Code(
        "A501",
        "finding",
        "how many targets are met",
        why="Improving means to say what shall be reached, by when, and to look again. A target is one of "
        "`target: {wait, work_time, clicks, satisfaction, left}`; it is overdue where its `due` day has passed on the "
        "day of the audit (`--on`).",
        failing=_plan(clicks="9", target="{clicks: 5}"),
        cure="every audit of improvement starts with it",
    ),
    Code(
        "A502",
        "finding",
        "a target that is overdue",
        why="The day by which it was to be reached has passed. A target of waits counts as reached where 95 % of the "
        "customers (`--reliable`) have it so; one duration, clicks, scores, leaving are held against it as they are.",
        failing=_plan(clicks="9", target="{clicks: 5, due: 2026-02-01}"),
        fixed=_plan(clicks="5", target="{clicks: 5, due: 2026-02-01}"),
    ),
    Code(
        "A503",
        "finding",
        "a target that is not reached yet",
        why="It is not reached, and its day is still to come, or none is set. A target without a day is a wish. With "
        "an earlier measurement (`--baseline`) it is on the way where a straight line through both reaches it by its "
        "day.",
        failing=_plan(clicks="9", target="{clicks: 5, due: 2026-04-01}"),
        fixed=_plan(clicks="4", target="{clicks: 5, due: 2026-04-01}"),
    ),
    Code(
        "A504",
        "finding",
        "a target that nobody measures",
        why="Whether it is reached cannot be known: the measure it names is given neither in the journey file nor by "
        "a log.",
        failing=_plan(target="{clicks: 5}"),
        fixed=_plan(clicks="9", target="{clicks: 5}"),
    ),
    Code(
        "A505",
        "finding",
        "a touchpoint that costs customers without a target",
        why="At the usual target (what was promised, a good score, no more clicks than the budget) at least 1 more of "
        "1000 customers would be kept, and nobody has said what shall be reached here.",
        failing=_plan(clicks="40"),
        fixed=_plan(clicks="40", target="{clicks: 12, due: 2026-04-01}"),
    ),
    Code(
        "A506",
        "finding",
        "a target that is met",
        why="What was aimed at is reached: aim higher, or turn to something else.",
        failing=_plan(clicks="4", target="{clicks: 5}"),
        fixed=_plan(clicks="9", target="{clicks: 5}"),
    ),
    Code(
        "A507",
        "finding",
        "a quick win",
        why="It gains at least as many customers per cost as all with a known `fix_cost` do together. The gain is "
        "modelled, for this touchpoint alone at its target.",
        failing=_plan(clicks="40", fix_cost="2"),
        fixed=_plan(clicks="4", fix_cost="2"),
    ),
    Code(
        "A508",
        "finding",
        "a known cause that nothing prevents",
        why="A reason is not an excuse: where the cause is known, the next question is what will keep it from "
        "happening again (`prevention`).",
        failing=_plan(cause="stock is counted once a week"),
        fixed=_plan(cause="stock is counted once a week", prevention="counted every night from May"),
    ),
    Code(
        "A509",
        "finding",
        "people who are not ready to serve",
        why="Everyone who meets customers needs training and material that can be used. It is asked where the channel "
        "or the situation says that people serve (phone, chat, shop, branch, desk …) and `staff_ready` is `no`.",
        failing=_plan(channel="phone", staff_ready="no"),
        fixed=_plan(channel="phone", staff_ready="yes"),
    ),
    Code(
        "A510",
        "finding",
        "an opportunity",
        why="Somebody saw what could be made of this touchpoint and wrote it down (`opportunity`).",
        failing=_plan(opportunity="offer to wrap it as a gift"),
        fixed=_plan(),
    ),
)
