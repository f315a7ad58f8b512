"""The database: from its tables."""

from __future__ import annotations

from sqlalchemy import Column, Table

from docs.make.markdown import code, flat, page, section, table
from mailintake.store import tables
from mailintake.store.tables import Base

INTRODUCTION = """\
For reports of your own. Read as much as you like (SQLite: open the file read-only; PostgreSQL: a role that may only
read); write only through the program. `mailintake migrate` brings the tables up to a new version; additions to them
come in any version, renames are in the [changelog](../changelog.md). Times are UTC; choices are stored as their words;
raw mails and attachments lie in the folder `files`, named by their SHA-256.
"""


def text() -> str:
    """Return the page."""
    about = {one.__tablename__: flat(one.__doc__) for one in vars(tables).values() if _is_table(one)}
    found = (_section(one, about[one.name]) for one in Base.metadata.tables.values())
    return page("Database tables", INTRODUCTION, *found)


def _is_table(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Base) and value is not Base


def _section(one: Table, about: str) -> str:
    rows = ((code(column.name), str(column.type), _traits(column)) for column in one.columns)
    return section(code(one.name), about, table(("column", "type", "is"), rows))


def _traits(column: Column[object]) -> str:
    traits = ["primary key"] if column.primary_key else []
    traits += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    traits += ["unique"] if column.unique else []
    traits += ["may be empty"] if column.nullable else []
    return ", ".join(traits)
