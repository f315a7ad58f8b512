"""Indexes that keep the cost of one mail the same, however many wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NOT_DONE = sa.text("done_at IS NULL")
GATHERED = sa.text("gather IS NOT NULL")


def upgrade() -> None:
    """Change the schema."""
    op.create_index("ix_message_not_done", "message", ["mailbox"], sqlite_where=NOT_DONE, postgresql_where=NOT_DONE)
    op.create_index("ix_outbox_turn", "outbox", ["state", "urgent", "created_at"])
    op.create_index(
        "ix_outbox_gather",
        "outbox",
        ["gather", "recipient_key", "created_at"],
        sqlite_where=GATHERED,
        postgresql_where=GATHERED,
    )
