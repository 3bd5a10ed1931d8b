"""Prints what scipy and rliable make of the samples of reference_test.go.

    python3 -m venv /tmp/reference
    /tmp/reference/bin/pip install 'scipy==1.17.1' 'rliable==1.2.0' 'pandas<3' 'statsmodels'
    /tmp/reference/bin/python core/eval/testdata/statistics.py
"""
import itertools

import numpy as np
import scipy.stats as st
from rliable import library, metrics
from statsmodels.stats.multitest import multipletests

A = np.array([31.2, 29.8, 35.1, 30.4, 33.3, 28.9, 40.2, 31.7, 30.9, 32.6])
B = np.array([34.5, 36.1, 33.9, 38.8, 35.2, 41.0, 34.1, 33.0, 37.4, 36.6])
SHORT, LONG = np.array([1.5, 2.25, 0.75]), np.array([3.5, 2.5, 4.25, 5.0])


def show(name, *values):
    print(f"{name:24}", *(f"{float(v):.12g}" for v in values))


for name, a, b in ("A and B", A, B), ("short and long", SHORT, LONG):
    rank = st.mannwhitneyu(a, b, method="exact")
    welch = st.ttest_ind(a, b, equal_var=False)
    show("Mann-Whitney " + name, rank.statistic, rank.pvalue)
    show("Welch " + name, welch.statistic, welch.df, welch.pvalue)

apart = [(37 * i) % 101 / 4 for i in range(40)], [(53 * i) % 97 / 4 + 4 for i in range(35)]
tied = [(7 * i) % 10 for i in range(40)], [(3 * i) % 8 + 1 for i in range(35)]
for name, (a, b) in ("many", apart), ("many, tied", tied):
    rank = st.mannwhitneyu(a, b, method="asymptotic")
    show("Mann-Whitney " + name, rank.statistic, rank.pvalue)

for name, v in ("A", A), ("B", B), ("short", SHORT), ("long", LONG), ("A and three of B", [*A, *B[:3]]):
    show("trimmed mean of " + name, st.trim_mean(v, 0.25))

show("Holm", *multipletests([0.01, 0.04, 0.03, 0.005, 0.2, 0.013], method="holm")[1])
for k in 1, 2, 3, 5, 8, 10:
    tries = list(itertools.combinations(A, k))
    show(f"best of {k}", np.mean([min(c) for c in tries]), np.mean([max(c) for c in tries]))
show("area", np.trapezoid([8, 2, 7, 3, 4], [0, 50, 89, 90, 100]) / 100)

seeded = {"method": "percentile", "n_resamples": 200_000, "rng": np.random.default_rng(0)}
for name, statistic in ("mean", np.mean), ("IQM", lambda v, axis: st.trim_mean(v, 0.25, axis=axis)):
    show("bootstrapped " + name, *st.bootstrap((A,), statistic, **seeded).confidence_interval)

column = lambda v: v[:, None]
show("rliable IQM", metrics.aggregate_iqm(column(A)), metrics.aggregate_iqm(column(B)))
show("rliable P(A > B)", metrics.probability_of_improvement(column(A), column(B)))
_, intervals = library.get_interval_estimates(
    {"A,B": (column(A), column(B))}, metrics.probability_of_improvement, reps=50_000)
show("rliable interval", *intervals["A,B"].ravel())
