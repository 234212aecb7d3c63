import numpy as np
import pytest

from nextstride.errors import SolveError
from nextstride.parallel import Here
from nextstride.personal.keeping import FAILED, Keeper, do_all, failure, fingerprint


def test_what_is_kept_comes_back_and_is_forgotten(tmp_path):
    keeper = Keeper(tmp_path / "work")
    assert keeper.get("one") is None
    keeper.put("one", {"a": np.arange(3.0)})
    np.testing.assert_array_equal(keeper.get("one")["a"], np.arange(3.0))
    keeper.forget()
    assert not (tmp_path / "work").exists()
    keeper.forget()


def test_a_damaged_file_is_done_again(tmp_path):
    keeper = Keeper(tmp_path)
    keeper.put("one", {"a": np.arange(3.0)})
    file = tmp_path / "one.npz"
    file.write_bytes(file.read_bytes()[:40])
    assert keeper.get("one") is None


def test_work_goes_on_where_it_was_stopped(tmp_path):
    keeper, did = Keeper(tmp_path), []

    def work(item):
        did.append(item)
        if item == 3 and len(did) < 6:
            raise KeyboardInterrupt
        return {"square": np.array([item**2.0])}

    items = [(f"item-{number}", number) for number in range(5)]
    with pytest.raises(KeyboardInterrupt):
        do_all(work, items, keeper, Here(), lambda: None)
    assert did == [0, 1, 2, 3]
    count = []
    did += [None, None]
    found = do_all(work, items, keeper, Here(), lambda: count.append(1))
    assert did[6:] == [3, 4]
    assert [float(each["square"][0]) for each in found] == [0, 1, 4, 9, 16]
    assert len(count) == 5


def test_what_another_version_kept_is_done_anew(tmp_path):
    keeper = Keeper(tmp_path)
    keeper.put("old", {"mean": np.arange(3.0)})
    keeper.put("new", {"mean": np.arange(3.0), "ended": np.array("settled")})
    keeper.put("failed", failure(SolveError("too long", "out of time")))

    def work(item):
        return {"mean": np.zeros(3), "ended": np.array("done anew")}

    items = [(name, name) for name in ("old", "new", "failed")]
    found = do_all(work, items, keeper, Here(), lambda: None, ("mean", "ended"))
    assert [str(each.get("ended")) for each in found] == ["done anew", "settled", "None"]
    assert str(found[2][FAILED]) == "out of time"


def test_the_fingerprint_follows_what_is_asked():
    one = fingerprint(np.arange(3.0), "a", 1)
    assert one == fingerprint(np.arange(3.0), "a", 1)
    assert one != fingerprint(np.arange(3.0), "a", 2)
    assert one != fingerprint(np.arange(4.0), "a", 1)
