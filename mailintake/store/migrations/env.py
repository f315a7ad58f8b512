"""What Alembic runs: one connection, one transaction, the same on both databases."""

from __future__ import annotations

from alembic import context

from mailintake.store.tables import Base


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the tables that SQLite's full-text index keeps for itself."""
    return not (kind == "table" and name is not None and name.startswith("entry_words"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    include_name=include_name,
)
with context.begin_transaction():
    context.run_migrations()
