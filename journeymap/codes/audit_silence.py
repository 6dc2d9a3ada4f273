"""A301–A311: what the findings of the silence audit mean."""

from journeymap.codes.code import Code, Example, audited

__all__ = ["AUDIT_SILENCE"]


def _order(*lines: str, top: str = "") -> Example:
    """Make an example of an order with further keys, and its delivery, where one can complain."""
    head = ["journey: lamp", *filter(None, [top]), "touchpoints:", "  order:", "    next: delivery"]
    tail = "  delivery: {feedback: phone, satisfaction: {counts: [9, 12, 30, 70, 90], date: 2026-02-01}}"
    text = "\n".join([*head, *(f"    {line}" for line in lines), tail, ""])
    return audited(text, "--only silence --on 2026-03-01")


AUDIT_SILENCE = (
    Code(
        "A301",
        "finding",
        "how many leave in silence",
        why="Customers who got through and had a bad experience, modelled from the share of bad answers. Where "
        "complaints and visits were counted, those tell how many complained; else half do (`model: "
        "{complaining_share}`; TARP, Goodman 2005). 44 % of the others do not come back "
        "(`bad_experience_loss`), and each tells ten (`people_told`). Where nobody was asked, it is unknown, not none.",
        failing=_order("satisfaction: {counts: [20, 20, 30, 70, 60], date: 2026-02-01}"),
        cure="every audit of silence starts with it",
    ),
    Code(
        "A302",
        "finding",
        "what is forgiven, and what is not",
        why="Of all who would get to the goal however they felt: nothing went badly; something did and they would come "
        "back; something did and they would not. Of those with one bad experience 56 % come back, with two 12 % (PwC "
        "2020; stated intent, so it overstates), over all routes at once. Recovery on the way is not counted.",
        failing=_order("satisfaction: {counts: [20, 20, 30, 70, 60], date: 2026-02-01}"),
        fixed=audited("journey: lamp\ntouchpoints:\n  order: {next: delivery}\n  delivery: {}\n", "--only silence"),
    ),
    Code(
        "A303",
        "finding",
        "customers are lost where they cannot complain",
        why="At least 5 of 100 leave, were seen to or are expected to, and the file names no `feedback` there. Make "
        "complaining painless wherever customers may be unhappy: who cannot complain leaves. It is to mend (▼) where "
        "other touchpoints have a way, and good to know where the file names none at all, for then it may be silent.",
        failing=_order("left: 120 of 400"),
        fixed=_order("left: 120 of 400", "feedback: {channel: form, clicks: 2}"),
    ),
    Code(
        "A304",
        "finding",
        "complaining is not painless",
        why="At least 5 of 100 leave, and to complain takes more than 3 clicks (`model: {painless_clicks}`, an "
        "assumption) or another channel than that of the touchpoint, or the file says of the way nothing at all.",
        failing=_order("left: 120 of 400", "channel: web", "feedback: {channel: letter}"),
        fixed=_order("left: 120 of 400", "channel: web", "feedback: {channel: web, clicks: 2}"),
    ),
    Code(
        "A305",
        "finding",
        "more leave in silence than were seen to leave",
        why="Those seen to walk out are counted; those who got through, were unhappy, said nothing and will not come "
        "back are modelled from the answers. Here the second are as many as the first, or more: a funnel does not show "
        "the loss.",
        failing=_order("left: 4 of 400", "satisfaction: {counts: [60, 50, 30, 30, 30], date: 2026-02-01}"),
        fixed=_order("left: 120 of 400", "satisfaction: {counts: [6, 5, 30, 80, 79], date: 2026-02-01}"),
    ),
    Code(
        "A306",
        "finding",
        "where to ask next",
        why="The touchpoint where not knowing better moves most customers: the share of bad experiences may "
        "lie anywhere in its 95 % interval (Wilson), or anywhere at all where nobody was asked.",
        failing=_order(),
        fixed=audited(
            "journey: lamp\ntouchpoints:\n  order: {satisfaction: {bad: 0%, answers: 400000}, next: delivery}\n"
            "  delivery: {satisfaction: {bad: 0%, answers: 400000}}\n",
            "--only silence",
        ),
    ),
    Code(
        "A307",
        "finding",
        "answers of which none is low",
        why="Of 30 answers or more none lies in the bottom 40 % of the scale. Were only one customer in ten unhappy, "
        "that would be chance once in 24 times: perhaps only the pleased were asked, or low scores were left out.",
        failing=_order("satisfaction: {counts: [0, 0, 10, 20, 30], date: 2026-02-01}"),
        fixed=_order("satisfaction: {counts: [1, 2, 10, 20, 30], date: 2026-02-01}"),
    ),
    Code(
        "A308",
        "finding",
        "a mean without counts",
        why="A mean hides how many are unhappy: 3.0 of 5 may be everybody's 3, or half 1 and half 5. Give the answers "
        "step by step: `satisfaction: {counts: [31, 22, 18, 40, 69]}`.",
        failing=_order("satisfaction: {score: 3.9, answers: 180, date: 2026-02-01}"),
        fixed=_order("satisfaction: {counts: [10, 12, 18, 70, 70], date: 2026-02-01}"),
    ),
    Code(
        "A309",
        "finding",
        "too few answers",
        why="Fewer than 30 answers, or an unknown number, are a hint. 385 tell a share within 5 points of 100.",
        failing=_order("satisfaction: {counts: [1, 0, 2, 5, 4], date: 2026-02-01}"),
        fixed=_order("satisfaction: {counts: [10, 12, 18, 70, 70], date: 2026-02-01}"),
    ),
    Code(
        "A310",
        "finding",
        "stale answers",
        why="On the day of the audit (`--on`) the answers are older than `--stale-after`, 365 days where nothing else "
        "is asked. Expectations rise; ask again. Their day is `date`, that of the log's last event, or `assessed` of "
        "the journey.",
        failing=_order("satisfaction: {counts: [10, 12, 18, 70, 70], date: 2025-02-01}"),
        fixed=_order("satisfaction: {counts: [10, 12, 18, 70, 70], date: 2026-02-01}"),
    ),
    Code(
        "A311",
        "finding",
        "answers without a day",
        why="Other answers have their day; whether these still hold nobody can say. Give `date`, or `assessed` for the "
        "whole journey.",
        failing=_order("satisfaction: {counts: [10, 12, 18, 70, 70]}"),
        fixed=_order("satisfaction: {counts: [10, 12, 18, 70, 70]}", top="assessed: 2026-02-01"),
    ),
)
