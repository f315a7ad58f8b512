"""Tagged commands of technicians, one file each, and the words of submitters; the lists are in the order of `#help`."""

from __future__ import annotations

from collections.abc import Mapping

from mailintake.act import (
    asset,
    assign,
    category,
    cc,
    close,
    department,
    drop,
    extension,
    help as help_,
    on_behalf,
    pending,
    priority,
    private,
    public,
    queue,
    reopen,
    room,
    show,
    site,
    subject,
    tag,
    take,
    uncc,
    undo,
)
from mailintake.act.verb import Verb

VERBS: tuple[Verb, ...] = (
    close.VERB,
    reopen.VERB,
    pending.VERB,
    assign.VERB,
    take.VERB,
    drop.VERB,
    priority.VERB,
    category.VERB,
    site.VERB,
    room.VERB,
    department.VERB,
    extension.VERB,
    subject.VERB,
    asset.VERB,
    private.VERB,
    public.VERB,
    cc.VERB,
    uncc.VERB,
    tag.VERB,
    on_behalf.VERB,
    undo.VERB,
    queue.VERB,
    show.VERB,
    help_.VERB,
)
BY_WORD: Mapping[str, Verb] = {word: verb for verb in VERBS for word in verb.words}
