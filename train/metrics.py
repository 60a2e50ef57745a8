"""Counting: precision and recall, accuracy, one-to-one span matching, coreference (CoNLL F1), score calibration."""
import collections

import numpy as np
from scipy.optimize import linear_sum_assignment, minimize


class PRF:
    """True positives, false positives, false negatives."""

    def __init__(self):
        self.tp = self.fp = self.fn = 0

    def add(self, gold, found):
        gold, found = set(gold), set(found)
        self.count(len(gold & found), len(found - gold), len(gold - found))

    def count(self, tp, fp, fn):
        self.tp, self.fp, self.fn = self.tp + tp, self.fp + fp, self.fn + fn

    def value(self):
        return 2 * self.tp / max(1, 2 * self.tp + self.fp + self.fn)

    def __str__(self):
        precision, recall = self.tp / max(1, self.tp + self.fp), self.tp / max(1, self.tp + self.fn)
        return f'F1 {self.value():.3f}  P {precision:.3f} R {recall:.3f} ({self.tp + self.fn})'


class Accuracy:
    def __init__(self):
        self.right = self.all = 0

    def add(self, right):
        self.right, self.all = self.right + bool(right), self.all + 1

    def value(self):
        return self.right / max(1, self.all)

    def __str__(self):
        return f'acc {self.value():.3f} ({self.all})'


class MacroF1:
    """Mean F1 of the classes that occur in the gold."""

    def __init__(self):
        self.of = collections.defaultdict(PRF)

    def add(self, gold, found):
        for c in {gold, found}:
            self.of[c].count(gold == found, c != gold, c != found)

    def value(self):
        present = [f.value() for f in self.of.values() if f.tp + f.fn]
        return sum(present) / max(1, len(present))

    def __str__(self):
        return f'macro F1 {self.value():.3f} of {len(self.of)} classes'


def overlap(a, b):
    """Pieces shared by two spans."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]) + 1)


def touches(a, b):
    return overlap(a, b) > 0


def half(a, b):
    """Half of the shorter and a quarter of the longer span are shared."""
    shared, x, y = overlap(a, b), a[1] - a[0] + 1, b[1] - b[0] + 1
    return shared > 0 and shared >= .5 * min(x, y) and shared >= .25 * max(x, y)


def match(gold, found, same):
    """{gold index: found index}: one to one, equal labels first, then by overlap."""
    pairs = sorted(((g[2] == f[2], overlap(g, f), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found)
                    if same(g, f)), reverse=True)
    out, used = {}, set()
    for _, _, i, j in pairs:
        if -i not in out and -j not in used:
            out[-i] = -j
            used.add(-j)
    return out


def conll(gold, found):
    """Counts of MUC, B3, CEAFe and pairs of two clusterings (lists of sets of mentions): p_num, p_den, r_num, r_den."""
    gold_of = {m: i for i, c in enumerate(gold) for m in c}
    found_of = {m: i for i, c in enumerate(found) for m in c}

    def muc(clusters, of):
        return sum(len(c) - len({of.get(m, m) for m in c}) for c in clusters), sum(len(c) - 1 for c in clusters)

    def b3(clusters, others, of):
        return (sum(len(c & others[of[m]]) / len(c) for c in clusters for m in c if m in of), sum(map(len, clusters)))

    phi = np.array([[2 * len(g & f) / (len(g) + len(f)) for f in found] for g in gold])
    aligned = phi[linear_sum_assignment(-phi)].sum() if phi.size else 0

    def pairs(clusters):
        return {(a, b) for c in clusters for a in c for b in c if a < b}

    P, G = pairs(found), pairs(gold)
    return {'muc': (*muc(found, gold_of), *muc(gold, found_of)),
            'b3': (*b3(found, gold, gold_of), *b3(gold, found, found_of)),
            'ceafe': (aligned, len(found), aligned, len(gold)),
            'pair': (len(P & G), len(P), len(P & G), len(G))}


class Coreference:
    """Sums of `conll` over documents."""

    def __init__(self):
        self.sums = collections.defaultdict(lambda: np.zeros(4))

    def add(self, gold, found):
        for name, counts in conll(gold, found).items():
            self.sums[name] += counts

    def parts(self):
        return {k: 2 * v[0] * v[2] / max(1e-9, v[0] * v[3] + v[2] * v[1]) for k, v in self.sums.items()}

    def value(self):
        parts = self.parts()
        return float((parts['muc'] + parts['b3'] + parts['ceafe']) / 3)

    def __str__(self):
        return f'F1 {self.value():.3f}  ' + ' '.join(f'{k} {v:.3f}' for k, v in self.parts().items())


def clusters(mentions, antecedents):
    """Mentions joined to the chosen antecedents: a list of sets of (first, last)."""
    root = list(range(len(mentions)))
    for i, a in enumerate(antecedents):
        if a >= 0:
            root[i] = root[a]
    out = collections.defaultdict(set)
    for i, m in enumerate(mentions):
        out[root[i]].add(m[:2])
    return list(out.values())


def logit(scores):
    p = np.clip(np.asarray(scores, dtype=float), 1e-4, 1 - 1e-4)
    return np.log(p / (1 - p))


def calibrate(scores, right):
    """(a, b) such that sigmoid(a logit(score) + b) is the share of right spans: a logistic fit, held back towards (1, 0)."""
    x, y = logit(scores), np.asarray(right, dtype=float)

    def loss(w):
        z = w[0] * x + w[1]
        return (np.logaddexp(0, z) - y * z).sum() + .5 * ((w - [1, 0]) ** 2).sum()

    return [round(float(v), 4) for v in minimize(loss, [.5, 0.], method='Nelder-Mead').x]


def apply(calibration, scores):
    """Confidence of scores by a fitted (a, b)."""
    return 1 / (1 + np.exp(-(calibration[0] * logit(scores) + calibration[1])))
