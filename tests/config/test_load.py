"""A whole folder becomes settings, or everything that is wrong with it is named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailintake.config import ConfigurationError, check, load, load_partial
from mailintake.model.login import FirstRun, Security
from mailintake.model.settings import Envelope, Limit, Lists, Profile, Strangers
from tests.config.folder import FILES, loaded, problems, write

MINIMAL = {
    "mailintake.yaml": "desk: {address: help@small.example}\n",
    "routing.yaml": "technicians: {ann: {email: ann@small.example}}\notherwise: ann\n",
}


def minimal(folder: Path) -> Path:
    """Write the smallest folder that can be run."""
    for name, text in MINIMAL.items():
        (folder / name).write_text(text)
    return folder


def test_every_key_arrives_in_the_settings(tmp_path: Path) -> None:
    settings = load(write(tmp_path / "config"), environ={})
    desk = settings.rules.desk

    assert (desk.name, desk.phone, desk.tag, desk.timezone) == (
        "Lakeside Help Desk", "8324", "LAKE", ZoneInfo("America/Chicago"),
    )  # fmt: skip
    assert (desk.strangers, desk.lists, desk.reopen_within) == (Strangers.HOLD, Lists.HOLD, timedelta(days=3))
    assert settings.mailboxes["main"].first_run is FirstRun.TAKE_UNSEEN
    assert settings.mailboxes["main"].poll == 30.0
    assert settings.smtp is not None
    assert settings.smtp.envelope is Envelope.NULL
    assert settings.smtp.rate == Limit(30, 60)
    assert settings.smtp.fallback is not None
    assert settings.smtp.fallback.security is Security.NONE
    assert settings.rules.trust.profile is Profile.GENERIC
    assert settings.rules.trust.token_is_enough is False
    assert settings.rules.limits.message == 10 * 1024 * 1024
    assert settings.metrics == "127.0.0.1:9108"


def test_a_minimal_folder_runs_on_built_in_defaults(tmp_path: Path) -> None:
    rules = load(minimal(tmp_path), environ={}).rules

    assert "printer" in rules.categories
    assert rules.calendar.hours[0].first.isoformat() == "07:30:00"
    assert rules.desk.domains == ("small.example",)
    assert rules.desk.languages == ("en", "es")


def test_deciding_needs_only_the_address_of_the_desk(tmp_path: Path) -> None:
    (tmp_path / "mailintake.yaml").write_text("desk: {address: help@small.example}\n")

    assert load_partial(tmp_path, environ={}).rules.desk.address == "help@small.example"
    with pytest.raises(ConfigurationError, match=r"routing\.yaml:1:1: the file is missing"):
        load(tmp_path, environ={})


def test_deciding_still_refuses_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "mailintake.yaml").write_text("desk: {address: help}\n")

    with pytest.raises(ConfigurationError, match="must be a mail address"):
        load_partial(tmp_path, environ={})


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    found = check(tmp_path / "nowhere")

    assert len(found) == 1
    assert "does not exist" in found[0].text
    assert "mailintake init" in found[0].hint


def test_all_problems_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        mailintake_yaml=FILES["mailintake.yaml"]
        .replace("port: 993", "port: many")
        .replace("strangers: hold", "strangers: no"),
        routing_yaml=FILES["routing.yaml"].replace("assign: nearby", "assign: nerby"),
        calendar_yaml=FILES["calendar.yaml"].replace("2026-11-26", "26.11.2026"),
    )
    found = [str(one).removeprefix(f"{tmp_path}/") for one in check(folder)]

    assert found == [
        "mailintake.yaml:9:14: `desk.strangers` must be one of `accept`, `hold`, `refuse`, not `no`",
        "mailintake.yaml:22:11: `mailboxes.main.port` must be a whole number from 1 to 65535, not `many`",
        (
            "routing.yaml:42:13: `rules[1].assign` names an unknown technician or team: `nerby`\n"
            "hint: did you mean `nearby`?"
        ),
        "calendar.yaml:5:11: `holidays[1].date` must look like `2026-11-26` (year-month-day), not `26.11.2026`",
    ]


def test_an_unknown_key_gets_a_suggestion(tmp_path: Path) -> None:
    found = problems(tmp_path, "mailintake.yaml", "  strangers: hold", "  stangers: hold")

    assert [str(one).partition("mailintake.yaml")[2] for one in found] == [
        ":9:3: unknown key `stangers` in `desk`\nhint: did you mean `strangers`?"
    ]


def test_what_is_not_active_yet_is_said_with_its_place(tmp_path: Path) -> None:
    inactive = load(write(tmp_path), environ={}).inactive

    assert [one.partition(" is accepted")[0].rpartition("/")[2] for one in inactive] == [
        "alerts.yaml:1:1: the alert source `watch`",
    ]


def test_the_digest_names_exactly_this_configuration(tmp_path: Path) -> None:
    first = load(write(tmp_path / "a"), environ={}).rules.digest
    again = load(write(tmp_path / "b"), environ={}).rules.digest
    other = loaded(tmp_path / "c", "sites.yaml", "Hill School", "Hill Academy").rules.digest

    assert first == again
    assert first != other
    assert len(first) == 64


def test_triage_must_be_somebody_of_the_roster(tmp_path: Path) -> None:
    found = problems(tmp_path, "mailintake.yaml", "triage: everyone", "triage: everbody")

    assert [one.text for one in found] == ["`desk.triage` names an unknown technician or team: `everbody`"]
    assert found[0].hint == "did you mean `everyone`?"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("America/Chicago", "America/Chigaco", "unknown time zone"),
        ("'LS-\\d{4}'", "'(?=LS)'", "not a regular expression"),
        ("message: 10MiB", "message: 10 apples", "must look like `40MiB`"),
        ("message: 10MiB", "message: 0", "must be more than nothing"),
        ("reopen_within: 3d", "reopen_within: soon", "must look like `60s`, `1h`, `7d`"),
        ("per_ticket: 5/h", "per_ticket: 5", "must look like `60/h`"),
        ("token_is_enough: false", "token_is_enough: no", "must be true or false, not `no`"),
        ("authserv_ids: [mx.lakeside.example]", "authserv_ids: []", "needs `trust.authserv_ids`"),
        ("domains: [lakeside.example]", "domains: [lakeside example]", "must be a domain"),
        ("tag: LAKE", "tag: '[1]'", "must be a short word"),
        ("listen: 127.0.0.1:9108", "listen: 9108", "must look like `127.0.0.1:9108`"),
        ("name: Lakeside Help Desk", "name: true", "must be a text"),
        ("name: Lakeside Help Desk", 'name: "a\\nb"', "must be one line"),
        ("database: sqlite:///data/desk.db", "database: data/desk.db", "must look like `sqlite:///"),
        ("database: sqlite:///data/desk.db", "database: mysql://x/y", "must look like `sqlite:///"),
    ],
)
def test_a_value_that_means_nothing_is_refused_in_words(tmp_path: Path, old: str, new: str, text: str) -> None:
    found = problems(tmp_path, "mailintake.yaml", old, new)

    assert len(found) == 1
    assert text in found[0].text
    assert found[0].place.line > 1


@pytest.mark.parametrize("admin", ["help@lakeside.example", "Help+x@lakeside.example", "it@lakeside.example"])
def test_the_desk_is_not_its_own_admin(tmp_path: Path, admin: str) -> None:
    (found,) = problems(tmp_path, "mailintake.yaml", "admin: admin@lakeside.example", f"admin: {admin}")
    assert f"`desk.admin` is an address of the desk itself: {admin}" in str(found)
    assert "mailintake.yaml:12:10" in str(found)
    assert "a mailbox that a person reads" in str(found)
