"""A population: drawn alike each time, kept as it ends; what is said of numbers made by hand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from typer.testing import CliRunner

from nextstride.cli import app
from nextstride.errors import ParameterError, SolveError
from nextstride.parallel import Here
from nextstride.personal.drawn import BINS
from nextstride.personal.unknowns import LINKS, UNKNOWNS
from nextstride.squad import population
from nextstride.squad.population import BUILDS, draw_person, solve_population
from nextstride.squad.spread import advice, explained, population_document

NAMES = list(LINKS)


def made_solution(drawn):
    """Stands in for a solve: known elasticities, and no sprint for the weak."""
    if drawn.unknowns[0] < -0.4:
        return {}
    elasticity = np.full(len(LINKS), 0.01)
    elasticity[NAMES.index("plantarflexors")] = 0.4 - 0.3 * drawn.unknowns[0]
    density = np.outer(elasticity, np.full(BINS.size - 1, 1 / (BINS.size - 1)))
    return {"speed": np.array([9.5]), "elasticity": elasticity, "density": density}


@pytest.fixture
def solved(monkeypatch):
    """Numbers of the solves that were done."""
    did = []

    def noted(drawn):
        did.append(drawn)
        return made_solution(drawn)

    monkeypatch.setattr(population, "solve_person", noted)
    return did


def members(count=40):
    """A population whose plantarflexor elasticity follows its own strength, and nothing else."""
    random = np.random.default_rng(1)
    unknowns = random.normal(0, 0.2, (count, len(UNKNOWNS)))
    elasticity = np.full((count, len(LINKS)), 0.02)
    elasticity[:, NAMES.index("plantarflexors")] = (
        0.4 - unknowns[:, UNKNOWNS.index("plantarflexors")]
    )
    elasticity[: count // 4, NAMES.index("hip_flexors")] = 1.2
    return xr.Dataset(
        {
            "person": ("member", np.arange(count)),
            "sex": ("member", ["male", "female"] * (count // 2)),
            "mass": ("member", random.normal(70, 5, count)),
            "height": ("member", random.normal(1.75, 0.05, count)),
            "variant": ("member", ["lai2017", "delp1990"] * (count // 2)),
            "unknowns": (("member", "unknown"), unknowns),
            "speed": ("member", random.normal(9.5, 0.3, count)),
            "elasticity": (("member", "link"), elasticity),
        },
        coords={"link": NAMES, "unknown": list(UNKNOWNS)},
        attrs={"lost": 3},
    )


def test_a_person_is_the_same_whoever_else_is_drawn():
    one, again, other = draw_person(7), draw_person(7), draw_person(7, seed=1)
    assert one.athlete == again.athlete
    np.testing.assert_array_equal(one.unknowns, again.unknowns)
    assert one.athlete != other.athlete


def test_people_are_as_tall_and_heavy_as_is_believed():
    drawn = [draw_person(number).athlete for number in range(600)]
    for sex, build in BUILDS.items():
        heights = np.array([each.height for each in drawn if each.sex == sex])
        index = np.array([each.mass / each.height**2 for each in drawn if each.sex == sex])
        assert heights.mean() == pytest.approx(build.height, abs=4 * build.height_sd / 17)
        assert index.mean() == pytest.approx(build.index, abs=4 * build.index_sd / 17)
        assert heights.std() == pytest.approx(build.height_sd, rel=0.2)


def test_a_stopped_population_goes_on_and_a_larger_one_takes_what_is_there(solved, tmp_path):
    def stop():
        if len(solved) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve_population(8, 0, tmp_path, Here(), stop)
    first = solve_population(8, 0, tmp_path, Here(), lambda: None)
    assert len(solved) == 8
    more = solve_population(12, 0, tmp_path, Here(), lambda: None)
    assert len(solved) == 12
    assert more.person.values.tolist()[: first.sizes["member"]] == first.person.values.tolist()
    assert more.sizes["member"] + more.attrs["lost"] == 12


def test_other_beliefs_are_another_population(solved, tmp_path, monkeypatch):
    solve_population(3, 0, tmp_path, Here(), lambda: None)
    solve_population(3, 1, tmp_path, Here(), lambda: None)
    monkeypatch.setattr(population, "__version__", "another")
    solve_population(3, 0, tmp_path, Here(), lambda: None)
    assert len(solved) == 9


def test_a_population_of_nobody_is_refused(monkeypatch):
    with pytest.raises(ParameterError, match="--bodies must be between 1"):
        solve_population(0, 0, None, Here(), lambda: None)
    monkeypatch.setattr(population, "solve_person", lambda drawn: {})
    with pytest.raises(SolveError, match="no made person"):
        solve_population(2, 0, None, Here(), lambda: None)


def test_what_an_elasticity_follows_is_found():
    found = explained(members(400))["plantarflexors"]
    assert found["its own strength"] == pytest.approx(1, abs=1e-6)
    assert all(share < 0.05 for name, share in found.items() if name != "its own strength")
    assert explained(members(4))["plantarflexors"]["published body"] is not None
    assert explained(members(2))["plantarflexors"]["size"] is None


def test_advice_for_all_is_dearest_where_a_body_differs():
    people = members()
    found = advice(people)
    assert next(iter(found.generic)) in ("hip_flexors", "plantarflexors")
    assert (found.regret >= -1e-12).all()
    assert (found.best_gain >= found.generic_gain - 1e-12).all()
    differs = people.elasticity.sel(link="hip_flexors").values > 1
    assert found.regret[differs].mean() != pytest.approx(found.regret[~differs].mean(), abs=0.01)


def test_the_document_counts_who_was_lost_and_who_is_limited_by_what():
    found = population_document(members(), seed=5)
    assert (found["seed"], found["solved"], found["lost"]) == (5, 40, 3)
    assert found["links"]["hip_flexors"]["first"] == pytest.approx(0.25)
    json.dumps(found, allow_nan=False)


def test_thirds_are_of_what_they_are_said_to_be():
    people = members()
    people.elasticity.loc[:, "hamstrings"] = people.mass / 1000
    people.elasticity.loc[:, "adductors"] = people.speed / 100
    found = population_document(people, seed=0)["links"]
    heaviest = np.median(np.sort(people.mass.values)[-13:]) / 1000
    fastest = np.median(np.sort(people.speed.values)[-13:]) / 100
    assert found["hamstrings"]["by_mass"][2] == pytest.approx(heaviest)
    assert found["adductors"]["by_speed"][2] == pytest.approx(fastest)


def test_where_all_are_alike_the_generic_split_is_the_best():
    found = population_document(members().isel(member=[5, 5, 5]), seed=0)["advice"]
    assert found["generic_is_best"] == 1
    assert found["regret"]["upper"] == pytest.approx(0, abs=1e-12)


def test_the_command_writes_page_tables_and_maps(solved, tmp_path):
    options = [
        "--bodies",
        "6",
        "--out",
        str(tmp_path),
        "--scheduler",
        "processes",
        "--workers",
        "1",
    ]
    result = CliRunner().invoke(app, ["population", *options])
    assert result.exit_code == 0, result.output
    assert "bodies solved" in result.output
    people = pd.read_parquet(tmp_path / "people.parquet")
    maps = pd.read_parquet(tmp_path / "maps.parquet")
    whole = maps.groupby(["person", "link"]).density.sum().unstack()
    np.testing.assert_allclose(
        whole["plantarflexors"].to_numpy(), people.elasticity_plantarflexors.to_numpy()
    )
    page = (tmp_path / "population.html").read_text()
    assert "What advice is worth" in page
    assert "not what was measured in people" in page
    assert json.loads((tmp_path / "population.json").read_text())["seed"] == 0
    again = CliRunner().invoke(app, ["population", *options, "--json"])
    assert json.loads(again.stdout)["solved"] == len(people)
    assert len(solved) == 6
