"""The JSON documents hold what the contract names, as plain numbers."""

import json

from nextstride.sprint.documents import experiment_document, limits_document, simulate_document
from nextstride.sprint.experiment import experiment
from nextstride.sprint.simulate import Optima


def test_documents_are_plain_json(sprint):
    simulated = simulate_document(Optima((sprint,)))
    assert simulated["status"] == "solved"
    assert simulated["optima"][0]["top_speed_m_s"] == simulated["top_speed_m_s"]
    limited = limits_document(sprint)
    assert {row["group"] for row in limited["groups"]} == set(limited["map"]["groups"])
    assert {row["side"] for row in limited["sides"]} == {"swing", "push"}
    tried = experiment_document(experiment(sprint, factors=(1.0,)))
    assert set(tried) >= {"push", "swing", "both"}
    json.dumps([simulated, limited, tried], allow_nan=False)
