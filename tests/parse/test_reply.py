"""New words, quotes, signatures and forwarded mail in the text of a message."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from mailintake.model.message import Address, Forwarded
from mailintake.parse.reply import MARKERS, MOST_LINES, split_reply
from mailintake.parse.signature import bare_words

DISCLAIMER = (
    "CONFIDENTIALITY NOTICE: This email and any attachments are for the sole use of the intended recipient\n"
    "and may contain confidential information."
)

# Body, the new words, a piece of the signature.
SIGNATURES = [
    ("The copier jams.\n\n-- \nAna Ruiz\nFront Office", "The copier jams.", "Ana Ruiz"),
    ("The copier jams.\n--\nAna Ruiz", "The copier jams.", "Ana Ruiz"),
    (
        "The copier jams.\n\nThanks,\nAna Ruiz\nFront Office, North High School\next 4512",
        "The copier jams.",
        "ext 4512",
    ),
    ("The copier jams.\n\nThanks,\nAna", "The copier jams.\n\nThanks,\nAna", ""),
    (
        "No imprime.\n\nGracias,\n\nLuis Mora\nMaestro de 3er grado\nTel. (209) 555-0100",
        "No imprime.",
        "Maestro",
    ),
    ("The copier jams.\n\nAna Ruiz\nSecretary\n209-555-0100 x4512", "The copier jams.", "x4512"),
    ("The copier jams.\n\nSent from my iPhone", "The copier jams.", "iPhone"),
    ("The copier jams.\n\nEnviado desde mi iPhone", "The copier jams.", "iPhone"),
    ("The copier jams.\n\nGet Outlook for Android<https://aka.ms/x>", "The copier jams.", "Outlook"),
    ("Get Outlook for iOS\n\nThe copier jams.", "The copier jams.", "Outlook"),
    (f"The copier jams.\n\n{DISCLAIMER}", "The copier jams.", "CONFIDENTIALITY"),
    (
        "No imprime.\n\nAVISO DE CONFIDENCIALIDAD: Este mensaje está dirigido a su destinatario.",
        "No imprime.",
        "AVISO",
    ),
    (
        "No imprime.\n\nEste correo electrónico y sus anexos son confidenciales.\n\nNo lo imprima.",
        "No imprime.",
        "anexos",
    ),
    (
        "CAUTION: This email originated from outside of the organization.\nDo not click links.\n\nThe copier jams.",
        "The copier jams.",
        "CAUTION",
    ),
    (
        "The copier jams.\n\n_____________________\nstaff mailing list\nhttps://lists.example.org/listinfo/staff",
        "The copier jams.",
        "listinfo",
    ),
    (
        "The copier jams.\n\n\u2014\u2014\u2014\u2014\nAna Ruiz\nSecretary\nana@example.org",
        "The copier jams.",
        "Secretary",
    ),
    ("The copier jams.\n\n***\n", "The copier jams.", "***"),
]

# What must stay words, though it looks like something else.
KEPT = [
    "Room 12\next 4512",
    "Chromebook Cart\nRoom 12\nExt 4512",
    "Printer: HP 4000\nRoom: 12\nExtension: 4512",
    "I moved it.\n\nFrom: room 12\nTo: room 14\nWhen: Friday",
    "On the board it says 404.\n\nOn Monday I wrote:\n\nnothing",
    "On Friday I wrote to you: the copier jams.",
    "A -- B\n-- first point\n-- second point",
    "The scans were sent from my phone to the copier, and nothing came.",
    "This message is intended to ask for a new toner.",
    "```\n# a comment\n--\n####\n```\nThe end.",
    "Thanks,\nDana Cole\nNorth High School\n#close",
    "I fixed it.\n\nThanks,\nDana Cole\next 4512\n#close",
    "The copier of Ms. Ruiz\n\n    - jams\n    - smells",
    "\U0001f44d",
    ":-)",
    "The copier jams.\n>From the office I hear it.\nPlease come.",
    "Warning: the copier smells of smoke.\n\nPlease come.",
]


@pytest.mark.parametrize(("body", "text", "signature"), SIGNATURES)
def test_a_signature_is_no_words(body: str, text: str, signature: str) -> None:
    parts = split_reply(body, reply=False)

    assert parts.text == text
    assert signature in parts.signature


@pytest.mark.parametrize("body", KEPT)
@pytest.mark.parametrize("reply", [True, False])
def test_words_stay_words(body: str, *, reply: bool) -> None:
    assert split_reply(body, reply=reply).text == body


def test_answers_between_quoted_lines_are_new_words_in_their_order() -> None:
    quoted = "On 11/23/26 8:05 AM, Desk wrote:\n> Which room?\n\nRoom 12\n\n> Since when?\nYesterday."
    body = f"See below.\n\n{quoted}\n\n-- \nAna"
    parts = split_reply(body, reply=True)

    assert [line for line in parts.text.split("\n") if line] == ["See below.", "Room 12", "Yesterday."]
    assert parts.quoted.split("\n") == ["On 11/23/26 8:05 AM, Desk wrote:", "> Which room?", "> Since when?"]
    assert parts.signature == "-- \nAna"


def test_a_line_between_quoted_lines_is_an_answer_in_html_and_a_broken_line_in_plain_text() -> None:
    body = f"> {'many words ' * 7}and\nthen\n> some more"

    assert split_reply(body, reply=True).text == ""
    assert split_reply(body, reply=True, html="<blockquote>").text == "then"


def test_words_under_the_quote_are_new_words() -> None:
    parts = split_reply("On 11/23/26 8:05 AM, Desk wrote:\n> Which room?\n\nRoom 12", reply=True)

    assert parts.text == "Room 12"


@pytest.mark.parametrize("marker", MARKERS.values())
def test_the_marker_vouches_for_what_stands_above_it(marker: str) -> None:
    above = split_reply(f"Done.\n#close\n\nOn 11/23/26 8:05 AM, Desk wrote:\n> {marker}\n> text", reply=True)
    below = split_reply(f"On 11/23/26 8:05 AM, Desk wrote:\n> {marker}\n> text\n\n#close", reply=True)

    assert above.marked
    assert (below.text, below.marked) == ("#close", False)
    assert not split_reply("Done.\n#close", reply=True).marked


def test_nothing_under_an_unquoted_marker_is_new() -> None:
    parts = split_reply(f"Done.\n\n{MARKERS['en']}\n\n#close\n> text\n#close", reply=True)

    assert parts.text == "Done."
    assert parts.marked


FORWARDS = [
    """\
Please help Luis.

---------- Forwarded message ---------
From: Luis Mora <lmora@example.org>
Date: Mon, Nov 23, 2026 at 8:05 AM
Subject: The projector
 flickers
To: Dana Cole <dcole@example.org>


It flickers.
#close
""",
    """\
Please help Luis.

Begin forwarded message:

> From: Luis Mora <lmora@example.org>
> Subject: The projector flickers
> Date: November 23, 2026 at 8:05:12 AM PST
> To: Dana Cole <dcole@example.org>
>
> It flickers.
> #close
""",
    """\
Please help Luis.

De: Luis Mora [mailto:lmora@example.org]
Enviado el: lunes, 23 de noviembre de 2026 8:05
Para: Dana Cole
Asunto: The projector flickers

It flickers.
#close
""",
    """\
Please help Luis.

-------- Forwarded Message --------
Subject: \tThe projector flickers
Date: \tMon, 23 Nov 2026 08:05:12 -0800
From: \tLuis Mora <lmora@example.org>
To: \tDana Cole <dcole@example.org>

It flickers.
#close
""",
]


@pytest.mark.parametrize("body", FORWARDS, ids=["Gmail", "Apple Mail", "Outlook in Spanish", "Thunderbird"])
def test_the_author_of_a_forwarded_mail_is_found(body: str) -> None:
    parts = split_reply(body, reply=False)

    assert parts.text == "Please help Luis."
    assert parts.forwarded is not None
    assert parts.forwarded.author == Address("lmora@example.org", "Luis Mora")
    assert parts.forwarded.subject == "The projector flickers"
    assert parts.forwarded.text == "It flickers.\n#close"


def test_a_forwarded_mail_whose_html_marks_all_of_it_is_found() -> None:
    body = (
        "FYI\n\n> From: Luis Mora <lmora@example.org>\n> Sent: Monday\n> To: Dana\n> Subject: It flickers\n> \n> text"
    )

    author = Address("lmora@example.org", "Luis Mora")
    assert split_reply(body, reply=False).forwarded == Forwarded(author, "It flickers", "text")
    assert split_reply(body, reply=True).forwarded is None


def test_what_was_forwarded_within_a_quote_is_not_forwarded_to_us() -> None:
    body = "Done.\n\nOn 11/23/26 8:05 AM, Desk wrote:\n> ---------- Forwarded message ---------\n> From: a@b.c\n> To: d"

    assert split_reply(body, reply=True).forwarded is None


def test_a_whole_header_may_be_forwarded() -> None:
    header = "From: Luis <l@x.org>\nSubject: It flickers\nReceived: from a by b\nX-Mailer: c\nDate: Mon, 23 Nov 2026"
    parts = split_reply(f"FYI\n\n---------- Forwarded message ---------\n{header}\n\ntext", reply=False)

    assert parts.forwarded == Forwarded(Address("l@x.org", "Luis"), "It flickers", "text")


def test_a_mail_that_is_only_forwarded_has_no_words_of_its_own() -> None:
    parts = split_reply(FORWARDS[0].removeprefix("Please help Luis.\n"), reply=False)

    assert parts.text == ""
    assert parts.forwarded is not None


def test_samsung_puts_the_header_of_a_forwarded_mail_on_one_line() -> None:
    body = (
        "FYI\n\n-------- Forwarded message --------From: Luis Mora <lmora@example.org> Date: 11/23/26 To: x\n"
        "It flickers."
    )
    parts = split_reply(body, reply=False)

    assert parts.forwarded is not None
    assert parts.forwarded.author == Address("lmora@example.org", "Luis Mora")


ONLY = ["> all of it is quoted", "From: a@b.c\nSent: today\nTo: c\nSubject: d\n\ntext", "-- \nAna Ruiz", DISCLAIMER]


@pytest.mark.parametrize("body", ONLY)
def test_a_mail_that_answers_nothing_is_never_emptied(body: str) -> None:
    parts = split_reply(body, reply=False)

    assert parts.text or parts.forwarded


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("status\n\nThanks,\nAna Ruiz", "status"),
        ("cerrar\n\nGracias", "cerrar"),
        ("status\n\nAna Ruiz", "status"),
        ("Thanks", "Thanks"),
        ("It works now.\nPlease close", "It works now.\nPlease close"),
    ],
)
def test_bare_words_have_no_closing(text: str, bare: str) -> None:
    assert bare_words(text) == bare


LINES = st.sampled_from(
    [
        "",
        "words",
        "> quoted",
        ">> twice",
        "On Mon, Nov 23, 2026 at 8:05 AM Ana <a@b.c> wrote:",
        "On Mon, Nov 23, 2026 at 8:05 AM Ana <",
        "a@b.c> wrote:",
        "From: a@b.c",
        "Sent: 1 2 3",
        "Subject: x",
        "To: y",
        "-- ",
        "____________________",
        "-----Original Message-----",
        "Begin forwarded message:",
        "> ---------- Forwarded message ---------",
        "Thanks,",
        "Ana Ruiz",
        "ext 4512",
        "Sent from my iPhone",
        MARKERS["en"],
        "> ##- Please write your answer",
        "> above this line -##",
        DISCLAIMER,
        "#close",
        "Fran\xe7ois a \xe9crit :",
    ]
)


@given(lines=st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=40), reply=st.booleans())
def test_no_line_is_lost(*, lines: list[str], reply: bool) -> None:
    body = "\n".join(lines)
    parts = split_reply(body, reply=reply)

    written = f"{parts.text}\n{parts.quoted}\n{parts.signature}".split("\n")
    filled = [line for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    marked = {line.removeprefix("> ") for line in written} | set(written)
    assert len([line for line in written if line.strip()]) == len(filled)
    assert set(filled) <= marked


@given(body=st.text(), reply=st.booleans())
def test_any_text_can_be_split(*, body: str, reply: bool) -> None:
    parts = split_reply(body, reply=reply)

    assert len(parts.text) <= len(body) * 3


SIZE = 256 * 1024
HOSTILE = [
    "On ",
    "\n",
    "\r",
    ">",
    "> ",
    ">\n",
    "On 1, 2\n",
    "On Nov 1 a@b <\n",
    "wrote:",
    "On 1 wrote:\n",
    "From: a@b\n",
    "From: a\nTo: b\n",
    "Subject: x\n\n",
    "-",
    "--\n",
    "-- \n",
    "_____\n",
    "##-",
    "##-\n",
    "Thanks,\nAna Ruiz\n",
    "Begin forwarded message:\n> ",
    "> x\ny\n",
    "\n\nThis message is intended\n",
    "CAUTION\n\n",
    "Sent from my \n",
    "2026-11-23 ",
    " ",
    "\xa0\n",
    "a@b.c> wrote:\n",
    "|",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    body = f"words\n{(piece * SIZE)[:SIZE]}"
    started = time.process_time()
    split_reply(body, reply=True)

    assert time.process_time() - started < 5


def test_what_stands_below_very_many_lines_is_quoted() -> None:
    parts = split_reply("a\n" * MOST_LINES + "#close\nHello", reply=False)

    assert parts.text.count("\n") == MOST_LINES - 1
    assert parts.quoted == "#close\nHello"


def test_a_mail_of_just_as_many_lines_is_new() -> None:
    parts = split_reply("a\n" * (MOST_LINES - 1) + "a", reply=False)

    assert parts.text.count("\n") == MOST_LINES - 1
    assert parts.quoted == ""
