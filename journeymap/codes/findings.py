"""F101–F140: what the sentences of a report mean."""

from journeymap.codes.code import Code, reported

__all__ = ["FINDINGS"]

_PLAN = """
    journey: lamp
    touchpoints:
      order: {next: payment}
      payment: {next: delivery}
      delivery: {}
"""
_LATE = """
    journey: lamp
    touchpoints:
      order: {next: delivery}
      delivery: {promise: 5 days, next: first_use}
      first_use: {}
"""

FINDINGS = (
    Code(
        "F101",
        "finding",
        "how many reach the goal",
        why="The figure that all others explain. With a log it was counted; without one it follows from the journey "
        "file by the friction model, and is no forecast.",
        failing=reported(_PLAN),
        cure="every report starts with it",
    ),
    Code(
        "F102",
        "finding",
        "how many follow the plan",
        why="A case follows the plan when every step is planned from start to end. Cases still under way are counted "
        "apart, because they may yet do either.",
        failing=reported(_PLAN, {"order payment delivery": 60, "order payment": 20}),
        fixed=reported(_PLAN),
    ),
    Code(
        "F110",
        "finding",
        "an off-plan route whose customers do or feel worse",
        why="Those who left the plan here are compared with everyone else who reached the same point; the interval "
        "says how sure the difference is. Who completes as often as the others, but is surely less satisfied, is "
        "told of too. It is an association, not a cause: who was in trouble may have left the "
        "plan because of it.",
        failing=reported(
            _PLAN, {"order payment delivery": 200, "order payment": 20, "order call": 40, "order call delivery": 10}
        ),
        fixed=reported(_PLAN, {"order payment delivery": 200, "order call": 5}),
    ),
    Code(
        "F111",
        "finding",
        "an off-plan route whose customers do better",
        why="Customers found a way that serves them better than the planned one. Where more than one in ten take it, "
        "it is worth planning.",
        failing=reported(
            _PLAN, {"order payment delivery": 100, "order payment": 100, "order call payment delivery": 60}
        ),
        fixed=reported(_PLAN, {"order payment delivery": 100, "order payment": 100}),
    ),
    Code(
        "F112",
        "finding",
        "a condition at a touchpoint that goes with losing customers",
        why="Those who got there later than promised, were passed on, came again … are compared with the others who "
        "reached the same touchpoint, within each segment. It is said only where they do worse beyond chance, though "
        "many conditions are compared (Holm's correction, 5 %). It is an association, not a cause.",
        failing=reported(
            _LATE,
            {"order delivery first_use": 90, "order delivery": 10},
            late={"order delivery first_use": 20, "order delivery": 40},
        ),
        fixed=reported(_LATE, {"order delivery first_use": 90, "order delivery": 10}),
    ),
    Code(
        "F120",
        "finding",
        "what to fix first",
        why="The touchpoint that would keep the most customers if it alone met its target, all else as it is. It is "
        "said only where something was counted or described there; `it could rank 1 to 3` says how sure its place is.",
        failing=reported(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: {score: 4.4, answers: 200}, next: delivery}
              delivery: {satisfaction: {score: 2.1, answers: 200}, next: first_use}
              first_use: {}
            """
        ),
        fixed=reported(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: {score: 4.4, answers: 200}, next: delivery}
              delivery: {satisfaction: {score: 4.5, answers: 200}, next: first_use}
              first_use: {}
            """
        ),
    ),
    Code(
        "F130",
        "finding",
        "the model expects more leaving than was seen",
        why="Waiting, effort and bad experiences would make more customers leave than did. Customers here have "
        "more patience, or fewer ways out, than the presets assume; what was observed counts.",
        failing=reported(
            """
            journey: lamp
            touchpoints:
              order: {clicks: 80, left: 10 of 1000, next: delivery}
              delivery: {}
            """
        ),
        fixed=reported(
            """
            journey: lamp
            touchpoints:
              order: {clicks: 8, left: 30 of 1000, next: delivery}
              delivery: {}
            """
        ),
    ),
    Code(
        "F131",
        "finding",
        "nobody was asked how it felt",
        why="Customers who finish unhappy and never come back are not seen in a log. Without any score of "
        "satisfaction they cost nothing in these numbers, which is not the same as costing nothing.",
        failing=reported(_PLAN),
        fixed=reported(
            """
            journey: lamp
            touchpoints:
              order: {next: payment}
              payment: {satisfaction: {score: 3.9, answers: 120}, next: delivery}
              delivery: {}
            """
        ),
    ),
    Code(
        "F140",
        "finding",
        "an off-plan route that many take",
        why="More than one in ten of those who reached the point left the plan this way and came back to it, and they "
        "do no worse than the others. A way that so many take should have an owner, a promise and a place in the plan; "
        "`conformance --adopt` writes it in.",
        failing=reported(_PLAN, {"order payment delivery": 200, "order call payment delivery": 40}),
        fixed=reported(
            """
            journey: lamp
            touchpoints:
              order: {next: [payment, call]}
              call: {next: payment}
              payment: {next: delivery}
              delivery: {}
            """,
            {"order payment delivery": 200, "order call payment delivery": 40},
        ),
    ),
)
