"""The dialects that are known: duckdb, spark and postgres are run by tests, the others transpiled and run."""

from dataclasses import replace

from journeymap.engines.dialects.dialect import Dialect

__all__ = ["DIALECTS"]

_BACKSLASHES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
"""Where a backslash escapes: BigQuery and Spark would end the text at two apostrophes, or drop them."""

_WITHIN_GROUP = "listagg({value}, '') WITHIN GROUP (ORDER BY {key})"

_DUCKDB = Dialect(
    "duckdb",
    microseconds="CASE WHEN isfinite({0}) THEN epoch_us({0}) END",
    ordered="string_agg({value}, '' ORDER BY {key})",
    divided="{} // {}",
    type_of="typeof({})",
)

_POSTGRES = Dialect(
    "postgres",
    microseconds="CASE WHEN isfinite({0}) THEN CAST(round(extract(epoch FROM {0}) * 1000000) AS BIGINT) END",
    ordered="string_agg({value}, '' ORDER BY {key})",
    opening="E'",  # a backslash escapes there whatever `standard_conforming_strings` says
    escapes={"\\": "\\\\", "'": "''"},
    string="TEXT",
    real="DOUBLE PRECISION",
    number=(
        "CASE WHEN {0} ~ '^[[:space:]]*[+-]?([0-9]{{1,30}}([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{{1,2}})?[[:space:]]*$'"
        " THEN CAST({0} AS DOUBLE PRECISION) END"
    ),
    divided="{} / {}",
    bytewise='({} COLLATE "C")',
    type_of="CAST(pg_typeof({}) AS TEXT)",
    counted="ANALYZE {}",
)

_SPARK = Dialect(
    "spark",
    microseconds="unix_micros(CAST({} AS TIMESTAMP))",
    ordered="array_join(transform(array_sort(collect_list(struct({key} AS k, {value} AS v))), x -> x.v), '')",
    quote="`",
    escapes=_BACKSLASHES,
    string="STRING",
    divided="{} div {}",
    type_of="typeof({})",
    zoned="^timestamp$",
    keeping="view",
)

_CLICKHOUSE = Dialect(
    "clickhouse",
    microseconds="toUnixTimestamp64Micro(toDateTime64({}, 6, 'UTC'))",
    ordered="arrayStringConcat(arrayMap(x -> tupleElement(x, 2), arraySort(groupArray(({key}, {value})))))",
    escapes=_BACKSLASHES,
    string="Nullable(String)",
    whole="Nullable(Int64)",
    real="Nullable(Float64)",
    wide="Nullable(Decimal(38, 0))",
    number="toFloat64OrNull({})",
    divided="intDiv({}, {})",
    neighbour=(
        "{side}InFrame(toNullable({value})) OVER ({window} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
    ),
    type_of="toTypeName({})",
    zoned="DateTime",
    keeping="name",
    listing="function",
)

_SNOWFLAKE = Dialect(
    "snowflake",
    microseconds="date_part(epoch_microsecond, {})",
    ordered=_WITHIN_GROUP,
    escapes=_BACKSLASHES,
    wide="NUMBER(38, 0)",
    number="TRY_TO_DOUBLE({})",
)

_BIGQUERY = Dialect(
    "bigquery",
    microseconds="UNIX_MICROS(TIMESTAMP({}))",
    ordered="STRING_AGG({value}, '' ORDER BY {key})",
    quote="`",
    escapes=_BACKSLASHES,
    string="STRING",
    whole="INT64",
    real="FLOAT64",
    wide="BIGNUMERIC",
    number="SAFE_CAST({} AS FLOAT64)",
    divided="DIV({}, {})",
    keeping="name",
    listing="structs",
)

_TRINO = Dialect(
    "trino",
    microseconds="CAST(round(to_unixtime({}) * 1000000) AS BIGINT)",
    ordered=_WITHIN_GROUP,
    keeping="name",
    settings=("SET TIME ZONE 'UTC'",),
)

_REDSHIFT = Dialect(
    "redshift",
    microseconds="datediff(microsecond, TIMESTAMP '1970-01-01', {})",
    ordered=_WITHIN_GROUP,
    escapes=_BACKSLASHES,
    string="VARCHAR(65535)",
    real="DOUBLE PRECISION",
    number="CASE WHEN {0} ~ '^[+-]?[0-9]{{1,30}}([.][0-9]+)?$' THEN CAST({0} AS DOUBLE PRECISION) END",
    listing="union",
    settings=("SET timezone TO 'UTC'",),
)

DIALECTS = {
    dialect.name: dialect
    for dialect in (
        _DUCKDB,
        _SPARK,
        replace(_SPARK, name="databricks"),
        _POSTGRES,
        _CLICKHOUSE,
        _SNOWFLAKE,
        _BIGQUERY,
        _TRINO,
        _REDSHIFT,
    )
}
"""By the names that `dialect=` takes."""
