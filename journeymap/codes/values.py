"""J116–J128, J190, J191: values of a journey file that cannot all be meant."""

from journeymap.codes.code import Code, checked

__all__ = ["VALUES"]

VALUES = (
    Code(
        "J116",
        "error",
        "planned and off plan at once",
        why="A route is either meant or not. Counted as both, its customers would follow the plan and leave it in "
        "the same step.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              basket: {next: [payment, help]}
              help: {next: payment}
              payment: {}
            off_plan: [{from: basket, to: help, share: 12%}]
            """
        ),
        fixed=checked(
            """
            journey: lamp
            start: basket
            touchpoints:
              basket: {next: payment}
              help: {next: payment}
              payment: {}
            off_plan: [{from: basket, to: help, share: 12%}]
            """
        ),
    ),
    Code(
        "J117",
        "error",
        "counts mixed with shares",
        why="`4310` is how many went on and `20%` a share of them: only together with the whole could one be turned "
        "into the other.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              basket: {reached: 5200, next: {payment: 4310, help: 12%}}
              help: {next: payment}
              payment: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              basket: {reached: 5200, next: {payment: 4310, help: 610}}
              help: {next: payment}
              payment: {}
            """
        ),
    ),
    Code(
        "J120",
        "error",
        "satisfaction in no form, or in several",
        why="Satisfaction may be a score, counts, a share or a Net Promoter Score. Two of them seldom agree, so it "
        "has to be clear which one counts.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {satisfaction: {score: 3.6, nps: 20}}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {satisfaction: {score: 3.6, answers: 180}}
            """
        ),
    ),
    Code(
        "J121",
        "error",
        "satisfaction off its scale",
        why="A score or its counts do not fit the scale. A 7 on a scale of 1 to 5 was asked on another scale, and read "
        "on this one it would make a poor touchpoint look perfect.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {satisfaction: {score: 7, answers: 30}}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {satisfaction: {score: 7, answers: 30, scale: 0..10}}
            """
        ),
    ),
    Code(
        "J122",
        "error",
        "parts that exceed the whole",
        why="Every customer is in one segment of a dimension, and uses one channel at a time. Shares of more than "
        "100 % count some customers twice.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {}
            segments:
              age: {seniors: {share: 60%}, others: {share: 70%}}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {}
            segments:
              age: {seniors: {share: 30%}, others: {share: 70%}}
            """
        ),
    ),
    Code(
        "J123",
        "error",
        "a group that cannot be in any order",
        why="A group in any order has two to five touchpoints: one has nothing to change places with, and each more "
        "doubles the ways through. A touchpoint is in one group only.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              address: {next: payment}
              payment: {next: delivery}
              delivery: {}
            any_order: [[address]]
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              address: {next: payment}
              payment: {next: delivery}
              delivery: {}
            any_order: [[address, payment]]
            """
        ),
    ),
    Code(
        "J190",
        "error",
        "an end that may come in any order",
        why="Whoever reaches an end has ended, and is not followed any further. In a group it might be reached first, "
        "and the others of the group, all of which are due, could only be missed.",
        failing=checked(
            """
            journey: lamp
            goal: delivery
            touchpoints:
              order: {satisfaction: 4.1, next: [payment, delivery]}
              payment: {next: delivery}
              delivery: {}
            any_order: [[payment, delivery]]
            """
        ),
        fixed=checked(
            """
            journey: lamp
            goal: delivery
            touchpoints:
              order: {satisfaction: 4.1, next: payment}
              payment: {next: address}
              address: {next: delivery}
              delivery: {}
            any_order: [[payment, address]]
            """
        ),
    ),
    Code(
        "J191",
        "error",
        "too many groups in any order",
        why="An alignment has to know what of a group was done, in every state in which that can be: a group of five "
        "makes 80 of them. So many groups would not fit into memory.",
        cure="keep the groups whose order really is free, or make them smaller",
    ),
    Code(
        "J124",
        "error",
        "not a regular expression",
        why="An event name between slashes is a pattern that stands for many names. This one cannot be read, so it "
        "would stand for none.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {}
            log: {names: {/Order (/: order}}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {}
            log: {names: {/Order .*/: order}}
            """
        ),
    ),
    Code(
        "J125",
        "error",
        "a promise without a value",
        why="Whether a promise is kept can only be told when it is known what was promised: a wait, or at least the "
        "words that customers read.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {promise: {topic: delivery time, owner: Marketing}}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {promise: {topic: delivery time, owner: Marketing, wait: 5 days}}
            """
        ),
    ),
    Code(
        "J126",
        "error",
        "a way through what does not exist",
        why="`missing: true` says that a touchpoint should exist and does not. It is drawn, and nobody can travel "
        "through it, start at it or have it as a goal.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {next: [advice, first_use]}
              advice: {missing: yes}
              first_use: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {next: first_use}
              advice: {missing: yes}
              first_use: {}
            """
        ),
    ),
    Code(
        "J127",
        "error",
        "leaving said twice",
        why="Who reached a touchpoint and did not go on has left: the counts say so already, and a second figure "
        "would sooner or later contradict them.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              basket: {reached: 5200, left: 900 of 5200, next: {payment: 4310}}
              payment: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              basket: {reached: 5200, next: {payment: 4310}}
              payment: {}
            """
        ),
    ),
    Code(
        "J128",
        "error",
        "two currencies",
        why="The value of the sale and of what comes later are added up, and there is no rate of exchange.",
        failing=checked(
            """
            journey: lamp
            value: {sale: 49 EUR, later: 30 USD}
            touchpoints:
              order: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            value: {sale: 49 EUR, later: 28 EUR}
            touchpoints:
              order: {}
            """
        ),
    ),
)
