//! Entities across documents: the union of what each document says of them, by rules that know no order.

use crate::fold::fold;
use crate::select::{Sql, documents_of, limit};
use crate::{Desk, Filter, StoreError};
use khabar_model::{Chars, DocId, EntityId, EntityRecord, EntityType, MentionAt};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

type Done = rusqlite::Result<()>;

/// Entities whose union must be made anew.
#[derive(Default)]
pub(crate) struct Touched {
    ids: BTreeSet<String>,
    /// Did a document go? Then names and facts may be left without any.
    lessened: bool,
}

impl Desk {
    /// Entities by number of mentions in the documents that the filter lets through, most first; then name, id.
    /// Looks at `actor`, `kind` (entity type), `since`, `until` (document's date), `doc`, `limit`, `include_superseded`.
    pub fn entities(&self, filter: &Filter) -> Result<Vec<EntityRecord>, StoreError> {
        self.filtered(filter).map_err(|e| self.fail("listing entities", e))
    }

    fn filtered(&self, filter: &Filter) -> rusqlite::Result<Vec<EntityRecord>> {
        let docs = documents_of(self, filter)?;
        let mut which = docs.clone();
        if let Some(actor) = &filter.actor {
            which.among("x.entity", &self.actor_ids(actor)?);
        }
        if let Some(kind) = &filter.kind {
            which.and("e.type = lower(?)", [kind.clone()]);
        }
        self.entities_of(&which, &docs, &limit(filter))
    }

    /// The entity whose id starts with `key`, or that alone is called `key`, or has `key` in a name. Mentions are those of
    /// current documents; of superseded ones where no other knows it.
    pub fn entity(&self, key: &str) -> Result<EntityRecord, StoreError> {
        let hint = "see `khabar actors`";
        let fail = |e| self.fail("looking an entity up", e);
        let mut ids = self.ids_starting("entities", key).map_err(fail)?;
        for whole in [true, false] {
            if ids.is_empty() {
                ids = self.called(key, whole).map_err(fail)?;
            }
        }
        let id = crate::select::only("entity", key, ids, hint)?;
        for include_superseded in [false, true] {
            let filter = Filter { actor: Some(id.clone()), include_superseded, ..Filter::default() };
            if let Some(entity) = self.filtered(&filter).map_err(fail)?.pop() {
                return Ok(entity);
            }
        }
        Err(StoreError::NotFound { what: "entity", key: id, hint })
    }

    /// Ids of entities with a name that is `words` (whole), or holds them on word borders.
    pub(crate) fn called(&self, words: &str, whole: bool) -> rusqlite::Result<Vec<String>> {
        let Some(phrase) = crate::search::phrase(words) else { return Ok(Vec::new()) };
        let phrase = if whole { format!("^{phrase}") } else { phrase };
        let mut find = self.db.prepare_cached(
            "SELECT n.entity, n.name FROM entity_names n WHERE n.id IN (SELECT rowid FROM name_search WHERE name_search MATCH ?) ORDER BY 1",
        )?;
        let rows: Vec<(String, String)> = find.query_map([phrase], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        let words = words.split_whitespace().count();
        let mut ids: Vec<String> =
            rows.into_iter().filter(|(_, name)| !whole || name.split_whitespace().count() == words).map(|(id, _)| id).collect();
        ids.dedup();
        Ok(ids)
    }

    /// Entities under `which`, conditions on a document's view `x` of an entity `e`, with names and mentions in `docs`.
    pub(crate) fn entities_of(&self, which: &Sql, docs: &Sql, limit: &str) -> rusqlite::Result<Vec<EntityRecord>> {
        let select = format!(
            "SELECT e.id, e.name, e.type, e.country, e.sector FROM entity_docs x
             JOIN documents d ON d.id = x.doc JOIN entities e ON e.id = x.entity {}
             GROUP BY e.id ORDER BY sum(x.mentions) DESC, e.name, e.id {limit}",
            which.clause()
        );
        let mut found = which.rows(&self.db, &select, |r| {
            let kind: String = r.get(2)?;
            Ok(EntityRecord {
                id: EntityId(r.get(0)?),
                name: r.get(1)?,
                kind: EntityType::parse(&kind).unwrap_or(EntityType::Other),
                country: r.get(3)?,
                sector: r.get(4)?,
                aliases: Vec::new(),
                mentions: Vec::new(),
            })
        })?;
        let ids: Vec<String> = found.iter().map(|e| e.id.0.clone()).collect();
        let (mut aliases, mut mentions) = (self.aliases(&ids, docs)?, self.mentions(&ids, docs)?);
        for entity in &mut found {
            entity.aliases = aliases.remove(&entity.id.0).unwrap_or_default();
            entity.mentions = mentions.remove(&entity.id.0).unwrap_or_default();
        }
        Ok(found)
    }

    /// Aliases in the documents let through, of the most documents first, then by name.
    fn aliases(&self, ids: &[String], docs: &Sql) -> rusqlite::Result<BTreeMap<String, Vec<String>>> {
        let mut sql = docs.clone();
        sql.among("n.entity", ids);
        let select = format!(
            "SELECT n.entity, n.name FROM entity_names n JOIN doc_names x ON x.name = n.id JOIN documents d ON d.id = x.doc {}
             GROUP BY n.id ORDER BY n.entity, count(*) DESC, n.name",
            sql.clause()
        );
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (entity, name) in sql.rows(&self.db, &select, |r| Ok((r.get::<_, String>(0)?, r.get(1)?)))? {
            found.entry(entity).or_default().push(name);
        }
        Ok(found)
    }

    fn mentions(&self, ids: &[String], docs: &Sql) -> rusqlite::Result<BTreeMap<String, Vec<MentionAt>>> {
        let mut sql = docs.clone();
        sql.among("x.entity", ids);
        let select = format!(
            "SELECT x.entity, x.doc, x.start, x.end FROM mentions x JOIN documents d ON d.id = x.doc {}
             ORDER BY x.entity, x.doc, x.start, x.end",
            sql.clause()
        );
        let mut found: BTreeMap<String, Vec<MentionAt>> = BTreeMap::new();
        let row = |r: &rusqlite::Row| {
            Ok((r.get::<_, String>(0)?, MentionAt { doc: DocId(r.get(1)?), span: Chars { start: r.get(2)?, end: r.get(3)? } }))
        };
        for (entity, at) in sql.rows(&self.db, &select, row)? {
            found.entry(entity).or_default().push(at);
        }
        Ok(found)
    }
}

/// What one document says of one entity. [`count`] must follow.
pub(crate) fn insert(db: &Connection, doc: &str, e: &EntityRecord) -> Done {
    let row = params![e.id.0, doc, e.name, e.kind.as_str(), e.country, e.sector, e.mentions.len()];
    db.prepare_cached("INSERT INTO entity_docs VALUES (?,?,?,?,?,?,?)")?.execute(row)?;
    let mut put = db.prepare_cached("INSERT OR IGNORE INTO mentions VALUES (?,?,?,?)")?;
    for m in &e.mentions {
        put.execute(params![doc, m.span.start, m.span.end, e.id.0])?;
    }
    name(db, &e.id.0, &e.name)?;
    let mut put = db.prepare_cached("INSERT OR IGNORE INTO doc_names VALUES (?,?)")?;
    for alias in &e.aliases {
        put.execute(params![doc, name(db, &e.id.0, alias)?])?;
    }
    Ok(())
}

/// The row of an entity's name, made findable where it is new.
fn name(db: &Connection, entity: &str, name: &str) -> rusqlite::Result<i64> {
    let held = db
        .prepare_cached("SELECT id FROM entity_names WHERE entity = ? AND name = ?")?
        .query_row([entity, name], |r| r.get(0))
        .optional()?;
    if let Some(id) = held {
        return Ok(id);
    }
    let id = db
        .prepare_cached("INSERT INTO entity_names (entity, name, documents) VALUES (?,?,0) RETURNING id")?
        .query_row([entity, name], |r| r.get(0))?;
    db.prepare_cached("INSERT INTO name_search (rowid, name) VALUES (?,?)")?.execute(params![id, fold(name)])?;
    Ok(id)
}

/// Counts a document's facts in (`by` = 1) or out (-1), so that a union never needs all documents of an entity.
pub(crate) fn count(db: &Connection, doc: &str, by: i64, touched: &mut Touched) -> Done {
    touched.lessened |= by < 1;
    let mut ids = db.prepare_cached("SELECT entity FROM entity_docs WHERE doc = ?")?;
    for id in ids.query_map([doc], |r| r.get(0))? {
        touched.ids.insert(id?);
    }
    if by == 0 {
        return Ok(());
    }
    db.prepare_cached(include_str!("sql/count_facts.sql"))?.execute(params![doc, by])?;
    db.prepare_cached("UPDATE entity_names SET documents = documents + ?2 WHERE id IN (SELECT name FROM doc_names WHERE doc = ?1)")?
        .execute(params![doc, by])
        .map(drop)
}

/// Makes the unions of all entities touched anew.
pub(crate) fn refresh(db: &Connection, touched: &Touched) -> Done {
    for id in &touched.ids {
        if touched.lessened {
            forget(db, id)?;
        }
        let live = "SELECT fact, value, documents, mentions FROM entity_facts WHERE entity = ? ORDER BY value";
        let mut facts = facts(db, live, id)?;
        let counted = !facts.is_empty();
        if !counted {
            // Only superseded documents know it.
            facts = self::facts(db, include_str!("sql/all_facts.sql"), id)?;
        }
        if facts.is_empty() {
            db.prepare_cached("DELETE FROM entities WHERE id = ?")?.execute([id])?;
            continue;
        }
        let (documents, mentions) = if counted { totals(&facts) } else { (0, 0) };
        let (name, kind, country, sector) = union(&facts);
        db.prepare_cached("INSERT OR REPLACE INTO entities VALUES (?,?,?,?,?,?,?)")?
            .execute(params![id, name, kind, country, sector, documents, mentions])?;
    }
    Ok(())
}

/// Drops facts and names that no document has any more.
fn forget(db: &Connection, id: &str) -> Done {
    db.prepare_cached("DELETE FROM entity_facts WHERE entity = ? AND documents <= 0")?.execute([id])?;
    let mut unused = db.prepare_cached(include_str!("sql/unused_names.sql"))?;
    for name in unused.query_map([id], |r| r.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()? {
        db.prepare_cached("DELETE FROM name_search WHERE rowid = ?")?.execute([name])?;
        db.prepare_cached("DELETE FROM entity_names WHERE id = ?")?.execute([name])?;
    }
    Ok(())
}

struct Fact {
    fact: String,
    value: String,
    documents: i64,
    mentions: i64,
}

fn facts(db: &Connection, sql: &str, id: &str) -> rusqlite::Result<Vec<Fact>> {
    db.prepare_cached(sql)?
        .query_map([id], |r| Ok(Fact { fact: r.get(0)?, value: r.get(1)?, documents: r.get(2)?, mentions: r.get(3)? }))?
        .collect()
}

fn totals(facts: &[Fact]) -> (i64, i64) {
    let types = || facts.iter().filter(|f| f.fact == "type");
    (types().map(|f| f.documents).sum(), types().map(|f| f.mentions).sum())
}

/// Name: the longest, then the first by code point. Type: of the most mentions, then documents, then the vocabulary's order.
/// Country and sector: of the most mentions, then documents, then the first by code point. Facts come sorted by value.
fn union(facts: &[Fact]) -> (String, String, Option<String>, Option<String>) {
    let of = |fact: &'static str| facts.iter().filter(move |f| f.fact == fact).rev();
    let most = |fact| of(fact).max_by_key(|f| (f.mentions, f.documents)).map(|f| f.value.clone());
    let rank = |value: &str| EntityType::ALL.iter().position(|t| t.as_str() == value);
    let name = of("name").max_by_key(|f| f.value.chars().count()).map(|f| f.value.clone());
    let kind = of("type").max_by_key(|f| (f.mentions, f.documents, std::cmp::Reverse(rank(&f.value)))).map(|f| f.value.clone());
    (name.unwrap_or_default(), kind.unwrap_or_else(|| "other".into()), most("country"), most("sector"))
}
