"""J199 and G101–G121: what the gate says."""

from journeymap.codes.code import Code, Example, reported

__all__ = ["GATE_FINDINGS"]


def _gated(threshold: str, order: str = "left: 30 of 100", *, accept: str = "") -> Example:
    """Make an example of an order and its delivery, and what must hold for them."""
    lines = ["journey: lamp", "touchpoints:", f"  order: {{{order}, next: delivery}}", "  delivery: {}"]
    lines += [f"gate: {{{threshold}}}"] if threshold else []
    lines += [f"accept: [{{{accept}}}]"] if accept else []
    return Example("gate journey.yaml --on 2026-03-01", {"journey.yaml": "\n".join([*lines, ""])})


def _logged(threshold: str, *, planned: int, called: int) -> Example:
    """Make an example of a log in which some call between order and delivery."""
    plan = f"journey: lamp\ntouchpoints:\n  order: {{next: delivery}}\n  delivery: {{}}\ngate: {{{threshold}}}\n"
    files = reported(plan, {"order delivery": planned, "order call delivery": called}).files
    return Example("gate journey.yaml events.csv", files)


_ACCEPTED = "code: G106, reason: a new form is under way, owner: Shop, until: "
_UNJUDGED = "A threshold of which nothing is known fails: a gate that is open because nobody looked is no gate."
_BASELINE = (
    "As `compare` tells it: beyond chance, the outcome by itself and all other figures corrected together (Holm), so "
    "that in 19 of 20 pipelines nothing is called worse where nothing is."
)

GATE_FINDINGS = (
    Code(
        "J199",
        "error",
        "a gate without thresholds",
        why="Nothing says what must hold, so the gate could only pass, and would look as if all were well.",
        failing=_gated("", "satisfaction: 4.1"),
        fixed=_gated("worst: <= 50 in 100", "satisfaction: 4.1"),
    ),
    Code(
        "G101",
        "finding",
        "too few reach the goal",
        why="With a log, of the cases that are over and did not end where nothing is won or lost: failed where the "
        "whole 95 % interval lies below the limit. Without one the share is modelled and judged by its value.",
        failing=_gated("completion: 80%"),
        fixed=_gated("completion: 50%"),
    ),
    Code(
        "G102",
        "finding",
        "too few are kept",
        why="Who reaches the goal and would come back is modelled, with a log too: it has no interval and is judged by "
        "its value.",
        failing=_gated("kept: 80%"),
        fixed=_gated("kept: 50%"),
    ),
    Code(
        "G103",
        "finding",
        "too few succeed",
        why=f"Of the cases of which the log says whether they succeeded (`log: {{success: COLUMN}}`). {_UNJUDGED}",
        failing=_gated("success: 60%"),
        cure="name a log that says which cases succeeded, or take the threshold out",
    ),
    Code(
        "G104",
        "finding",
        "too few follow the plan",
        why="Of the cases that are over: failed where the whole 95 % interval lies below the limit. Where the interval "
        "lies on both sides there are too few cases to say, and `undecided` says what that counts as.",
        failing=_logged("follow_plan: 70%", planned=60, called=60),
        fixed=_logged("follow_plan: 70%", planned=60, called=5),
    ),
    Code(
        "G105",
        "finding",
        "a promise kept to too few",
        why="Every promise is judged by itself, by the share of customers to whom it is kept. One that is known as a "
        "single duration, by clicks or by a score, is kept to all or to none.",
        failing=_gated("promises_kept: 95%", "clicks: 9, promise: {clicks: 5}"),
        fixed=_gated("promises_kept: 95%", "clicks: 5, promise: {clicks: 5}"),
    ),
    Code(
        "G106",
        "finding",
        "a touchpoint where too many leave",
        why="Every touchpoint is judged: by who was seen to leave where that was counted, with an interval that is as "
        "much wider as there are touchpoints (Bonferroni), else by the model's value.",
        failing=_gated("worst: <= 10 in 100"),
        fixed=_gated("worst: <= 50 in 100"),
    ),
    Code(
        "G107",
        "finding",
        "too many leave at a touchpoint",
        why=f"Of those who were seen to get there. {_UNJUDGED}",
        failing=_gated("touchpoints: {order: {left: 10%}}"),
        fixed=_gated("touchpoints: {order: {left: 50%}}"),
    ),
    Code(
        "G108",
        "finding",
        "customers wait too long at a touchpoint",
        why="As with promises and targets, 95 % of the customers (`--reliable`) must wait no longer. A wait that is "
        "known as one duration is judged by that.",
        failing=_gated("touchpoints: {order: {wait: 2 s}}", "wait: 5 s"),
        fixed=_gated("touchpoints: {order: {wait: 5 s}}", "wait: 5 s"),
    ),
    Code(
        "G109",
        "finding",
        "too many findings that cost customers",
        why="Findings of the report and of all audits that are marked ▼, but those that are accepted. They follow with "
        "their own codes.",
        failing=_gated("findings: 0", "clicks: 9, promise: {clicks: 5}"),
        fixed=_gated("findings: 9", "clicks: 9, promise: {clicks: 5}"),
    ),
    Code(
        "G110",
        "finding",
        "new ways off plan",
        why="At the baseline nobody took this way off the plan, and now at least 30 cases do, or the share that "
        "`new_off_plan_routes: {at_most: 0, share: 2%}` says. It is new where that cannot be chance (Newcombe, Holm).",
        failing=_gated("new_off_plan_routes: 0"),
        cure="name a log and a `--baseline`; then mend what sends customers there, plan for it, or accept it",
    ),
    Code(
        "G111",
        "finding",
        "the journey is worse than at the baseline",
        why=f"Fewer reach the goal, succeed or follow the plan than then, or do so in one segment. {_BASELINE}",
        cure="see what changed since; accept it if it was meant, or measure a new baseline",
    ),
    Code(
        "G112",
        "finding",
        "a touchpoint is worse than at the baseline",
        why=f"More leave there, customers wait longer, are less satisfied, or a promise is kept to fewer. {_BASELINE}",
        cure="see what changed there since; accept it if it was meant, or measure a new baseline",
    ),
    Code(
        "G113",
        "finding",
        "a way off plan is worse than at the baseline",
        why=f"More take a way that does harm, fewer one that serves, or those who take it do worse. {_BASELINE}",
        cure="see what sends customers there; accept it if it was meant, or measure a new baseline",
    ),
    Code(
        "G120",
        "finding",
        "an acceptance that has expired",
        why="A finding was accepted until a day that has passed. It counts again.",
        failing=_gated("worst: <= 10 in 100", accept=f"{_ACCEPTED}2026-02-01"),
        fixed=_gated("worst: <= 10 in 100", accept=f"{_ACCEPTED}2026-04-01"),
    ),
    Code(
        "G121",
        "finding",
        "an acceptance of nothing",
        why="What was accepted is not found any more, or not there. Left in the file, it would hide its return.",
        failing=_gated("worst: <= 50 in 100", accept=f"{_ACCEPTED}2026-04-01"),
        fixed=_gated("worst: <= 10 in 100", accept=f"{_ACCEPTED}2026-04-01"),
    ),
)
