"""Codes about engines: where a log is counted, and what has to be installed for it."""

from journeymap.codes.code import Code, Example, log

__all__ = ["ENGINES"]

_LOG = log(
    """
    case,event,at
    1,order,2026-03-01 14:05
    1,delivery,2026-03-06 09:30
    """
)

ENGINES = (
    Code(
        "L170",
        "error",
        "an engine that cannot be reached",
        why="The log is counted where it is, and nobody answers there, or the user or password is refused.",
        failing=Example('friction journey.yaml "sc://127.0.0.1:1?table=events"', _LOG.files),
        fixed=_LOG,
    ),
    Code(
        "L171",
        "error",
        "a table that cannot be read",
        why="The database has no such table, or does not let this user read it.",
        cure="check the name of the table with its schema, such as `?table=shop.events`, and who may read it",
    ),
    Code(
        "L172",
        "error",
        "an engine that stopped",
        why="The database or the cluster broke off while the log was counted: out of memory, out of time, or a right "
        "that is missing. A part of the counts would look like all of them.",
        cure="do what the message says; PostgreSQL needs the right to make temporary tables",
    ),
    Code(
        "L173",
        "error",
        "what only a file has",
        why="The rows of a table have no order, and it has neither sheets nor an encoding. To leave out silently what "
        "was asked for would change what the numbers mean.",
        cure="name a column that orders the events, and leave out what is about files",
    ),
    Code(
        "L174",
        "error",
        "an unknown engine",
        why="Each database has its own SQL. With the wrong one the counts could be wrong without a message.",
        failing=Example("friction journey.yaml events --engine duck", _LOG.files),
        fixed=_LOG,
    ),
    Code(
        "L175",
        "error",
        "times or numbers kept as text",
        why="Databases read the same text as different times: 03/04/2026 is in March or in April. In a file the "
        "embedded engine reads ISO 8601 and refuses the rest; a database has its own rules.",
        cure="name a view or a query that converts the column, such as `CAST(at AS TIMESTAMP)`",
    ),
    Code(
        "L176",
        "error",
        "too many segments",
        why="A column with thousands of values makes no segments that anybody could compare. Mostly it holds ids.",
        cure="name a column with fewer values by `--by COLUMN`",
    ),
    Code(
        "L177",
        "error",
        "an address without a table",
        why="A database holds many tables, and the address does not say which of them holds the events.",
        failing=Example('friction journey.yaml "postgresql://localhost/shop"', _LOG.files),
        fixed=_LOG,
    ),
    Code(
        "L202",
        "error",
        "promises in too many words",
        why="On a database what was promised in words, such as `2 days`, is read text by text inside this process, so "
        "that every engine reads it alike. Times by the thousand are for the database to read.",
        cure="name a view or a query that converts the column, such as `CAST(eta AS TIMESTAMP)`",
    ),
    Code(
        "T110",
        "error",
        "no client of Spark's installed",
        why="Talking to Spark needs its Python client, which few people need and which is therefore left out.",
        cure="type `pip install 'journeymap[spark]'`; a `spark://` address needs `pip install pyspark` and Java",
    ),
    Code(
        "T111",
        "error",
        "no driver of PostgreSQL's installed",
        why="Talking to PostgreSQL needs a driver, which not everybody needs and which is therefore left out.",
        cure="type `pip install 'journeymap[postgres]'`",
    ),
)
