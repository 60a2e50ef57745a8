"""Marked reports and public sets to training examples.

An example is a text, its tag spans per layer and (for reports) the links between spans.
"""
import collections
import glob
import json
import os
import re
import xml.etree.ElementTree as ET

from labels import CORPUS_LAYERS, LAYERS, PAIRS, PUBLIC_LAYERS, TEXT_CLASSES
from text import Text, sentences

HERE = os.path.dirname(os.path.abspath(__file__))
REPORTS = os.path.join(HERE, '..', 'corpus', 'reports')
HELD_OUT = os.path.join(HERE, '..', 'corpus', 'held-out.txt')
FREE_RE3D = os.path.join(HERE, 're3d_free.txt')
IGNORE = -100


class Example(Text):
    """A text with gold. task: 'rep' for a report, else a key of PUBLIC_LAYERS."""

    def __init__(self, task, text, spans, **fields):
        """spans: {layer: [(char start, char end, label, attributes)]}"""
        super().__init__(text)
        self.task = task
        self.labels = {}  # {text class: index of its label}
        self.__dict__.update(fields)
        self.spans = {layer: [] for layer in (CORPUS_LAYERS if task == 'rep' else PUBLIC_LAYERS[task])}
        for layer, marks in spans.items():
            for a, b, label, attributes in sorted(marks, key=lambda x: (x[0], -x[1])):
                span = self.pieces(a, b)
                if span:
                    self.spans[layer].append((*span, label, attributes))
        self.tags = {layer: bio(self, marks, LAYERS[layer]) for layer, marks in self.spans.items()}
        self.cache = {}  # tensors that do not change, made by the model on first use
        if task == 'gum':
            self.mentions = sorted((m for k in self.spans for m in self.spans[k]), key=lambda x: (x[0], -x[1]))
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


def roles(at):
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

    def table(head, wanted, outside=False, whole=False):
        anchor_kind, _, classes = PAIRS[head]
        rows = []
        for anchor in example.spans[anchor_kind]:
            row = [0] * len(mentions)
            for entity, label in wanted(anchor if whole else anchor[3]).items():
                for m in of_entity[entity]:
                    row[position[id(m)]] = IGNORE
                m = nearest(example, anchor, of_entity[entity], outside)
                if m and label is not None:
                    row[position[id(m)]] = classes.index(label)
            rows.append(row)
        out[head] = rows

    def part(anchor, told):
        """Arguments with a mention in the act's sentence, or those that a reader infers; the others are neither right
        nor wrong."""
        here = {m[3]['e'] for m in mentions if example.sent[m[0]] == example.sent[anchor[0]]}
        return {e: label if (e in here) == told else None for e, label in roles(anchor[3]).items()}

    source = {x[3]['id']: x[3]['src'] for x in example.spans['st']}
    table('role', lambda x: part(x, True), whole=True)
    table('infer', lambda x: part(x, False), whole=True)
    table('cmby', _party_of)
    table('src', lambda at: {source[at['s']]: 'src'} if at.get('s') in source else {})
    table('stsrc', lambda at: {at['src']: 'src'}, outside=True)
    table('asby', lambda at: {} if at['by'] == 'author' else {at['by']: 'by'}, outside=True)
    table('relarg', lambda at: {at['o']: 'object', at['s']: 'subject'})
    told_as = [x[3].get('same') or x[3]['id'] for x in example.spans['trg']]
    known = any(x[3].get('same') for x in example.spans['trg']) or example.retold
    out['same'] = [[(int(a == b) if j < i else IGNORE) if known else IGNORE for j, b in enumerate(told_as)]
                   for i, a in enumerate(told_as)]
    out['date'] = [[int(t[3]['id'] == a[3].get('d')) for t in example.spans['tx']] for a in example.spans['trg']]
    out['stcue'] = [[int(c[3]['s'] == a[3]['id']) for c in example.spans['cue']] for a in example.spans['st']]
    return out


# XML tag -> (layer, attribute that holds the label)
_LAYER_OF = {'ev': ('trg', 't'), 'cue': ('cue', None), 'st': ('st', None), 'tx': ('tx', None), 'q': ('q', None),
             'cm': ('cm', None), 'as': ('as', 't'), 'rel': ('rel', 'p')}


def read_report(element):
    """One <report> to an Example. Mentions nested more than one deep are left out."""
    entities = {e.get('id'): dict(e.attrib) for e in element.findall('ent')}
    retold = any(x.get('same') for x in element.iter('ev'))
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
    return Example('rep', text, spans, id=element.get('id'), date=element.get('date'), entities=entities,
                   retold=retold)


def held_out_families():
    """Families (writers and genres) of which no report is trained on."""
    with open(HELD_OUT, encoding='utf8') as f:
        return {line.strip() for line in f if line.strip() and not line.startswith('#')}


def reports(folder=REPORTS):
    """(training reports, held-out reports): held out are whole families, and of the others numbers divisible by 10."""
    train, held_out, families = [], [], held_out_families()
    for path in sorted(glob.glob(os.path.join(folder, '*.xml'))):
        root = ET.parse(path).getroot()
        for element in root.findall('report'):
            example = read_report(element)
            example.family, number = example.id.rsplit('-', 1)
            (held_out if int(number) % 10 == 0 or example.family in families else train).append(example)
    return train, held_out


# ---- public sets; their texts stay where they are

def rows(folder, name):
    with open(os.path.join(folder, name), encoding='utf8') as f:
        return [json.loads(line) for line in f]


# Three sets share many sentences: {file: a row's sentence}
SENTENCE = {'cameo_roles': lambda x: ' '.join(x['tokens']), 'cameo_quad': lambda x: x['text'], 'plv': lambda x: x['sentence']}


def key(sentence):
    return re.sub('[^a-z0-9]', '', sentence.lower())


def split(folder, name, part):
    """Rows of a set without dev split: every fifth is dev, if no training row of the sets that share sentences has it."""
    found = rows(folder, name + '.train.jsonl')
    if part == 'train':
        return [x for i, x in enumerate(found) if i % 5]
    seen = {key(of(x)) for other, of in SENTENCE.items()
            for i, x in enumerate(rows(folder, other + '.train.jsonl')) if i % 5}
    return [x for x in found[::5] if key(SENTENCE[name](x)) not in seen]


def tagged(found, task, layer):
    """Examples from rows of tokens and their BIO tags."""
    out = []
    for row in found:
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


def cameo(folder, part):
    return tagged(split(folder, 'cameo_roles', part), 'cam', 'cam')


def re3d(folder, part):
    """Entities in documents on Syria and Iraq; for training only sentences that show a free source."""
    found = rows(folder, f're3d.{part}.jsonl')
    if part == 'train':
        with open(FREE_RE3D, encoding='utf8') as f:
            marks = [x.rstrip('\n') for x in f if x.strip() and x[0] != '#']
        free, veto = (re.compile('|'.join(f'(?:{x.lstrip("!")})' for x in marks if (x[0] == '!') == kind)) for kind in (False, True))
        told = [' '.join(row['tokens']) for row in found]
        found = [row for row, text in zip(found, told) if free.search(text) and not veto.search(text)]
    return tagged(found, 're3', 're3d')


def text_example(task, text, **labels):
    return Example(task, text, {}, labels={k: TEXT_CLASSES[k].index(str(v)) for k, v in labels.items()})


def quad(folder, part):
    return [text_example('quad', x['text'], quad=x['label']) for x in split(folder, 'cameo_quad', part)]


def plv(folder, part):
    """The source stands between @ signs, the target between # signs."""
    def marked(x):
        return re.sub('</?t>', ' # ', re.sub('</?s>', ' @ ', x)).strip()

    return [text_example('plv', ' '.join(marked(x['marked_sentence']).split()), root=x['gold_root'], penta=x['gold_penta'])
            for x in split(folder, 'plv', part)]


def ngec(folder):
    """Invented stories with their PLOVER type: the first 400 characters to a sentence's end."""
    out = []
    for x in rows(folder, 'ngec_synthetic.jsonl'):
        ends = [b for _, b in sentences(x['text']) if b <= 400] or [400]
        out.append((x['text'][:ends[-1]].strip(), x['label']))
    return out


def windows(bounds, room=1000):
    """Runs of sentences as (start, end); a run ends before it is longer than `room` characters."""
    out = []
    for a, b in bounds:
        if out and b - out[-1][0] < room:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def polnear(folder, part):
    """[(text, spans)] of windows; made into examples when drawn, as there are many."""
    out = []
    for row in rows(folder, f'polnear.{part}.jsonl'):
        for a, b in windows(sentences(row['text'])):
            spans = {'psrc': set(), 'pcue': set(), 'pcon': set()}
            for attribution in row['attributions']:
                for layer, key in (('psrc', 'source'), ('pcue', 'cue'), ('pcon', 'content')):
                    spans[layer] |= {(s - a, e - a, key) for s, e in attribution[key] if a <= s and e <= b}
            out.append((row['text'][a:b], {k: [(*x, {}) for x in sorted(v)] for k, v in spans.items()}))
    return out


def muc(folder, part):
    """[(text, spans)] of windows of MUC-4 messages: every place where a role filler's words stand."""
    out = []
    for row in rows(folder, f'muc4.{part}.jsonl'):
        text = row['doctext']  # all lower case: a sentence ends where two spaces or a line break stand
        bounds = [m.span() for m in re.finditer(r'\S(?:[^\n]*?\S)?(?=\s{2,}|\n|$)', text)]
        fillers = sorted({(words, role) for role, entities in row['extracts'].items() for entity in entities
                          for words, _ in entity}, key=lambda x: (-len(x[0]), x))
        found, taken = [], set()
        for words, role in fillers:
            for m in re.finditer(r'(?<!\w)' + re.escape(words) + r'(?!\w)', text):
                if taken.isdisjoint(range(*m.span())):
                    taken.update(range(*m.span()))
                    found.append((*m.span(), role, {}))
        for a, b in windows(bounds):
            out.append((text[a:b], {'muc': [(s - a, e - a, r, at) for s, e, r, at in found if a <= s and e <= b]}))
    return out


GUM_DEPTHS = 3


def gum_documents(folder, part):
    """[(sentences, mentions)]: sentences as lists of (form, space after); mentions as (first token, last token, entity),
    tokens counted through the document. Parts of discontinuous mentions are left out."""
    out, document, token, open_marks = [], None, 0, []
    for line in open(os.path.join(folder, f'gum.{part}.conllu'), encoding='utf8'):
        line = line.rstrip('\n')
        if line.startswith('# newdoc'):
            document, token, open_marks = ([], []), 0, []
            out.append(document)
        elif line.startswith('# sent_id'):
            document[0].append([])
        elif line and line[0] != '#':
            column = line.split('\t')
            if not column[0].isdigit():
                continue
            misc = dict(x.split('=', 1) for x in column[9].split('|') if '=' in x)
            document[0][-1].append((column[1], misc.get('SpaceAfter') != 'No'))
            for bracket in re.findall(r'\([^()]+\)?|[^()]+\)', misc.get('Entity', '')):
                name = bracket.strip('()').split('-')[0]
                if '[' in name:
                    continue
                if bracket[0] == '(':
                    open_marks.append((name, token))
                if bracket[-1] == ')':
                    i = max((i for i, x in enumerate(open_marks) if x[0] == name), default=None)
                    if i is not None:
                        document[1].append((open_marks.pop(i)[1], token, name))
            token += 1
    return out


def gum(folder, part, room=1000):
    """Windows of GUM documents with mentions by depth of nesting and their entities."""
    out = []
    for sents, mentions in gum_documents(folder, part):
        text, offsets, bounds = '', [], []
        for sent in sents:
            start = len(text)
            for form, space in sent:
                offsets.append((len(text), len(text) + len(form)))
                text += form + (' ' if space else '')
            text = text.rstrip()
            bounds.append((start, len(text)))
            text += '\n'
        marks, stack = {'gum0': [], 'gum1': [], 'gum2': []}, []
        for first, last, entity in sorted(mentions, key=lambda m: (m[0], -m[1])):
            while stack and stack[-1] < first:
                stack.pop()
            if len(stack) < GUM_DEPTHS:
                marks[f'gum{len(stack)}'].append((offsets[first][0], offsets[last][1], 'm', {'e': entity}))
            stack.append(last)
        for a, b in windows(bounds, room):
            inside = {k: [(s - a, e - a, 'm', at) for s, e, _, at in v if a <= s and e <= b] for k, v in marks.items()}
            out.append(Example('gum', text[a:b], inside))
    return out
