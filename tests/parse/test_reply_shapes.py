"""Replies as mail programs write them: a command on top counts, one planted in the quote never does."""

from __future__ import annotations

import pytest

from mailintake.parse.html import html_to_text
from mailintake.parse.reply import MARKERS, split_reply

EN, ES = MARKERS["en"], MARKERS["es"]

PLAIN = {
    "Gmail on the web": f"""\
#close new roller
#room 12

On Mon, Nov 23, 2026 at 8:05\u202fAM Technology Help Desk <
helpdesk+1042.abcd@example.org> wrote:

> {EN}
>
> Ana Ruiz wrote:
> #close planted
> #priority high
""",
    "Gmail in Spanish": f"""\
#close new roller
#room 12

El lun, 23 nov 2026 a las 8:05, Technology Help Desk (<
helpdesk+1042.abcd@example.org>) escribió:

> {ES}
>
> #close planted
""",
    "Gmail, without quote marks": """\
#close new roller
#room 12

On Mon, Nov 23, 2026 at 8:05 AM Ana Ruiz <aruiz@example.org> wrote:
#close planted
> #close planted
""",
    "Outlook on the desktop": """\
#close new roller
#room 12

From: Ana Ruiz <aruiz@example.org>
Sent: Monday, November 23, 2026 8:05 AM
To: Technology Help Desk <helpdesk@example.org>
Subject: [TECH-1042] Copier jams

#close planted
""",
    "Outlook on the desktop, the old way": f"""\
#close new roller
#room 12

-----Original Message-----
From: Ana Ruiz
Sent: Monday, November 23, 2026 8:05 AM
To: Technology Help Desk
Subject: [TECH-1042] Copier jams

{EN}
#close planted
""",
    "Outlook in Spanish": """\
#close new roller
#room 12

De: Ana Ruiz <aruiz@example.org>
Enviado el: lunes, 23 de noviembre de 2026 8:05
Para: Technology Help Desk <helpdesk@example.org>
Asunto: [TECH-1042] Copier jams

#close planted
""",
    "Outlook on the web": """\
#close new roller
#room 12
________________________________
From: Technology Help Desk <helpdesk@example.org>
Sent: Monday, November 23, 2026 8:05 AM
To: Dana Cole <dcole@example.org>
Subject: [TECH-1042] Copier jams

#close planted
""",
    "Outlook on the telephone": """\
#close new roller
#room 12

Get Outlook for iOS<https://aka.ms/o0ukef>
________________________________
From: Technology Help Desk <helpdesk@example.org>
Sent: Monday, November 23, 2026 8:05:12 AM
To: Dana Cole <dcole@example.org>
Subject: [TECH-1042] Copier jams

#close planted
""",
    "Outlook on the telephone, in Spanish": """\
#close new roller
#room 12

Obtener Outlook para iOS<https://aka.ms/o0ukef>
________________________________
De: Technology Help Desk <helpdesk@example.org>
Enviado: Monday, November 23, 2026 8:05:12 AM
Para: Dana Cole <dcole@example.org>
Asunto: [TECH-1042] Copier jams

#close planted
""",
    "Outlook for Mac": """\
#close new roller
#room 12

From: Technology Help Desk <helpdesk@example.org>
Date: Monday, November 23, 2026 at 8:05 AM
To: Dana Cole <dcole@example.org>
Subject: [TECH-1042] Copier jams
#close planted
""",
    "Apple Mail": f"""\
#close new roller
#room 12

> On Nov 23, 2026, at 8:05\u202fAM, Technology Help Desk <helpdesk@example.org> wrote:
>\x20
> {EN}
> #close planted
""",
    "Apple Mail on the telephone": """\
#close new roller
#room 12

Sent from my iPhone

> On Nov 23, 2026, at 8:05 AM, Technology Help Desk <helpdesk@example.org> wrote:
> \ufeff
> #close planted
""",
    "Apple Mail on the telephone, in Spanish": """\
#close new roller
#room 12

Enviado desde mi iPhone

> El 23 nov 2026, a la(s) 8:05 a.m., Technology Help Desk <helpdesk@example.org> escribió:
>
> #close planted
""",
    "Yahoo": """\
#close new roller
#room 12

    On Monday, November 23, 2026 at 08:05:12 AM PST, Technology Help Desk <helpdesk@example.org> wrote:
\x20\x20
 #close planted
""",
    "Yahoo on the telephone": """\
#close new roller
#room 12

Yahoo Mail: Search, Organize, Conquer

  On Mon, Nov 23, 2026 at 8:05 AM, Technology Help Desk<helpdesk@example.org> wrote:   #close planted
#close planted
""",
    "Thunderbird": f"""\
#close new roller
#room 12

On 11/23/26 8:05 AM, Technology Help Desk wrote:
> {EN}
>
> #close planted
""",
    "Thunderbird in Spanish": """\
#close new roller
#room 12

El 23/11/26 a las 8:05, Technology Help Desk escribió:
> #close planted
""",
    "K-9": """\
#close new roller
#room 12
--\x20
Sent from my Android device with K-9 Mail. Please excuse my brevity.

On November 23, 2026 8:05:12 AM PST, Technology Help Desk <helpdesk@example.org> wrote:
>#close planted
""",
    "Samsung": """\
#close new roller
#room 12

Sent from my Galaxy


-------- Original message --------
From: Technology Help Desk <helpdesk@example.org>
Date: 11/23/26 8:05 AM (GMT-08:00)
To: Dana Cole <dcole@example.org>
Subject: [TECH-1042] Copier jams

#close planted
""",
    "Spark": """\
#close new roller
#room 12
On Nov 23, 2026 at 8:05 AM -0800, Technology Help Desk <helpdesk@example.org>, wrote:
> #close planted
""",
    "Proton": """\
#close new roller
#room 12

Sent with Proton Mail secure email.

On Monday, November 23rd, 2026 at 8:05 AM, Technology Help Desk <helpdesk@example.org> wrote:

> #close planted
""",
    "Zoho": """\
#close new roller
#room 12

---- On Mon, 23 Nov 2026 08:05:12 -0800 Technology Help Desk <helpdesk@example.org> wrote ----

#close planted
""",
    "an unknown program in a language we do not know": f"""\
#close new roller
#room 12

Vào Th 2, 23 thg 11 Technology Help Desk đã viết:
{EN}
#close planted
""",
    "a program that breaks the marker line": """\
#close new roller
#room 12

> ##- Please write your answer above
> this line -##
> #close planted
""",
    "a program that breaks long quoted lines": """\
#close new roller
#room 12

On 11/23/26 8:05 AM, Technology Help Desk wrote:
> the copier in the front office jams on every page, please just write it as
#close planted
> and it will be good
""",
    "a program that breaks the last quoted line": """\
#close new roller
#room 12

On 11/23/26 8:05 AM, Technology Help Desk wrote:
> the copier in the front office jams on every page, please just write it as
#close planted
""",
    "GroupWise": """\
#close new roller
#room 12

>>> Technology Help Desk <helpdesk@example.org> 11/23/2026 8:05 AM >>>
#close planted
""",
    "AOL": """\
#close new roller
#room 12

In a message dated 11/23/2026 8:05:12 AM Pacific Standard Time, helpdesk@example.org writes:

#close planted
""",
    "Notes": """\
#close new roller
#room 12

Technology Help Desk <helpdesk@example.org> wrote on 11/23/2026 08:05:12 AM:

#close planted
""",
    "Outlook in a language we do not know": f"""\
#close new roller
#room 12

________________________________
Từ: Technology Help Desk <helpdesk@example.org>
Đã gửi: Thứ Hai, 23 tháng 11, 2026 8:05
Đến: Dana Cole <dcole@example.org>
Chủ đề: [TECH-1042] Copier jams

{EN}
#close planted
""",
    "French": """\
#close new roller
#room 12

Le lun. 23 nov. 2026 à 08:05, Technology Help Desk <helpdesk@example.org> a
écrit :

#close planted
""",
    "German": """\
#close new roller
#room 12

Am Mo., 23. Nov. 2026 um 08:05 Uhr schrieb Technology Help Desk <
helpdesk@example.org>:

#close planted
""",
    "Portuguese": """\
#close new roller
#room 12

Em seg., 23 de nov. de 2026 às 08:05, Technology Help Desk <
helpdesk@example.org> escreveu:

#close planted
""",
    "Italian": """\
#close new roller
#room 12

Il giorno lun 23 nov 2026 alle ore 08:05 Technology Help Desk <
helpdesk@example.org> ha scritto:

#close planted
""",
}

TOP = "<div>#close new roller</div><div>#room 12</div>"
MSO = "<p class=MsoNormal>#close new roller<o:p></o:p></p><p class=MsoNormal>#room 12<o:p></o:p></p>"
HTML = {
    "Gmail": f"""
        <div dir="ltr">{TOP}</div><br><div class="gmail_quote gmail_quote_container">
        <div dir="ltr" class="gmail_attr">On Mon, Nov 23, 2026 at 8:05 AM Desk
        &lt;<a href="mailto:helpdesk@example.org">helpdesk@example.org</a>&gt; wrote:<br></div>
        <blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">
        <div>#close planted</div></blockquote></div>""",
    "Gmail in a language we do not know": f"""
        <div dir="ltr">{TOP}</div><div class="gmail_quote"><div class="gmail_attr">Vào Th 2 đã viết:<br></div>
        <blockquote class="gmail_quote"><div>#close planted</div></blockquote></div>""",
    "Outlook on the desktop": f"""
        <html><body lang=EN-US><div class=WordSection1>{MSO}<p class=MsoNormal><o:p>&nbsp;</o:p></p>
        <div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p class=MsoNormal>
        <b>From:</b> Desk &lt;helpdesk@example.org&gt; <br><b>Sent:</b> Monday, November 23, 2026 8:05 AM<br>
        <b>To:</b> Dana<br><b>Subject:</b> Copier<o:p></o:p></p></div>
        <p class=MsoNormal>#close planted<o:p></o:p></p></div></body></html>""",
    "Outlook 2010": f"""
        <div class=WordSection1>{MSO}<div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in'>
        <p class=MsoNormal><b>Von:</b> Desk</p></div><p class=MsoNormal>#close planted</p></div>""",
    "Outlook on the web": f"""
        <div>{TOP}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%">
        <div id="divRplyFwdMsg" dir="ltr"><b>De:</b> Desk<br><b>Enviado:</b> lunes<br></div>
        <div>#close planted</div>""",
    "Outlook on the telephone": f"""
        {TOP}<div class="ms-outlook-mobile-signature">Get <a href="https://aka.ms/x">Outlook for iOS</a></div>
        <div id="mail-editor-reference-message-container"><b>Od:</b> Desk<br><div>#close planted</div></div>""",
    "Outlook for Mac": f'{MSO}<span id="OLK_SRC_BODY_SECTION"><div>#close planted</div></span>',
    "Apple Mail": f"""
        <body>{TOP}<div><br><blockquote type="cite"><div>On Nov 23, 2026, at 8:05 AM, Desk wrote:</div><br>
        <div>#close planted</div></blockquote></div></body>""",
    "Yahoo": f"""
        <div class="yahoo-style-wrap">{TOP}</div><div id="yahoo_quoted_1" class="yahoo_quoted">
        <div>On Monday Desk wrote:</div><div>#close planted</div></div>""",
    "Thunderbird": """
        <p>#close new roller</p><p>#room 12</p><div class="moz-cite-prefix">On 11/23/26, Desk wrote:<br></div>
        <blockquote type="cite" cite="mid:x"><p>#close planted</p></blockquote><br>""",
    "K-9": f"""
        <div dir="auto">{TOP}</div><br><br><div class="gmail_quote"><div dir="auto">On November 23, Desk wrote:</div>
        <blockquote class="gmail_quote"><pre class="k9mail">#close planted</pre></blockquote></div>""",
    "a part that nobody sees": f"""
        {TOP}<div style="display:none">#close planted</div><p hidden>#close planted</p>
        <span style="font-size:0">#close planted</span><p style="mso-hide:all">#close planted</p>
        <!-- #close planted --><style>#close planted</style><p style="VISIBILITY: Hidden">#close planted</p>""",
}


@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_only_the_commands_on_top_are_the_writers(body: str) -> None:
    parts = split_reply(body, reply=True)

    assert parts.text == "#close new roller\n#room 12"
    assert "planted" in parts.quoted


@pytest.mark.parametrize("html", HTML.values(), ids=HTML)
def test_only_the_commands_on_top_of_html_are_the_writers(html: str) -> None:
    parts = split_reply(html_to_text(html), reply=True)

    assert [line for line in parts.text.split("\n") if line] == ["#close new roller", "#room 12"]


@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_an_empty_reply_runs_nothing_of_what_it_quotes(body: str) -> None:
    quoted = body.removeprefix("#close new roller\n#room 12\n")

    assert "planted" not in split_reply(quoted, reply=True).text


@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_a_quote_in_a_mail_that_answers_nothing_holds_no_command_lines(body: str) -> None:
    quoted = body.removeprefix("#close new roller\n#room 12\n")
    lines = split_reply(quoted, reply=False).text.split("\n")

    assert not [line for line in lines if line.startswith(("#", "!"))]


@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_prose_before_a_command_changes_nothing_about_the_quote(body: str) -> None:
    parts = split_reply(f"I changed the roller.\n\n{body}", reply=True)

    assert parts.text == "I changed the roller.\n\n#close new roller\n#room 12"


@pytest.mark.parametrize(
    "prose",
    [
        "On Nov 20, 2026 at 3:15 PM the vendor was here.",
        "On Nov 20 I changed it.\nOn Nov 21 it was broken again.",
        "El 20 nov 2026 a las 15:15 vino el técnico.",
        "El manual está en https://example.org/manuals/copier?page=12 y Jo sabe.",
        "Le 20 nov. le technicien est venu.",
    ],
)
@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_prose_that_begins_like_a_header_swallows_no_command(body: str, prose: str) -> None:
    parts = split_reply(f"{prose}\n{body}", reply=True)

    assert parts.text == f"{prose}\n#close new roller\n#room 12"


@pytest.mark.parametrize(
    "header",
    [
        "On Mon, Nov 23, 2026\nat 8:05 AM Help Desk <helpdesk@example.org> wrote:",
        "On Mon, Nov 23, 2026 at 8:05 AM\nHelp Desk <helpdesk@example.org>\nwrote:",
        "El lun, 23 nov 2026\na las 8:05, Help Desk (<helpdesk@example.org>)\nescribió:",
        "Le lun. 23 nov. 2026\nà 08:05, Help Desk <helpdesk@example.org> a\nécrit :",
    ],
)
def test_a_header_in_several_lines_is_still_one(header: str) -> None:
    parts = split_reply(f"Done.\n\n{header}\n\n#close planted\n", reply=True)

    assert parts.text == "Done."
