"""Log codes about what further columns hold, and about what is asked of a log."""

from journeymap.codes.code import Code, log

__all__ = ["LOG_COLUMNS"]

_SOUND = """
    case,event,at
    1,order,2026-03-01 14:05
    1,delivery,2026-03-06 09:30
"""


LOG_COLUMNS = (
    Code(
        "L140",
        "error",
        "a wrong unit of times",
        why="Times that are numbers count from 1970. In another unit than is said they lie in a distant age, and every "
        "wait is wrong a thousand times.",
        failing=log("case,event,at\n1,order,1772373900000\n1,delivery,1772789400000\n", options="--time-unit s"),
        fixed=log("case,event,at\n1,order,1772373900000\n1,delivery,1772789400000\n", options="--time-unit ms"),
    ),
    Code(
        "L141",
        "error",
        "no regular expression",
        why="Between slashes stands an expression that many names may fit. One that cannot be read fits none.",
        failing=log(_SOUND, options="--ignore '/order(/'"),
        fixed=log(_SOUND, options="--ignore '/reorder/'"),
    ),
    Code(
        "L142",
        "error",
        "clicks that cannot be counted",
        why="Clicks are whole numbers. A word or a fraction in their place is not what was counted.",
        failing=log(
            """
            case,event,at,clicks
            1,order,2026-03-01,many
            1,delivery,2026-03-06,2
            """,
            options="--clicks clicks",
        ),
        fixed=log(
            """
            case,event,at,clicks
            1,order,2026-03-01,
            1,delivery,2026-03-06,2
            """,
            options="--clicks clicks",
        ),
    ),
    Code(
        "L143",
        "error",
        "outcomes that nobody explained",
        why="Some words plainly mean that something failed, or that it did not. Of others only you know, and a guess "
        "would decide who is counted as failed.",
        failing=log(
            """
            case,event,at,state
            1,order,2026-03-01,sent
            1,delivery,2026-03-06,returned
            """,
            options="--outcome state",
        ),
        fixed=log(
            """
            case,event,at,state
            1,order,2026-03-01,sent
            1,delivery,2026-03-06,returned
            """,
            options="--outcome state --failed returned",
        ),
    ),
    Code(
        "L144",
        "error",
        "values that are no amounts",
        why="The values of cases are added up. A currency or a comma within makes a text of a number.",
        failing=log(
            """
            case,event,at,paid
            1,order,2026-03-01,49 EUR
            1,delivery,2026-03-06,
            """,
            options="--value paid",
        ),
        fixed=log(
            """
            case,event,at,paid
            1,order,2026-03-01,49
            1,delivery,2026-03-06,
            """,
            options="--value paid",
        ),
    ),
    Code(
        "L145",
        "error",
        "promises that cannot be read",
        why="A promise is a longest wait with its unit, a day, or a time. Anything else cannot be kept or broken.",
        failing=log(
            """
            case,event,at,eta
            1,order,2026-03-01,
            1,delivery,2026-03-06,soon
            """,
            options="--promised eta",
        ),
        fixed=log(
            """
            case,event,at,eta
            1,order,2026-03-01,
            1,delivery,2026-03-06,2026-03-05
            """,
            options="--promised eta",
        ),
    ),
    Code(
        "L146",
        "error",
        "ends that cannot be",
        why="An event that ends before it starts has its times mixed up, and so would every wait after it.",
        failing=log(
            """
            case,event,at,done
            1,order,2026-03-01 14:05,2026-03-01 13:05
            1,delivery,2026-03-06 09:30,2026-03-06 09:40
            """,
            options="--end done",
        ),
        fixed=log(
            """
            case,event,at,done
            1,order,2026-03-01 14:05,2026-03-01 14:15
            1,delivery,2026-03-06 09:30,2026-03-06 09:40
            """,
            options="--end done",
        ),
    ),
    Code(
        "L147",
        "error",
        "events after the log's end",
        why="`log_end` says when the log was taken: who is quiet for long then has left. Later events contradict it.",
        failing=log(_SOUND, options="--log-end 2026-03-05"),
        fixed=log(_SOUND, options="--log-end 2026-04-01"),
    ),
    Code(
        "L148",
        "error",
        "no such time zone",
        why="Times that name no zone are read in the one that the log's user names. From Python any text may stand "
        "there; the command and the journey file look it up at once.",
        cure="give the IANA name of the zone, such as `Europe/Warsaw`",
    ),
    Code(
        "L149",
        "error",
        "too many channels",
        why="More than a thousand channels are none: most likely the column holds addresses or names of devices.",
        failing=log(
            "case,event,at,how\n"
            + "".join(f"1,order,2026-03-01,agent {number}\n" for number in range(1001))
            + "1,delivery,2026-03-06,agent 1\n",
            options="--channel how",
        ),
        fixed=log("case,event,at,how\n1,order,2026-03-01,web\n1,delivery,2026-03-06,parcel\n", options="--channel how"),
    ),
    Code(
        "L150",
        "error",
        "a session called like a case",
        why="The sessions of a case are named after it: `7#2` is the second of case `7`. Were there a case `7#2` "
        "already, two customers would be taken for one.",
        failing=log(
            """
            case,event,at
            7,order,2026-03-01
            7,order,2026-03-06
            7#2,delivery,2026-03-06
            """,
            options="--session '30 min'",
        ),
        fixed=log(
            """
            case,event,at
            7,order,2026-03-01
            7,order,2026-03-06
            8,delivery,2026-03-06
            """,
            options="--session '30 min'",
        ),
    ),
    Code(
        "L151",
        "error",
        "a promise of an unknown touchpoint",
        why="The promise of a case is about one touchpoint, and the plan has none of this name.",
        failing=log(
            "case,event,at,eta\n1,order,2026-03-01,2026-03-05\n1,delivery,2026-03-06,\n",
            options="--promised eta --promised-touchpoint parcel",
        ),
        fixed=log(
            "case,event,at,eta\n1,order,2026-03-01,2026-03-05\n1,delivery,2026-03-06,\n",
            options="--promised eta --promised-touchpoint delivery",
        ),
    ),
    Code(
        "L152",
        "error",
        "no case in the time asked for",
        why="`since` and `until` take the cases whose first event lies between them, whole. None does.",
        failing=log(_SOUND, options="--since 2027-01-01"),
        fixed=log(_SOUND, options="--since 2026-01-01"),
    ),
    Code(
        "L153",
        "error",
        "measurements that cannot be added",
        why="Only what was counted in the same way adds up: for one journey, by the same segments, up to one end of "
        "the log, and with the same wait after which a case has left.",
        cure="measure all of the logs with the same journey, `--by`, `--log-end` and `--lost-after`",
    ),
)
