"""The one read before a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailintake.model.decision import Hold, Kind, Known, KnownMessage, Thread, TicketChange
from mailintake.model.message import Address, Message
from mailintake.model.person import Person
from mailintake.model.ticket import Assigned, Entry, EntryKind, Field, FieldSet, Noted, Resolved, Restored, Status
from mailintake.store import Store
from tests.store.samples import (
    ANA,
    NOW,
    TECH,
    ask,
    change,
    decision,
    incoming,
    message,
    open_ticket,
    opening,
    outgoing,
    questions,
    queue,
    take_in,
)

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAIL = message(1)


def test_an_empty_store_knows_nothing(store: Store) -> None:
    assert ask(store, questions(MAIL)) == Known()


@pytest.mark.parametrize(
    ("again", "key", "after", "duplicate"),
    [
        (MAIL, None, DAY * 400, True),
        (replace(MAIL, sha256="b" * 64), "<1@school.example>", DAY * 400, True),
        (replace(MAIL, sha256="b" * 64, header=(("received", "by another way"),)), None, DAY * 6, True),
        (replace(MAIL, sha256="b" * 64), None, DAY * 8, False),
        (replace(MAIL, sha256="b" * 64, fingerprint="other"), None, MINUTE, False),
        (replace(MAIL, sha256="b" * 64, subject="Other"), None, MINUTE, False),
        (replace(MAIL, sha256="b" * 64, date=NOW + MINUTE), None, MINUTE, False),
        (replace(MAIL, sha256="b" * 64, authors=(Address(TECH),)), None, MINUTE, False),
        (replace(MAIL, sha256="b" * 64, message_id="<2@school.example>"), None, MINUTE, False),
        (replace(MAIL, sha256="b" * 64, message_id=None), None, MINUTE, False),
    ],
)
def test_a_second_delivery_is_known(
    store: Store,
    again: Message,
    key: str | None,
    after: timedelta,
    duplicate: bool,  # noqa: FBT001
) -> None:
    take_in(store, MAIL, opening())
    known = ask(store, questions(again, key=key), NOW + after)

    assert known.duplicate_of == (MAIL.message_id if duplicate else None)


def test_mails_without_an_id_are_not_one_by_that(store: Store) -> None:
    nameless = message(1, message_id=None)
    with store.work() as work:
        work.write(incoming("k"), nameless, decision(opening()), NOW)

    assert ask(store, questions(replace(nameless, sha256="c" * 64))).duplicate_of is None


@pytest.mark.parametrize("kind", [Kind.QUARANTINED, Kind.REFUSED])
def test_what_had_no_effect_is_no_first_delivery(store: Store, kind: Kind) -> None:
    take_in(store, MAIL, kind=kind)

    assert ask(store, questions(MAIL)).duplicate_of is None


def test_messages_are_known_by_their_ids(store: Store) -> None:
    number = open_ticket(store, 1)
    sent = queue(store, outgoing(5, to=ANA, ticket=number))
    answer = message(2, in_reply_to=("<out.5@desk.example>",), references=("<1@school.example>", "<never@x>"))
    known = ask(store, questions(answer))

    assert known.messages == {
        "<1@school.example>": KnownMessage("<1@school.example>", number, ours=False),
        "<out.5@desk.example>": KnownMessage(
            "<out.5@desk.example>", number, ours=True, recipient=ANA, template="receipt", outbox_id=sent
        ),
    }
    assert [one.number for one in known.tickets.values()] == [number]


def test_a_very_long_id_is_known_again(store: Store) -> None:
    long = f"<{'x' * 5000}@school.example>"
    take_in(store, message(1, message_id=long), opening())
    known = ask(store, questions(message(2, references=(long,))))

    assert known.messages[long].ticket == 1


def test_our_own_mail_is_known_when_it_comes_back(store: Store) -> None:
    queue(store, outgoing(5))

    assert ask(store, questions(message(1, message_id="<out.5@desk.example>"))).messages["<out.5@desk.example>"].ours


def test_tickets_asked_for_come_with_their_history(store: Store) -> None:
    number = open_ticket(store)
    known = ask(store, questions(message(2), tickets=(number, 77, 10**40)))

    assert list(known.tickets) == [number]
    assert [one.text for one in known.tickets[number].entries][-1] == "Paper everywhere."
    assert known.next_number == number + 1


def test_merged_tickets_come_with_what_they_were_merged_into(store: Store) -> None:
    last = open_ticket(store, 1)
    middle = open_ticket(store, 2, merged_into=last)
    first = open_ticket(store, 3, merged_into=middle)

    assert set(ask(store, questions(message(4), tickets=(first,))).tickets) == {first, middle, last}


def test_own_tickets_are_the_unfinished_ones(store: Store) -> None:
    one, two = open_ticket(store, 1), open_ticket(store, 2)
    change(store, one, Resolved())

    assert [own.number for own in ask(store, questions(message(3))).own_tickets] == [two]


@pytest.mark.parametrize(
    ("age", "to", "author", "count"),
    [
        (MINUTE, ANA, TECH, 1),
        (MINUTE, "registered@school.example", ANA, 1),
        (MINUTE, TECH, TECH, 0),
        (HOUR + MINUTE, ANA, ANA, 0),
    ],
)
def test_automatic_answers_of_the_last_hour_count(
    store: Store, age: timedelta, to: str, author: str, count: int
) -> None:
    written = take_in(store, message(1, author), opening(address=author), now=NOW - age)
    number = written.numbers[0]
    mail = outgoing(1, to, automatic=True, ticket=number)
    queue(store, mail, NOW - age, journal_id=written.journal_id)
    queue(store, outgoing(2, ANA, ticket=number), NOW)
    known = ask(store, questions(message(2), tickets=(number,)))

    assert known.answers_to_author == count
    assert known.answers_on_ticket.get(number, 0) == (1 if age < HOUR else 0)


@pytest.mark.parametrize(
    ("template", "level", "automatic", "counts"),
    [
        ("confirm", 0, True, (1, 1, 0)),
        ("transcript", 0, True, (1, 1, 0)),
        ("receipt", 0, True, (1, 0, 0)),
        ("transcript", -1, True, (1, 0, 1)),
        ("confirm", 2, False, (0, 0, 0)),
        ("transcript", 1, False, (0, 0, 0)),
        ("receipt", 2, True, (1, 0, 0)),
    ],
)
def test_answers_are_counted_by_how_sure_we_were(
    store: Store,
    template: str,
    level: int,
    automatic: bool,  # noqa: FBT001 (a column of the table)
    counts: tuple[int, int, int],
) -> None:
    number = open_ticket(store, 8)
    written = take_in(store, message(1), kind=Kind.REPLY, level=level)
    mail = outgoing(1, TECH, template=template, automatic=automatic, ticket=number)
    queue(store, mail, journal_id=written.journal_id)
    known = ask(store, questions(message(2), tickets=(number,)))

    assert (known.answers_to_author, known.challenges_to_author, known.refusals_to_author) == counts
    assert known.refusals_on_ticket == ({number: counts[2]} if automatic else {})
    assert known.claims_to_author == (1 if level == 0 else 0)
    assert known.claims_on_ticket == ({number: known.claims_to_author} if automatic else {})
    assert known.told == {template}


@pytest.mark.parametrize(("earlier", "surest"), [((-1,), -1), ((-1, 2), 2), ((2, -1), 2), ((-1, 0, -1), 0)])
def test_of_several_copies_the_surest_is_known(store: Store, earlier: tuple[int, ...], surest: int) -> None:
    for count, level in enumerate(earlier):
        with store.work() as work:
            copy = replace(MAIL, sha256=f"{count}" * 64)
            work.write(incoming(f"desk/1/{count}"), copy, decision(opening(), level=level), NOW)
    known = ask(store, replace(questions(replace(MAIL, sha256="f" * 64)), thread_ids=(str(MAIL.message_id),)))

    assert (known.duplicate_of, known.duplicate_level) == (MAIL.message_id, surest)
    assert known.duplicate_ticket == earlier.index(surest) + 1
    assert known.messages[str(MAIL.message_id)].ticket == earlier.index(surest) + 1


@pytest.mark.parametrize("levels", [(0, 2), (2, 0), (2, 2), (-1, 2)])
def test_an_id_that_two_authors_used_names_the_tickets_of_both(store: Store, levels: tuple[int, int]) -> None:
    copied = str(MAIL.message_id)
    for count, author in enumerate((ANA, TECH)):
        mail = message(1, author, sha256=f"{count}" * 64)
        with store.work() as work:
            work.write(incoming(f"desk/1/{count}"), mail, decision(opening(), level=levels[count]), NOW)
    known = ask(store, questions(message(3, references=(copied,))))

    assert known.messages == {copied: KnownMessage(copied, None, ours=False, rivals=(1, 2))}
    assert set(known.tickets) == {1, 2}


def test_what_an_unproven_copy_would_have_done_is_known(store: Store) -> None:
    first = message(2, TECH)
    held = take_in(store, first, kind=Kind.COMMAND, level=0, hold=Hold(TECH, None, "#close 1"))
    again = replace(first, sha256="f" * 64)

    assert ask(store, questions(again)).waiting == held.hold_id

    with store.work() as work:
        done = decision(kind=Kind.COMMAND, release=held.hold_id)
        work.write(incoming("desk/1/again"), again, done, NOW)

    assert ask(store, questions(replace(first, sha256="e" * 64))).waiting is None


def test_the_same_delivery_is_the_same_whatever_its_level(store: Store) -> None:
    take_in(store, MAIL, opening(), level=-1)

    assert ask(store, questions(MAIL)).duplicate_level is None


def test_a_storm_is_counted_with_its_ticket(store: Store) -> None:
    for number in range(1, 5):
        take_in(store, message(number, subject=f"Door {number} open"), opening(), now=NOW - MINUTE)
    take_in(store, message(9, subject="Door 9 open"), opening(), now=NOW - 11 * MINUTE)
    take_in(store, message(10, TECH, subject="Door 9 open"), opening(), now=NOW)
    known = ask(store, questions(message(11, subject="RE: door 8 open")))

    assert (known.similar, known.storm) == (4, 1)


def test_open_tickets_and_turns_are_counted(store: Store) -> None:
    for number in (1, 2):
        change(store, open_ticket(store, number, assignee="ben"), Assigned("dana", "network", "Rule"))
    change(store, open_ticket(store, 3, assignee="ben"), Resolved())
    change(store, open_ticket(store, 4, assignee="ben"), Assigned("kim", "network", "Rule"))
    known = ask(store, questions(message(5)))

    assert known.open_counts == {"dana": 2, "kim": 1}
    assert known.turns == {"network": "kim"}


def test_routing_a_new_ticket_takes_the_turn(store: Store) -> None:
    open_ticket(store, 1, team="network", assignee="dana")

    assert ask(store, questions(message(2))).turns == {"network": "dana"}


def test_held_commands_are_found_by_our_notice(store: Store) -> None:
    number = open_ticket(store)
    mail = message(2, TECH)
    hold = Hold(TECH, number, "#close done")
    written = take_in(store, mail, kind=Kind.HELD, hold=hold)
    queue(store, outgoing(7, TECH, template="confirm"), journal_id=written.journal_id, hold_id=written.hold_id)
    ok = message(3, TECH, in_reply_to=("<out.7@desk.example>",))
    held = ask(store, questions(ok)).held["<out.7@desk.example>"]

    assert (held.id, held.text, held.ticket, held.message_id) == (
        written.hold_id,
        "#close done",
        number,
        mail.message_id,
    )

    take_in(store, ok, kind=Kind.REPLY, release=held.id)

    assert ask(store, questions(ok)).held == {}


def test_undo_takes_back_what_ones_own_last_mail_changed_and_no_more(store: Store) -> None:
    number = open_ticket(store)
    mail = message(2, TECH)
    made = [TicketChange(number, FieldSet(Field.CATEGORY, "network")), TicketChange(number, FieldSet(Field.ROOM, "B1"))]
    take_in(store, mail, *made, kind=Kind.REPLY)
    change(store, number, FieldSet(Field.ROOM, "C3"), FieldSet(Field.PRIORITY, "high"), actor="kim")
    asked = questions(message(3, TECH), tickets=(number,))
    before = ask(store, asked).previous[number]

    assert (before.category, before.room, before.priority.value) == ("other", "C3", "high")

    undone = change(store, number, Restored(before))

    assert (undone.category, undone.entries[-1].text) == ("other", "undone: category: network → other")
    assert ask(store, questions(message(4), tickets=(number,))).previous == {}


def test_what_is_undone_is_the_last_mail(store: Store) -> None:
    number = open_ticket(store)
    note = Noted(Entry(NOW, TECH, EntryKind.NOTE, public=False, text="Looked."))
    take_in(store, message(2, TECH), TicketChange(number, Resolved()), kind=Kind.REPLY)
    take_in(store, message(3, TECH), TicketChange(number, note), kind=Kind.REPLY)

    assert ask(store, questions(message(4, TECH), tickets=(number,))).previous[number].status is Status.RESOLVED


@pytest.mark.parametrize(
    ("level", "learned"),
    [
        (2, Person(ANA, "Ana Ruiz", extension="4512", room="B12", site="north")),
        (0, Person(ANA, "Ana", room="A1", site="north")),
        (-1, Person(ANA, "Ana", room="A1", site="north")),
    ],
)
def test_mail_teaches_who_people_are(store: Store, level: int, learned: Person) -> None:
    take_in(store, message(1), opening(), requester=Person(ANA.upper(), "Ana", room="A1", site="north"))
    told = Person(ANA, "Ana Ruiz", extension="4512", room="B12")
    take_in(store, message(2), opening(), requester=told, level=level)

    assert ask(store, questions(message(3), addresses=(ANA, TECH))).people == {ANA: learned}


def test_a_mere_claim_gives_a_name_but_no_place(store: Store) -> None:
    told = Person(ANA, "Ana", extension="4512", site="north", department="Office", room="12", language="es")
    take_in(store, message(1), opening(), requester=told, level=0)

    assert ask(store, questions(message(2), addresses=(ANA,))).people == {ANA: Person(ANA, "Ana", language="es")}


def test_the_thread_names_the_ticket_of_a_message(store: Store) -> None:
    number = open_ticket(store)
    take_in(store, message(2), kind=Kind.AUTOMATIC, thread=Thread(number, "references"))

    assert (
        ask(store, questions(message(3, references=("<2@school.example>",)))).messages["<2@school.example>"].ticket
        == number
    )


def test_a_mailbox_that_only_folds_alike_owns_nothing(store: Store) -> None:
    """Unicode folds the sign of Kelvin to `k`; its owner is somebody else."""
    open_ticket(store, 1, address="kim@school.example")

    assert ask(store, questions(message(2, "KIM@school.example"))).own_tickets
    assert not ask(store, questions(message(3, "\N{KELVIN SIGN}im@school.example"))).own_tickets
