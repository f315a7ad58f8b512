"""`#asset`: the device's asset tag."""

from __future__ import annotations

from mailintake.act.field import setter
from mailintake.act.verb import Verb
from mailintake.model.ticket import Field

VERB = Verb("asset", "#asset X", "Set the device's asset tag.", setter(Field.ASSET))
