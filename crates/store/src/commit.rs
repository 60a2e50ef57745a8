//! One transaction a source, idempotent.
//!
//! A document is a text; a source is a place (path) that a text was found at. A text found at several places is one
//! document, with the facts of the smallest path, so that the order of commits does not show.

use crate::entities::{self, Touched};
use crate::fold::fold;
use crate::rows::{self, days, iso};
use crate::sketch::sketch;
use crate::{BlockAt, Desk, Receipt, StoreError, Submission};
use khabar_model::{BlockKind, CharIndex, Chars, DocId, Facts, Note, Severity, Source, content_id};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

type Done = rusqlite::Result<()>;

impl Desk {
    /// Writes one source's document and records, all or nothing. See [`Receipt`] for what can come of it.
    pub fn commit(&mut self, submission: &Submission) -> Result<Receipt, StoreError> {
        let path = self.path.clone();
        self.commit_in_one(submission).map_err(|e| StoreError::of(&path, "committing a document", e))
    }

    /// Would a commit of `source` as read by `reader` change nothing? Then reading it can be skipped.
    pub fn seen(&self, source: &Source, reader: &str) -> Result<bool, StoreError> {
        unchanged(&self.db, &source.id, source, reader).map_err(|e| self.fail("looking a source up", e))
    }

    fn commit_in_one(&mut self, s: &Submission) -> rusqlite::Result<Receipt> {
        // Asked before the lock is taken: an unchanged source needs none.
        if unchanged(&self.db, &s.resolution.document.id, s.source, s.reader)? {
            return Ok(Receipt::Unchanged);
        }
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let receipt = write(&tx, s)?;
        tx.commit()?;
        Ok(receipt)
    }
}

/// Is this text known at this path, from this reader, with these facts given?
fn unchanged(db: &Connection, doc: &DocId, source: &Source, reader: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM sources WHERE path = ? AND doc = ? AND reader = ? AND facts = ? AND replaced_by IS NULL")?
        .exists(params![source.path, doc.0, reader, facts_key(source)])
}

/// Facts that the container and the user give: with others, the same text may be read otherwise.
fn facts_key(source: &Source) -> String {
    let text = |f: &Facts| {
        let option = |o: &Option<String>| o.clone().unwrap_or_default();
        let mut parts = vec![option(&f.title), option(&f.publisher), option(&f.language), iso(f.date).unwrap_or_default()];
        parts.push(f.date_source.map_or("", |d| d.as_str()).to_owned());
        parts.push(f.genre.map_or("", |g| g.as_str()).to_owned());
        parts.extend(f.authors.iter().cloned());
        parts.join("\u{1f}")
    };
    content_id("f", [text(&source.container).as_str(), text(&source.given).as_str()])
}

fn write(db: &Connection, s: &Submission) -> rusqlite::Result<Receipt> {
    let id = &s.resolution.document.id;
    let held = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sources WHERE doc = ?1 AND path = ?2) FROM documents WHERE id = ?1")?
        .query_row(params![id.0, s.source.path], |r| r.get::<_, bool>(0))
        .optional()?;
    let first = db
        .prepare_cached("SELECT path, reader FROM sources WHERE doc = ? AND path != ? AND replaced_by IS NULL ORDER BY path LIMIT 1")?
        .query_row(params![id.0, s.source.path], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))
        .optional()?;
    let olds = replaces(db, s)?;
    let mut touched = Touched::default();
    let other = first.filter(|(path, reader)| *path < s.source.path && reader == s.reader).map(|(path, _)| path);
    if held.is_none() || other.is_none() {
        if held.is_some() {
            remove(db, id, &mut touched)?;
        }
        insert(db, s, &mut touched)?;
    }
    put_source(db, s)?;
    for old in &olds {
        supersede(db, s, old, &mut touched)?;
    }
    entities::refresh(db, &touched)?;
    Ok(match (olds.into_iter().next(), held, other) {
        (Some(old), ..) => Receipt::Superseded { old },
        (None, None, _) => Receipt::Added,
        (None, Some(true), _) => Receipt::Again,
        (None, Some(false), other) => Receipt::Copy { of: other.unwrap_or_else(|| s.source.path.clone()) },
    })
}

/// Documents that stand at this path and that this text is a new version of. Standard input is no place; an item of a
/// feed or table (`path#3`) moves, so that only one with the same title is the same item.
fn replaces(db: &Connection, s: &Submission) -> rusqlite::Result<Vec<DocId>> {
    let path = &s.source.path;
    if path == "-" {
        return Ok(Vec::new());
    }
    let item = path.rsplit_once('#').is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    db.prepare_cached(
        "SELECT s.doc FROM sources s JOIN documents d ON d.id = s.doc
         WHERE s.path = ?1 AND s.doc != ?2 AND s.replaced_by IS NULL AND (NOT ?3 OR d.title = ?4) ORDER BY s.doc",
    )?
    .query_map(params![path, s.resolution.document.id.0, item, s.resolution.document.title], |r| r.get(0).map(DocId))?
    .collect()
}

fn put_source(db: &Connection, s: &Submission) -> Done {
    let d = &s.resolution.document;
    db.prepare_cached(
        "INSERT INTO sources (path, doc, publisher, facts, reader, added_at) VALUES (?,?,?,?,?,?)
         ON CONFLICT (path, doc) DO UPDATE SET publisher = excluded.publisher, facts = excluded.facts,
           reader = excluded.reader, replaced_by = NULL",
    )?
    .execute(params![s.source.path, d.id.0, d.publisher, facts_key(s.source), s.reader, s.at.to_string()])
    .map(drop)
}

/// Marks `old` as no longer standing at the path; where it stands nowhere else it leaves the picture.
fn supersede(db: &Connection, s: &Submission, old: &DocId, touched: &mut Touched) -> Done {
    let new = &s.resolution.document.id.0;
    db.prepare_cached("UPDATE sources SET replaced_by = ? WHERE path = ? AND doc = ?")?.execute(params![new, s.source.path, old.0])?;
    let path: Option<String> =
        db.prepare_cached("SELECT min(path) FROM sources WHERE doc = ? AND replaced_by IS NULL")?.query_row([&old.0], |r| r.get(0))?;
    if let Some(path) = path {
        return db.prepare_cached("UPDATE documents SET path = ? WHERE id = ?")?.execute(params![path, old.0]).map(drop);
    }
    entities::count(db, &old.0, -1, touched)?;
    db.prepare_cached("UPDATE documents SET superseded_by = ? WHERE id = ?")?.execute(params![new, old.0]).map(drop)
}

/// Takes away what a reading found; the document's row, its places and verdicts stay.
fn remove(db: &Connection, id: &DocId, touched: &mut Touched) -> Done {
    let live: bool = db.prepare_cached("SELECT superseded_by IS NULL FROM documents WHERE id = ?")?.query_row([&id.0], |r| r.get(0))?;
    entities::count(db, &id.0, if live { -1 } else { 0 }, touched)?;
    db.prepare_cached("DELETE FROM sentence_search WHERE rowid IN (SELECT id FROM sentences WHERE doc = ?)")?.execute([&id.0])?;
    for table in ["sentences", "blocks", "notes", "mentions", "records", "doc_names", "entity_docs"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE doc = ?"))?.execute([&id.0])?;
    }
    Ok(())
}

fn insert(db: &Connection, s: &Submission, touched: &mut Touched) -> Done {
    let text = &s.source.text;
    let index = CharIndex::new(text);
    document(db, s, &index)?;
    let id = &s.resolution.document.id.0;
    let mut put = db.prepare_cached("INSERT INTO blocks VALUES (?,?,?,?,?,?,?)")?;
    for (n, b) in s.blocks.iter().enumerate() {
        put.execute(params![id, n, b.span.start, b.span.end, b.kind.as_str(), b.speaker, b.coded])?;
    }
    sentences(db, s, &index)?;
    for entity in &s.resolution.entities {
        entities::insert(db, id, entity)?;
    }
    entities::count(db, id, 1, touched)?;
    let mut notes = s.notes.to_vec();
    for record in &s.resolution.records {
        if !rows::insert(db, record)? {
            notes.push(Note::warning("S001", format!("two records have one id; the first is kept, not {}", brief(record))));
        }
    }
    let mut put = db.prepare_cached("INSERT INTO notes VALUES (?,?,?,?,?,?,?,?)")?;
    for (n, note) in notes.iter().enumerate() {
        let span = note.span.map(|span| index.chars(text, span));
        let (severity, start, end) = (severity(note.severity), span.map(|c| c.start), span.map(|c| c.end));
        put.execute(params![id, n, note.code, severity, note.message, start, end, note.help])?;
    }
    Ok(())
}

fn brief(record: &khabar_model::Record) -> String {
    serde_json::to_string(record).unwrap_or_default()
}

pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
    }
}

fn document(db: &Connection, s: &Submission, index: &CharIndex) -> Done {
    let (d, text) = (&s.resolution.document, &*s.source.text);
    let (from, to) = days(d.date);
    // Boilerplate differs between copies, so the sketch is of what is coded.
    let coded: Vec<&str> = s.blocks.iter().filter(|b| b.coded).map(|b| index.span(text, b.span).of(text)).collect();
    let sketch = if coded.is_empty() { sketch(text) } else { sketch(&coded.join("\n")) };
    let authors = serde_json::to_string(&d.authors).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    db.prepare_cached(
        "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,?,?)
         ON CONFLICT (id) DO UPDATE SET path = excluded.path, title = excluded.title, publisher = excluded.publisher,
           authors = excluded.authors, date = excluded.date, date_start = excluded.date_start, date_end = excluded.date_end,
           date_source = excluded.date_source, genre = excluded.genre, language = excluded.language,
           reader = excluded.reader, superseded_by = NULL, sketch = excluded.sketch",
    )?
    .execute(params![
        d.id.0,
        d.path,
        d.title,
        d.publisher,
        authors,
        iso(d.date),
        from,
        to,
        d.date_source.map(|x| x.as_str()),
        d.genre.map(|x| x.as_str()),
        d.language,
        d.sha256,
        d.chars,
        s.reader,
        s.at.to_string(),
        sketch,
        text
    ])
    .map(drop)
}

/// Sentences, or blocks where a text was not split (another language): whatever is kept is searchable.
fn sentences(db: &Connection, s: &Submission, index: &CharIndex) -> Done {
    let text = &*s.source.text;
    let whole = [Chars { start: 0, end: s.resolution.document.chars }];
    let blocks: Vec<Chars> = s.blocks.iter().map(|b| b.span).collect();
    let spans = [s.sentences, &blocks, &whole].into_iter().find(|list| !list.is_empty()).unwrap_or_default();
    let mut put = db.prepare_cached("INSERT INTO sentences (doc, n, start, end) VALUES (?,?,?,?) RETURNING id")?;
    let mut find = db.prepare_cached("INSERT INTO sentence_search (rowid, headline, body) VALUES (?,?,?)")?;
    for (n, span) in spans.iter().enumerate() {
        let row: i64 = put.query_row(params![s.resolution.document.id.0, n, span.start, span.end], |r| r.get(0))?;
        let words = fold(index.span(text, *span).of(text));
        let (headline, body) = if headline(s.blocks, *span) { (Some(words), None) } else { (None, Some(words)) };
        find.execute(params![row, headline, body])?;
    }
    Ok(())
}

fn headline(blocks: &[BlockAt], span: Chars) -> bool {
    let i = blocks.partition_point(|b| b.span.end <= span.start);
    blocks.get(i).is_some_and(|b| b.kind == BlockKind::Headline)
}
