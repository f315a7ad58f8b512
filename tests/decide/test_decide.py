"""What a mail means: who may do what at which level, who is told, and what is asked beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

import pytest

from mailintake.decide import ask, decide, examine
from mailintake.decide.merge import one_each
from mailintake.decide.technician import ask_first, reading_of
from mailintake.model.decision import Evidence, HeldMail, Kind, Known, KnownMessage, Notice, Outcome
from mailintake.model.message import Forwarded
from mailintake.model.settings import Trust
from mailintake.model.ticket import (
    Copied,
    Field,
    FieldSet,
    Noted,
    Opened,
    Priority,
    Related,
    Reopened,
    Resolved,
    Restored,
    Status,
)
from mailintake.parse.message import parse_message
from tests.decide.district import KEY, MAYA, NORA, NOW, decided, known, mail, rules, templates, ticket

OURS = "<ours@lakeside.example>"
BOOKS = known(ticket(), ours={OURS: 1})
REPLY = {"in_reply_to": OURS}
Counted: TypeAlias = dict[str, Any]
TO_NORA, TO_MAYA = "nbell@lakeside.example", MAYA.address


@pytest.mark.parametrize(("level", "verified"), [(-1, False), (0, False), (1, True), (2, True)])
def test_anybody_may_open_a_ticket_and_staff_get_a_receipt_unless_it_failed(level: int, verified: bool) -> None:  # noqa: FBT001 (a column of the table)
    decision = decided(mail(), level)
    opened = _first(decision.changes[0].change)

    assert decision.verdict.kind is Kind.NEW
    assert opened.ticket.verified is verified
    assert ("receipt" in dict(templates(decision))) is (level >= 0)


@pytest.mark.parametrize(("level", "plain"), [(0, "yes"), (1, None), (2, None)])
def test_a_receipt_below_level_one_repeats_nothing(level: int, plain: str | None) -> None:
    receipt = next(one for one in decided(mail(), level).notices if one.template == "receipt")

    assert receipt.facts.get("plain") == plain
    assert receipt.automatic


@pytest.mark.parametrize(
    ("level", "kinds"), [(-1, [Noted]), (0, [Noted]), (1, [Noted, Reopened]), (2, [Noted, Reopened])]
)
def test_words_of_a_requester_move_the_ticket_only_with_proof(level: int, kinds: list[type]) -> None:
    books = known(ticket(status=Status.RESOLVED), ours={OURS: 1})

    decision = decided(mail("It jams again.", **REPLY), level, books)

    assert [type(one.change) for one in decision.changes] == kinds
    noted = decision.changes[0].change
    assert isinstance(noted, Noted)
    assert noted.entry.public is (level >= 1)


@pytest.mark.parametrize("word", ["close", "reopen", "stop", "room B12", "extension 4512"])
def test_a_word_without_proof_is_a_note(word: str) -> None:
    decision = decided(mail(word, **REPLY), 0, BOOKS)

    assert [type(one.change) for one in decision.changes] == [Noted]
    assert templates(decision) == [("requester_wrote", TO_NORA)]


@pytest.mark.parametrize(
    ("level", "kind", "outcome", "told"),
    [
        (-1, Kind.REPLY, Outcome.REFUSED, [("transcript", TO_NORA)]),
        (0, Kind.REPLY, Outcome.NOT_RUN, [("confirm", TO_NORA)]),
        (1, Kind.REPLY, Outcome.OK, [("closed", TO_MAYA), ("transcript", TO_NORA)]),
        (2, Kind.REPLY, Outcome.OK, [("closed", TO_MAYA), ("transcript", TO_NORA)]),
    ],
)
def test_a_technicians_command_needs_proof(
    level: int, kind: Kind, outcome: Outcome, told: list[tuple[str, str]]
) -> None:
    decision = decided(mail("#close", NORA, **REPLY), level, BOOKS)

    assert decision.verdict.kind is kind
    assert [one.outcome for one in decision.commands] == [outcome]
    assert templates(decision) == told
    assert (decision.hold is not None) is (level == 0)


def test_a_token_may_be_declared_too_little() -> None:
    desk = replace(rules(), trust=Trust(rules().trust.profile, rules().trust.authserv_ids, token_is_enough=False))

    assert decided(mail("#close", NORA, **REPLY), 1, BOOKS, desk).hold is not None
    assert decided(mail("#close", NORA, **REPLY), 2, BOOKS, desk).hold is None


@pytest.mark.parametrize("level", [-1, 0, 1, 2])
def test_commands_alone_open_no_ticket(level: int) -> None:
    decision = decided(mail("#close", NORA), level)

    assert decision.verdict.kind is Kind.COMMAND
    assert decision.changes == ()


ENOUGH_ASKED: Counted = {"challenges_to_author": 5}
ENOUGH_REFUSED: Counted = {"refusals_to_author": 5}
ENOUGH_REFUSED_HERE: Counted = {"refusals_on_ticket": {1: 3}}
ENOUGH_ANSWERED: Counted = {"answers_to_author": 8}


@pytest.mark.parametrize(
    ("level", "counted", "told"),
    [
        (-1, {}, ["transcript"]),
        (-1, ENOUGH_ASKED, ["transcript"]),
        (-1, ENOUGH_REFUSED, ["admin_alert"]),
        (-1, ENOUGH_REFUSED_HERE, ["admin_alert"]),
        (-1, ENOUGH_ANSWERED, ["admin_alert"]),
        (0, {}, ["confirm"]),
        (0, ENOUGH_ASKED, ["admin_alert"]),
        (0, ENOUGH_REFUSED, ["confirm"]),
        (0, ENOUGH_REFUSED_HERE, ["confirm"]),
        (0, ENOUGH_ANSWERED, ["admin_alert"]),
        (1, ENOUGH_ASKED | ENOUGH_REFUSED, ["closed", "transcript"]),
        (2, ENOUGH_ASKED | ENOUGH_REFUSED, ["closed", "transcript"]),
    ],
)
def test_forgeries_and_claims_use_up_only_their_own_caps(level: int, counted: Counted, told: list[str]) -> None:
    decision = decided(mail("#close", NORA, **REPLY), level, replace(BOOKS, **counted))

    assert [template for template, _ in templates(decision)] == told
    assert (decision.hold is not None) is (told == ["confirm"])
    assert isinstance(decision.changes[0].change, Noted if level < 1 else Resolved)


@pytest.mark.parametrize(("level", "counted"), [(-1, ENOUGH_REFUSED), (0, ENOUGH_ASKED)])
@pytest.mark.parametrize("text", ["#close", "#close\nNew rollers.", "Which room is it?\n#take"])
def test_beyond_the_caps_nothing_is_lost(level: int, counted: Counted, text: str) -> None:
    """On a ticket it is a note; outside it waits for an admin, or is a ticket as refused prose is."""
    inside = decided(mail(text, NORA, **REPLY), level, replace(BOOKS, **counted))
    outside = decided(mail(text, NORA), level, Known(**counted))

    assert [type(one.change) for one in inside.changes] == [Noted]
    opened = level < 0 and text != "#close"
    assert outside.verdict.kind is (Kind.NEW if opened else Kind.HELD)
    assert [name for name, _ in templates(outside)] == ["admin_alert"]
    assert {one.outcome for one in (*inside.commands, *outside.commands)} <= {Outcome.NOT_RUN, Outcome.REFUSED}


@pytest.mark.parametrize(("level", "told"), [(-1, "transcript"), (0, "confirm")])
def test_an_admins_word_goes_before_the_caps(level: int, told: str) -> None:
    books = Known(**ENOUGH_ASKED, **ENOUGH_REFUSED, **ENOUGH_ANSWERED, released=True)

    assert told in [template for template, _ in templates(decided(mail("#close 1", NORA), level, books))]


def test_the_admin_hears_once_a_day_that_mail_waits() -> None:
    books = Known(**ENOUGH_ASKED, told=frozenset({"admin_alert"}))

    assert decided(mail("#close 1", NORA), 0, books).notices == ()


@pytest.mark.parametrize(
    ("earlier", "level", "kind"),
    [
        (None, 2, Kind.DUPLICATE),
        (-1, -1, Kind.DUPLICATE),
        (-1, 0, Kind.NEW),
        (-1, 2, Kind.NEW),
        (0, 0, Kind.DUPLICATE),
        (0, 1, Kind.NEW),
        (0, 2, Kind.NEW),
        (1, 2, Kind.DUPLICATE),
        (2, 2, Kind.DUPLICATE),
        (2, -1, Kind.DUPLICATE),
    ],
)
def test_a_forged_copy_sent_ahead_does_not_silence_the_genuine_one(earlier: int | None, level: int, kind: Kind) -> None:
    books = Known(duplicate_of="<m1@lakeside.example>", duplicate_level=earlier, duplicate_ticket=7)

    decision = decided(mail(), level, books)

    assert decision.verdict.kind is kind
    assert [one.change for one in decision.changes if isinstance(one.change, Related)] == (
        [Related(7)] if kind is Kind.NEW else []
    )


def test_a_held_mail_is_released_once_by_its_author_within_a_day() -> None:
    held = HeldMail(7, TO_NORA, 1, "#close\n#stop\nNew rollers.", None, "<asked@lakeside.example>", NOW)
    asked = KnownMessage("<asked@lakeside.example>", 1, ours=True, recipient=TO_NORA, template="confirm")
    books = replace(BOOKS, held={asked.message_id: held}, messages={**BOOKS.messages, asked.message_id: asked})
    ok = mail("Ok.", NORA, in_reply_to=asked.message_id)

    released = decided(ok, 1, books)
    assert released.release == 7
    assert [type(one.change) for one in released.changes] == [Noted, Resolved]
    assert decided(ok, 0, books).release is None
    assert (
        decided(mail("Ok.", "Theo <tgrant@lakeside.example>", in_reply_to=asked.message_id), 2, books).release is None
    )

    late = decide(ok, books, rules(), NOW + timedelta(hours=25), evidence=Evidence(1, "token"))
    assert late.release is None
    assert templates(late) == [("transcript", TO_NORA)]


@pytest.mark.parametrize("text", ["#clsoe", "#close\n#prioritiy high", "#take\n#assign Thoe\nHello."])
def test_a_mistake_voids_everything_and_waits_for_ok(text: str) -> None:
    decision = decided(mail(text, NORA, **REPLY), 2, BOOKS)

    assert decision.changes == ()
    assert templates(decision) == [("transcript", TO_NORA)]
    assert decision.hold is not None
    assert decision.notices[0].text == text


def test_what_cannot_be_undone_is_asked_first() -> None:
    case = examine(mail("#close\nHello.", NORA, **REPLY), BOOKS, rules(), NOW, evidence=Evidence(2, "yes"))

    decision = ask_first(case, reading_of(case), "it cannot be undone")

    assert templates(decision) == [("confirm", TO_NORA)]
    assert decision.changes == ()
    assert decision.hold is not None
    assert decision.hold.text == "#close\n#stop\nHello."


def test_what_ok_carries_out_keeps_prose_prose() -> None:
    decision = decided(mail("#clsoe\n\nHello.\n#take", NORA, **REPLY), 2, BOOKS)

    assert decision.hold is not None
    assert decision.hold.text == "#close\n#stop\nHello."


def test_words_that_contradict_in_html_run_nothing_at_any_level() -> None:
    raw = (
        f"From: {NORA}\r\nIn-Reply-To: {OURS}\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n#close\r\n'
        "--b\r\nContent-Type: text/html\r\n\r\n<p>#take</p>\r\n--b--\r\n"
    )
    for level in (0, 1, 2):
        decision = decided(parse_message(raw.encode()), level, BOOKS)

        assert {one.outcome for one in decision.commands} == {Outcome.ERROR}
        assert decision.hold is None
        assert [type(one.change) for one in decision.changes] == ([Noted] if level == 0 else [])


def test_two_tickets_can_be_closed_outside_a_thread() -> None:
    books = known(ticket(1), ticket(2))

    decision = decided(mail("#close 1 2", NORA), 2, books)

    assert [(one.ticket, type(one.change)) for one in decision.changes] == [(1, Resolved), (2, Resolved)]


@pytest.mark.parametrize("number", ["1", "#1", "HELP-1", "[HELP-1]", "help-1,"])
def test_words_beside_a_named_ticket_are_for_that_ticket(number: str) -> None:
    decision = decided(mail(f"#close {number}\nNew rollers.", NORA), 2, known(ticket(1)))

    assert [(one.ticket, type(one.change)) for one in decision.changes] == [(1, Noted), (1, Resolved)]
    assert templates(decision) == [("closed", TO_MAYA), ("transcript", TO_NORA)]


def test_a_technicians_own_request_may_name_its_room() -> None:
    decision = decided(mail("#room 12\n#priority low\nThe fan of the switch rattles.", NORA), 2, known(ticket(12)))

    opened = _first(decision.changes[0].change)
    assert (opened.ticket.room, opened.ticket.priority) == ("12", Priority.LOW)


def test_one_bad_number_voids_all() -> None:
    decision = decided(mail("#close 1 9", NORA), 2, known(ticket(1)))

    assert decision.changes == ()
    assert [(one.outcome, one.reason) for one in decision.commands] == [(Outcome.ERROR, "there is no ticket 9")]


def test_undo_takes_the_state_before() -> None:
    before = ticket(status=Status.NEW)
    books = replace(known(ticket(status=Status.RESOLVED), ours={OURS: 1}), previous={1: before})

    decision = decided(mail("#undo", NORA, **REPLY), 2, books)

    assert [one.change for one in decision.changes] == [Restored(before)]


def test_the_requester_hears_of_no_priority_category_or_tag() -> None:
    text = "#priority low\n#category network\n#tag +x\n#room 9\n#assign theo"

    assert TO_MAYA not in [to for _, to in templates(decided(mail(text, NORA, **REPLY), 2, BOOKS))]


@pytest.mark.parametrize("word", ["status", "list", "help"])
@pytest.mark.parametrize(
    ("sender", "level", "answered"),
    [
        ("mlund@lakeside.example", 2, TO_MAYA),
        ("mlund@lakeside.example", 0, TO_MAYA),
        ("mlund@lakeside.example", -1, None),
        ("maya.lund@home.example", 0, TO_MAYA),
        ("maya.lund@home.example", 2, TO_MAYA),
        ("new.teacher@lakeside.example", 0, None),
        ("new.teacher@lakeside.example", 2, "new.teacher@lakeside.example"),
        ("parent@mail.example", 0, None),
        ("parent@mail.example", 2, "parent@mail.example"),
    ],
)
def test_questions_are_answered_at_the_registered_address(
    word: str, sender: str, level: int, answered: str | None
) -> None:
    decision = decided(mail(word, sender), level)

    assert decision.verdict.kind is Kind.QUERY
    assert [to for _, to in templates(decision)] == ([answered] if answered else [])


def test_a_ticket_of_another_reads_like_one_that_does_not_exist() -> None:
    books = known(ticket(1))

    his = decided(mail("status 1", "jpark@lakeside.example"), 2, books)
    none = decided(mail("status 2", "jpark@lakeside.example"), 2, books)

    assert dict(his.notices[0].facts) == {"asked": "status", "unknown": "1"}
    assert dict(none.notices[0].facts) == {"asked": "status", "unknown": "2"}
    assert decided(mail("status 1"), 2, books).notices[0].facts["number"] == "1"


def test_the_caps_skip_the_answer_and_tell_the_admin_once_a_day() -> None:
    books = Known(answers_to_author=8)

    first, later = decided(mail(), 2, books), decided(mail(), 2, replace(books, told=frozenset({"admin_alert"})))

    assert templates(first) == [("assigned", TO_NORA), ("admin_alert", "it-admin@lakeside.example")]
    assert templates(later) == [("assigned", TO_NORA)]
    assert decided(mail("status"), 2, books).notices[0].template == "admin_alert"


@pytest.mark.parametrize(
    ("claims", "refusals", "level", "answered"),
    [(8, 0, 2, True), (4, 4, 2, True), (8, 0, 0, False), (0, 0, 2, False)],
)
def test_claims_use_up_no_cap_of_what_is_proven(claims: int, refusals: int, level: int, answered: bool) -> None:  # noqa: FBT001 (a column of the table)
    books = Known(answers_to_author=8, claims_to_author=claims, refusals_to_author=refusals)

    assert ("receipt" in dict(templates(decided(mail(), level, books)))) is answered


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        ("", {}),
        ("it@lakeside.example", {}),
        ("techgroup@lakeside.example", {}),
        ("mlund@lakeside.example", {"auto_submitted": "auto-generated"}),
        ("mlund@lakeside.example", {"list_id": "<county.schools.example>"}),
    ],
)
def test_some_authors_get_no_receipt(sender: str, fields: dict[str, str]) -> None:
    decision = decided(mail(sender=sender, **fields), 2)

    assert decision.verdict.kind is Kind.NEW
    assert "receipt" not in dict(templates(decision))
    assert any(line.startswith("no receipt: ") for line in decision.trace)


@pytest.mark.parametrize(
    ("present", "subject", "text", "raised"),
    [
        (Priority.NORMAL, "Wi-Fi in my office", "Now the whole school has no internet, no class can work.", True),
        (Priority.LOW, "Wi-Fi in my office", "Now the whole school has no internet, no class can work.", True),
        (Priority.HIGH, "Wi-Fi in my office", "Now the whole school has no internet, no class can work.", False),
        (Priority.NORMAL, "No internet in the whole school", "Any news?", False),
        (Priority.NORMAL, "Printer", "It is in room 12.", False),
        (Priority.LOW, "How do I print a poster?", "My colleague asks the same.", False),
    ],
)
def test_only_new_words_raise_the_priority(present: Priority, subject: str, text: str, raised: bool) -> None:  # noqa: FBT001 (a column of the table)
    books = known(ticket(priority=present), ours={OURS: 1})

    decision = decided(mail(text, subject=f"Re: [HELP-1] {subject}", **REPLY), 2, books)

    changes = [one.change for one in decision.changes]
    assert (FieldSet(Field.PRIORITY, "high") in changes) is raised
    assert ("raised" in decision.notices[0].facts) is raised
    assert decision.notices[0].urgent is raised


def test_the_cap_of_a_ticket_silences_words_too() -> None:
    books = replace(BOOKS, answers_on_ticket={1: 6}, told=frozenset({"admin_alert"}))

    decision = decided(mail("close", **REPLY), 2, books)

    assert [type(one.change) for one in decision.changes] == [Noted, Resolved]
    assert templates(decision) == [("requester_wrote", TO_NORA)]


def test_old_mail_gets_no_receipt_and_counts_from_when_it_came() -> None:
    came = NOW - timedelta(days=4)

    decision = decide(mail(), Known(), rules(), NOW, received_at=came, evidence=Evidence(2, "yes"))

    assert templates(decision) == [("assigned", TO_NORA)]
    assert _first(decision.changes[0].change).ticket.opened_at == came


def test_a_clock_of_the_mailbox_that_runs_ahead_opens_nothing_in_the_future() -> None:
    decision = decide(mail(), Known(), rules(), NOW, received_at=NOW + timedelta(days=1), evidence=Evidence(2, "yes"))

    assert _first(decision.changes[0].change).ticket.opened_at == NOW


def test_a_forwarded_mail_offers_its_author() -> None:
    forwarded = Forwarded(mail(sender="Ben <bsoto@lakeside.example>").authors[0], "impresora", "No imprime.")

    decision = decided(replace(mail("Who can look at this printer?"), forwarded=forwarded))

    because = _first(decision.changes[0].change).ticket.because
    assert "#for bsoto@lakeside.example" in because[-1]


OUR_LIST = {"list_id": "<techgroup.lakeside.example>", "x_original_from": NORA}


def test_a_rewritten_author_is_at_most_a_claim() -> None:
    decision = decided(mail("#queue", "Nora via Tech <techgroup@lakeside.example>", **OUR_LIST), 2)

    assert decision.evidence.level == 0
    assert templates(decision) == [("confirm", TO_NORA)]


@pytest.mark.parametrize("field", ["list_id", "x_list_id", "list_post", "mailing_list"])
@pytest.mark.parametrize("original", ["x_original_from", "x_original_sender", "reply_to", "resent_from"])
def test_a_stranger_who_names_our_list_is_nobody_else(field: str, original: str) -> None:
    fields = {field: "<techgroup.lakeside.example>", original: NORA, "precedence": "list"}
    sender = "Nora Bell via Tech <mallory@elsewhere.example>"

    decision = decided(mail("#close\nDone.", sender, **fields, **REPLY), 2, BOOKS)

    assert decision.trace[0] == "author mallory@elsewhere.example"
    assert decision.verdict.kind is Kind.NEW
    assert decision.commands == ()
    assert TO_NORA not in [to for template, to in templates(decision) if template in {"confirm", "transcript"}]


@pytest.mark.parametrize(
    ("results", "level"),
    [
        ("mx.lakeside.example; dmarc=fail header.from=lakeside.example", -1),
        ("mx.lakeside.example; dmarc=pass header.from=lakeside.example", 0),
        ("mx.lakeside.example; dmarc=none", 0),
        ("mx.elsewhere.example; dmarc=pass header.from=lakeside.example", 0),
    ],
)
def test_a_forged_list_lifts_nobody(results: str, level: int) -> None:
    fields = {"authentication_results": results, **OUR_LIST}

    decision = decided(mail("#queue", "Nora via Tech <techgroup@lakeside.example>", **fields), None)

    assert decision.evidence.level == level
    assert not [one for one in decision.commands if one.outcome is Outcome.OK]


def test_only_the_requester_fills_in_and_steers() -> None:
    books = known(ticket(copied=("jpark@lakeside.example",), room=None), ours={OURS: 1})
    copied = {"sender": "jpark@lakeside.example", **REPLY}

    assert [type(one.change) for one in decided(mail("close", **copied), 2, books).changes] == [Noted]
    assert [type(one.change) for one in decided(mail("It is in room 12.", **copied), 2, books).changes] == [Noted]
    assert decided(mail("stop", **copied), 2, books).changes[1].change == Copied(removed=("jpark@lakeside.example",))
    filled = decided(mail("It is in room 12.", **REPLY), 2, books)
    assert [type(one.change) for one in filled.changes] == [Noted, FieldSet]


def test_who_only_had_a_copy_reopens_nothing() -> None:
    sent = KnownMessage(OURS, 1, ours=True, recipient="director@lakeside.example")
    books = replace(known(ticket(status=Status.RESOLVED)), messages={OURS: sent})

    decision = decided(mail("It jams again.", "director@lakeside.example", **REPLY), 2, books)

    assert [type(one.change) for one in decision.changes] == [Noted]
    assert templates(decision) == [("requester_wrote", TO_NORA)]


def test_the_one_mail_for_a_person_keeps_the_words_of_those_it_takes_in() -> None:
    notices = (
        Notice("status", "a@x.example", 1, facts={"change": "taken"}),
        Notice("receipt", "A@x.example", 1),
        Notice("answer", "a@x.example", 1, text="Hello.", facts={"prose": "Hello."}, urgent=True),
        Notice("answer", "a@x.example", 2),
        Notice("assigned", "n@x.example", 1),
        Notice("transcript", "n@x.example", 1),
    )

    kept = one_each(notices)

    assert [(one.template, one.ticket) for one in kept] == [("receipt", 1), ("answer", 2), ("transcript", 1)]
    assert kept[0].facts["prose"] == "Hello."
    assert kept[0].urgent


def test_all_that_a_decision_needs_is_asked_at_once() -> None:
    message = mail("#close 3 TECH-4\n#for bsoto@lakeside.example", NORA, in_reply_to=OURS, subject="[HELP-1] x")

    asked = ask(message, rules())

    assert set(asked.tickets) >= {1, 3, 4}
    assert asked.addresses == (TO_NORA, "bsoto@lakeside.example")
    assert asked.thread_ids == (OURS,)


def test_a_decision_is_the_same_every_time_and_says_how_it_came() -> None:
    one, other = decided(mail(), 2, BOOKS), decided(mail(), 2, BOOKS)

    assert one == other
    assert one.trace[0] == f"author {MAYA.address}"
    assert rules().token_key == KEY


def _first(change: object) -> Opened:
    assert isinstance(change, Opened)
    return change
