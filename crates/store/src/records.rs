//! Records by filter, in an order that does not depend on when they were committed.

use crate::select::{KEPT, Sql, limit, only, records_of};
use crate::{Desk, Family, Filter, StoreError};
use khabar_model::{DocumentRecord, EntityId, Record, Voice};
use std::collections::BTreeSet;

/// Document date (undated last), document, place in the text.
pub(crate) const ORDER: &str = "ORDER BY d.date_start IS NULL, d.date_start, d.date_end, d.id, r.start, r.end, r.family, r.id";

impl Desk {
    /// Events, statements, commitments, measures, assessments and relations, by document date (undated last),
    /// document id, span, family.
    pub fn records(&self, filter: &Filter) -> Result<Vec<Record>, StoreError> {
        if !filter.families.is_empty() && !filter.families.iter().any(|f| KEPT.contains(f)) {
            return Ok(Vec::new());
        }
        let fail = |e| self.fail("listing records", e);
        let sql = records_of(self, filter).map_err(fail)?;
        let select = format!("SELECT r.json FROM records r JOIN documents d ON d.id = r.doc {} {ORDER} {}", sql.clause(), limit(filter));
        let lines: Vec<String> = sql.rows(&self.db, &select, |r| r.get(0)).map_err(fail)?;
        lines.iter().map(|line| self.line(line)).collect()
    }

    /// Documents, entities, records and stories, in this order: what `records --format jsonl` writes.
    ///
    /// Without conditions on records it is all of the documents let through; with some (record families, `actor`, `kind`,
    /// `place`, `min_confidence`, `limit`) the documents and entities are those of the records let through.
    pub fn all(&self, filter: &Filter) -> Result<Vec<Record>, StoreError> {
        let wanted = |family| filter.families.is_empty() || filter.families.contains(&family);
        let families: Vec<Family> = filter.families.iter().copied().filter(|f| KEPT.contains(f)).collect();
        let narrowed =
            Filter { since: None, until: None, doc: None, include_superseded: false, families: families.clone(), ..filter.clone() };
        let by_record = narrowed != Filter::default();
        let records = self.records(&Filter { families, ..filter.clone() })?;
        let (docs, people) = parts(&records);
        let documents = self.documents_with(filter, &docs, !by_record)?;
        let mut out = Vec::new();
        if wanted(Family::Entity) {
            let mut shown = Sql::default();
            shown.among("d.id", &documents.iter().map(|d| d.id.0.clone()).collect::<Vec<_>>());
            let mut which = shown.clone();
            if by_record {
                which.among("x.entity", &people.into_iter().collect::<Vec<_>>());
            }
            let entities = self.entities_of(&which, &shown, "").map_err(|e| self.fail("listing entities", e))?;
            out.extend(entities.into_iter().map(Record::Entity));
        }
        if wanted(Family::Document) {
            out.splice(0..0, documents.into_iter().map(Record::Document));
        }
        let events = records.iter().filter_map(|r| if let Record::Event(e) = r { Some(e.id.0.clone()) } else { None });
        let stories = if wanted(Family::Story) { self.stories_of(&events.collect())? } else { Vec::new() };
        out.extend(records.into_iter().filter(|r| wanted(family(r))));
        out.extend(stories.into_iter().map(Record::Story));
        Ok(out)
    }

    /// The documents of records, and where `dated` those whose own date the filter lets through.
    fn documents_with(&self, filter: &Filter, docs: &BTreeSet<String>, dated: bool) -> Result<Vec<DocumentRecord>, StoreError> {
        let any_date = Filter { doc: filter.doc.clone(), include_superseded: filter.include_superseded, ..Filter::default() };
        let ids = |f: &Filter| Ok::<BTreeSet<_>, StoreError>(self.documents(f)?.into_iter().map(|d| d.record.id.0).collect());
        let dated = if dated { ids(&Filter { since: filter.since, until: filter.until, ..any_date.clone() })? } else { BTreeSet::new() };
        let all = self.documents(&any_date)?.into_iter().map(|d| d.record);
        Ok(all.filter(|d| docs.contains(&d.id.0) || dated.contains(&d.id.0)).collect())
    }

    /// The record whose id starts with `key`; also documents, entities and stories.
    pub fn record(&self, key: &str) -> Result<Record, StoreError> {
        let fail = |e| self.fail("looking a record up", e);
        let mut found: Vec<(&str, String)> = Vec::new();
        for table in ["records", "documents", "entities", "stories"] {
            found.extend(self.ids_starting(table, key).map_err(fail)?.into_iter().map(|id| (table, id)));
        }
        let exact: Vec<_> = found.iter().filter(|(_, id)| id == key).cloned().collect();
        let found = if exact.is_empty() { found } else { exact };
        let ids = found.iter().map(|(_, id)| id.clone()).collect();
        let id = only("record", key, ids, "ids are shown by `khabar records`")?;
        match found[0].0 {
            "documents" => Ok(Record::Document(self.document(&id)?.record)),
            "entities" => Ok(Record::Entity(self.entity(&id)?)),
            "stories" => Ok(Record::Story(self.story(&id)?)),
            _ => {
                let line: String = self.db.query_row("SELECT json FROM records WHERE id = ?", [&id], |r| r.get(0)).map_err(fail)?;
                self.line(&line)
            }
        }
    }

    pub(crate) fn line(&self, json: &str) -> Result<Record, StoreError> {
        serde_json::from_str(json)
            .map_err(|e| StoreError::Damaged { path: self.path.clone(), why: format!("a record does not read: {e} in {json}") })
    }
}

pub(crate) fn family(record: &Record) -> Family {
    match record {
        Record::Document(_) => Family::Document,
        Record::Entity(_) => Family::Entity,
        Record::Event(_) => Family::Event,
        Record::Statement(_) => Family::Statement,
        Record::Commitment(_) => Family::Commitment,
        Record::Measure(_) => Family::Measure,
        Record::Assessment(_) => Family::Assessment,
        Record::Relation(_) => Family::Relation,
        Record::Story(_) => Family::Story,
    }
}

/// Documents and entities that records point to.
fn parts(records: &[Record]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut docs, mut people) = (BTreeSet::new(), BTreeSet::new());
    for record in records {
        let (doc, ids): (_, Vec<&EntityId>) = match record {
            Record::Event(r) => {
                let b = &r.body;
                let place = b.place.iter().filter_map(|p| p.entity.as_ref());
                (&r.doc, b.actors.iter().chain(&b.recipients).chain(place).chain(b.said_by.iter().filter_map(known)).collect())
            }
            Record::Statement(r) => (&r.doc, known(&r.body.source).into_iter().chain(&r.body.to).collect()),
            Record::Commitment(r) => (&r.doc, r.body.by.iter().chain(&r.body.to).collect()),
            Record::Measure(r) => (&r.doc, r.body.entities.iter().collect()),
            Record::Assessment(r) => (&r.doc, r.body.by.iter().filter_map(known).chain(&r.body.about).collect()),
            Record::Relation(r) => (&r.doc, vec![&r.body.subject, &r.body.object]),
            Record::Document(_) | Record::Entity(_) | Record::Story(_) => continue,
        };
        docs.insert(doc.0.clone());
        people.extend(ids.into_iter().map(|e| e.0.clone()));
    }
    (docs, people)
}

fn known(voice: &Voice<EntityId>) -> Option<&EntityId> {
    if let Voice::Entity(id) = voice { Some(id) } else { None }
}
