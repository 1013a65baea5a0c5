"""Rows put into a table by the batch, at the price the database itself asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, missing: bool = False) -> None:
    """Add rows, all with the same columns; with ``missing`` those that are there already are left as they are."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        # SQLAlchemy binds value by value, which costs more than SQLite's own work; here it is done by the column.
        connection.exec_driver_sql(_statement(table, rows[0], missing), _values(connection, table, rows))
    elif missing:
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
    else:
        connection.execute(insert(table), rows)


def _statement(table: Table, row: Mapping[str, Any], missing: bool) -> str:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})" + " ON CONFLICT DO NOTHING" * missing


def _values(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    columns = []
    for name in rows[0]:
        bind = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        given = [row[name] for row in rows]
        columns.append([bind(value) for value in given] if bind else given)
    return list(zip(*columns, strict=True))
