"""`check` looks at templates and secrets, too, before they are needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.typed import DESK, Command, Write

LOGINS = """mailboxes:
  main: {host: localhost, username: u, password: {file: secret}}
smtp: {host: localhost, username: u, password: {file: secret}}
"""


@pytest.mark.parametrize(
    ("file", "text", "line", "words", "hint"),
    [
        ("receipt/body.txt", "{{ marker }}\nHello {{ reader.name\n", 2, "", "two braces on each side"),
        ("receipt/body.txt", "{{ marker }}\n{% if staff %}\nx\n", 2, "if", "needs its `{% endif %}`"),
        ("receipt/body.txt", "{{ marker }}\n{{ tickt.name }}\n", 2, "there is no `tickt`", "did you mean `ticket`?"),
        ("receipt/body.txt", "a\n\n{{ ticket.nam }}\n", 3, "`ticket` has no `nam`", "did you mean `name`?"),
        ("receipt/body.txt", "{% if failed %}{{ desk.fone }}{% endif %}\n", 1, "`desk` has no `fone`", "mean `phone`?"),
        ("receipt/body.txt", "{{ ticket.requester.nam }}\n", 1, "has no attribute 'nam'", "did you mean `name`?"),
        ("answer/subject.txt", "{% if failed %}{{ tickt }}{% endif %}\n", 1, "there is no `tickt`", "`ticket`?"),
        ("receipt/es/body.txt", "{{ 1 / 0 }}\n", 1, "`receipt` (es): division by zero", "preview receipt --source"),
        ("receipt/body.html", "{{ marker | shout }}\n", 1, "No filter named 'shout'", "`lines`"),
        ("receipt/body.txt", "{% fi %}\n", 1, "unknown tag 'fi'", "`{% if %}`"),
        ("layout.txt", "{{ deskk.name }}\n", 1, "there is no `deskk`", "did you mean `desk`?"),
        ("reciept/body.txt", "x\n", 1, "there is no notice `reciept`", "did you mean `receipt`?"),
        ("receipt/body.text", "x\n", 1, "belongs to no notice", "did you mean `body.txt`?"),
        ("receipt/fr/body.txt", "x\n", 1, "does not speak `fr`", "add `fr` to `desk.languages`"),
        ("receipt/spanish/body.txt", "x\n", 1, "does not speak `spanish`", "the languages are en, es"),
    ],
)
def test_a_template_that_would_fail_or_serve_nobody_is_a_problem(  # noqa: PLR0917 (columns of the table)
    command: Command, write: Write, file: str, text: str, line: int, words: str, hint: str
) -> None:
    path = write(f"config/templates/{file}", text)

    said = command("check")
    assert said.code == 1
    first, last, *_ = said.out.splitlines()
    assert first.startswith(f"{path}:{line}:1: ")
    assert words in first
    assert last.startswith("hint: ")
    assert hint in last


def test_templates_that_work_are_no_problem_and_other_files_are_named(command: Command, write: Write) -> None:
    source = command("preview", "receipt/body.txt", "--source").out
    write("config/templates/receipt/body.txt", source + "{% include 'footer.txt' %}")
    write("config/templates/footer.txt", "{{ desk.name }}\n")
    write("config/templates/receipt/body.txt~", "{{")
    notes = write("config/templates/NOTES", "who changed what")

    said = command("check")
    assert said.code == 0
    assert said.out.splitlines()[0] == (
        f"warning: {notes}:1:1: this file belongs to no notice, and no template includes it"
    )
    assert said.out.splitlines()[-1].endswith("no problem found, 1 warning")


def test_a_template_that_is_not_utf_8_is_named(command: Command, write: Write) -> None:
    path = write("config/templates/receipt/body.txt", "Salón\n".encode("latin-1"))

    assert command("check").out.startswith(f"{path}:1:1: the file is not UTF-8\nhint: save it as UTF-8\n")


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (None, 0, "the secret's file does not exist"),
        ("", 0o600, "the secret's file is empty"),
        ("\n", 0o600, "the secret's file is empty"),
        ("open sesame\n", 0o644, "anybody on this machine can read the secret"),
    ],
)
def test_a_secret_that_is_missing_empty_or_open_to_all_is_one_warning(  # noqa: PLR0917 (columns of the table)
    command: Command, write: Write, folder: Path, content: str | None, mode: int, words: str
) -> None:
    file = write("config/mailintake.yaml", DESK.replace("mailboxes: {}\n", LOGINS))
    secret = folder / "config" / "secret"
    if content is not None:
        write("config/secret", content)
        secret.chmod(mode)

    said = command("check")
    first, hint, last = said.out.splitlines()
    assert said.code == 0
    assert first == f"warning: {file}:5:50: {words}: {secret}"
    assert hint.startswith("hint: ")
    assert last == f"{folder / 'config'}: no problem found, 1 warning"


def test_a_secret_that_only_we_can_read_is_no_warning(command: Command, write: Write, folder: Path) -> None:
    write("config/mailintake.yaml", DESK.replace("mailboxes: {}\n", LOGINS))
    write("config/secret", "open sesame")

    assert command("check").out == f"{folder / 'config'}: no problem found\n"


def test_a_missing_folder_or_secret_is_an_invalid_configuration(command: Command, write: Write, folder: Path) -> None:
    write("config/mailintake.yaml", DESK + "token_key: {file: nowhere}\n")

    without_key, without_folder = command("run", "--once"), command("-c", str(folder / "none"), "tickets", "list")
    assert (without_key.code, without_folder.code) == (78, 78)
    assert "nowhere" in without_key.err
    assert f"there is no folder {folder / 'none'}" in without_folder.err
    assert command("-c", str(folder / "none"), "check").code == 1


def test_preview_says_what_is_wrong_with_a_template_as_check_does(command: Command, write: Write) -> None:
    path = write("config/templates/receipt/body.txt", "Hi,\n\n{{ ticket.nmae }}\n")
    said = command("preview", "receipt")

    assert said.code == 1
    assert said.err == f"{path}:3:1: `ticket` has no `nmae`\nhint: did you mean `name`?\n"
    assert said.err in command("check").out
