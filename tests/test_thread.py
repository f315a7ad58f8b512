"""Which ticket a mail belongs to, and who can claim that it does."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.model.decision import Known, KnownMessage, Thread
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.ticket import Ticket
from mailintake.parse.message import parse_message
from mailintake.parse.subject import bare_subject, fold_digits
from mailintake.thread import find_thread, follow, genuine_token, named_tickets, tagged_ticket, tokens
from mailintake.token import message_id, reply_address
from tests.decide.district import DESK, KEY, MAYA, rules, ticket

MINE = (MAYA.address,)
OTHER = ("jpark@lakeside.example",)
NORA = ("nbell@lakeside.example",)
OURS = KnownMessage("<ours@lakeside.example>", 1, ours=True, recipient=MAYA.address)
THEIRS = KnownMessage("<theirs@lakeside.example>", 1, ours=False)
BOOKS = Known(messages={one.message_id: one for one in (OURS, THEIRS)}, tickets={1: ticket(1), 2: ticket(2)})

SUBJECTS = [
    ("Re: [HELP-1] Printer", 1),
    ("[help-1]", 1),
    ("Fwd: Printer [HELP-1042] again", 1042),
    ("[HELP-1", None),
    ("HELP-1", None),
    ("[HELP-]", None),
    ("[HELP-x]", None),
    ("[HELP-\u0661]", None),
    ("[HELP-1234567890]", None),
    ("[TECH-1]", None),
    ("", None),
]


@pytest.mark.parametrize(("subject", "number"), SUBJECTS)
def test_only_the_whole_tag_names_a_ticket(subject: str, number: int | None) -> None:
    assert tagged_ticket(subject, "HELP") == number


def test_a_token_in_the_address_or_in_the_references_names_the_ticket() -> None:
    by_address = _mail(to=reply_address(DESK, 1, MAYA.address, KEY))
    by_reference = _mail(in_reply_to=message_id("lakeside.example", 1, MAYA.address, KEY, "r1"))

    for mail in (by_address, by_reference):
        token = genuine_token(mail, MINE, rules().desk, KEY)
        assert token is not None
        assert find_thread(mail, BOOKS, rules(), addresses=MINE, token=token, level=1) == Thread(1, "token")


@pytest.mark.parametrize("field", ["Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To"])
def test_a_token_is_found_where_the_mail_server_noted_the_recipient(field: str) -> None:
    mail = _mail(**{field: reply_address(DESK, 1, MAYA.address, KEY)})

    assert genuine_token(mail, MINE, rules().desk, KEY) is not None


def test_somebody_elses_token_or_a_made_up_one_is_none() -> None:
    token = reply_address(DESK, 1, MAYA.address, KEY)
    guessed = token.replace("+1.", "+2.")
    elsewhere = token.replace("lakeside.example", "evil.example")

    assert genuine_token(_mail(to=token), OTHER, rules().desk, KEY) is None
    assert genuine_token(_mail(to=guessed), MINE, rules().desk, KEY) is None
    assert tokens(_mail(to=elsewhere), rules().desk) == ()


@pytest.mark.parametrize(
    ("addresses", "thread"),
    [
        (MINE, Thread(1, "references")),
        (NORA, Thread(1, "references")),
        (OTHER, Thread(linked=1)),
        (("maya.lund@home.example", MAYA.address), Thread(1, "references")),
    ],
)
@pytest.mark.parametrize("known", ["<ours@lakeside.example>", "<theirs@lakeside.example>"])
def test_references_count_for_participants_and_technicians(
    known: str, addresses: tuple[str, ...], thread: Thread
) -> None:
    for level in (-1, 0, 1, 2):
        assert _thread(_mail(references=f"{known} <unknown@x.example>"), addresses, level) == thread


def test_who_answers_a_mail_that_we_sent_him_belongs_to_its_ticket() -> None:
    entry = KnownMessage("<copy@lakeside.example>", 1, ours=True, recipient="Director@lakeside.example")
    books = Known(messages={entry.message_id: entry}, tickets={1: ticket(1)})
    mail = _mail(in_reply_to=entry.message_id)

    def thread(*addresses: str) -> Thread:
        return find_thread(mail, books, rules(), addresses=addresses, token=None, level=0)

    assert thread("director@lakeside.example") == Thread(1, "references")
    assert thread("jpark@lakeside.example") == Thread(linked=1)


@pytest.mark.parametrize("level", [-1, 0, 1, 2])
def test_the_subject_tag_needs_proof(level: int) -> None:
    mail = _mail(subject="Re: [HELP-1] Printer")

    assert _thread(mail, MINE, level) == (Thread(1, "subject") if level >= 1 else Thread(linked=1))
    assert _thread(mail, OTHER, level) == Thread(linked=1)


def test_a_bare_subject_is_no_thread() -> None:
    assert _thread(_mail(subject="Re: Copier jams"), MINE, 2) == Thread()


def test_the_nearest_reference_wins() -> None:
    books = Known(
        messages={"<a@x>": KnownMessage("<a@x>", 1, ours=True), "<b@x>": KnownMessage("<b@x>", 2, ours=True)},
        tickets={1: ticket(1), 2: ticket(2)},
    )
    mail = _mail(references="<a@x> <b@x>")

    assert find_thread(mail, books, rules(), addresses=MINE, token=None, level=2).ticket == 2


COPIED = KnownMessage("<copied@x>", None, ours=False, rivals=(1, 2))
EVE = Person("eve@evil.example", "Eve")


@pytest.mark.parametrize(
    ("to", "cc", "addresses", "number"),
    [
        (MAYA.address, DESK, NORA, 1),
        (DESK, MAYA.address, NORA, 1),
        (EVE.address, DESK, NORA, 2),
        (DESK, "", NORA, None),
        (f"{MAYA.address}, {EVE.address}", DESK, NORA, None),
        (DESK, "", MINE, 1),
        (DESK, "", (EVE.address,), 2),
        (MAYA.address, DESK, OTHER, None),
    ],
)
def test_an_id_that_two_authors_used_names_the_ticket_of_whom_the_answer_is_for(
    to: str, cc: str, addresses: tuple[str, ...], number: int | None
) -> None:
    books = Known(messages={COPIED.message_id: COPIED}, tickets={1: ticket(1), 2: ticket(2, requester=EVE)})
    mail = _mail(to=to, cc=cc or DESK, references=f"<older@x> {COPIED.message_id}")

    assert find_thread(mail, books, rules(), addresses=addresses, token=None, level=2).ticket == number


def test_a_ticket_that_is_gone_is_no_thread() -> None:
    assert find_thread(_mail(subject="[HELP-9]"), BOOKS, rules(), addresses=MINE, token=None, level=2) == Thread()


def test_merged_tickets_are_followed_to_the_end() -> None:
    tickets = {1: _merged(1, 2), 2: _merged(2, 3), 3: ticket(3)}

    assert follow(1, tickets) == tickets[3]
    assert follow(9, tickets) is None


def test_a_circle_of_merged_tickets_ends() -> None:
    found = follow(1, {1: _merged(1, 2), 2: _merged(2, 1)})

    assert found is not None
    assert found.number in {1, 2}


def test_every_ticket_that_a_mail_names_is_looked_up() -> None:
    mail = _mail(subject="[HELP-7]", to=reply_address(DESK, 5, "x@y.example", KEY))

    assert named_tickets(mail, rules()) == (5, 7)


PREFIXED = [
    ("Re: [HELP-1] Printer", "Printer"),
    ("RE: Fwd: [HELP-1] Re[2]: Printer", "Printer"),
    ("RV: impresora", "impresora"),
    ("AW: WG: Drucker", "Drucker"),
    ("[HELP-1] [HELP-2] Printer", "Printer"),
    ("Printer: does not print", "Printer: does not print"),
    ("[HELP] Printer", "[HELP] Printer"),
    ("", ""),
    ("Re:", ""),
]


@pytest.mark.parametrize(("subject", "bare"), PREFIXED)
def test_a_bare_subject_has_no_prefixes_and_no_tag(subject: str, bare: str) -> None:
    assert bare_subject(subject, "HELP") == bare


def test_storms_fold_digits() -> None:
    assert fold_digits("Re: Disk 12 full at 8:05") == fold_digits("Disk 7 full at 10:17")


@given(st.text(max_size=200), st.sampled_from(["HELP", "", "["]))
def test_reading_subjects_never_fails(subject: str, tag: str) -> None:
    bare = bare_subject(subject, tag)
    tagged_ticket(subject, tag)

    assert len(bare) <= len(subject)
    assert len(fold_digits(subject)) <= 200


def _thread(mail: Message, addresses: tuple[str, ...], level: int) -> Thread:
    return find_thread(mail, BOOKS, rules(), addresses=addresses, token=None, level=level)


def _merged(number: int, into: int) -> Ticket:
    return ticket(number, merged_into=into)


def _mail(**fields: str) -> Message:
    header = {"From": "x@lakeside.example", "Subject": "Printer"}
    header |= {name.replace("_", "-").title(): value for name, value in fields.items()}
    return parse_message("\r\n".join([*(f"{name}: {value}" for name, value in header.items()), "", "x"]).encode())
