"""The energy of a query to a service: against integrals of its own, random draws, and what it must never do."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from calc.inputs.serving_assumptions import ServingSet, serving_set
from calc.inputs.set_by_name import any_set
from calc.query.estimate import energy, extrapolates
from calc.query.sampling import sample
from calc.query.served_query import ServedEnergy, Serving
from calc.query.who_serves import Service, only_service, service_name, service_names, services

NAME = "equery-2026"
MEASURED = {"pue": 1.12, "power_fraction": 0.7, "batch": 200.0, "length": 1.0, "software": 1.0}
LEVELS = (0.001, 0.05, 0.5, 0.95, 0.999)


Z = np.linspace(-8.5, 8.5, 200_001)
PHI = norm.pdf(Z) * (Z[1] - Z[0])


def below(wh: float, service: Service, a: ServingSet, l_mean: float) -> float:
    """P(E <= wh): the length inverted, a dense sum over the lognormal part, adaptive over what else varies."""
    sigma = np.hypot(float(a.variables["software"].sigma), service.fit_sigma)
    others = [name for name in ("batch", "power_fraction", "pue") if a.variables[name].varies]
    assert len(others) <= 1  # an integral of two dimensions is what stays exact and quick
    software = np.exp(float(a.variables["software"].mu) + sigma * Z)

    def given(z: float) -> float:
        at = {n: float(a.variables[n].at(z if n in others else 0.0)) for n in ("batch", "power_fraction", "pue")}
        seconds = wh * 3.6 / (service.p_max_kw * at["power_fraction"] * at["pue"] * software)
        time = service.time(a.l_in, 0.0, at["batch"])
        p, r, q = float(time.prompt), float(time.rate), float(time.bend)
        more = np.maximum(seconds - p, 0)
        length = 2 * more / (r + np.sqrt(r * r + 4 * q * more))
        return float(-np.expm1(-length / l_mean) @ PHI)

    if not others:
        return given(0.0)
    return float(quad(lambda z: given(z) * norm.pdf(z), -8, 8, epsabs=1e-10, epsrel=1e-9, limit=100)[0])


@pytest.mark.parametrize("free", ["nothing", "batch", "power_fraction", "pue", "software"])
def test_quantiles_meet_an_independent_integral(free: str) -> None:
    kept = {key: value for key, value in MEASURED.items() if key != free}
    a = any_set(NAME, **kept)
    assert isinstance(a, ServingSet)
    service = only_service("Llama 3.1 405B on H100")
    found = energy("Llama 3.1 405B on H100", 300.0, a)
    for q in (0.05, 0.5, 0.95):
        wh = float(found.quantile(q))
        least, most = (below(wh * (1 + side), service, a, 300 / np.log(2)) for side in (-1e-7, 1e-7))
        assert least < q < most


@pytest.mark.parametrize(("model", "regime"), [("frontier", "traditional"), ("reasoning", "tts"), ("70B on B200", 300)])
def test_draws_agree(model: str, regime: str | float) -> None:
    found = energy(model, regime, NAME)
    draws = sample(found, 2**18, np.random.default_rng(5), "sobol")
    assert np.quantile(draws, LEVELS[1:4]) == pytest.approx(found.quantile(LEVELS[1:4]), rel=0.01)
    assert draws.mean() == pytest.approx(float(found.mean()), rel=0.01)


def test_the_mean_is_that_of_closed_moments() -> None:
    a = any_set(NAME, batch=200.0, power_fraction=0.7, pue=1.12)
    assert isinstance(a, ServingSet)
    service = only_service("gpt-oss-120b on B200")
    m = 300 / np.log(2)
    time = service.time(a.l_in, 0.0, 200.0)
    seconds = float(time.prompt + m * (time.rate + 2 * time.bend * m))
    software = a.variables["software"]
    slow = np.exp(float(software.mu) + (float(software.sigma) ** 2 + service.fit_sigma**2) / 2)
    expected = service.p_max_kw * 0.7 * 1.12 * seconds * slow / 3.6
    assert float(energy("gpt-oss-120b on B200", 300.0, a).mean()) == pytest.approx(expected, rel=1e-9)


def test_draws_never_pass_the_bounds_of_pue_and_power() -> None:
    a = serving_set(NAME)
    z = np.random.default_rng(1).standard_normal(1_000_000)
    assert a.variables["pue"].at(z).min() >= 1
    assert a.variables["batch"].at(z).min() >= 1
    for name in ("power_fraction", "power_fraction_moe", "served"):
        assert a.variables[name].at(z).min() > 0
        assert a.variables[name].at(z).max() < 1


def test_cached_prompt_tokens_cost_no_reading_but_attention() -> None:
    fresh, cached = (any_set(NAME, l_in=4000, cached_share=share) for share in (0.0, 1.0))
    dear, cheap = (energy("405B on H200", "mean 350", a).mean() for a in (fresh, cached))
    service = only_service("405B on H200")
    assert float(cheap) < 0.5 * float(dear)
    short = any_set(NAME, l_in=1e-9)
    assert float(cheap) > float(energy("405B on H200", "mean 350", short).mean())  # attended to all the same
    assert service.fit.c > 0


def test_more_requests_at_once_cost_less_and_own_servers_more() -> None:
    few, many = (energy("70B on H100", 300, any_set(NAME, batch=n)).mean() for n in (4, 400))
    assert float(few) > 3 * float(many)
    assert float(energy("70B", 300, "equery-2026-own").mean()) > 2 * float(energy("70B", 300, NAME).mean())


@pytest.mark.parametrize("name", service_names())
def test_everything_that_can_be_asked_for_answers(name: str) -> None:
    found = services(service_name(name))
    assert sum(one.weight for one in found) == pytest.approx(1, rel=1e-12)
    assert all(0 < one.p_max_kw <= 14.3 for one in found)
    p5, p50, p95 = energy(name, "traditional", NAME).quantile([0.05, 0.5, 0.95])
    assert 1e-4 < p5 < p50 < p95 < 10


def test_a_class_is_found_by_what_people_call_it() -> None:
    assert service_name("GPT-4-class") == "frontier"
    assert service_name("r1 on b200") == "DeepSeek-R1-0528 on DGX B200"
    twin = services(service_name("Llama 3.1 70B on B200"))
    assert [one.model.model for one in twin] == ["Llama 3.3 70B"]  # the same architecture


def test_arrays_are_their_elements() -> None:
    lengths = np.array([100.0, 300.0, 900.0])
    whole = energy("mid", lengths, any_set(NAME, l_in=lengths), alpha=(1.5, 3.0))
    assert isinstance(whole, ServedEnergy)
    assert whole.shape == (3,)
    for i, length in enumerate(lengths):
        one = energy("mid", float(length), any_set(NAME, l_in=float(length)), alpha=(1.5, 3.0))
        assert whole.quantile(0.5)[i] == pytest.approx(float(one.quantile(0.5)), rel=1e-12)
    with pytest.raises(ValueError, match="single parameters"):
        sample(whole, 10, np.random.default_rng(0))


def test_many_rows_are_their_elements_whatever_their_number() -> None:
    lengths = np.linspace(100, 900, 70).reshape(7, 10)  # more than are kept
    a = any_set(NAME, **{key: value for key, value in MEASURED.items() if key != "length"})
    whole = energy("405B on B200", lengths, a)
    q = np.array([0.05, 0.5])[:, None, None]
    found = whole.quantile(q)
    assert found.shape == (2, 7, 10)
    one = energy("405B on B200", float(lengths[3, 4]), a)
    assert found[:, 3, 4] == pytest.approx(one.quantile([0.05, 0.5]), rel=1e-13)
    assert whole.mean()[3, 4] == pytest.approx(float(one.mean()), rel=1e-13)
    assert whole.cdf(found) == pytest.approx(np.broadcast_to(q, found.shape), rel=1e-8)


def test_a_length_that_is_given_does_not_vary() -> None:
    named, given = (energy("405B on H100", regime, NAME) for regime in ("traditional", 300.0))
    assert isinstance(named, ServedEnergy)
    serving: Serving = named.servings[0]
    assert serving.length.varies
    assert named.quantile(0.95) > given.quantile(0.95)
    assert named.quantile(0.05) < given.quantile(0.05)


def test_a_factor_on_lengths_that_is_known_is_a_longer_answer() -> None:
    twice = energy("405B on H100", "traditional", any_set(NAME, length=2.0))
    assert twice.quantile([0.05, 0.95]) == pytest.approx(energy("405B on H100", 600.0, NAME).quantile([0.05, 0.95]))


def test_lengths_far_outside_the_tables_are_flagged() -> None:
    assert not extrapolates("405B on H100", "traditional", serving_set(NAME))
    assert extrapolates("405B on H100", 300, serving_set(NAME).override(l_in=300_000))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("gpt-os-20b", "model is not known: got 'gpt-os-20b'; did you mean 'gpt-oss-20b'?"),
        ("405B on A100", "node must be one whose power is known"),
        ("405B on C3", "node is not known: got 'C3'"),
        ("Qwen3-30B-A3B on H100", "node must be one that Qwen3-30B-A3B was measured on"),
        ("Qwen3-235B-A22B on H100", "table Qwen3-235B-A22B, 8 H100 SXM 80GB, FP8, trtllm-1.x cannot be fitted"),
    ],
)
def test_what_nobody_serves_is_refused_with_what_there_is(model: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        energy(model, "traditional", NAME)


def test_a_model_of_current_hardware_names_its_set() -> None:
    with pytest.raises(ValueError, match="gpt-oss-120b has no benchmark rows in arxiv-v1: choose the set equery-2026"):
        energy("gpt-oss-120b")
