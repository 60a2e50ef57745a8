-- The tables of a desk. SCHEMA.md says what each column is.
-- Nothing here needs an SQLite newer than 3.25 with FTS5, so that any tool opens it.

CREATE TABLE documents (
  id TEXT PRIMARY KEY NOT NULL,
  path TEXT NOT NULL,
  title TEXT,
  publisher TEXT,
  authors TEXT NOT NULL,
  date TEXT,
  date_start TEXT,
  date_end TEXT,
  date_source TEXT,
  genre TEXT,
  language TEXT,
  sha256 TEXT NOT NULL UNIQUE,
  chars INTEGER NOT NULL,
  reader TEXT NOT NULL,
  added_at TEXT NOT NULL,
  superseded_by TEXT,
  sketch BLOB NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX documents_by_date ON documents (date_start, id);

CREATE TABLE sources (
  path TEXT NOT NULL,
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  publisher TEXT,
  facts TEXT NOT NULL,
  reader TEXT NOT NULL,
  added_at TEXT NOT NULL,
  replaced_by TEXT,
  PRIMARY KEY (path, doc)
) WITHOUT ROWID;
CREATE INDEX sources_by_doc ON sources (doc, path);

CREATE TABLE blocks (
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  kind TEXT NOT NULL,
  speaker TEXT,
  coded INTEGER NOT NULL,
  PRIMARY KEY (doc, n)
) WITHOUT ROWID;

CREATE TABLE sentences (
  id INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL
);
CREATE UNIQUE INDEX sentences_by_doc ON sentences (doc, n);

-- rowid = sentences.id
CREATE VIRTUAL TABLE sentence_search USING fts5 (headline, body, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE notes (
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  message TEXT NOT NULL,
  start INTEGER,
  end INTEGER,
  help TEXT,
  PRIMARY KEY (doc, n)
) WITHOUT ROWID;

CREATE TABLE entities (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  country TEXT,
  sector TEXT,
  documents INTEGER NOT NULL,
  mentions INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE entity_docs (
  entity TEXT NOT NULL,
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  country TEXT,
  sector TEXT,
  mentions INTEGER NOT NULL,
  PRIMARY KEY (doc, entity)
) WITHOUT ROWID;
CREATE INDEX entity_docs_by_entity ON entity_docs (entity);

CREATE TABLE entity_facts (
  entity TEXT NOT NULL,
  fact TEXT NOT NULL,
  value TEXT NOT NULL,
  documents INTEGER NOT NULL,
  mentions INTEGER NOT NULL,
  PRIMARY KEY (entity, fact, value)
) WITHOUT ROWID;

CREATE TABLE entity_names (
  id INTEGER PRIMARY KEY,
  entity TEXT NOT NULL,
  name TEXT NOT NULL,
  documents INTEGER NOT NULL
);
CREATE UNIQUE INDEX entity_names_by_entity ON entity_names (entity, name);

CREATE TABLE doc_names (
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  name INTEGER NOT NULL REFERENCES entity_names (id),
  PRIMARY KEY (doc, name)
) WITHOUT ROWID;
CREATE INDEX doc_names_by_name ON doc_names (name);

-- rowid = entity_names.id
CREATE VIRTUAL TABLE name_search USING fts5 (name, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE places (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- rowid = places.id
CREATE VIRTUAL TABLE place_search USING fts5 (name, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE mentions (
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  entity TEXT NOT NULL,
  PRIMARY KEY (doc, start, end, entity)
) WITHOUT ROWID;
CREATE INDEX mentions_by_entity ON mentions (entity, doc);

CREATE TABLE records (
  id TEXT PRIMARY KEY NOT NULL,
  family TEXT NOT NULL,
  doc TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  type TEXT,
  subtype TEXT,
  status TEXT,
  date_start TEXT,
  date_end TEXT,
  confidence REAL NOT NULL,
  json TEXT NOT NULL
);
CREATE INDEX records_by_doc ON records (doc, start);
CREATE INDEX records_by_type ON records (family, type);

CREATE TABLE participants (
  record TEXT NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  entity TEXT,
  voice TEXT,
  PRIMARY KEY (record, role, n)
) WITHOUT ROWID;
CREATE INDEX participants_by_entity ON participants (entity, role, record);

CREATE TABLE events (
  id TEXT PRIMARY KEY NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  doc TEXT NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  type TEXT NOT NULL,
  mode TEXT,
  status TEXT NOT NULL,
  date TEXT,
  date_start TEXT,
  date_end TEXT,
  date_text TEXT,
  place TEXT,
  place_entity TEXT,
  lat REAL,
  lon REAL,
  country TEXT,
  place_precision TEXT,
  story TEXT
) WITHOUT ROWID;
CREATE INDEX events_by_type ON events (type, date_start);
CREATE INDEX events_by_date ON events (date_start, date_end);
CREATE INDEX events_by_story ON events (story) WHERE story IS NOT NULL;
CREATE INDEX events_by_place ON events (place) WHERE place IS NOT NULL;

CREATE TABLE event_numbers (
  event TEXT NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  what TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (event, what)
) WITHOUT ROWID;

CREATE TABLE statements (
  id TEXT PRIMARY KEY NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  doc TEXT NOT NULL,
  cue_start INTEGER,
  cue_end INTEGER,
  form TEXT NOT NULL,
  stance TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE commitments (
  id TEXT PRIMARY KEY NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  doc TEXT NOT NULL,
  what TEXT NOT NULL,
  condition TEXT,
  made TEXT,
  made_start TEXT,
  made_end TEXT,
  deadline TEXT,
  deadline_start TEXT,
  deadline_end TEXT,
  status TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE commitment_evidence (
  commitment TEXT NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (commitment, n)
) WITHOUT ROWID;

CREATE TABLE measures (
  id TEXT PRIMARY KEY NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  doc TEXT NOT NULL,
  value REAL,
  low REAL,
  high REAL,
  approx INTEGER NOT NULL,
  qualifier TEXT,
  unit TEXT,
  subject TEXT,
  as_of TEXT,
  as_of_start TEXT,
  as_of_end TEXT
) WITHOUT ROWID;
CREATE INDEX measures_by_unit ON measures (unit);

CREATE TABLE assessments (
  id TEXT PRIMARY KEY NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  doc TEXT NOT NULL,
  type TEXT NOT NULL,
  likelihood_words TEXT,
  likelihood_low REAL,
  likelihood_high REAL,
  likelihood_scale TEXT,
  horizon TEXT,
  horizon_start TEXT,
  horizon_end TEXT
) WITHOUT ROWID;

CREATE TABLE relations (
  id TEXT PRIMARY KEY NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  doc TEXT NOT NULL,
  subject TEXT NOT NULL,
  predicate TEXT NOT NULL,
  object TEXT NOT NULL,
  status TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX relations_by_subject ON relations (subject);
CREATE INDEX relations_by_object ON relations (object);

-- No reference to records: a verdict outlives the reading that it was about.
CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY,
  record TEXT NOT NULL,
  doc TEXT NOT NULL,
  family TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  words TEXT NOT NULL,
  verdict TEXT NOT NULL,
  by TEXT NOT NULL,
  at TEXT NOT NULL,
  note TEXT
);
CREATE INDEX verdicts_by_record ON verdicts (record);
