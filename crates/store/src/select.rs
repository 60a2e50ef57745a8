//! A filter as SQL conditions, and keys as ids. User's words are always bound, never part of the SQL.

use crate::{Desk, Family, Filter, StoreError};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// Conditions joined by AND, with what is bound to their question marks.
#[derive(Clone, Default)]
pub(crate) struct Sql {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Sql {
    pub fn and<V: Into<Value>>(&mut self, condition: &str, values: impl IntoIterator<Item = V>) {
        self.conditions.push(condition.to_owned());
        self.values.extend(values.into_iter().map(Into::into));
    }
    /// `column` is one of `ids`; they are bound as one JSON array, because SQLite limits the number of question marks.
    pub fn among(&mut self, column: &str, ids: &[String]) {
        self.and(&format!("{column} IN (SELECT value FROM json_each(?))"), [list(ids)]);
    }
    /// Values for question marks after the conditions.
    pub fn bind<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) {
        self.values.extend(values.into_iter().map(Into::into));
    }
    pub fn append(&mut self, other: Sql) {
        self.conditions.extend(other.conditions);
        self.values.extend(other.values);
    }
    /// `WHERE ...`, or nothing.
    pub fn clause(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!("WHERE {}", self.conditions.join(" AND ")) }
    }
    pub fn rows<T>(&self, db: &Connection, sql: &str, row: impl FnMut(&Row) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
        db.prepare_cached(sql)?.query_map(params_from_iter(&self.values), row)?.collect()
    }
}

/// Ids as a JSON array.
pub(crate) fn list(ids: &[String]) -> String {
    serde_json::Value::from(ids).to_string()
}

pub(crate) fn limit(filter: &Filter) -> String {
    filter.limit.map(|n| format!("LIMIT {n}")).unwrap_or_default()
}

/// Conditions on a document `d`: its date, its name, whether a newer version has replaced it.
pub(crate) fn documents_of(desk: &Desk, filter: &Filter) -> rusqlite::Result<Sql> {
    let mut sql = named(desk, filter)?;
    if let Some(since) = filter.since {
        sql.and("d.date_end >= ?", [since.start.to_string()]);
    }
    if let Some(until) = filter.until {
        sql.and("d.date_start <= ?", [until.end.to_string()]);
    }
    Ok(sql)
}

fn named(desk: &Desk, filter: &Filter) -> rusqlite::Result<Sql> {
    let mut sql = Sql::default();
    if !filter.include_superseded {
        sql.conditions.push("d.superseded_by IS NULL".to_owned());
    }
    if let Some(key) = &filter.doc {
        sql.among("d.id", &desk.document_ids(key)?);
    }
    Ok(sql)
}

/// Conditions on a record `r` of a document `d`.
pub(crate) fn records_of(desk: &Desk, filter: &Filter) -> rusqlite::Result<Sql> {
    let mut sql = named(desk, filter)?;
    let families: Vec<String> = filter.families.iter().map(|f| f.as_str().to_owned()).collect();
    if !families.is_empty() {
        sql.among("r.family", &families);
    }
    if let Some(since) = filter.since {
        sql.and("coalesce(r.date_end, d.date_end) >= ?", [since.start.to_string()]);
    }
    if let Some(until) = filter.until {
        sql.and("coalesce(r.date_start, d.date_start) <= ?", [until.end.to_string()]);
    }
    if let Some(least) = filter.min_confidence {
        sql.and("r.confidence >= ?", [least]);
    }
    if let Some(kind) = &filter.kind {
        sql.and("(lower(r.type) = lower(?) OR lower(r.subtype) = lower(?))", [kind.clone(), kind.clone()]);
    }
    if let Some(actor) = &filter.actor {
        let ids = list(&desk.actor_ids(actor)?);
        // Where something happened, and who tells of an event, is not who acts in it.
        let among = "SELECT record FROM participants WHERE entity IN (SELECT value FROM json_each(?)) AND role NOT IN ('place', 'said_by')";
        sql.and(&format!("r.id IN ({among})"), [ids]);
    }
    if let Some(place) = &filter.place {
        place_condition(desk, place, &mut sql)?;
    }
    Ok(sql)
}

/// Events by place or country; other families by an entity that is so called.
fn place_condition(desk: &Desk, place: &str, sql: &mut Sql) -> rusqlite::Result<()> {
    let ids = list(&desk.actor_ids(place)?);
    let names = list(&desk.place_names(place)?);
    let events = "SELECT id FROM events WHERE place IN (SELECT value FROM json_each(?))
        OR place_entity IN (SELECT value FROM json_each(?)) OR country = upper(?)";
    let others = "SELECT record FROM participants WHERE entity IN (SELECT value FROM json_each(?))";
    let condition = format!("(r.id IN ({events}) OR (r.family != 'event' AND r.id IN ({others})))");
    sql.and(&condition, [names, ids.clone(), place.to_owned(), ids]);
    Ok(())
}

impl Desk {
    /// An entity's id as it is, else the ids of all that are so called.
    pub(crate) fn actor_ids(&self, actor: &str) -> rusqlite::Result<Vec<String>> {
        if self.db.prepare_cached("SELECT 1 FROM entities WHERE id = ?")?.exists([actor])? {
            return Ok(vec![actor.to_owned()]);
        }
        self.called(actor, false)
    }

    fn place_names(&self, words: &str) -> rusqlite::Result<Vec<String>> {
        let Some(phrase) = crate::search::phrase(words) else { return Ok(Vec::new()) };
        self.db
            .prepare_cached("SELECT name FROM places WHERE id IN (SELECT rowid FROM place_search WHERE place_search MATCH ?)")?
            .query_map([phrase], |r| r.get(0))?
            .collect()
    }

    /// Documents whose id starts with `key`, else those with it in the path or title, whatever the case.
    pub(crate) fn document_ids(&self, key: &str) -> rusqlite::Result<Vec<String>> {
        let ids = self.ids_starting("documents", key)?;
        if !ids.is_empty() {
            return Ok(ids);
        }
        let part = key.to_lowercase();
        let mut find = self.db.prepare_cached(include_str!("sql/document_names.sql"))?;
        let mut found: Vec<String> = Vec::new();
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let (id, name): (String, String) = (row.get(0)?, row.get(1)?);
            if name.to_lowercase().contains(&part) && found.last() != Some(&id) {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// Ids of a table that start with `key`; one that is `key` stands for itself. At least three characters with a
    /// digit among them must be given, so that a word is not taken for an id.
    pub(crate) fn ids_starting(&self, table: &'static str, key: &str) -> rusqlite::Result<Vec<String>> {
        if self.db.prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?"))?.exists([key])? {
            return Ok(vec![key.to_owned()]);
        }
        let like_an_id = key.len() >= 3 && key.bytes().all(|b| b.is_ascii_alphanumeric()) && key.bytes().any(|b| b.is_ascii_digit());
        if !like_an_id {
            return Ok(Vec::new());
        }
        // Ids go on with hex digits, and `g` comes after all of them.
        self.db
            .prepare_cached(&format!("SELECT id FROM {table} WHERE id > ?1 AND id < ?1 || 'g' ORDER BY id"))?
            .query_map([key], |r| r.get(0))?
            .collect()
    }
}

/// The one id of `ids`, or what to do.
pub(crate) fn only(what: &'static str, key: &str, mut ids: Vec<String>, hint: &'static str) -> Result<String, StoreError> {
    ids.dedup();
    match ids.len() {
        0 => Err(StoreError::NotFound { what, key: key.to_owned(), hint }),
        1 => Ok(ids.remove(0)),
        count => Err(StoreError::Ambiguous { what, key: key.to_owned(), count, examples: ids.into_iter().take(5).collect() }),
    }
}

/// Families kept by record.
pub(crate) const KEPT: [Family; 6] =
    [Family::Event, Family::Statement, Family::Commitment, Family::Measure, Family::Assessment, Family::Relation];
