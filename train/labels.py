"""The vocabularies of the reader: tag layers, span classes, pair heads. `export.py` writes them into the model file.

Order matters: a label's position is its row in the trained weights. Meanings are in `corpus/MARKUP.md`.
"""

ENTITY = ('person state government_body military police armed_group party igo ngo media business population place '
          'facility other').split()
EVENT = ('AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN SANCTION PROTEST MOBILIZE '
         'COERCE ASSAULT').split()
STATUS = 'occurred ongoing planned threatened hypothetical denied negated'.split()
STANCE = 'assert deny accuse promise doubt question request'.split()
FORM = 'direct indirect mixed'.split()
ASSESSMENT = 'forecast judgement recommendation'.split()
RELATION = ('part_of member_of leads employed_by backs allied_with opposes controls located_in predecessor_of founded_by '
            'alias_of').split()
RELATION_STATUS = 'asserted uncertain denied'.split()

_POLICY = ('assist', 'change', 'yield', 'meet')
# POLECAT modes of an event type; the empty mode is always allowed.
MODES_OF = {
    'CONSULT': ('visit', 'third-party', 'multilateral', 'phone'),
    'RETREAT': ('withdraw', 'release', 'return', 'disarm', 'ceasefire', 'access', 'resign'),
    'REQUEST': _POLICY,
    'REJECT': _POLICY,
    'ACCUSE': ('disapprove', 'investigate', 'allege'),
    'THREATEN': ('restrict', 'ban', 'arrest', 'relations', 'expel', 'territory', 'violence'),
    'PROTEST': ('demo', 'riot', 'strike', 'hunger', 'boycott', 'obstruct'),
    'SANCTION': ('convict', 'expel', 'withdraw', 'discontinue'),
    'MOBILIZE': ('troops', 'weapons', 'police', 'militia'),
    'COERCE': ('seize', 'restrict', 'ban', 'censor', 'curfew', 'martial-law', 'arrest', 'deport', 'withhold',
               'misinformation', 'cyber'),
    'ASSAULT': ('abduct', 'beat', 'torture', 'execute', 'sexual', 'assassinate', 'firearms', 'explosives',
                'suicide-attack', 'aerial', 'drone', 'heavy-weapons', 'crowd-control'),
}
MODE = [''] + sorted({mode for modes in MODES_OF.values() for mode in modes})
# MODE_ALLOWED[event type][mode]
MODE_ALLOWED = [[mode == '' or mode in MODES_OF.get(event, ()) for mode in MODE] for event in EVENT]

# Tag layers: BIO over words. 'men' holds outer mentions, 'inn' mentions inside another mention.
CORPUS_LAYERS = {'men': ENTITY, 'inn': ENTITY, 'trg': EVENT, 'cue': ['cue'], 'st': ['st'], 'tx': ['tx'], 'q': ['q'],
                 'cm': ['cm'], 'as': ASSESSMENT, 'rel': RELATION}
PUBLIC_LAYERS = {
    'pol': {'psrc': ['source'], 'pcue': ['cue'], 'pcon': ['content']},  # PolNeAR
    'cam': {'cam': ['S', 'T', 'R']},  # cameo_roles: source, target, both
    're3': {'re3d': ['DocumentReference', 'Location', 'MilitaryPlatform', 'Money', 'Nationality', 'Organisation', 'Person',
                     'Quantity', 'Temporal', 'Weapon']},
    'muc': {'muc': ['PerpInd', 'PerpOrg', 'Target', 'Victim', 'Weapon']},  # MUC-4 role fillers
    'gum': {'gum0': ['m'], 'gum1': ['m'], 'gum2': ['m']},  # GUM mentions by depth of nesting
    'quad': {}, 'plv': {}, 'ngec': {},
}
# Classes of a whole text, of public sets: each keeps its own codebook, nothing is mapped.
ROOT = ('ACCUSE AGREE AID ASSAULT COERCE CONSULT COOPERATE MOBILIZE PROTEST REJECT REQUEST SANCTION SUPPORT THREATEN '
        'YIELD').split()
TEXT_CLASSES = {'quad': list('01234'),  # CAMEO: statement, verbal and material cooperation, verbal and material conflict
                'root': ROOT, 'penta': list('1234'),  # PLV
                'ngec': EVENT}
LAYERS = {**CORPUS_LAYERS, **{name: labels for layers in PUBLIC_LAYERS.values() for name, labels in layers.items()}}

# Spans that get a vector; 'sent' is a whole sentence, 'text' a whole text, 'gum' a mention of GUM.
REPORT_KINDS = ['men', 'trg', 'tx', 'cue', 'st', 'cm', 'as', 'rel', 'sent']
KINDS = REPORT_KINDS + ['text', 'gum']

# Classifiers on a span vector: name -> (span kind, labels, attribute of the mark, its default)
SPAN_CLASSES = {
    'status': ('trg', STATUS, 'st', ''),
    'mode': ('trg', MODE, 'm', ''),
    'stance': ('st', STANCE, 'stance', ''),
    'form': ('st', FORM, 'form', ''),
    'assess': ('sent', [''] + ASSESSMENT, 'as', ''),
    'relst': ('rel', RELATION_STATUS, 'st', 'asserted'),
    'cond': ('cm', ['', 'yes'], 'cond', ''),
}

# Pair heads: name -> (anchor kind, argument kind, classes)
PAIRS = {
    'role': ('trg', 'men', ['', 'actor', 'recipient', 'both', 'place']),  # told in the trigger's sentence
    'infer': ('trg', 'men', ['', 'actor', 'recipient', 'both', 'place']),  # what a reader infers
    'same': ('trg', 'trg', ['', 'same']),  # two tellings of one happening
    'date': ('trg', 'tx', ['', 'date']),
    'src': ('cue', 'men', ['', 'src']),
    'stsrc': ('st', 'men', ['', 'src']),
    'stcue': ('st', 'cue', ['', 'cue']),
    'cmby': ('cm', 'men', ['', 'by', 'to', 'both']),
    'asby': ('as', 'men', ['', 'by']),
    'relarg': ('rel', 'men', ['', 'subject', 'object']),
}

# Word lists of the coreference string features.
PRONOUNS = frozenset(
    'i me my we us our ours he him his she her hers it its they them their theirs who whom whose which that this these '
    'those you your himself herself itself themselves myself ourselves'.split())
STOP_WORDS = frozenset("the a an of in on at for to and 's ’s".split()) | PRONOUNS
