"""Tag scores of words to spans: the best legal BIO path."""
import numpy as np


def spans_of(scores, text, labels):
    """[(first piece, last piece, label, score)] of the best legal path over the words of a text.

    scores: [words, 2 labels + 1] log probabilities. A span's score is exp of its mean log probability on the path.
    """
    path = scores.argmax(1) if len(scores) else np.zeros(0, dtype=int)
    if not _legal(path):
        path = viterbi(scores)
    out, t = [], 0
    while t < len(path):
        u = t
        if path[t] % 2:
            while u + 1 < len(path) and path[u + 1] == path[t] + 1:
                u += 1
            score = float(np.exp(np.mean([scores[w, path[w]] for w in range(t, u + 1)])))
            out.append((text.words[t], text.word_end(u), labels[path[t] // 2], score))
        t = u + 1
    return out


def _legal(path):
    before = np.concatenate([[0], path[:-1]])
    inside = (path > 0) & (path % 2 == 0)
    return not (inside & (before != path) & (before != path - 1)).any()


def viterbi(scores):
    """Best path where the class I of a label follows only its B or I. Ties go to the lower class, B before I."""
    n, classes = scores.shape
    B, I = np.arange(1, classes, 2), np.arange(2, classes, 2)
    total = scores[0].astype(np.float64).copy()
    total[I] = -1e9
    back = np.zeros((n, classes), dtype=int)
    for t in range(1, n):
        best = int(total.argmax())
        step = np.full(classes, total[best])
        back[t] = best
        from_b = total[B] >= total[I]
        step[I] = np.where(from_b, total[B], total[I])
        back[t, I] = np.where(from_b, B, I)
        total = step + scores[t]
    path = np.zeros(n, dtype=int)
    k = int(total.argmax())
    for t in range(n - 1, -1, -1):
        path[t] = k
        k = back[t, k]
    return path
