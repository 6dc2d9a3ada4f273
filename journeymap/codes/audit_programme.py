"""A601–A641: what is found in a programme."""

from journeymap.codes.code import Code, Example, together

__all__ = ["AUDIT_PROGRAMME"]

_LAMP = """
    journey: lamp
    title: Buying a lamp
    phases: {choose: before, use: after}
    touchpoints:
      order: {phase: choose, clicks: 40, owner: Web, pillar: digital, next: support}
      support: {phase: use, wait: 5 min, channel: phone, owner: Service, pillar: service}
"""
_SHOPPERS = "{rank: 1, owner: Ada, process: weekly review, measure: CSAT, journeys: [lamp.yaml]}"
_STAFF = """
    journey: staff
    touchpoints:
      training: {wait: 10 days, patience: 20 days, next: desk}
      desk: {satisfaction: 2.8}
"""


def _audience(keys: str) -> Example:
    """Make an example of one audience more."""
    lines = ["programme: Shop", "audiences:", f"  shoppers: {_SHOPPERS}", f"  fans: {keys}", ""]
    return together("\n".join(lines), lamp=_LAMP)


def _pillars(keys: str, *, lamp: str = _LAMP) -> Example:
    """Make an example of what a programme says of its pillars."""
    lines = ["programme: Shop", f"audiences: {{shoppers: {_SHOPPERS}}}", "pillars:", f"  {keys}", ""]
    return together("\n".join(lines), lamp=lamp)


def _all_ten(score: int) -> str:
    names = "advertising content digital in_person communication representatives products service friction reputation"
    return f"{{{', '.join(f'{name}: {score}' for name in names.split())}}}"


_SOUND = _pillars("ratings: {staff: {service: 4, digital: 3}}")
_AGREED = "ranking: {company: [service, digital], customers: {order: [service, digital], answers: 320}}"

AUDIT_PROGRAMME = (
    Code(
        "A601",
        "finding",
        "an important audience that nobody looks after",
        why="No process, no map and no plan for people on whom much depends is an operational liability. Important "
        "are the first three audiences, or the top third.",
        failing=_audience("{rank: 2, owner: Ben}"),
        fixed=_audience("{rank: 2, owner: Ben, process: monthly call, measure: replies, journeys: [lamp.yaml]}"),
    ),
    Code(
        "A602",
        "finding",
        "an audience of which something is not settled",
        why="Less depends on this audience, or nobody has said how much. What is lacking can wait, but not for ever.",
        failing=_audience("{owner: Ben}"),
        fixed=_audience("{owner: Ben, process: monthly call, measure: replies, journeys: [lamp.yaml]}"),
    ),
    Code(
        "A603",
        "finding",
        "an audience without a rank",
        why="Ranks say who comes first when means are short: by how much depends on each audience.",
        failing=_audience("{owner: Ben}"),
        fixed=_audience("{rank: 2, owner: Ben}"),
    ),
    Code(
        "A604",
        "finding",
        "how those fare who set out on a journey",
        why="Each journey is judged by its own goal: not everybody comes to buy. Those lost before the sale are "
        "prospects, no customers yet. Completion and return are modelled where no log says.",
        failing=_audience("{rank: 2}"),
        fixed=together("programme: Shop\naudiences: {shoppers: {rank: 1}}\n"),
    ),
    Code(
        "A610",
        "finding",
        "the score sheet of a group",
        why="Ten pillars, 1 to 5 each, make a score out of 50. Where fewer are rated, the sum is out of less: what "
        "nobody rates counts for nothing, and not for zero.",
        failing=_SOUND,
        fixed=_pillars(_AGREED),
    ),
    Code(
        "A611",
        "finding",
        "fifty of fifty",
        why="Nobody does everything as well as can be. Full marks say more of the question, or of who may speak "
        "freely, than of the work.",
        failing=_pillars(f"ratings: {{leadership: {_all_ten(5)}}}"),
        fixed=_pillars(f"ratings: {{leadership: {_all_ten(4)}}}"),
    ),
    Code(
        "A612",
        "finding",
        "pillars that a group does not rate",
        why="A total of few pillars hides the others. Who cannot judge a pillar may leave it out; then somebody else "
        "should be asked.",
        failing=_SOUND,
        fixed=_pillars(f"ratings: {{leadership: {_all_ten(4)}}}"),
    ),
    Code(
        "A613",
        "finding",
        "a pillar that the house sees better than customers",
        why="The gap is at least one point of the scale and beyond the margin of error, which is the widest that so "
        "many answers can have (Bhatia–Davis). Where nobody says how many customers answered, it is a note.",
        failing=_pillars("ratings: {leadership: {service: 4}, customers: {scores: {service: 2.5}, answers: 320}}"),
        fixed=_pillars("ratings: {leadership: {service: 4}, customers: {scores: {service: 3.5}, answers: 320}}"),
    ),
    Code(
        "A614",
        "finding",
        "a pillar on which raters disagree",
        why="Two points between raters of one group are no noise: they know different things. The mean would hide it.",
        failing=_pillars("ratings: {leadership: {raters: {Ada: {service: 5}, Ben: {service: 2}}}}"),
        fixed=_pillars("ratings: {leadership: {raters: {Ada: {service: 4}, Ben: {service: 3}}}}"),
    ),
    Code(
        "A615",
        "finding",
        "a rater who is far from the others",
        why="Among three raters or more, the one who is farthest from the mean of the others, by a point a pillar or "
        "more. Who stands alone may see what the others do not: ask before you leave anybody out.",
        failing=_pillars("ratings: {staff: {raters: {Ada: {service: 4}, Ben: {service: 4}, Cy: {service: 2}}}}"),
        fixed=_pillars("ratings: {staff: {raters: {Ada: {service: 4}, Ben: {service: 4}, Cy: {service: 4}}}}"),
    ),
    Code(
        "A616",
        "finding",
        "a pillar that two groups of the house see apart",
        why="Leadership and staff work on different things where they do not see the same. The gap is at least one "
        "point of the scale.",
        failing=_pillars("ratings: {leadership: {service: 4}, staff: {service: 2}}"),
        fixed=_pillars("ratings: {leadership: {service: 4}, staff: {service: 4}}"),
    ),
    Code(
        "A617",
        "finding",
        "a pillar that customers see better than the house",
        why="The gap is at least one point of the scale and beyond the margin of error. What is better than thought "
        "may be told, or may need less work.",
        failing=_pillars("ratings: {staff: {service: 2}, customers: {scores: {service: 4}, answers: 320}}"),
        fixed=_pillars("ratings: {staff: {service: 4}, customers: {scores: {service: 4}, answers: 320}}"),
    ),
    Code(
        "A620",
        "finding",
        "whose order of the pillars counts",
        why="Customers' order counts where at least 30 answered (grade C; B from 200, A from 385), else the "
        "company's. How far both agree is Kendall's tau-b and Spearman's rho: 1 the same order, −1 turned round.",
        failing=_pillars(_AGREED),
        fixed=_SOUND,
    ),
    Code(
        "A621",
        "finding",
        "too few customers asked what matters to them",
        why="What a handful of customers say may be chance. Below 30 answers the company's order stays, and it is "
        "said how many are missing.",
        failing=_pillars("ranking: {company: [service, digital], customers: {order: [digital, service], answers: 12}}"),
        fixed=_pillars(_AGREED),
    ),
    Code(
        "A622",
        "finding",
        "what matters to customers and not to the company",
        why="A pillar on customers' short list that the company ranks at least two places lower, or does not name: "
        "the work goes elsewhere.",
        failing=_pillars(
            "ranking: {company: [digital, content, service], customers: {order: [service, digital], answers: 320}}"
        ),
        fixed=_pillars(_AGREED),
    ),
    Code(
        "A623",
        "finding",
        "segments that want different things",
        why="Two segments rank a pillar at least three places apart: one plan for both serves one of them badly.",
        failing=_pillars(
            "by_segment: {gen_x: [service, products, content, digital], boomers: [products, content, digital, service]}"
        ),
        fixed=_pillars(
            "by_segment: {gen_x: [service, products, content, digital], boomers: [products, service, content, digital]}"
        ),
    ),
    Code(
        "A624",
        "finding",
        "what matters and is not done well",
        why="A pillar on the short list to which customers give less than 4 of 5: concentrate here. Where 4 lies "
        "within the margin of error, it is a note.",
        failing=_pillars(
            "{ratings: {customers: {scores: {service: 2.5}, answers: 320}}, ranking: {customers: {order: [service], "
            "answers: 320}}}"
        ),
        fixed=_pillars(
            "{ratings: {customers: {scores: {service: 4.5}, answers: 320}}, ranking: {customers: {order: [service], "
            "answers: 320}}}"
        ),
    ),
    Code(
        "A625",
        "finding",
        "what matters and nobody looks after",
        why="No touchpoint with an owner is tagged with this pillar (`pillar: service`), so that nobody is asked to "
        "act on what matters most.",
        failing=_pillars("ranking: {customers: {order: [reputation], answers: 320}}"),
        fixed=_pillars(_AGREED),
    ),
    Code(
        "A626",
        "finding",
        "what matters and nobody asked about",
        why="Customers said that it matters; how well it is done only they can say (`ratings: {customers: …}`).",
        failing=_pillars(_AGREED),
        fixed=_pillars(
            "{ratings: {customers: {scores: {service: 4.5}, answers: 320}}, ranking: {customers: {order: [service], "
            "answers: 320}}}"
        ),
    ),
    Code(
        "A627",
        "finding",
        "what matters and is done well",
        why="A pillar on the short list to which customers give 4 of 5 or more: keep it up.",
        failing=_pillars(
            "{ratings: {customers: {scores: {service: 4.5}, answers: 320}}, ranking: {customers: {order: [service], "
            "answers: 320}}}"
        ),
        fixed=_pillars(
            "{ratings: {customers: {scores: {service: 2.5}, answers: 320}}, ranking: {customers: {order: [service], "
            "answers: 320}}}"
        ),
    ),
    Code(
        "A630",
        "finding",
        "what stands behind a touchpoint",
        why="The programme file says that a touchpoint of customers stands or falls with one of another audience, such "
        "as employees (`affects`). Both figures stand side by side: an association, not a cause.",
        failing=together(
            f"programme: Shop\naudiences:\n  shoppers: {_SHOPPERS}\n"
            "  employees: {rank: 2, journeys: [staff.yaml], affects: {desk: shoppers.support}}\n",
            lamp=_LAMP,
            staff=_STAFF,
        ),
        fixed=_SOUND,
    ),
    Code(
        "A641",
        "finding",
        "touchpoints that nobody is responsible for",
        why="Nobody is asked to act where a touchpoint has no `owner`. Whoever looks after the audience should name "
        "somebody.",
        failing=_pillars("ratings: {staff: {service: 4}}", lamp=_LAMP.replace("owner: Service, ", "")),
        fixed=_SOUND,
    ),
)
