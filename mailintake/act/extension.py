"""`#extension`: the requester's phone extension."""

from __future__ import annotations

from mailintake.act.field import setter
from mailintake.act.verb import Verb
from mailintake.model.ticket import Field

VERB = Verb(
    "extension", "#extension X", "Set the requester's phone extension.", setter(Field.EXTENSION), aliases=("phone",)
)
