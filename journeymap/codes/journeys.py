"""J102–J114: a journey file whose parts do not say what they should, or lead nowhere."""

from journeymap.codes.code import Code, checked

__all__ = ["JOURNEYS"]

JOURNEYS = (
    Code(
        "J102",
        "error",
        "an unknown key",
        why="A misspelt key would be left out without a word, and its touchpoint would look as if nobody had "
        "measured it.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfacton: 3.8}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 3.8}
            """
        ),
    ),
    Code(
        "J103",
        "error",
        "a key that is missing",
        why="A journey needs a name, by which results and reports call it, and its touchpoints. Everything else may "
        "be left out.",
        failing=checked(
            """
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
              delivery: {}
            """
        ),
    ),
    Code(
        "J104",
        "error",
        "a touchpoint that does not exist",
        why="Touchpoints name one another by their id, letter for letter. A name that leads nowhere would take its "
        "customers out of the journey unnoticed.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              basket: {next: paymet}
              payment: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              basket: {next: payment}
              payment: {}
            """
        ),
    ),
    Code(
        "J105",
        "error",
        "shares that do not add up",
        why="The shares of `next` and `start` are among those who go on, so they add up to 100 %. What is lacking is "
        "usually those who leave, and these are counted by `left`, not by what is missing here. The shares of "
        "`channels` are of all who come.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              basket: {next: {payment: 70%, help: 20%}}
              help: {next: payment}
              payment: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              basket: {left: 10 of 100, next: {payment: 78%, help: 22%}}
              help: {next: payment}
              payment: {}
            """
        ),
    ),
    Code(
        "J106",
        "error",
        "an end that leads on",
        why="Whoever reaches an end that is no goal has finished the journey. If it leads on, or is both a success and "
        "a failure, nobody can tell who completed. A goal may have a `next`: what follows is after the sale.",
        failing=checked(
            """
            journey: lamp
            goal: payment
            ends: {declined: lost}
            touchpoints:
              basket: {next: {payment: 90%, declined: 10%}}
              declined: {next: payment}
              payment: {next: delivery}
              delivery: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            goal: payment
            ends: {declined: lost}
            touchpoints:
              basket: {next: {payment: 90%, declined: 10%}}
              declined: {}
              payment: {next: delivery}
              delivery: {}
            """
        ),
    ),
    Code(
        "J107",
        "error",
        "a journey without a goal",
        why="Everything is measured by who reaches the goal. Without a `goal`, the touchpoints that lead nowhere are "
        "taken for it, and here every one of them leads on.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: delivery}
              delivery: {next: order}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            goal: first_use
            touchpoints:
              order: {next: delivery}
              delivery: {next: [order, first_use]}
              first_use: {}
            """
        ),
    ),
    Code(
        "J108",
        "error",
        "an unknown phase",
        why="Phases are the columns of the picture, in the order in which `phases` lists them. A touchpoint in an "
        "unlisted phase has no place, and is most likely misspelt.",
        failing=checked(
            """
            journey: lamp
            phases: {choose: before, buy: during}
            touchpoints:
              order: {phase: bye}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            phases: {choose: before, buy: during}
            touchpoints:
              order: {phase: buy}
            """
        ),
    ),
    Code(
        "J109",
        "error",
        "an unknown situation",
        why="The situation says how long people put up with waiting there: two minutes on the phone, a week for a "
        "parcel. With an unknown one the wait would cost nothing. One of your own needs its patience in `model`.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {wait: 7 days, situation: parsel}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {wait: 7 days, situation: parcel}
            """
        ),
    ),
    Code(
        "J110",
        "error",
        "a value that cannot be read",
        why="Numbers need their units and words have to be those of the list. A wait of `2` could be seconds or "
        "days, and guessing would move it by a factor of 86,400.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {wait: 2}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {wait: 2 days}
            """
        ),
    ),
    Code(
        "J111",
        "error",
        "a wait that cannot be",
        why="A spread of waits is given by its median and its p90: nine of ten customers wait at most that long. The "
        "p90 is therefore never shorter than the median, and says nothing without it.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {wait: {median: 11 days, p90: 4 days}}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              delivery: {wait: {median: 4 days, p90: 11 days}}
            """
        ),
    ),
    Code(
        "J112",
        "error",
        "unclear how many left",
        why="Observed leaving outweighs every estimate, so it has to be clear: how many left here, of how many who "
        "reached the touchpoint.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              support: {left: 500 of 400}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              support: {left: 400 of 500}
            """
        ),
    ),
    Code(
        "J113",
        "error",
        "named twice in one list",
        why="A list gives everyone in it an equal share. Naming one twice might mean a double share or a slip.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              basket: {next: [payment, payment, help]}
              payment: {}
              help: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              basket: {next: {payment: 67%, help: 33%}}
              payment: {}
              help: {}
            """
        ),
    ),
    Code(
        "J114",
        "error",
        "an id that means something else",
        why="`(start)` and `(end)` stand for the beginning and the end of every case in tables and results. A "
        "touchpoint of that name, or of none, could not be told from them.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: (end)}
              (end): {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: end}
              end: {}
            """
        ),
    ),
)
