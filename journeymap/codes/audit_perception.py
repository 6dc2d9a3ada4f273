"""A201–A210: what the findings of the perception audit mean."""

from journeymap.codes.code import Code, Example, audited

__all__ = ["AUDIT_PERCEPTION"]


def _order(*lines: str) -> Example:
    """Make an example of an order with further keys, and its delivery."""
    head = ["journey: lamp", "touchpoints:", "  order:", "    next: delivery"]
    return audited("\n".join([*head, *(f"    {line}" for line in lines), "  delivery: {}", ""]), "--only perception")


def _digital(company: float) -> Example:
    """Make an example of two touchpoints of one pillar, which the company rates alike."""
    lines = [
        f"  {name}: {{pillar: digital, satisfaction: {{score: 2.6, answers: 90}}, ratings: {{company: {company}}}{to}}}"
        for name, to in (("order", ", next: payment"), ("payment", ""))
    ]
    return audited("\n".join(["journey: lamp", "touchpoints:", *lines, ""]), "--only perception")


AUDIT_PERCEPTION = (
    Code(
        "A201",
        "finding",
        "how good the company holds itself for",
        why="Of companies 80 % believed that their customers' experience was superior; of their customers 8 % did "
        "(Allen et al., Bain & Company 2005). Good is a score of 4 of 5 or the same share of another scale "
        "(`model: {good_score_share}`). Satisfied are the top 40 % of the scale's steps, where answers were counted. "
        "Points are of 100 of the scale; the interval is that of the mean gap, each touchpoint weighing alike.",
        failing=_order("satisfaction: {score: 2.6, answers: 180}", "ratings: {company: 4.6}"),
        cure="every audit of perception starts with it",
    ),
    Code(
        "A202",
        "finding",
        "the company rates a touchpoint better than its customers",
        why="The whole interval of the gap lies above zero, and the gap is at least 10 points of 100. Where answers "
        "were counted, the interval is Student's; of a mean alone the spread is taken as wide as it can be. Intervals "
        "are wider for the choice among touchpoints (Bonferroni).",
        failing=_order("satisfaction: {score: 2.6, answers: 180}", "ratings: {company: 4.6}"),
        fixed=_order("satisfaction: {score: 2.6, answers: 180}", "ratings: {company: 2.7}"),
    ),
    Code(
        "A203",
        "finding",
        "customers rate a touchpoint better than the company",
        why="It serves customers better than the company believes: tell them, and do not spend on it first.",
        failing=_order("satisfaction: {score: 4.6, answers: 180}", "ratings: {company: 3}"),
        fixed=_order("satisfaction: {score: 4.6, answers: 180}", "ratings: {company: 4.5}"),
    ),
    Code(
        "A204",
        "finding",
        "less than customers expected",
        why="Disappointment is the distance to what was expected, not to a perfect score. `expected` was asked in the "
        "same survey, so it rests on as many answers. The gap is beyond chance and at least 10 points of 100.",
        failing=_order("satisfaction: {score: 3, answers: 180}", "ratings: {expected: 4.2}"),
        fixed=_order("satisfaction: {score: 4.1, answers: 180}", "ratings: {expected: 4.2}"),
    ),
    Code(
        "A205",
        "finding",
        "more than customers expected",
        why="Customers got more than they had hoped for. Expectations rise: ask again.",
        failing=_order("satisfaction: {score: 4.2, answers: 180}", "ratings: {expected: 3}"),
        fixed=_order("satisfaction: {score: 3.1, answers: 180}", "ratings: {expected: 3}"),
    ),
    Code(
        "A206",
        "finding",
        "below the benchmark",
        why="Others reach a better score, beyond chance and by at least 10 points of 100. Expectations are set by the "
        "best, in any industry.",
        failing=_order("satisfaction: {score: 3, answers: 180}", "benchmark: {score: 4.1, source: trade press}"),
        fixed=_order("satisfaction: {score: 4, answers: 180}", "benchmark: {score: 4.1, source: trade press}"),
    ),
    Code(
        "A207",
        "finding",
        "above the benchmark",
        why="Customers rate it better than others are rated, beyond chance and by at least 10 points of 100.",
        failing=_order("satisfaction: {score: 4.6, answers: 180}", "benchmark: {score: 4, source: trade press}"),
        fixed=_order("satisfaction: {score: 4.1, answers: 180}", "benchmark: {score: 4, source: trade press}"),
    ),
    Code(
        "A208",
        "finding",
        "rated by everyone but the customers",
        why="What the company believes of a touchpoint where no customer was asked cannot be wrong, and so is worth "
        "nothing.",
        failing=_order("ratings: {company: 4.6}"),
        fixed=_order("satisfaction: {score: 4.4, answers: 180}", "ratings: {company: 4.6}"),
    ),
    Code(
        "A209",
        "finding",
        "leaders and staff do not see the same",
        why="Over the touchpoints that both rated, leaders and those who work there are at least 10 points of 100 "
        "apart. Staff see what happens; where `answers` are given for both, the gap is tested.",
        failing=_order("ratings: {leadership: 4.8, staff: 3}"),
        fixed=_order("ratings: {leadership: 3.1, staff: 3}"),
    ),
    Code(
        "A210",
        "finding",
        "a pillar in which the company is too sure of itself",
        why="Over the touchpoints of one of the ten pillars that company and customers both rated, two or more, the "
        "company is higher beyond chance and by at least 10 points of 100. Intervals are wider for the choice among "
        "pillars.",
        failing=_digital(4.6),
        fixed=_digital(2.7),
    ),
)
