"""`Settings`: where the app runs, what it may take in, and who may come."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from nextstride.log.database import default_path, log_url
from nextstride.write.files import written_whole

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
"""What this machine is called by itself."""
GIGABYTE = 2**30
SALT_BYTES, KEY_BYTES = 16, 32
SCRYPT = {"n": 2**14, "r": 8, "p": 1}
"""Cost of one try of a passphrase: some 50 ms (RFC 7914, section 2; OWASP's least is n = 2**13 with
p = 10, about as much work)."""


@dataclass(frozen=True)
class Passphrase:
    """A passphrase that opens the app to somebody on another machine; only its hash is held.

    Attributes
    ----------
    salt, key : bytes
    """

    salt: bytes
    key: bytes

    @classmethod
    def of(cls, text: str) -> Passphrase:
        """Hash a passphrase."""
        salt = os.urandom(SALT_BYTES)
        return cls(salt, _stretched(text, salt))

    def opens(self, text: str) -> bool:
        """Whether a text is the passphrase; takes the same time either way."""
        return hmac.compare_digest(self.key, _stretched(text, self.salt))


def _stretched(text: str, salt: bytes) -> bytes:
    """The hash of a passphrase."""
    return hashlib.scrypt(text.encode(), salt=salt, dklen=KEY_BYTES, **SCRYPT)


@dataclass(frozen=True)
class Settings:
    """Where the app runs, what it may take in, and who may come.

    Attributes
    ----------
    log : str or None
        Address of the log, as for `nextstride.log.open_log`.
    folder : pathlib.Path
        Where films and results are kept.
    names : tuple of str
        What a browser may call this machine; requests for any other host are refused.
    passphrase : Passphrase or None
        Asked of everybody but athletes with a link; None where only this machine is served.
    largest_upload : int
        Bytes.
    jobs_at_once : int
    bodies : int
        Simulated bodies of one analysis.
    body : str
        Their kind, ``planar`` or ``spatial``.
    scheduler : str or None
        Address of a Dask scheduler that does the jobs in place of processes of this machine.
    demo : bool
        Whether the squad is made up; every page says so.
    """

    log: str | None = None
    folder: Path = field(default_factory=lambda: default_path().parent)
    names: tuple[str, ...] = LOCAL_NAMES
    passphrase: Passphrase | None = None
    largest_upload: int = 2 * GIGABYTE
    jobs_at_once: int = 2
    bodies: int = 64
    body: str = "planar"
    scheduler: str | None = None
    demo: bool = False

    @property
    def runs(self) -> Path:
        """Folder with a folder for every recording."""
        return self.folder / "runs"


def data_folder(log: str | None) -> Path:
    """Where films and results are kept: beside the log, where that is a file."""
    url = log_url(log)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).parent
    return default_path().parent


def secret_of(folder: Path) -> bytes:
    """The secret that tokens of this installation are made with, made where there is none.

    It outlives the server, so that a page that stays open can still be used after a restart.
    """
    file = folder / "web.secret"
    if not file.exists():
        with written_whole(file) as aside:
            aside.touch(mode=0o600)
            aside.write_bytes(secrets.token_bytes(KEY_BYTES))
    return file.read_bytes()
