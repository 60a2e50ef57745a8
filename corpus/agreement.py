#!/usr/bin/env python3
"""agreement.py FIRST_DIR SECOND_DIR: how well two markers agree on the reports that both marked, family by family.

Each family is one marker's spans scored against the other's (F1: the same whichever is taken as right); what is said of a span is
scored on the spans that both marked. A span counts as the same as in `train/metrics.py`: triggers by any overlap, mentions by the same
characters, all else by half of the shorter and a quarter of the longer. Entities correspond when most of their mentions do.
"""
import collections
import glob
import os
import sys
import xml.etree.ElementTree as ET

TAGS = 'm ev tx st cue cm as q rel'.split()


def read(folder):
    """{report id: (text, {tag: [(start, end, attributes)]})}"""
    out = {}
    for path in sorted(glob.glob(os.path.join(folder, '*.xml'))):
        for report in ET.parse(path).getroot().iter('report'):
            text, spans = '', collections.defaultdict(list)

            def walk(x):
                nonlocal text
                start = len(text)
                text += x.text or ''
                for child in x:
                    walk(child)
                    text += child.tail or ''
                if x.tag in TAGS:
                    spans[x.tag].append((start, len(text), dict(x.attrib)))

            for p in report.findall('p'):
                p.text = (p.text or '').lstrip()
                walk(p)
                text = text.rstrip() + '\n\n'
            out[report.get('id')] = (text, spans)
    return out


def overlap(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def half(a, b):
    shared, x, y = overlap(a, b), a[1] - a[0], b[1] - b[0]
    return shared > 0 and 2 * shared >= min(x, y) and 4 * shared >= max(x, y)


SAME = {'m': lambda a, b: a[:2] == b[:2], 'ev': lambda a, b: overlap(a, b) > 0}


def pairs(first, second, same, label):
    """[(first span, second span)], one to one, equal labels first, then by overlap."""
    found = sorted(((a[2].get(label) == b[2].get(label), overlap(a, b), -i, -j) for i, a in enumerate(first)
                    for j, b in enumerate(second) if same(a, b)), reverse=True)
    left, right, out = set(), set(), []
    for _, _, i, j in found:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((first[-i], second[-j]))
    return out


class Table:
    """Rows of agreement: F1 of sets, or the share of equal values."""

    def __init__(self):
        self.hits, self.sizes = collections.Counter(), collections.Counter()

    def sets(self, name, hits, first, second):
        self.hits[name] += 2 * hits
        self.sizes[name] += first + second

    def value(self, name, equal):
        self.hits[name] += bool(equal)
        self.sizes[name] += 1

    def show(self):
        for name, size in self.sizes.items():
            print(f'{name:34} {self.hits[name] / max(1, size):.3f}  ({size})')


def correspondence(matched):
    """{second entity: first entity} by the majority of their common mentions."""
    votes = collections.defaultdict(collections.Counter)
    for a, b in matched:
        votes[b[2]['e']][a[2]['e']] += 1
    return {e: v.most_common(1)[0][0] for e, v in votes.items()}


def compare(table, first, second):
    """Adds one report, marked twice, to the table."""
    matched = {tag: pairs(first[tag], second[tag], SAME.get(tag, half), {'ev': 't', 'as': 't', 'rel': 'p'}.get(tag, ''))
               for tag in TAGS}
    names = {'m': 'mentions (exact)', 'ev': 'triggers', 'st': 'statements', 'cue': 'cues', 'cm': 'commitments', 'as': 'assessments',
             'rel': 'relations', 'tx': 'times', 'q': 'amounts'}
    to_first = correspondence(matched['m'])
    entity = lambda e: to_first.get(e, ('second', e))
    ids = lambda at, key, f=lambda e: e: {f(e) for e in (at.get(key) or '').split()}
    for tag, name in names.items():
        table.sets(name, len(matched[tag]), len(first[tag]), len(second[tag]))
        for label in {'ev': ['t'], 'as': ['t'], 'rel': ['p']}.get(tag, []):
            hits = sum(a[2].get(label) == b[2].get(label) for a, b in matched[tag])
            table.sets(name + {'t': ' + type', 'p': ' + predicate'}[label], hits, len(first[tag]), len(second[tag]))
    for a, b in matched['ev']:
        if a[2]['t'] == b[2]['t']:
            table.value('status of acts', a[2].get('st') == b[2].get('st'))
            for key, name in (('a', 'actors of acts'), ('r', 'recipients of acts')):
                x, y = ids(a[2], key), ids(b[2], key, entity)
                table.sets(name, len(x & y), len(x), len(y))
    for a, b in matched['st']:
        table.value('source of statements', a[2].get('src') == entity(b[2].get('src')))
        table.value('stance of statements', a[2].get('stance') == b[2].get('stance'))
    for tag, name in (('tx', 'value of times'), ('q', 'value of amounts')):
        for a, b in matched[tag]:
            table.value(name, a[2].get('v') == b[2].get('v'))
    for a, b in matched['rel']:
        table.value('parties of relations', (a[2]['s'], a[2]['o']) == (entity(b[2]['s']), entity(b[2]['o'])))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    first, second = read(sys.argv[1]), read(sys.argv[2])
    table, both = Table(), sorted(first.keys() & second.keys())
    differ = [k for k in both if first[k][0] != second[k][0]]
    for k in both:
        if k not in differ:
            compare(table, first[k][1], second[k][1])
    words = sum(len(first[k][0].split()) for k in both if k not in differ)
    print(f'{len(both) - len(differ)} reports marked twice, {words} words; in brackets the spans (of both markers) or pairs compared')
    if differ:
        print('left out, as their texts differ:', ' '.join(differ))
    table.show()


if __name__ == '__main__':
    main()
