//! What people said of records: kept when records are read anew.

use crate::{Desk, StoreError, Verdict};
use khabar_model::RecordId;
use rusqlite::{Row, params};

impl Desk {
    /// Keeps a verdict on a record that is on the desk, with the words it was about. Later ones stand beside earlier ones.
    pub fn judge(&mut self, verdict: &Verdict) -> Result<(), StoreError> {
        let put = "INSERT INTO verdicts (record, doc, family, start, end, words, verdict, by, at, note)
             SELECT r.id, r.doc, r.family, r.start, r.end, substr(d.text, r.start + 1, r.end - r.start), ?2, ?3, ?4, ?5
             FROM records r JOIN documents d ON d.id = r.doc WHERE r.id = ?1";
        let row = params![verdict.record.0, verdict.verdict, verdict.by, verdict.at.to_string(), verdict.note];
        match self.db.execute(put, row).map_err(|e| self.fail("keeping a verdict", e))? {
            0 => {
                let key = verdict.record.0.clone();
                Err(StoreError::NotFound { what: "record", key, hint: "ids are shown by `khabar records`" })
            }
            _ => Ok(()),
        }
    }

    /// Verdicts on one record, or all of them, oldest first; also on records that a newer reading no longer has.
    pub fn verdicts(&self, record: Option<&RecordId>) -> Result<Vec<Verdict>, StoreError> {
        let select = "SELECT record, verdict, by, at, note FROM verdicts WHERE ?1 IS NULL OR record = ?1 ORDER BY at, id";
        let rows = self.db.prepare_cached(select).and_then(|mut q| q.query_map([record.map(|r| &r.0)], row)?.collect());
        rows.map_err(|e| self.fail("listing verdicts", e))
    }
}

fn row(r: &Row) -> rusqlite::Result<Verdict> {
    let at: String = r.get(3)?;
    let at = at.parse().map_err(|e| rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(e)))?;
    Ok(Verdict { record: RecordId(r.get(0)?), verdict: r.get(1)?, by: r.get(2)?, at, note: r.get(4)? })
}
