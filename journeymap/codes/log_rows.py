"""Log codes about rows and values: those that would be counted wrong are refused by number."""

from journeymap.codes.code import Code, log

__all__ = ["LOG_ROWS"]

LOG_ROWS = (
    Code(
        "L106",
        "error",
        "times that cannot be read",
        why="An event without a readable time has no place in its case. `01/02/2020` is the first of February to some "
        "and the second of January to others, so it is not guessed.",
        failing=log(
            """
            case,event,at
            1,order,01/02/2020
            1,delivery,2020-02-06
            """
        ),
        fixed=log(
            """
            case,event,at
            1,order,2020-02-01
            1,delivery,2020-02-06
            """
        ),
    ),
    Code(
        "L107",
        "error",
        "events of no case, or at no touchpoint",
        why="Events without a case id would be lumped together into one customer who did everything.",
        failing=log(
            """
            case,event,at
            1,order,2026-03-01
            ,delivery,2026-03-06
            """
        ),
        fixed=log(
            """
            case,event,at
            1,order,2026-03-01
            1,delivery,2026-03-06
            """
        ),
    ),
    Code(
        "L108",
        "error",
        "scores off the scale",
        why="A score beyond its scale was asked on another one, or stands for no answer, as 99 often does. Either way "
        "the mean would be wrong.",
        failing=log(
            """
            case,event,at,score
            1,order,2026-03-01,4
            1,delivery,2026-03-06,99
            """,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {satisfaction: score}
            """,
        ),
        fixed=log(
            """
            case,event,at,score
            1,order,2026-03-01,4
            1,delivery,2026-03-06,
            """,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {satisfaction: score}
            """,
        ),
    ),
    Code(
        "L112",
        "error",
        "times with and without a zone",
        why="How long a customer waited between a time with a zone and one without is unknown by up to a day.",
        failing=log(
            """
            case,event,at
            1,order,2026-03-01T14:05:00+01:00
            1,delivery,2026-03-06T09:30:00
            """
        ),
        fixed=log(
            """
            case,event,at
            1,order,2026-03-01T14:05:00+01:00
            1,delivery,2026-03-06T09:30:00+01:00
            """
        ),
    ),
    Code(
        "L114",
        "error",
        "success that is neither true nor false",
        why="`success` tells good ends from bad ones. A third word would have to be counted as one of the two.",
        failing=log(
            """
            case,event,at,in_time
            1,order,2026-03-01,
            1,delivery,2026-03-06,almost
            """,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {success: in_time}
            """,
        ),
        fixed=log(
            """
            case,event,at,in_time
            1,order,2026-03-01,
            1,delivery,2026-03-06,false
            """,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {success: in_time}
            """,
        ),
    ),
    Code(
        "L115",
        "error",
        "a log that spans lifetimes",
        why="Events more than 71 years apart are seldom meant: 1900-01-01 and 9999-12-31 usually stand for no time.",
        failing=log(
            """
            case,event,at
            1,order,1900-01-01
            1,delivery,2026-03-06
            """
        ),
        fixed=log(
            """
            case,event,at
            1,order,2026-03-01
            1,delivery,2026-03-06
            """
        ),
    ),
    Code(
        "L120",
        "error",
        "lines that do not fit the header",
        why="A line with too many columns or in another encoding shifts values into the wrong column. It is named "
        "rather than skipped.",
        failing=log(
            """
            case,event,at
            1,order,2026-03-01,web,shop
            1,delivery,2026-03-06
            """
        ),
        fixed=log(
            """
            case,event,at,channel
            1,order,2026-03-01,web
            1,delivery,2026-03-06,parcel
            """
        ),
    ),
)
