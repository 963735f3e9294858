"""Every table of ours as it is in the database, whichever domain declared it.

Others may keep tables in the same database: nobody here reads, empties or drops them.
"""

from sqlalchemy import Column, Connection, MetaData, Table, delete

from core.store import migrations


def tables(connection: Connection) -> list[Table]:
    """Return the tables, each after those its rows refer to."""
    return _reflected(connection, migrations.made()).sorted_tables


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


def drop(connection: Connection) -> None:
    """Drop every table and the version, in the connection's transaction."""
    _reflected(connection, migrations.made() | {migrations.VERSION_TABLE}).drop_all(connection)


def _reflected(connection: Connection, names: frozenset[str]) -> MetaData:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in names, resolve_fks=False)
    return found
