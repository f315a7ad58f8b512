"""`#department`: the requester's department."""

from __future__ import annotations

from mailintake.act.field import setter
from mailintake.act.verb import Verb
from mailintake.model.ticket import Field

VERB = Verb("department", "#department X", "Set the requester's department.", setter(Field.DEPARTMENT))
