"""What goes into the database comes out as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mailintake.model.decision import TicketChange
from mailintake.model.person import Person
from mailintake.model.ticket import Entry, EntryKind, Opened, Priority, Scope, Status, StoredAttachment, Ticket
from mailintake.store import Store
from mailintake.store.columns import clean, key
from mailintake.store.rows import from_text, to_text
from tests.store.samples import NOW

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
optional = st.none() | words
lists = st.lists(words, max_size=3).map(tuple)
zones = st.sampled_from([UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=45))])
times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=zones)  # noqa: DTZ001 (the zone is drawn)
moments = st.none() | times
levels = st.none() | st.integers(-1, 2)
entries = st.builds(Entry, times, words, st.sampled_from(EntryKind), st.booleans(), words, optional, levels)
attachments = st.builds(
    StoredAttachment, optional, words, st.integers(0, 2**33), words.map(lambda one: f"{one}0"), st.booleans()
)
people = st.builds(Person, words, words, optional, optional, optional, optional, optional, lists)
tickets = st.builds(
    Ticket,
    number=st.integers(1, 10**6),
    subject=words,
    requester=people,
    opened_at=times,
    status=st.sampled_from(Status),
    priority=st.sampled_from(Priority),
    category=words,
    site=optional,
    room=optional,
    assignee=optional,
    team=optional,
    verified=st.booleans(),
    language=words,
    asset=optional,
    tags=lists,
    copied=lists,
    respond_by=moments,
    resolve_by=moments,
    due=moments,
    pending_until=moments,
    responded_at=moments,
    resolved_at=moments,
    closed_at=moments,
    incident=st.none() | st.integers(1, 10**6),
    merged_into=st.none() | st.integers(1, 10**6),
    related=st.lists(st.integers(1, 10**6), max_size=3).map(tuple),
    rule=optional,
    because=lists,
    confidence=st.none() | st.floats(0, 1),
    scope=st.none() | st.sampled_from(Scope),
    work_stopped=st.none() | st.booleans(),
    workaround=st.none() | st.booleans(),
    needs_triage=st.booleans(),
    minutes=st.integers(0, 10**6),
    repeats=st.integers(0, 10**6),
    updated_at=times,
    entries=st.lists(entries, max_size=3).map(tuple),
    attachments=st.lists(attachments, max_size=3).map(tuple),
)


@given(ticket=tickets)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_ticket_survives_whole(store: Store, ticket: Ticket) -> None:
    with store.work() as work:
        written = work.change((TicketChange(0, Opened(ticket)),), NOW)
    number = written.numbers[0]
    with store.read() as reading:
        found = reading.ticket(number)

    assert found == written.tickets[number]
    assert found.entries[1:] == ticket.entries
    assert found.requester == ticket.requester


@given(ticket=tickets)
def test_fields_survive_as_text(ticket: Ticket) -> None:
    found = from_text(to_text(ticket))

    assert repr(found) == repr(from_text(to_text(found)))
    assert (found.requester, found.tags, found.opened_at) == (ticket.requester, ticket.tags, ticket.opened_at)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("plain", "plain"), ("José", "José"), ("a\0b", "a\ufffdb"), ("half \ud83d", "half ?"), ("😀", "😀")],
)
def test_text_is_cleaned_of_what_no_database_holds(written: str, kept: str) -> None:
    assert clean(written) == kept


@given(st.text(max_size=2000), st.text(max_size=2000))
def test_keys_are_short_and_tell_texts_apart(one: str, other: str) -> None:
    assert len(key(one)) <= 400
    assert key(key(one)) == key(one)
    assert (key(one) == key(other)) == (clean(one) == clean(other))
