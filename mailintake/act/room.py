"""`#room`: the room."""

from __future__ import annotations

from mailintake.act.field import setter
from mailintake.act.verb import Verb
from mailintake.model.ticket import Field

VERB = Verb("room", "#room X", "Set the room.", setter(Field.ROOM))
