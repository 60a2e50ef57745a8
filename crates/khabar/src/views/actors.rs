//! Who is in the picture: entities with how often they are named, act and are acted upon.

use khabar_model::{DocId, EntityId, EntityRecord, EntityType, Record, Voice};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::picture::Picture;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorRow {
    pub id: EntityId,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: EntityType,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub aliases: Vec<String>,
    pub documents: usize,
    pub mentions: usize,
    pub acts: usize,
    pub acted_upon: usize,
    pub statements: usize,
}

/// Entities that act, are acted upon or speak in the picture's records, the busiest first; with `all` also
/// those that are only named.
pub fn actors(picture: &Picture, entities: &[EntityRecord], all: bool) -> Vec<ActorRow> {
    let tally = tally(picture);
    let mut rows: Vec<ActorRow> = entities
        .iter()
        .map(|e| row(e, tally.get(&e.id).copied().unwrap_or_default()))
        .filter(|r| all || r.acts + r.acted_upon + r.statements > 0)
        .collect();
    let busy = |r: &ActorRow| r.acts + r.acted_upon + r.statements;
    rows.sort_by(|a, b| busy(b).cmp(&busy(a)).then(b.mentions.cmp(&a.mentions)).then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id))));
    rows
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    acts: usize,
    acted_upon: usize,
    statements: usize,
}

fn tally(picture: &Picture) -> BTreeMap<EntityId, Tally> {
    let mut tally: BTreeMap<EntityId, Tally> = BTreeMap::new();
    for record in &picture.records {
        match record {
            Record::Event(k) => {
                for id in &k.body.actors {
                    tally.entry(id.clone()).or_default().acts += 1;
                }
                for id in &k.body.recipients {
                    tally.entry(id.clone()).or_default().acted_upon += 1;
                }
            }
            Record::Statement(k) => {
                if let Voice::Entity(id) = &k.body.source {
                    tally.entry(id.clone()).or_default().statements += 1;
                }
            }
            _ => {}
        }
    }
    tally
}

fn row(entity: &EntityRecord, tally: Tally) -> ActorRow {
    let documents: BTreeSet<&DocId> = entity.mentions.iter().map(|m| &m.doc).collect();
    ActorRow {
        id: entity.id.clone(),
        name: entity.name.clone(),
        kind: entity.kind,
        country: entity.country.clone(),
        sector: entity.sector.clone(),
        aliases: entity.aliases.clone(),
        documents: documents.len(),
        mentions: entity.mentions.len(),
        acts: tally.acts,
        acted_upon: tally.acted_upon,
        statements: tally.statements,
    }
}
