"""Chance that depends on nothing but seed, purpose and id."""

import numpy as np

from banji_demo.city.draws import Draws

IDS = np.arange(50_000, dtype=np.uint64)


def test_a_draw_depends_on_its_id_alone() -> None:
    draws = Draws(7)
    alone = draws.uniform("x", IDS[[17, 4242]])
    assert alone.tolist() == draws.uniform("x", IDS)[[17, 4242]].tolist()


def test_seeds_and_purposes_are_independent() -> None:
    a, b, c = Draws(7).uniform("x", IDS), Draws(8).uniform("x", IDS), Draws(7).uniform("y", IDS)
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.02
    assert abs(np.corrcoef(a, c)[0, 1]) < 0.02
    assert abs(np.corrcoef(a[1:], a[:-1])[0, 1]) < 0.02


def test_uniform_is_even_and_never_reaches_its_ends() -> None:
    u = Draws(1).uniform("x", IDS)
    assert 0 < u.min() < 0.001
    assert 0.999 < u.max() < 1
    assert abs(u.mean() - 0.5) < 0.01
    assert np.histogram(u, bins=10, range=(0, 1))[0].min() > 4_700


def test_pick_follows_the_weights() -> None:
    counts = np.bincount(Draws(1).pick("x", IDS, (5, 3, 2)), minlength=3) / len(IDS)
    assert np.allclose(counts, (0.5, 0.3, 0.2), atol=0.01)
    assert set(Draws(1).below("x", IDS, 6).tolist()) == set(range(6))
