//! Which entity of the world each in-document entity is.

use khabar_lexicon::fold;
use khabar_model::{Cluster, Doc, EntityId, EntityType, content_id};

/// The id of each in-document entity, by index into [`Doc::entities`].
pub struct Identities(Vec<EntityId>);

impl Identities {
    pub fn of(doc: &Doc) -> Identities {
        Identities(doc.entities.iter().enumerate().map(|(i, c)| EntityId(id(doc, i, c))).collect())
    }

    pub fn get(&self, entity: usize) -> &EntityId {
        &self.0[entity]
    }

    /// The ids of several, each once, in order.
    pub fn all(&self, entities: Vec<usize>) -> Vec<EntityId> {
        let mut out: Vec<EntityId> = Vec::new();
        for e in entities {
            if !out.contains(self.get(e)) {
                out.push(self.get(e).clone());
            }
        }
        out
    }
}

fn id(doc: &Doc, nth: usize, c: &Cluster) -> String {
    let name = fold(&c.name);
    match &c.known {
        Some(key) => content_id("e", ["known", key]),
        None if is_telling(c, &name) => content_id("e", ["name", class(c.kind), &name]),
        None => content_id("e", ["in", &doc.source.id.0, &nth.to_string(), &name]),
    }
}

/// Does the name alone tell whom it means, in any document? A person's single name does not.
fn is_telling(c: &Cluster, name: &str) -> bool {
    c.named && (c.kind != EntityType::Person || name.split(' ').count() > 1) && c.name.chars().next().is_some_and(char::is_uppercase)
}

/// Kinds that readers and models confuse count as one when names are compared.
fn class(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "person",
        EntityType::Place | EntityType::Facility => "place",
        _ => "group",
    }
}
