"""Every table of a store as it is in the database, whichever domain declared it."""

from sqlalchemy import Column, Connection, MetaData, Table, delete

VERSION_TABLE = "alembic_version"
"""Where migrations record the version; no business of people."""


def tables(connection: Connection) -> list[Table]:
    """Return the tables, each after those its rows refer to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def naming(table: Table, of: str) -> list[Column[object]]:
    """Return a table's columns that refer to another table's rows."""
    return [
        column
        for column in table.columns
        if any(key.target_fullname.partition(".")[0] == of for key in column.foreign_keys)
    ]


def wipe(connection: Connection, *, but: frozenset[str] = frozenset()) -> None:
    """Remove every row of every table, some tables excepted, in the connection's transaction."""
    for table in reversed(tables(connection)):
        if table.name not in but:
            connection.execute(delete(table))
