"""Marked reports and public sets to training examples.

An example is a text, its tag spans per layer and (for reports) the links between spans.
"""
import collections
import glob
import json
import os
import xml.etree.ElementTree as ET

from labels import CORPUS_LAYERS, LAYERS, PAIRS, PUBLIC_LAYERS
from text import Text, sentences

REPORTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'corpus', 'reports')
# How often an epoch draws the families in the register of real analysis; others once.
TIMES = {'policy': 2, 'feature': 2, 'essay': 2, 'speech': 2, 'risk': 2, 'desk': 4}
IGNORE = -100


class Example(Text):
    """A text with gold. task: 'rep' for a report, else a key of PUBLIC_LAYERS."""

    def __init__(self, task, text, spans, **fields):
        """spans: {layer: [(char start, char end, label, attributes)]}"""
        super().__init__(text)
        self.task = task
        self.__dict__.update(fields)
        self.spans = {layer: [] for layer in (CORPUS_LAYERS if task == 'rep' else PUBLIC_LAYERS[task])}
        for layer, marks in spans.items():
            for a, b, label, attributes in sorted(marks, key=lambda x: (x[0], -x[1])):
                span = self.pieces(a, b)
                if span:
                    self.spans[layer].append((*span, label, attributes))
        self.tags = {layer: bio(self, marks, LAYERS[layer]) for layer, marks in self.spans.items()}
        self.cache = {}  # tensors that do not change, made by the model on first use
        if task == 'rep':
            both = {(m[0], m[1], m[3]['e']): m for m in self.spans['inn'] + self.spans['men']}
            self.mentions = sorted(both.values(), key=lambda x: (x[0], -x[1]))
            self.sent_spans = [(i, j, 'sent', {'as': assessed(self, i, j, spans['as'])}) for i, j in self.sents]
            self.links = links(self)


def bio(example, marks, labels):
    """BIO class of each word: 0 outside, 2k+1 begin, 2k+2 inside label k. Of nested spans the outermost is kept."""
    y = [0] * len(example.words)
    end = -1
    for i, j, label, _ in marks:
        u, v = example.word_of[i], example.word_of[j]
        if u <= end:
            continue
        k = 2 * labels.index(label) + 1
        y[u] = k
        y[u + 1:v + 1] = [k + 1] * (v - u)
        end = v
    return y


def assessed(example, i, j, marks):
    """Type of the assessment that starts in sentence i..j or covers a third of its letters; '' if none."""
    a, b = example.chars(i, j)
    letters = lambda s, e: sum(c.isalnum() for c in example.text[s:e])
    best, best_cover = '', 0
    for s, e, label, _ in marks:
        cover = letters(max(s, a), min(e, b))
        if cover > best_cover and (a <= s < b or 3 * cover >= letters(a, b)):
            best, best_cover = label, cover
    return best


def gap(a, b):
    return max(b[0] - a[1], a[0] - b[1], 0)


def nearest(example, anchor, mentions, outside=False):
    """The mention of an entity that an anchor is linked to: in its sentence if any, then by distance in pieces."""
    same = [m for m in mentions if example.sent[m[0]] == example.sent[anchor[0]]] or mentions
    if outside:
        same = [m for m in same if gap(anchor, m)] or same
    return min(same, key=lambda m: (gap(anchor, m), m[0])) if same else None


def _role_of(at):
    actors, recipients, places = [(at.get(k) or '').split() for k in 'arp']
    return {**{e: 'place' for e in places}, **{e: 'recipient' for e in recipients},
            **{e: 'both' if e in recipients else 'actor' for e in actors}}


def _party_of(at):
    by, to = [(at.get(k) or '').split() for k in ('by', 'to')]
    return {**{e: 'to' for e in to}, **{e: 'both' if e in to else 'by' for e in by}}


def links(example):
    """{pair head: [anchor][argument] -> class}. The nearest mention of an entity is positive, its others IGNORE."""
    mentions, out = example.mentions, {}
    position = {id(m): i for i, m in enumerate(mentions)}
    of_entity = collections.defaultdict(list)
    for m in mentions:
        of_entity[m[3]['e']].append(m)

    def table(head, wanted, outside=False):
        anchor_kind, _, classes = PAIRS[head]
        rows = []
        for anchor in example.spans[anchor_kind]:
            row = [0] * len(mentions)
            for entity, label in wanted(anchor[3]).items():
                for m in of_entity[entity]:
                    row[position[id(m)]] = IGNORE
                m = nearest(example, anchor, of_entity[entity], outside)
                if m:
                    row[position[id(m)]] = classes.index(label)
            rows.append(row)
        out[head] = rows

    source = {x[3]['id']: x[3]['src'] for x in example.spans['st']}
    table('role', _role_of)
    table('cmby', _party_of)
    table('src', lambda at: {source[at['s']]: 'src'} if at.get('s') in source else {})
    table('stsrc', lambda at: {at['src']: 'src'}, outside=True)
    table('asby', lambda at: {} if at['by'] == 'author' else {at['by']: 'by'}, outside=True)
    table('relarg', lambda at: {at['o']: 'object', at['s']: 'subject'})
    out['date'] = [[int(t[3]['id'] == a[3].get('d')) for t in example.spans['tx']] for a in example.spans['trg']]
    out['stcue'] = [[int(c[3]['s'] == a[3]['id']) for c in example.spans['cue']] for a in example.spans['st']]
    return out


# XML tag -> (layer, attribute that holds the label)
_LAYER_OF = {'ev': ('trg', 't'), 'cue': ('cue', None), 'st': ('st', None), 'tx': ('tx', None), 'q': ('q', None),
             'cm': ('cm', None), 'as': ('as', 't'), 'rel': ('rel', 'p')}


def read_report(element):
    """One <report> to an Example. Mentions nested more than one deep are left out."""
    entities = {e.get('id'): dict(e.attrib) for e in element.findall('ent')}
    spans = {layer: [] for layer in CORPUS_LAYERS}
    text = ''

    def walk(x, depth):
        nonlocal text
        start = len(text)
        text += x.text or ''
        for child in x:
            walk(child, depth + (x.tag == 'm'))
            text += child.tail or ''
        if x.tag == 'p':
            return
        if x.tag == 'm':
            layer, label = ('men', 'inn')[min(depth, 1)], entities[x.get('e')]['t']
        else:
            layer, attribute = _LAYER_OF[x.tag]
            label = x.get(attribute) if attribute else layer
        if x.tag != 'm' or depth < 2:
            spans[layer].append((start, len(text), label, dict(x.attrib)))

    for p in element.findall('p'):
        if text:
            text += '\n\n'
        p.text = (p.text or '').lstrip()
        walk(p, 0)
        text = text.rstrip()
    return Example('rep', text, spans, id=element.get('id'), date=element.get('date'), entities=entities)


def reports(folder=REPORTS):
    """(training reports, held-out reports): a report whose number is divisible by 10 is held out."""
    train, held_out = [], []
    for path in sorted(glob.glob(os.path.join(folder, '*.xml'))):
        for element in ET.parse(path).getroot().findall('report'):
            example = read_report(element)
            example.family = os.path.basename(path).split('-')[0]
            (held_out if int(example.id.rsplit('-', 1)[1]) % 10 == 0 else train).append(example)
    return train, held_out


def tagged(path, task, layer):
    """Examples from a file of token tags (one JSON object a line: tokens, BIO tags)."""
    out = []
    for line in open(path, encoding='utf8'):
        row = json.loads(line)
        spans, position, current = [], 0, None
        for word, tag in zip(row['tokens'], row['tags']):
            if tag == 'O':
                current = None
            elif current and tag[0] == 'I' and tag[2:] == current[2]:
                current[1] = position + len(word)
            else:
                current = [position, position + len(word), tag[2:], {}]
                spans.append(current)
            position += len(word) + 1
        out.append(Example(task, ' '.join(row['tokens']), {layer: [tuple(x) for x in spans]}))
    return out


def cameo(folder):
    """(training sentences, held-out fifth) of cameo_roles."""
    items = tagged(os.path.join(folder, 'cameo_roles.train.jsonl'), 'cam', 'cam')
    return [x for i, x in enumerate(items) if i % 5], items[::5]


def polnear(folder, split, size=3):
    """[(text, spans)]: windows of `size` sentences; made into examples when drawn, as there are many."""
    out = []
    for line in open(os.path.join(folder, f'polnear.{split}.jsonl'), encoding='utf8'):
        row = json.loads(line)
        bounds = sentences(row['text'])
        for i in range(0, len(bounds), size):
            a, b = bounds[i][0], bounds[min(i + size, len(bounds)) - 1][1]
            spans = {'psrc': [], 'pcue': [], 'pcon': []}
            for attribution in row['attributions']:
                for layer, key in (('psrc', 'source'), ('pcue', 'cue'), ('pcon', 'content')):
                    spans[layer] += [(s - a, e - a, key, {}) for s, e in attribution[key] if a <= s and e <= b]
            out.append((row['text'][a:b], spans))
    return out
