"""A configuration folder for tests: every key stands on a line of its own."""

from __future__ import annotations

from pathlib import Path

from mailintake.config import Problem, check, load
from mailintake.model.settings import Settings

FILES = {
    "mailintake.yaml": """\
desk:
  name: Lakeside Help Desk
  address: help@lakeside.example
  phone: 8324
  tag: LAKE
  timezone: America/Chicago
  languages: [en, es]
  domains: [lakeside.example]
  strangers: hold
  aliases: [it@lakeside.example, techs.lakeside.example]
  lists: hold
  admin: admin@lakeside.example
  reopen_within: 3d
  triage: everyone
  blocked: ["*@spam.example"]
database: sqlite:///data/desk.db
files: data/files
templates: templates
mailboxes:
  main:
    host: imap.lakeside.example
    port: 993
    security: tls
    ca_file: null
    username: help@lakeside.example
    auth: password
    password: {env: IMAP_PASSWORD}
    folder: INBOX
    processed: Done
    quarantine: Odd
    poll: 30s
    first_run: take_unseen
smtp:
  host: smtp.lakeside.example
  port: 587
  security: starttls
  ca_file: null
  username: help@lakeside.example
  auth: password
  password: {file: smtp.secret}
  envelope: null
  rate: 30/min
  fallback:
    host: 127.0.0.1
    port: 25
    security: none
token_key: {credential: token}
trust:
  profile: generic
  authserv_ids: [mx.lakeside.example]
  token_is_enough: false
limits:
  message: 10MiB
  attachment: 5MiB
caps:
  per_address: 10/h
  per_ticket: 5/h
asset_pattern: 'LS-\\d{4}'
metrics:
  listen: 127.0.0.1:9108
""",
    "routing.yaml": """\
technicians:
  ada:
    name: Ada Byron
    email: ada@lakeside.example
    sites: [hill]
    skills: [network]
    languages: [es]
    backup: bob
    lead: true
    other_emails: [ada@home.example]
  bob:
    name: Bob Ross
    email: bob@lakeside.example
    max_open: 5
    away:
      - from: 2026-12-21
        to: 2027-01-02
    notices:
      digest: ["07:45"]
teams:
  everyone:
    members: [ada, bob]
    strategy: round-robin
    lead: ada
  nearby:
    members: [ada]
    strategy: by-site
    otherwise: everyone
  duty:
    members: [ada, bob]
    strategy: on-call
    rota:
      mon: ada
      tue: bob
rules:
  - name: Networks
    when:
      category: network
      site: [The Hill]
      not:
        from: "*@vendor.example"
    assign: nearby
    copy: [boss@lakeside.example]
also:
  - name: Offices
    when:
      department: [Office]
    priority_at_least: normal
    tags: [office]
otherwise:
  assign: everyone
""",
    "sites.yaml": """\
hill:
  name: Hill School
  aliases: [The Hill]
  buildings: [Main]
  departments: [Office]
""",
    "directory.csv": """\
name,email,other_emails,extension,site,department,room,language
Eve Lane,eve@lakeside.example,eve@home.example;e.lane@home.example,0120,hill,Office,012,es
""",
    "calendar.yaml": """\
hours:
  mon: "08:00-16:00"
  tue: "08:00-16:00"
holidays:
  - date: 2026-11-26
    name: Thanksgiving
  - from: 2026-12-21
    to: 2027-01-08
half_days:
  - date: 2026-12-18
    hours: "08:00-12:00"
ics: []
""",
    "categories.yaml": """\
theater:
  title:
    en: Theater
    es: Teatro
  description: Stage and lights
  phrases:
    stage lights: 3
  seeds: [The lights on the stage are dark]
  retired: false
""",
    "priorities.yaml": """\
high:
  respond: 30m
  resolve: 1d
  title:
    en: Now
high_threshold: 0.5
cues:
  workaround: [plan b]
""",
    "alerts.yaml": """\
watch:
  from: [watch@lakeside.example]
  secret: {file: watch.secret}
  format:
    subject: '(?P<state>DOWN|UP) (?P<host>\\S+)'
    sites:
      HS-: hill
""",
}


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the folder, some files otherwise (`routing_yaml="…"`) or not at all (None)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        content = changed.get(name.replace(".", "_"), text)
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def replaced(name: str, old: str, new: str) -> str:
    """Return a file of the folder with one piece of it changed."""
    text = FILES[name]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    return text.replace(old, new)


def problems(folder: Path, name: str, old: str, new: str) -> tuple[Problem, ...]:
    """Return the problems of the folder with one piece of one file changed."""
    return check(write(folder, **{name.replace(".", "_"): replaced(name, old, new)}))


def loaded(folder: Path, name: str, old: str, new: str) -> Settings:
    """Return the settings of the folder with one piece of one file changed."""
    return load(write(folder, **{name.replace(".", "_"): replaced(name, old, new)}), environ={})
