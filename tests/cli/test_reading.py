"""What a person reads: local times, and the language that he asked for."""

from __future__ import annotations

import time_machine

from tests.cli.typed import DESK, Command, Write


def test_a_ticket_is_shown_in_the_time_of_the_district(command: Command, write: Write) -> None:
    write("config/mailintake.yaml", DESK.replace("domains:", "timezone: America/Denver, domains:"))
    with time_machine.travel("2026-11-23T16:05:00Z", tick=False):
        command("tickets", "open", "--for", "ana@school.example", "--subject", "Copier", "--text", "The copier jams.")
        shown, listed = command("tickets", "show", "1").out, command("tickets", "list").out
        row = command("tickets", "show", "1", "--json").rows[0]

    assert "opened_at: 2026-11-23 09:05 MST\n" in shown
    assert "\n2026-11-23 09:05 MST ana@school.example (message)\n" in shown
    assert "MST" in listed
    assert row["opened_at"] == row["entries"][0]["at"] == "2026-11-23T16:05:00Z"


def test_a_language_without_a_template_is_refused(command: Command, write: Write) -> None:
    french, source = (
        command("preview", "receipt", "--language", "fr"),
        command("preview", "answer", "--language", "fr", "--source"),
    )
    assert (french.code, french.out) == (1, "")
    assert "there is no template of `receipt` in the language `fr`\nhint: copy the English one" in french.err
    assert (source.code, source.out) == (1, "")

    write("config/templates/receipt/fr/body.txt", "Bonjour {{ ticket.name }}\n")
    unspoken = command("preview", "receipt", "--language", "fr")
    assert unspoken.code == 1
    assert "the desk does not speak `fr`\nhint: add it to `desk.languages`: now they are en, es\n" in unspoken.err

    write("config/mailintake.yaml", DESK.replace("domains:", "languages: [en, fr], domains:"))
    spoken = command("preview", "receipt", "--language", "fr")
    assert spoken.code == 0
    assert "Bonjour TECH-1042" in spoken.out
    assert "templates/receipt/fr/body.html: there is none; the English one is used\n" in spoken.err
