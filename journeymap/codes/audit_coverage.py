"""A401–A414: what the findings of the coverage audit mean."""

from journeymap.codes.code import Code, Example, audited

__all__ = ["AUDIT_COVERAGE"]


def _journey(*touchpoints: str, top: str = "") -> Example:
    """Make an example of touchpoints, one a line."""
    lines = ["journey: lamp", *filter(None, [top]), "touchpoints:", *(f"  {line}" for line in touchpoints), ""]
    return audited("\n".join(lines), "--only coverage")


def _logged(*touchpoints: str) -> Example:
    """Make an example of touchpoints and a log of one case, an order and its delivery."""
    files = {**_journey(*touchpoints).files, "events.csv": _EVENTS}
    return Example("audit journey.yaml events.csv --only coverage", files)


_EVENTS = "case,event,at\n1,order,2026-02-01\n1,delivery,2026-02-02\n"
_DELIVERY = "delivery: {owner: Logistics, department: Operations, clicks: 2, wait: 2 days, satisfaction: 4}"
_PHASES = "phases: {buy: before, use: after}"

AUDIT_COVERAGE = (
    Code(
        "A401",
        "finding",
        "how much the map covers, and how much is known",
        why="How many touchpoints stand before, during and after the sale, and how much of the data plan is known: "
        "wait, clicks, satisfaction, volume, owner and promise of every touchpoint.",
        failing=_journey("order: {next: delivery}", _DELIVERY),
        cure="every audit of coverage starts with it",
    ),
    Code(
        "A402",
        "finding",
        "the map stops at the sale",
        why="Fewer than one touchpoint in ten comes after the sale, by its `phase`. Customers go on: they use, they "
        "need help, they come back, they tell others.",
        failing=_journey("order: {phase: buy, next: delivery}", "delivery: {phase: buy}", top=_PHASES),
        fixed=_journey("order: {phase: buy, next: delivery}", "delivery: {phase: use}", top=_PHASES),
    ),
    Code(
        "A403",
        "finding",
        "stages after the sale without a touchpoint",
        why="After the sale come retention, loyalty, recommendation, word of mouth and advocacy (`stage`). Said only "
        "where the file names the stage of some touchpoint: else it is unknown.",
        failing=_journey("order: {next: delivery}", "delivery: {stage: retention}"),
        fixed=_journey(
            "a: {stage: retention, next: b}",
            "b: {stage: loyalty, next: c}",
            "c: {stage: recommendation, next: d}",
            "d: {stage: word_of_mouth, next: e}",
            "e: {stage: advocacy}",
        ),
    ),
    Code(
        "A404",
        "finding",
        "pillars without a touchpoint",
        why="Ten pillars carry the experience of customers (`pillar`); of those without a touchpoint the map does not "
        "tell. Said only where the file names the pillar of some touchpoint: else it is unknown.",
        failing=_journey("order: {pillar: digital, next: delivery}", "delivery: {pillar: service}"),
        fixed=_journey(
            "order: {pillar: [advertising, content, digital, in_person, communication], next: delivery}",
            "delivery: {pillar: [representatives, products, service, friction, reputation]}",
        ),
    ),
    Code(
        "A405",
        "finding",
        "areas without a touchpoint",
        why="Sales, product, brand, marketing and service make the experience together (`area`). Said only where the "
        "file names the area of some touchpoint: else it is unknown.",
        failing=_journey("order: {area: sales, next: delivery}", "delivery: {area: service}"),
        fixed=_journey(
            "a: {area: sales, next: b}",
            "b: {area: product, next: c}",
            "c: {area: brand, next: d}",
            "d: {area: marketing, next: e}",
            "e: {area: service}",
        ),
    ),
    Code(
        "A406",
        "finding",
        "what the file does not say of any touchpoint",
        why="A dimension that is not named anywhere is unknown, not empty: nothing is claimed of it.",
        failing=_journey("order: {next: delivery}", "delivery: {}"),
        fixed=_journey(
            "order: {phase: buy, stage: loyalty, pillar: digital, area: sales, channel: web, department: Shop}",
            top=_PHASES,
        ),
    ),
    Code(
        "A407",
        "finding",
        "the department that costs most customers",
        why="The customers of 1000 who start whom the touchpoints of one `department` lose, against all that planned "
        "touchpoints lose. It is where they are lost, not whose fault it is: a promise made elsewhere may be why.",
        failing=_journey("order: {clicks: 40, department: Shop, next: delivery}", _DELIVERY),
        fixed=_journey("order: {clicks: 40, department: Operations, next: delivery}", _DELIVERY),
    ),
    Code(
        "A408",
        "finding",
        "one company that feels like several",
        why="Between departments the mean scores, as shares of their scales with answers weighing alike, are a fifth "
        "of the scale apart or more. Customers see one company.",
        failing=_journey(
            "order: {satisfaction: {score: 4.6, answers: 90}, department: Shop, next: delivery}",
            "delivery: {satisfaction: {score: 2.6, answers: 90}, department: Operations}",
        ),
        fixed=_journey(
            "order: {satisfaction: {score: 4.3, answers: 90}, department: Shop, next: delivery}",
            "delivery: {satisfaction: {score: 4.2, answers: 90}, department: Operations}",
        ),
    ),
    Code(
        "A409",
        "finding",
        "how often customers are passed on",
        why="A hand-off is a step from a touchpoint of one department to one of another, counted as often as customers "
        "take it. At each something may get lost: ask who tells the next one what the customer has said already.",
        failing=_journey("order: {department: Shop, next: delivery}", _DELIVERY),
        fixed=_journey("order: {department: Operations, next: delivery}", _DELIVERY),
    ),
    Code(
        "A410",
        "finding",
        "a touchpoint that should exist, and does not",
        why="Customers expect it and do not find it, such as a notice that a subscription ends. `missing: yes` draws "
        "it dashed and leaves it out of all sums.",
        failing=_journey("order: {next: delivery}", "delivery: {}", "reminder: {missing: yes}"),
        fixed=_journey("order: {next: delivery}", "delivery: {next: reminder}", "reminder: {}"),
    ),
    Code(
        "A411",
        "finding",
        "a moment of truth where no customer was asked",
        why="Customers make up their minds here (`moment_of_truth`), and nobody knows how it felt.",
        failing=_journey("order: {moment_of_truth: yes, next: delivery}", "delivery: {}"),
        fixed=_journey("order: {moment_of_truth: yes, satisfaction: 4.1, next: delivery}", "delivery: {}"),
    ),
    Code(
        "A412",
        "finding",
        "a planned touchpoint that nobody met",
        why="The log has not one case that met it: the plan is wrong, the touchpoint does not exist, or the log does "
        "not see it (`log: {names}`).",
        failing=_logged("order: {next: call}", "call: {optional: yes, next: delivery}", "delivery: {}"),
        fixed=_logged("order: {next: delivery}", "delivery: {}"),
    ),
    Code(
        "A413",
        "finding",
        "touchpoints that nobody looks after",
        why="No owner, nothing measured or described, nothing promised or aimed at: experience makes itself there, "
        "whether it is managed or not.",
        failing=_journey("order: {owner: Shop, next: delivery}", "delivery: {}"),
        fixed=_journey("order: {owner: Shop, next: delivery}", _DELIVERY),
    ),
    Code(
        "A414",
        "finding",
        "touchpoints of which less than half is known",
        why="Of wait, clicks, satisfaction, volume, owner and promise at most two are known. Every owner is told once, "
        "of all such touchpoints.",
        failing=_journey("order: {owner: Shop, next: delivery}", _DELIVERY),
        fixed=_journey("order: {owner: Shop, clicks: 3, satisfaction: 4, next: delivery}", _DELIVERY),
    ),
)
