"""Log codes about the file, its columns and its names."""

from journeymap.codes.code import Code, Example, log, measured

__all__ = ["LOGS"]

_SOUND = """
    case,event,at
    1,order,2026-03-01 14:05
    1,delivery,2026-03-06 09:30
"""
_LISTED = Example("conformance journey.yaml events.csv --cases", log(_SOUND).files)

LOGS = (
    Code(
        "L101",
        "error",
        "no such column",
        why="The journey file or an option names a column that the log does not have. Counting another one would give "
        "numbers that look right and are not.",
        failing=log(_SOUND, options="--case cse"),
        fixed=log(_SOUND, options="--case case"),
    ),
    Code(
        "L102",
        "error",
        "a column that cannot be told",
        why="The columns of case, touchpoint and time are recognised by their usual names only where that is certain. "
        "Otherwise a guess would decide every result.",
        failing=log(
            """
            customer,event,at
            1,order,2026-03-01 14:05
            1,delivery,2026-03-06 09:30
            """
        ),
        fixed=log(
            """
            customer,event,at
            1,order,2026-03-01 14:05
            1,delivery,2026-03-06 09:30
            """,
            options="--case customer",
        ),
    ),
    Code(
        "L103",
        "error",
        "a log without events",
        why="Nothing can be counted in it. Mostly the export was filtered to nothing, or stopped at its header.",
        failing=log("case,event,at\n"),
        fixed=log(_SOUND),
    ),
    Code(
        "L104",
        "error",
        "no event is a touchpoint of the plan",
        why="The log and the journey call things by different names. Without a common one, all of the journey would "
        "look skipped and all of the log off plan.",
        failing=log(
            """
            case,event,at
            1,ORD-CREATED,2026-03-01 14:05
            1,DLV-CONFIRMED,2026-03-06 09:30
            """
        ),
        fixed=log(
            """
            case,event,at
            1,ORD-CREATED,2026-03-01 14:05
            1,DLV-CONFIRMED,2026-03-06 09:30
            """,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {names: {ORD-CREATED: order, DLV-CONFIRMED: delivery}}
            """,
        ),
    ),
    Code(
        "L105",
        "error",
        "too many touchpoints",
        why="More than 4,096 distinct touchpoints are no journey: most likely the column holds addresses, texts or "
        "numbers of orders.",
        failing=log(
            "case,event,at\n1,order,2026-03-01\n"
            + "".join(f"1,/lamp?id={number},2026-03-02\n" for number in range(4096))
            + "1,delivery,2026-03-06\n"
        ),
        fixed=log("case,event,at\n1,order,2026-03-01\n1,/lamp,2026-03-02\n1,delivery,2026-03-06\n"),
    ),
    Code(
        "L109",
        "error",
        "a log that cannot be read",
        why="The file is not there, damaged, or of a format that is not read (CSV, Parquet, JSON, XES, OCEL 2.0, "
        "workbooks, SQLite and DuckDB are). Several files of one log have the same columns.",
        failing=log(_SOUND, file="events.txt"),
        fixed=log(_SOUND),
    ),
    Code(
        "L110",
        "error",
        "not a saved measurement",
        why="`--measurement` takes what `journeymap measure` wrote. A file edited by hand or cut short would give "
        "numbers that nobody counted.",
        failing=measured("case,event,at\n"),
        fixed=log(_SOUND),
    ),
    Code(
        "L111",
        "error",
        "a measurement of another version",
        why="The tables of a measurement have changed between versions of this program. Reading old ones as new ones "
        "would mix up what was counted.",
        failing=measured('{"measurement": 0}\n'),
        fixed=log(_SOUND),
    ),
    Code(
        "L113",
        "error",
        "a column that holds no times",
        why="Numbers could be seconds or milliseconds since 1970, and a wrong guess moves every event by decades.",
        failing=log(
            """
            case,event,at
            1,order,1772373900
            1,delivery,1772789400
            """
        ),
        fixed=log(
            """
            case,event,at
            1,order,2026-03-01T14:05:00Z
            1,delivery,2026-03-06T09:30:00Z
            """
        ),
    ),
    Code(
        "L116",
        "error",
        "a column that cannot order events",
        why="`order` decides which of two events at the same time came first, so every event needs a number there.",
        failing=log(
            """
            case,event,at,step
            1,order,2026-03-01,1
            1,delivery,2026-03-01,last
            """,
            options="--order step",
        ),
        fixed=log(
            """
            case,event,at,step
            1,order,2026-03-01,1
            1,delivery,2026-03-01,2
            """,
            options="--order step",
        ),
    ),
    Code(
        "L117",
        "error",
        "an event read as an unknown touchpoint",
        why="`names` says which touchpoint an event stands for, and the plan has none of this name: its customers "
        "would vanish from the journey.",
        failing=log(
            _SOUND,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {names: {PARCEL: delivry}}
            """,
        ),
        fixed=log(
            _SOUND,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {names: {PARCEL: delivery}}
            """,
        ),
    ),
    Code(
        "L118",
        "error",
        "no event log",
        why="This verb shows what customers really did, and neither the command nor the journey file names a log.",
        failing=Example("conformance journey.yaml", log(_SOUND).files),
        fixed=Example("conformance journey.yaml events.csv", log(_SOUND).files),
    ),
    Code(
        "L119",
        "error",
        "no room for the log",
        why="The log is larger than the memory it may take, and the disk has no room for the rest. Counting a part "
        "would look like counting all.",
        cure="allow more with `--memory-limit 4GB`, make room on the disk, let `TMPDIR` name a larger one, or give the "
        "log as Parquet instead of CSV",
    ),
    Code(
        "L121",
        "error",
        "a log and a measurement at once",
        why="A measurement is a log that was counted before. With both it is unclear which of them counts.",
        failing=Example("friction journey.yaml events.csv --measurement m.json", log(_SOUND).files),
        fixed=log(_SOUND),
    ),
    Code(
        "L122",
        "warning",
        "events that the plan does not have",
        why="They are shown as unplanned touchpoints, which makes every case that met one off plan. Often they are "
        "known touchpoints by another name.",
        failing=log(
            """
            case,event,at
            1,order,2026-03-01
            1,Parcel handed over,2026-03-06
            """
        ),
        fixed=log(
            """
            case,event,at
            1,order,2026-03-01
            1,Parcel handed over,2026-03-06
            """,
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            log: {names: {Parcel handed over: delivery}}
            """,
        ),
    ),
    Code(
        "L200",
        "error",
        "single cases of a measurement",
        why="A measurement holds what was counted: no customer is in it but one example of each variant. To follow "
        "single cases up takes the log itself.",
        failing=Example("conformance journey.yaml --measurement m.json --cases", {**_LISTED.files, "m.json": "{}"}),
        fixed=_LISTED,
    ),
    Code(
        "L230",
        "error",
        "no such case",
        why="The case asked for is not among those that count: its id is another, all of its events were left out, or "
        "it begins outside the time asked for.",
        failing=Example("draw journey.yaml events.csv --trace 2 -o case.svg", _LISTED.files),
        fixed=Example("draw journey.yaml events.csv --trace 1 -o case.svg", _LISTED.files),
    ),
)
