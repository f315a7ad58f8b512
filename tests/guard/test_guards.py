"""Which mail is a person's, and which a program's: by header, by words, from inside and from outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailintake.decide import examine
from mailintake.guard import first_verdict
from mailintake.model.decision import Kind
from mailintake.model.settings import Lists, Strangers
from tests.cpu import takes_less
from tests.decide.district import NOW, decided, known, mail, rules, templates, ticket

INSIDE = "Maya Lund <mlund@lakeside.example>"
OUTSIDE = "Pat <pat@vendor.example>"
MDN = 'multipart/report; report-type=disposition-notification; boundary="b"'
DSN = 'multipart/report; report-type=delivery-status; boundary="b"'
OURS = "<techgroup.lakeside.example>"
NEW, AUTOMATIC = Kind.NEW, Kind.AUTOMATIC

# The header, what it is from a teacher of ours, whether he gets a receipt, and what it is from elsewhere.
HEADER_SETS = [
    ({}, NEW, True, NEW),
    ({"auto_submitted": "no"}, NEW, True, NEW),
    ({"auto_submitted": "No (a person)"}, NEW, True, NEW),
    ({"auto_submitted": "auto-replied"}, AUTOMATIC, False, AUTOMATIC),
    ({"auto_submitted": "auto-replied; owner-email=x@y.example"}, AUTOMATIC, False, AUTOMATIC),
    ({"auto_submitted": "Auto-Replied"}, AUTOMATIC, False, AUTOMATIC),
    ({"auto_submitted": "auto-replied (vacation)"}, AUTOMATIC, False, AUTOMATIC),
    ({"auto_submitted": "auto-generated"}, NEW, False, AUTOMATIC),
    ({"auto_submitted": "auto-generated; type=report"}, NEW, False, AUTOMATIC),
    ({"auto_submitted": "auto-notified"}, NEW, False, AUTOMATIC),
    ({"precedence": "Bulk"}, AUTOMATIC, False, AUTOMATIC),
    ({"precedence": "junk"}, AUTOMATIC, False, AUTOMATIC),
    ({"precedence": "auto_reply"}, AUTOMATIC, False, AUTOMATIC),
    ({"precedence": "normal"}, NEW, True, NEW),
    ({"precedence": "first-class"}, NEW, True, NEW),
    ({"precedence": "list", "list_id": OURS}, NEW, True, NEW),
    ({"precedence": "list", "list_id": "<county.schools.example>"}, NEW, False, NEW),
    ({"list_unsubscribe": "<mailto:off@news.example>"}, NEW, False, NEW),
    ({"x_auto_response_suppress": "All"}, NEW, False, AUTOMATIC),
    ({"x_auto_response_suppress": "DR, OOF, AutoReply"}, NEW, False, AUTOMATIC),
    ({"x_auto_response_suppress": "DR, RN"}, NEW, True, NEW),
    ({"x_autoreply": "yes"}, AUTOMATIC, False, AUTOMATIC),
    ({"x_autorespond": "Re: Printer"}, AUTOMATIC, False, AUTOMATIC),
    ({"x_autoreply": "no"}, NEW, True, NEW),
    ({"return_path": "<>"}, AUTOMATIC, False, AUTOMATIC),
    ({"content_type": MDN}, AUTOMATIC, False, AUTOMATIC),
    ({"content_type": "text/calendar; method=REPLY"}, AUTOMATIC, False, AUTOMATIC),
    ({"subject": "Automatic reply: Printer"}, AUTOMATIC, False, AUTOMATIC),
    ({"subject": "Respuesta automática: Printer"}, AUTOMATIC, False, AUTOMATIC),
]


@pytest.mark.parametrize(("header", "inside", "receipt", "outside"), HEADER_SETS, ids=lambda value: str(value)[:60])
def test_a_header_set_is_what_it_is(header: dict[str, str], inside: Kind, receipt: bool, outside: Kind) -> None:  # noqa: FBT001 (a column of the table)
    ours, theirs = decided(mail(sender=INSIDE, **header)), decided(mail(sender=OUTSIDE, **header))

    assert ours.verdict.kind is inside
    assert ("receipt" in [name for name, _ in templates(ours)]) is receipt
    assert theirs.verdict.kind is outside


@pytest.mark.parametrize(
    "header", [row[0] for row in HEADER_SETS if row[1] is AUTOMATIC], ids=lambda one: str(one)[:60]
)
def test_automatic_mail_on_a_ticket_is_an_internal_entry_and_moves_nothing(header: dict[str, str]) -> None:
    books = known(ticket(), ours={"<ours@lakeside.example>": 1})
    fields = {"in_reply_to": "<ours@lakeside.example>", **header}

    decision = decided(mail(sender=INSIDE, **fields), books=books)

    assert decision.verdict.kind is AUTOMATIC
    assert [type(one.change).__name__ for one in decision.changes] == ["Noted"]
    assert decision.notices == ()


@pytest.mark.parametrize("value", ["auto-generated", "auto-notified"])
def test_a_machine_of_ours_is_filed_on_a_ticket_and_opens_one_outside(value: str) -> None:
    books = known(ticket(), ours={"<ours@lakeside.example>": 1})

    on_ticket = decided(mail(auto_submitted=value, in_reply_to="<ours@lakeside.example>"), books=books)

    assert on_ticket.verdict.kind is AUTOMATIC
    assert decided(mail(auto_submitted=value)).verdict.kind is NEW


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@mx.vendor.example", "postmaster@vendor.example", "mdaemon@x.example"]
)
def test_a_mail_server_gets_no_answer(sender: str) -> None:
    decision = decided(mail(sender=sender))

    assert decision.verdict.kind in {AUTOMATIC, Kind.DELIVERY_STATUS}
    assert decision.notices == ()


def test_a_bounce_is_known_by_its_content_type_alone() -> None:
    assert decided(mail(sender=OUTSIDE, content_type=DSN)).verdict.kind is Kind.DELIVERY_STATUS


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Out of office message does not turn on", "How do I turn it on?", NEW),
        ("Out of office", "Back on Monday.", AUTOMATIC),
        ("Out of Office until Monday", "I am out of the office until Monday.", AUTOMATIC),
        ("Auto: the login of the shop class", "The CAD computers do not log in.", NEW),
        ("Vacation: who answers the phone?", "Please forward my extension.", NEW),
        ("OOO: back Monday", "See you.", AUTOMATIC),
        ("Fuera de la oficina", "Regreso el lunes.", AUTOMATIC),
        ("Printer", "I am out of the office on Friday, please come before: the printer jams.", NEW),
    ],
)
def test_words_about_absence_are_told_from_absence(subject: str, text: str, kind: Kind) -> None:
    assert decided(mail(text, subject=subject)).verdict.kind is kind


@pytest.mark.parametrize(
    ("sender", "subject", "text", "kind"),
    [
        ("no-reply@cloud.example", "Verify your email address", "Click.", Kind.HELD),
        ("accounts@cloud.example", "Reset your password", "Click.", Kind.HELD),
        ("feedback@chat.example", "Confirmation code: ABC-123", "ABC-123", Kind.HELD),
        ("no-reply@chat.example", "Welcome", "Your verification code is 123 456.", Kind.HELD),
        ("ana@parents.example", "password reset for my son", "He cannot log in.", NEW),
        ("mlund@lakeside.example", "Reset your password says my screen", "What do I do?", NEW),
        ("maya.lund@home.example", "Verify your account says my screen", "What do I do?", NEW),
    ],
)
def test_what_could_open_an_account_of_ours_waits(sender: str, subject: str, text: str, kind: Kind) -> None:
    decision = decided(mail(text, sender=sender, subject=subject), level=0)

    assert decision.verdict.kind is kind
    assert decision.notices == () or kind is NEW


@pytest.mark.parametrize("field", ["x_spam_flag", "x_spam", "x_gm_spam"])
def test_the_providers_spam_flag_holds_what_nobody_vouches_for(field: str) -> None:
    assert decided(mail(sender=OUTSIDE, **{field: "YES"}), level=0).verdict.kind is Kind.HELD
    assert decided(mail(sender=INSIDE, **{field: "YES"}), level=2).verdict.kind is NEW
    assert decided(mail(sender=OUTSIDE, **{field: "no"}), level=0).verdict.kind is NEW


def test_microsofts_spam_level_holds_from_five_on() -> None:
    held, passed = (mail(sender=OUTSIDE, x_ms_exchange_organization_scl=level) for level in ("5", "4"))

    assert decided(held, level=0).verdict.kind is Kind.HELD
    assert decided(passed, level=0).verdict.kind is NEW


@pytest.mark.parametrize(
    ("strangers", "kind"), [(Strangers.ACCEPT, NEW), (Strangers.HOLD, Kind.HELD), (Strangers.REFUSE, Kind.REFUSED)]
)
def test_strangers_are_treated_as_the_desk_says(strangers: Strangers, kind: Kind) -> None:
    desk = replace(rules(), desk=replace(rules().desk, strangers=strangers))

    assert decided(mail(sender=OUTSIDE), desk=desk).verdict.kind is kind
    assert decided(mail(sender="maya.lund@home.example"), level=0, desk=desk).verdict.kind is NEW


def test_a_stranger_who_wrote_before_is_still_a_stranger() -> None:
    desk = replace(rules(), desk=replace(rules().desk, strangers=Strangers.HOLD))
    person = decided(mail(sender=OUTSIDE)).requester
    assert person is not None
    books = known(people={person.address: person})

    assert decided(mail(sender=OUTSIDE), books=books, desk=desk).verdict.kind is Kind.HELD


def test_a_participant_is_no_stranger() -> None:
    desk = replace(rules(), desk=replace(rules().desk, strangers=Strangers.REFUSE))
    books = known(ticket(copied=("pat@vendor.example",)), ours={"<ours@lakeside.example>": 1})

    decision = decided(mail(sender=OUTSIDE, in_reply_to="<ours@lakeside.example>"), books=books, desk=desk)

    assert decision.verdict.kind is Kind.REPLY


def test_foreign_lists_wait_where_the_desk_wants_it() -> None:
    desk = replace(rules(), desk=replace(rules().desk, lists=Lists.HOLD))

    assert decided(mail(list_id="<county.schools.example>"), desk=desk).verdict.kind is Kind.HELD
    assert decided(mail(list_id=OURS), desk=desk).verdict.kind is NEW


def test_a_storm_is_counted_on_its_ticket() -> None:
    books = known(ticket(), similar=100, similar_verified=100, storm=1)

    decision = decided(mail(), books=books)

    assert decision.verdict.guard == "storm"
    assert [(one.ticket, type(one.change).__name__) for one in decision.changes] == [(1, "Repeated")]
    assert templates(decision) == [("requester_wrote", "nbell@lakeside.example")]
    counted = known(ticket(repeats=1), similar=100, similar_verified=100, storm=1)
    assert decided(mail(), books=counted).notices == ()
    assert decided(mail(), books=known(ticket(), similar=99, storm=1)).verdict.kind is NEW


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Read: Printer", "Your message was read on Monday.", AUTOMATIC),
        ("Not read: Printer", "Your message was deleted without being read.", AUTOMATIC),
        ("Leído: Impresora", "Su mensaje fue leído.", AUTOMATIC),
        ("Read: this screen", "It says my printer has no paper.", NEW),
    ],
)
def test_a_read_receipt_is_known_by_its_words(subject: str, text: str, kind: Kind) -> None:
    assert decided(mail(text, subject=subject)).verdict.kind is kind


@pytest.mark.parametrize("sender", ["spam@lakeside.example", "x@ads.example", "y@junk.example"])
def test_blocked_senders_are_refused(sender: str) -> None:
    blocked = ("Spam@lakeside.example", "*@ads.example", "junk.example")
    desk = replace(rules(), desk=replace(rules().desk, blocked=blocked))

    assert decided(mail(sender=sender), desk=desk).verdict.kind is Kind.REFUSED
    assert decided(mail(sender="z@notjunk.example"), desk=desk).verdict.kind is NEW


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, NEW),
        ({"x_spam_flag": "YES"}, NEW),
        ({"subject": "Verify your account", "sender": "noreply@service.example"}, NEW),
        ({"list_id": "<county.schools.example>"}, NEW),
        ({"auto_submitted": "auto-replied"}, AUTOMATIC),
        ({"precedence": "bulk"}, AUTOMATIC),
        ({"content_type": MDN}, AUTOMATIC),
        ({"content_type": DSN}, Kind.DELIVERY_STATUS),
        ({"x_mailintake_loop": "it@lakeside.example"}, Kind.OWN_MAIL),
    ],
)
def test_an_admins_word_goes_before_policy_and_never_before_what_keeps_us_out_of_loops(
    fields: dict[str, str], kind: Kind
) -> None:
    """Strangers, blocked senders, spam, verification mail and lists; not our own mail, bounces, automatic mail."""
    strict = replace(rules().desk, strangers=Strangers.REFUSE, lists=Lists.HOLD, blocked=("*@vendor.example",))
    message = mail(**({"sender": OUTSIDE} | fields))
    desk = replace(rules(), desk=strict)

    assert decided(message, level=0, desk=desk).verdict.kind is not NEW
    assert decided(message, level=0, books=known(released=True), desk=desk).verdict.kind is kind


def test_our_own_mail_is_known_by_its_id_and_by_the_loop_field() -> None:
    books = known(ticket(), ours={"<m1@lakeside.example>": 1})

    assert decided(mail(), books=books).verdict.kind is Kind.OWN_MAIL
    assert decided(mail(x_mailintake_loop="it@lakeside.example")).verdict.kind is Kind.OWN_MAIL
    assert decided(mail(x_mailintake_loop="helpdesk@elsewhere.example")).verdict.kind is NEW


def test_every_guard_that_was_asked_stands_in_the_trace() -> None:
    asked = [line for line in decided(mail()).trace if line.startswith("guard ")]

    assert len(asked) == 15
    assert all(line.endswith("passed") for line in asked)


@pytest.mark.parametrize(
    "words",
    [
        "a ",
        "i has accepted ",
        "has a: ",
        "your a b code ",
        "verify your a b ",
        "if you did not ",
        "482911\n",
        "1 1 1 1 ",
        "https://a.example/x1?",
        "how to ? ",
    ],
)
@pytest.mark.parametrize("method", [None, "REPLY"])
def test_r02_the_guards_look_at_a_long_mail_in_no_time(words: str, method: str | None) -> None:
    message = mail(words * (256 * 1024 // len(words)), sender="noreply@service.example", subject="Out of office")
    case = examine(replace(message, calendar_method=method), known(), rules(), NOW)

    assert takes_less(1, lambda: first_verdict(case))
