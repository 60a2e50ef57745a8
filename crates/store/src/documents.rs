//! Documents, their texts, sentences and notes; what the desk holds in all.

use crate::select::{Sql, documents_of, limit, only};
use crate::{BlockAt, Counts, Desk, DocumentRow, Family, Filter, NoteRow, StoreError};
use khabar_model::{BlockKind, CharIndex, Chars, DateSource, DocId, DocumentRecord, Genre, Severity, When};
use rusqlite::{OptionalExtension, Row, params};

const COLUMNS: &str = "SELECT d.id, d.path, d.title, d.publisher, d.authors, d.date, d.date_source, d.genre, d.language, d.sha256,
  d.chars, d.reader, d.added_at, d.superseded_by,
  (SELECT json_group_array(path) FROM (SELECT path FROM sources WHERE doc = d.id AND replaced_by IS NULL ORDER BY path))
  FROM documents d";
const HINT: &str = "see `khabar records --type document`";

fn row(r: &Row) -> rusqlite::Result<DocumentRow> {
    let text = |i| r.get::<_, Option<String>>(i);
    let strings = |i| Ok::<_, rusqlite::Error>(serde_json::from_str(&r.get::<_, String>(i)?).unwrap_or_default());
    Ok(DocumentRow {
        record: DocumentRecord {
            id: DocId(r.get(0)?),
            path: r.get(1)?,
            title: r.get(2)?,
            publisher: r.get(3)?,
            authors: strings(4)?,
            date: text(5)?.and_then(|d| d.parse::<When>().ok()),
            date_source: text(6)?.and_then(|d| DateSource::parse(&d)),
            genre: text(7)?.and_then(|g| Genre::parse(&g)),
            language: r.get(8)?,
            sha256: r.get(9)?,
            chars: r.get(10)?,
        },
        reader: r.get(11)?,
        added_at: r.get(12)?,
        superseded_by: text(13)?.map(DocId),
        paths: strings(14)?,
    })
}

impl Desk {
    /// In the order of date (undated last) and id. Looks at `since` and `until` (the document's own date), `doc`,
    /// `actor` (mentioned in it), `limit` and `include_superseded`.
    pub fn documents(&self, filter: &Filter) -> Result<Vec<DocumentRow>, StoreError> {
        let fail = |e| self.fail("listing documents", e);
        let mut sql = documents_of(self, filter).map_err(fail)?;
        if let Some(actor) = &filter.actor {
            self.mentioning(actor, &mut sql).map_err(fail)?;
        }
        let order = "ORDER BY d.date_start IS NULL, d.date_start, d.date_end, d.id";
        sql.rows(&self.db, &format!("{COLUMNS} {} {order} {}", sql.clause(), limit(filter)), row).map_err(fail)
    }

    pub(crate) fn mentioning(&self, actor: &str, sql: &mut Sql) -> rusqlite::Result<()> {
        let ids = crate::select::list(&self.actor_ids(actor)?);
        sql.and("d.id IN (SELECT doc FROM entity_docs WHERE entity IN (SELECT value FROM json_each(?)))", [ids]);
        Ok(())
    }

    /// The document whose id starts with `key`, or that stands at the path `key`, or that alone has it in a path or the
    /// title. Superseded ones are found by id, or by name where no current one has it.
    pub fn document(&self, key: &str) -> Result<DocumentRow, StoreError> {
        let fail = |e| self.fail("looking a document up", e);
        let mut ids = self.ids_starting("documents", key).map_err(fail)?;
        if ids.is_empty() {
            let mut at = self.db.prepare_cached("SELECT doc FROM sources WHERE path = ? AND replaced_by IS NULL").map_err(fail)?;
            ids = at.query_map([key], |r| r.get(0)).and_then(Iterator::collect).map_err(fail)?;
        }
        if ids.is_empty() {
            ids = self.document_ids(key).map_err(fail)?;
            if ids.len() > 1 {
                let mut sql = Sql::default();
                sql.among("d.id", &ids);
                let select = format!("SELECT d.id FROM documents d {} AND d.superseded_by IS NULL ORDER BY d.id", sql.clause());
                let current: Vec<String> = sql.rows(&self.db, &select, |r| r.get(0)).map_err(fail)?;
                ids = if current.is_empty() { ids } else { current };
            }
        }
        let id = only("document", key, ids, HINT)?;
        self.db.prepare_cached(&format!("{COLUMNS} WHERE d.id = ?")).and_then(|mut q| q.query_row([id], row)).map_err(fail)
    }

    /// The text as received.
    pub fn text(&self, doc: &DocId) -> Result<String, StoreError> {
        let text = self
            .db
            .prepare_cached("SELECT text FROM documents WHERE id = ?")
            .and_then(|mut q| q.query_row([&doc.0], |r| r.get(0)).optional())
            .map_err(|e| self.fail("reading a text", e))?;
        text.ok_or_else(|| StoreError::NotFound { what: "document", key: doc.0.clone(), hint: HINT })
    }

    /// The words under a span.
    pub fn words(&self, doc: &DocId, span: Chars) -> Result<String, StoreError> {
        let text = self.text(doc)?;
        Ok(CharIndex::new(&text).span(&text, span).of(&text).to_owned())
    }

    /// The whole sentences that `span` touches, and their words; the span's own words where no sentence is known.
    pub fn sentence_around(&self, doc: &DocId, span: Chars) -> Result<(Chars, String), StoreError> {
        let touched: (Option<usize>, Option<usize>) = self
            .db
            .prepare_cached("SELECT min(start), max(end) FROM sentences WHERE doc = ?1 AND start < max(?3, ?2 + 1) AND end > ?2")
            .and_then(|mut q| q.query_row(params![doc.0, span.start, span.end], |r| Ok((r.get(0)?, r.get(1)?))))
            .map_err(|e| self.fail("reading a sentence", e))?;
        let around = match touched {
            (Some(start), Some(end)) => Chars { start: start.min(span.start), end: end.max(span.end) },
            _ => span,
        };
        Ok((around, self.words(doc, around)?))
    }

    /// Headlines, paragraphs, turns, in text order.
    pub fn blocks(&self, doc: &DocId) -> Result<Vec<BlockAt>, StoreError> {
        let block = |r: &Row| {
            let kind: String = r.get(2)?;
            Ok(BlockAt {
                span: Chars { start: r.get(0)?, end: r.get(1)? },
                kind: BlockKind::parse(&kind).unwrap_or(BlockKind::Paragraph),
                speaker: r.get(3)?,
                coded: r.get(4)?,
            })
        };
        self.list("SELECT start, end, kind, speaker, coded FROM blocks WHERE doc = ? ORDER BY n", doc, block)
    }

    pub fn sentences(&self, doc: &DocId) -> Result<Vec<Chars>, StoreError> {
        let span = |r: &Row| Ok(Chars { start: r.get(0)?, end: r.get(1)? });
        self.list("SELECT start, end FROM sentences WHERE doc = ? ORDER BY n", doc, span)
    }

    /// What the corridor noted about the document.
    pub fn notes(&self, doc: &DocId) -> Result<Vec<NoteRow>, StoreError> {
        let note = |r: &Row| {
            let (severity, start, end): (String, Option<usize>, Option<usize>) = (r.get(1)?, r.get(3)?, r.get(4)?);
            Ok(NoteRow {
                code: r.get(0)?,
                severity: if severity == "warning" { Severity::Warning } else { Severity::Info },
                message: r.get(2)?,
                span: start.zip(end).map(Chars::from),
                help: r.get(5)?,
            })
        };
        self.list("SELECT code, severity, message, start, end, help FROM notes WHERE doc = ? ORDER BY n", doc, note)
    }

    fn list<T>(&self, sql: &str, doc: &DocId, row: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Vec<T>, StoreError> {
        let rows = self.db.prepare_cached(sql).and_then(|mut q| q.query_map([&doc.0], row)?.collect());
        rows.map_err(|e| self.fail("reading a document", e))
    }

    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.count_all().map_err(|e| self.fail("counting", e))
    }

    fn count_all(&self) -> rusqlite::Result<Counts> {
        let one = |sql: &str| self.db.query_row(sql, [], |r| r.get::<_, usize>(0));
        let of_current =
            |table: &str| one(&format!("SELECT count(*) FROM {table} x JOIN documents d ON d.id = x.doc WHERE d.superseded_by IS NULL"));
        let mut counts = Counts {
            documents: one("SELECT count(*) FROM documents WHERE superseded_by IS NULL")?,
            superseded: one("SELECT count(*) FROM documents WHERE superseded_by IS NOT NULL")?,
            sentences: of_current("sentences")?,
            entities: one("SELECT count(*) FROM entities WHERE documents > 0")?,
            stories: one("SELECT count(*) FROM stories")?,
            notes: of_current("notes")?,
            verdicts: one("SELECT count(*) FROM verdicts")?,
            ..Counts::default()
        };
        let mut families = self.db.prepare_cached(
            "SELECT family, count(*) FROM records r JOIN documents d ON d.id = r.doc WHERE d.superseded_by IS NULL GROUP BY family",
        )?;
        let mut rows = families.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(family) = Family::parse(&row.get::<_, String>(0)?) {
                counts.records.insert(family, row.get(1)?);
            }
        }
        Ok(counts)
    }
}
