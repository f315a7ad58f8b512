"""`#subject`: the subject."""

from __future__ import annotations

from mailintake.act.field import setter
from mailintake.act.verb import Verb
from mailintake.model.ticket import Field

VERB = Verb("subject", "#subject TEXT", "Set the subject.", setter(Field.SUBJECT), aliases=("title",))
