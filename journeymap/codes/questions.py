"""J130–J139, J185: what a careful colleague would ask about a journey that can be read."""

from journeymap.codes.code import Code, checked

__all__ = ["QUESTIONS"]

QUESTIONS = (
    Code(
        "J130",
        "warning",
        "a promise longer than patience",
        why="A promise shelters a wait only as long as customers put up with it. Promising 30 days for what people "
        "wait a week for keeps the promise and loses the customers.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: delivery}
              delivery: {situation: parcel, wait: 20 days, promise: 30 days, satisfaction: 3.8}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: delivery}
              delivery: {situation: parcel, wait: 20 days, promise: 5 days, satisfaction: 3.8}
            """
        ),
    ),
    Code(
        "J131",
        "warning",
        "a touchpoint that nothing leads to",
        why="No planned way reaches it, so it counts for nothing. Usually a `next` was forgotten.",
        failing=checked(
            """
            journey: lamp
            start: order
            touchpoints:
              order: {next: first_use, satisfaction: 4.1}
              support: {next: first_use}
              first_use: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            start: order
            touchpoints:
              order: {next: {first_use: 90%, support: 10%}, satisfaction: 4.1}
              support: {next: first_use}
              first_use: {}
            """
        ),
    ),
    Code(
        "J132",
        "error",
        "a circle that nobody leaves",
        why="From here every planned way goes round in circles and never reaches an end, so that customers would "
        "travel for ever and no number could be computed.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: [support, delivery]}
              support: {next: transfer}
              transfer: {next: support}
              delivery: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: [support, delivery]}
              support: {next: [transfer, delivery]}
              transfer: {next: support}
              delivery: {}
            """
        ),
    ),
    Code(
        "J133",
        "warning",
        "reached is counted, going on is not",
        why="Leaving is the difference between those who reached a touchpoint and those who went on. With the first "
        "figure alone, everybody seems to go on.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              basket: {reached: 5200, satisfaction: 4.1, next: payment}
              payment: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              basket: {reached: 5200, satisfaction: 4.1, next: {payment: 4310}}
              payment: {}
            """
        ),
    ),
    Code(
        "J134",
        "warning",
        "a map that stops at the sale",
        why="Customers judge by what comes after they have paid: delivery, first use, help. A map without it finds no "
        "friction there, and no reason why they do not come back.",
        failing=checked(
            """
            journey: lamp
            phases: {choose: before, buy: during}
            touchpoints:
              basket: {phase: choose, satisfaction: 4.1, next: payment}
              payment: {phase: buy}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            phases: {choose: before, buy: during, use: after}
            touchpoints:
              basket: {phase: choose, satisfaction: 4.1, next: payment}
              payment: {phase: buy, next: first_use}
              first_use: {phase: use}
            """
        ),
    ),
    Code(
        "J135",
        "warning",
        "a goal that nobody reaches",
        why="No planned way leads to it, so nobody can complete the journey there. Usually a `next` was forgotten or "
        "names another touchpoint.",
        failing=checked(
            """
            journey: lamp
            start: order
            goal: [delivery, first_use]
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
              first_use: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            start: order
            goal: first_use
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {next: first_use}
              first_use: {}
            """
        ),
    ),
    Code(
        "J136",
        "warning",
        "nobody was asked",
        why="Customers who finish unhappy and do not come back are seen in no log. Without any satisfaction their "
        "leaving costs nothing in the results, which is not the same as costing nothing.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: delivery}
              delivery: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: delivery}
              delivery: {satisfaction: {score: 3.8, answers: 180}}
            """
        ),
    ),
    Code(
        "J139",
        "warning",
        "a dead end",
        why="It leads nowhere, and is neither a goal nor another end: whoever gets there counts as lost. Perhaps they "
        "are, and then `ends` should say so.",
        failing=checked(
            """
            journey: lamp
            goal: delivery
            touchpoints:
              order: {satisfaction: 4.1, next: {delivery: 90%, declined: 10%}}
              declined: {}
              delivery: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            goal: delivery
            ends: {declined: lost}
            touchpoints:
              order: {satisfaction: 4.1, next: {delivery: 90%, declined: 10%}}
              declined: {}
              delivery: {}
            """
        ),
    ),
    Code(
        "J185",
        "note",
        "channels without shares",
        why="What a touchpoint costs is averaged over its channels by the share of the customers who come by each. "
        "Where several channels say no share, equal ones are taken, which is a guess. One alone gets what is left.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {channels: {app: {clicks: 3}, branch: {wait: 10 min}}}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {channels: {app: {share: 60%, clicks: 3}, branch: {wait: 10 min}}}
            """
        ),
    ),
)
