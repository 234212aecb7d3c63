"""The registry of public data sets, and fetching from a server on this machine."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from nextstride import datasets
from nextstride.datasets import Dataset, DatasetFile, download, fetch_dataset, list_datasets
from nextstride.errors import ParameterError, ReadError

CONTENT = b"PathFileType\t4\t(X/Y/Z)\tsprint.trc\n"

SHARED_FOLDER = {
    "dorn2012_c3d": "dorn2012_ja1_c3d",
    "dorn2012_trc": "dorn2012_ja1_trc_ik",
    "hamner2013_trc": "hamner2013_subject04",
}


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder without talking."""

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("NEXTSTRIDE_DATA_CACHE", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Address of a server on this machine that holds one file, ``run/sprint.trc``."""
    served = tmp_path / "served"
    (served / "run").mkdir(parents=True)
    (served / "run" / "sprint.trc").write_bytes(CONTENT)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(served)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def dataset_at(address: str, content: bytes = CONTENT, path: str = "run/sprint.trc") -> Dataset:
    file = DatasetFile(path, address + path, hashlib.sha256(content).hexdigest(), len(content))
    return Dataset("tiny", "One line", "CC0-1.0", "Nobody (2026)", (file,))


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("dataset", list_datasets(), ids=lambda dataset: dataset.name)
def test_registry_rows_are_complete(dataset: Dataset) -> None:
    assert dataset.title
    assert dataset.licence
    assert dataset.citation
    assert len({file.path for file in dataset.files}) == len(dataset.files) > 0
    for file in dataset.files:
        # A branch name would let the file change under its hash.
        assert re.match(r"https://[^/]+/[^/]+/[^/]+/[0-9a-f]{40}/", file.url)
        assert file.url.endswith(file.path)
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.size > 0


@pytest.mark.parametrize("dataset", list_datasets(), ids=lambda dataset: dataset.name)
def test_registry_agrees_with_the_recordings(dataset: Dataset, shared_data: Path) -> None:
    for file in dataset.files:
        content = (shared_data / SHARED_FOLDER[dataset.name] / file.path).read_bytes()
        assert len(content) == file.size
        assert hashlib.sha256(content).hexdigest() == file.sha256


def test_download_writes_the_file_into_the_cache(cache: Path, address: str) -> None:
    (path,) = download(dataset_at(address))

    assert path == cache / "tiny" / "run" / "sprint.trc"
    assert path.read_bytes() == CONTENT


def test_second_download_needs_no_network(cache: Path, address: str) -> None:
    first = download(dataset_at(address))
    unreachable = f"http://127.0.0.1:{closed_port()}/"

    assert download(dataset_at(unreachable)) == first


def test_progress_ends_at_the_whole_size(cache: Path, address: str) -> None:
    seen: list[tuple[int, int]] = []

    download(dataset_at(address), progress=lambda ready, total: seen.append((ready, total)))

    assert seen == [(len(CONTENT), len(CONTENT))]


def test_fetch_finds_a_dataset_by_name(
    cache: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "list_datasets", lambda: (dataset_at(address),))

    assert fetch_dataset("tiny") == [cache / "tiny" / "run" / "sprint.trc"]


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ParameterError, match=r"dorn2012_c3d.*got 'dorn'"):
        fetch_dataset("dorn")


def test_wrong_content_is_refused_and_not_kept(cache: Path, address: str) -> None:
    with pytest.raises(ReadError, match="is not the file expected"):
        download(dataset_at(address, content=b"something else"))

    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_without_network_the_message_says_what_to_do(cache: Path) -> None:
    unreachable = f"http://127.0.0.1:{closed_port()}/"

    with pytest.raises(ReadError) as caught:
        download(dataset_at(unreachable))

    assert f"{unreachable}run/sprint.trc" in str(caught.value)
    assert str(cache / "tiny" / "run" / "sprint.trc") in str(caught.value)


def test_file_put_there_by_hand_is_used(cache: Path) -> None:
    path = cache / "tiny" / "run" / "sprint.trc"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)

    assert download(dataset_at(f"http://127.0.0.1:{closed_port()}/")) == [path]


def test_file_that_the_server_lacks_is_refused(cache: Path, address: str) -> None:
    with pytest.raises(ReadError, match=r"absent\.trc \(HTTPError\)"):
        download(dataset_at(address, path="absent.trc"))
