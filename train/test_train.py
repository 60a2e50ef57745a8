"""python3 -m unittest test_train: what the Rust side relies on (words, paths, stored weights) and how gold is made."""
import itertools
import json
import os
import tempfile
import unittest
import xml.etree.ElementTree as ET

import numpy as np
import torch

import data
import export
from decode import spans_of, viterbi
from labels import PAIRS
from text import Text

REPORT = """<report id="x-001" date="2020-01-02" genre="article" publisher="x">
 <ent id="a" name="Ruritania" t="state"/><ent id="b" name="Grand Fenwick" t="state"/>
 <p><m e="a">Ruritania</m> <cue s="s1">said</cue> <st id="s1" src="a" stance="assert" form="indirect"><m e="a">it</m>
 <ev id="e1" t="COERCE" m="arrest" st="occurred" a="a" r="b" d="" by="s1">arrested</ev> a spy of <m e="b">Grand Fenwick</m></st>.
 <as id="a1" by="author" t="forecast" lk="likely" hz="">More arrests are likely</as> before the thaw.</p></report>"""


class Words(unittest.TestCase):
    def test_span_is_whole_words(self):
        text = Text('The al-Qaeda-linked Jarmuk Front regrouped unmolestedly.')
        start = text.text.index('regroup')
        span = text.pieces(start, start + 3)
        self.assertEqual(text.text[slice(*text.chars(*span))], 'regrouped')
        self.assertGreater(span[1], span[0])  # the word has several pieces
        self.assertEqual(text.pieces(4, 6), text.pieces(4, 5))  # a hyphen separates words

    def test_sentences_end_at_lines_not_at_titles(self):
        text = Text('Gen. Dlamini left.\nHe said so. Why?')
        self.assertEqual(text.sentence_starts, [0, 19, 31])
        self.assertEqual(len(text.sents), 3)


class Paths(unittest.TestCase):
    def test_viterbi_is_the_best_legal_path(self):
        rng = np.random.default_rng(3)
        legal = lambda p: all(c % 2 or c == 0 or (t and p[t - 1] in (c, c - 1)) for t, c in enumerate(p))
        for _ in range(50):
            scores = rng.normal(size=(4, 5))
            every = [p for p in itertools.product(range(5), repeat=4) if legal(p)]
            best = max(every, key=lambda p: sum(scores[t, c] for t, c in enumerate(p)))
            self.assertEqual(tuple(viterbi(scores)), best)

    def test_span_score_is_mean_over_words(self):
        text = Text('Guerrillas withdrew today')
        p = np.array([[.1, .8, .1], [.1, .1, .8], [.9, .05, .05]])
        (first, last, label, score), = spans_of(np.log(p), text, ['x'])
        self.assertEqual((first, last, label), (text.words[0], text.words[2] - 1, 'x'))
        self.assertAlmostEqual(score, .8)


class Gold(unittest.TestCase):
    def setUp(self):
        self.example = data.read_report(ET.fromstring(REPORT.replace('\n', '')))

    def test_role_goes_to_the_nearest_mention(self):
        names = [self.example.text[slice(*self.example.chars(*m[:2]))] for m in self.example.mentions]
        classes = PAIRS['role'][2]
        row = dict(zip(names, self.example.links['role'][0]))
        self.assertEqual(row, {'Ruritania': data.IGNORE, 'it': classes.index('actor'),
                               'Grand Fenwick': classes.index('recipient')})

    def test_source_is_not_the_pronoun_inside(self):
        self.assertEqual(self.example.links['stsrc'][0][0], 1)

    def test_sentence_that_assesses(self):
        self.assertEqual([at['as'] for *_, at in self.example.sent_spans], ['', 'forecast'])


class Retold(unittest.TestCase):
    """Parties that the sentence of a later telling does not name."""

    def setUp(self):
        text = REPORT.replace('\n', '').replace('</p>', ''' Later <m e="a">it</m> called <ev id="e2" t="COERCE" st="occurred" a="a" r="b" i="b" same="e1">the arrest</ev> overdue.</p>''')
        self.example = data.read_report(ET.fromstring(text))
        self.names = [self.example.text[slice(*self.example.chars(*m[:2]))] for m in self.example.mentions]

    def test_the_told_head_neither_learns_nor_unlearns_an_inferred_party(self):
        row = dict(zip(zip(self.names, range(9)), self.example.links['role'][1]))
        self.assertEqual(row['it', 3], PAIRS['role'][2].index('actor'))
        self.assertEqual(row['Grand Fenwick', 2], data.IGNORE)

    def test_the_inferring_head_learns_the_nearest_mention(self):
        row = self.example.links['infer'][1]
        self.assertEqual(row[self.names.index('Grand Fenwick')], PAIRS['infer'][2].index('recipient'))
        self.assertEqual(row[3], data.IGNORE)  # told: neither right nor wrong here

    def test_a_later_telling_points_back(self):
        self.assertEqual(self.example.links['same'], [[data.IGNORE, data.IGNORE], [1, data.IGNORE]])


class Split(unittest.TestCase):
    def test_a_dev_row_stands_in_no_training_row_of_the_sets_that_share_sentences(self):
        with tempfile.TemporaryDirectory() as folder:
            sets = {'cameo_quad': [{'text': t} for t in ('A b.', 'C d.', 'E.', 'F.', 'G.', 'H i.')],
                    'cameo_roles': [{'tokens': ['X', '.']}, {'tokens': ['H', 'i', '.']}], 'plv': [{'sentence': 'Y.'}]}
            for name, items in sets.items():
                with open(os.path.join(folder, name + '.train.jsonl'), 'w') as f:
                    f.writelines(json.dumps(x) + '\n' for x in items)
            self.assertEqual(data.split(folder, 'cameo_quad', 'dev'), [{'text': 'A b.'}])
            self.assertEqual(len(data.split(folder, 'cameo_quad', 'train')), 4)


class Stored(unittest.TestCase):
    def test_int8_rows(self):
        torch.manual_seed(0)
        weight = torch.cat([torch.randn(7, 64) * torch.logspace(-3, 1, 7)[:, None], torch.zeros(1, 64)])
        q, scale = export.quantise(weight)
        error = (q.float() * scale[:, None] - weight).abs()
        self.assertTrue((error <= scale[:, None] * .5001).all())
        self.assertEqual(q[7].abs().max().item(), 0)

    def test_token_type_is_folded(self):
        state = {export.POSITION: torch.ones(4, 8), export.TOKEN_TYPE: torch.full((2, 8), 2.0),
                 'tag.x.weight': torch.randn(3, 8)}
        back = export.unpack(export.pack(state))
        self.assertTrue((back[export.POSITION] + back[export.TOKEN_TYPE][0] == 3).all())
        self.assertTrue((back['tag.x.weight'] == state['tag.x.weight']).all())  # small weights stay exact


if __name__ == '__main__':
    unittest.main()
