"""Secrets: where they lie, and reading them when somebody needs one."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from mailintake.config.nodes import Node, Scalar, Table, kind
from mailintake.config.problems import Place, Problem, Wrong, one_of
from mailintake.config.values import Read, path as path_of, text
from mailintake.model.credential import CredentialError
from mailintake.model.login import Secret
from mailintake.model.settings import Settings, TokenKey

SOURCES = ("env", "file", "credential")
HINT = "write `{env: NAME}`, `{file: PATH}` or `{credential: NAME}`, and keep the secret itself out of this file"
SHORTEST_KEY = 16
LARGEST = 64 * 1024


class SecretError(CredentialError):
    """A secret cannot be read."""

    def __init__(self, secret: Secret, why: str, hint: str = "") -> None:
        where = f"{secret.place}: " if secret.place else ""
        super().__init__(
            f"{where}the secret `{{{secret.source}: {secret.name}}}` {why}" + (f"\nhint: {hint}" if hint else "")
        )
        self.why = f"the secret `{{{secret.source}: {secret.name}}}` {why}"
        self.hint = hint


def secret(folder: Path) -> Read[Secret]:
    """Make a reader of `{env|file|credential: NAME}`; a relative file is looked for in the folder."""

    def read(node: Node) -> Secret:
        if isinstance(node, Scalar):
            raise Wrong(node.place, "must say where the secret lies, not what it is", HINT)
        if not isinstance(node, Table) or len(node.pairs) != 1:
            raise Wrong(node.place, f"must say where the secret lies, not {kind(node)}", HINT)
        key, value = node.pairs[0]
        source, colon, rest = key.text.partition(":")
        if colon and source in SOURCES:
            hint = f"write `{{{source}: {rest or 'NAME'}}}`, with a space after the `:`"
            raise Wrong(key.place, f"lacks a space: `{{{key.text}}}`", hint)
        if key.text not in SOURCES:
            raise Wrong(key.place, f"knows no `{key.text}`", one_of(SOURCES))
        name = path_of(value) if key.text == "file" else text(value)
        if key.text == "file":
            name = str(folder / name)
        elif "/" in name or "=" in name:
            raise Wrong(value.place, f"must be a name, not {kind(value)}")
        return Secret(key.text, name, str(node.place))

    return read


def read_secret(secret: Secret, environ: Mapping[str, str]) -> str:
    """Return the secret itself, without the line end that editors leave behind it."""
    if secret.value is not None:
        return secret.value
    if secret.source == "env":
        value = environ.get(secret.name)
        if not value:
            raise SecretError(secret, "is not set", f"set the environment variable {secret.name} for the service")
        return value
    return _read_file(secret, _file_of(secret, environ))


def secret_warnings(settings: Settings) -> tuple[Problem, ...]:
    """Return what an admin should know of files with secrets: which are missing or empty, and which anybody can read.

    A file that serves several logins is named once, at the first.
    """
    token = (settings.token_key,) if settings.token_key else ()
    files = dict.fromkeys(one for one in (*settings.secrets, *token) if one.source == "file")
    return tuple(one for one in map(_file_warning, files) if one is not None)


def _file_warning(secret: Secret) -> Problem | None:
    place, path = place_of(secret.place), Path(secret.name)
    hint = f"write the secret into it: `install -m 600 /dev/stdin {path}`"
    try:
        status = path.stat()
    except FileNotFoundError:
        return Problem(place, f"the secret's file does not exist: {path}", hint)
    except OSError as error:
        return Problem(place, f"the secret's file cannot be looked at: {error.strerror}: {path}")
    if _is_empty(path, status.st_size):
        return Problem(place, f"the secret's file is empty: {path}", hint)
    if status.st_mode & (stat.S_IROTH | stat.S_IWOTH):
        return Problem(place, f"anybody on this machine can read the secret: {path}", f"chmod o-rwx {path}")
    return None


def _is_empty(path: Path, size: int) -> bool:
    """Tell whether nothing stands in the file but the end of a line; one that we may not read is not empty."""
    if size > len(b"\r\n"):
        return False
    try:
        return not path.read_bytes().strip(b"\r\n")
    except OSError:
        return False


def place_of(text: str) -> Place:
    """Return the place that a secret or a rule carries as text."""
    file, line, column = text.rsplit(":", 2) if text.count(":") > 1 else (text, "1", "1")
    return Place(file, int(line), int(column))


def replace_secret(secret: Secret, value: str) -> bool:
    """Write a secret that its giver has replaced into its file; tell whether it lies in one that we may write."""
    if secret.source != "file":
        return False
    path = Path(secret.name)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, value)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        return False
    return True


def token_key(settings: Settings, environ: Mapping[str, str]) -> TokenKey:
    """Return the key of reply tokens; where none is configured, one is made once and kept beside the database."""
    if settings.token_key is None:
        return TokenKey(_own_key(settings))
    value = read_secret(settings.token_key, environ).encode()
    if len(value) < SHORTEST_KEY:
        hint = "make one with `openssl rand -hex 32`"
        raise SecretError(settings.token_key, f"is shorter than {SHORTEST_KEY} characters", hint)
    return TokenKey(value)


def own_key(settings: Settings) -> Path:
    """Return where the key of reply tokens lies that we made ourselves."""
    return _beside_database(settings) / "token.key"


def _file_of(secret: Secret, environ: Mapping[str, str]) -> Path:
    if secret.source == "file":
        return Path(secret.name)
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        hint = f"give the unit a line `LoadCredential={secret.name}:PATH`; outside systemd use `file` or `env`"
        raise SecretError(secret, "needs systemd, and $CREDENTIALS_DIRECTORY is not set", hint)
    return Path(folder) / secret.name


def _read_file(secret: Secret, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise SecretError(secret, f"cannot be read: {error.strerror}: {path}", _hint(secret, path, error)) from None
    try:
        value = content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise SecretError(secret, f"is not text: {path}") from None
    if not value or len(content) > LARGEST:
        hint = _hint(secret, path, None) if not value else "it must hold the secret and nothing else"
        raise SecretError(secret, f"is {'empty' if not value else 'too large'}: {path}", hint)
    return value


def _hint(secret: Secret, path: Path, error: OSError | None) -> str:
    """Say what to do about a file that cannot be read, or that holds nothing."""
    if secret.source == "credential":
        return f"the unit needs a line `LoadCredential={secret.name}:PATH`, and PATH must hold the secret"
    if error is None or isinstance(error, FileNotFoundError):
        return f"write the secret into it: `install -m 600 /dev/stdin {path}`"
    if isinstance(error, PermissionError):
        return "the user who runs this must be able to read it, and nobody else: look at its owner and mode (600)"
    return "it must be a file that holds the secret and nothing else"


def _own_key(settings: Settings) -> bytes:
    path = own_key(settings)
    secret_ = Secret("file", str(path))
    if not path.exists():
        try:
            _make_once(path)
        except OSError as error:
            raise SecretError(secret_, f"cannot be made: {error.strerror}: {path}") from None
    return _read_file(secret_, path).encode()


def _beside_database(settings: Settings) -> Path:
    scheme, _, path = settings.database.partition(":///")
    if scheme.startswith("sqlite") and path and not path.startswith(":memory:"):
        return Path(path.partition("?")[0]).parent
    return settings.files.parent


def _make_once(path: Path) -> None:
    """Write the file whole or not at all; of two processes that try at once the first wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, secrets.token_hex(32))
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, value: str) -> None:
    """Write a new file that only we can read, and have it on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
