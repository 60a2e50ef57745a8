//! An act as a short sentence: type, names and status, in words that need no agreement of number.

use khabar_lexicon::Lexicon;
use khabar_lexicon::telling::Told;
use khabar_model::{EntityId, EntityType, Event, Status};
use std::collections::BTreeMap;

use super::picture::{Picture, joined};
use super::wording::{in_sentence, is_or_are, without_article};

/// "Fighters of JNIM attacked villagers of Sarel in Mopti (14 killed)": no date, no attribution, no full stop.
pub fn tell(event: &Event<EntityId>, picture: &Picture, lexicon: &Lexicon) -> String {
    let names = |ids: &[EntityId]| joined(&ids.iter().map(|id| in_sentence(&picture.named(id).name, lexicon)).collect::<Vec<_>>());
    let (actors, recipients) = sides(event);
    let (actors, recipients) = (names(&actors), names(&recipients));
    let mut text = match lexicon.telling.of(&event.kind, event.mode.as_deref()) {
        Some(told) if actors.is_empty() => without_actor(told, &recipients, &place(event, picture, lexicon, &recipients), event.status),
        Some(told) => with_actor(told, &actors, &recipients, event),
        None => plain(event, &actors, &recipients),
    };
    if !actors.is_empty() || lexicon.telling.of(&event.kind, event.mode.as_deref()).is_none() {
        let place = place(event, picture, lexicon, &text);
        text = spaced(&[&text, &place]);
    }
    let unnamed = if actors.is_empty() { "actor not named" } else { "" };
    let marks: Vec<String> = [counts(&event.numbers), unnamed.to_owned()].into_iter().filter(|m| !m.is_empty()).collect();
    if !marks.is_empty() {
        text.push_str(&format!(" ({})", marks.join("; ")));
    }
    capitalised(&text)
}

/// A joint act names the same parties on both sides: each party stands once, the first as actor.
fn sides(event: &Event<EntityId>) -> (Vec<EntityId>, Vec<EntityId>) {
    let recipients: Vec<EntityId> = event.recipients.iter().filter(|r| !event.actors.contains(r)).cloned().collect();
    if recipients.is_empty() && event.actors.len() > 1 && !event.recipients.is_empty() {
        return (event.actors[..1].to_vec(), event.actors[1..].to_vec());
    }
    (event.actors.clone(), recipients)
}

fn with_actor(told: &Told, actors: &str, recipients: &str, event: &Event<EntityId>) -> String {
    let object = if recipients.is_empty() { told.object.clone() } else { spaced(&[&told.link, recipients]) };
    let past = spaced(&[actors, &told.past, &object]);
    let verb = |lead: &str| spaced(&[actors, lead, &told.verb, &object]);
    match event.status {
        Status::Occurred | Status::Ongoing => past,
        Status::Planned => verb("will"),
        // A threat to threaten is a threat.
        Status::Threatened if event.kind == "THREATEN" => past,
        Status::Threatened => verb("threatened to"),
        Status::Hypothetical => verb("might"),
        Status::Negated => verb("did not"),
        Status::Denied => format!("it is denied that {past}"),
    }
}

/// "in Keld", "at Keld airport"; nothing where the place is not known or `said` names it.
fn place(event: &Event<EntityId>, picture: &Picture, lexicon: &Lexicon, said: &str) -> String {
    let Some(place) = event.place.as_ref().filter(|p| !said.contains(&p.name)) else { return String::new() };
    let entity = place.entity.as_ref().and_then(|id| picture.entities.get(id));
    let at = if entity.is_some_and(|e| e.kind == EntityType::Facility) { "at" } else { "in" };
    format!("{at} {}", in_sentence(&place.name, lexicon))
}

/// "There was an attack on Velia in Keld", "An attack on Velia is planned".
fn without_actor(told: &Told, recipients: &str, place: &str, status: Status) -> String {
    let link = if recipients.is_empty() { "" } else { &told.noun_link };
    let noun = |noun: &str| spaced(&[noun, link, recipients, place]);
    let (is, was) = is_or_are(&told.noun);
    let head = match status {
        Status::Occurred | Status::Ongoing => return format!("there {was} {}", noun(&told.noun)),
        Status::Negated => return format!("there {was} no {}", noun(without_article(&told.noun))),
        Status::Planned => "planned",
        Status::Threatened => "threatened",
        Status::Hypothetical => "possible",
        Status::Denied => "denied",
    };
    format!("{} {is} {head}", noun(&told.noun))
}

/// For a type that the knowledge files do not know.
fn plain(event: &Event<EntityId>, actors: &str, recipients: &str) -> String {
    let mode = event.mode.as_deref().unwrap_or("");
    let arrow = if recipients.is_empty() { "" } else { "→" };
    spaced(&[actors, &event.kind, mode, arrow, recipients])
}

/// A sentence with one more mark in brackets at its end: "(14 killed)" becomes "(14 killed; 2 origins)".
pub fn marked(text: &str, mark: &str) -> String {
    text.strip_suffix(')').map_or_else(|| format!("{text} ({mark})"), |open| format!("{open}; {mark})"))
}

/// "14 killed, 3 wounded".
pub fn counts(numbers: &BTreeMap<String, f64>) -> String {
    let each: Vec<String> = numbers.iter().map(|(what, n)| format!("{} {}", figure(*n), what.replace('_', " "))).collect();
    each.join(", ")
}

/// A figure with thousands apart: 5,000; 0.25.
pub fn figure(value: f64) -> String {
    let text = format!("{}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    if value < 0.0 { format!("-{out}") } else { out }
}

fn spaced(parts: &[&str]) -> String {
    parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// The first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use khabar_model::{Chars, EntityRecord};

    fn event(kind: &str, mode: Option<&str>, actors: &[&str], recipients: &[&str], status: Status) -> Event<EntityId> {
        let ids = |names: &[&str]| names.iter().map(|n| EntityId((*n).into())).collect();
        Event {
            trigger: Chars::from((0, 1)),
            kind: kind.into(),
            mode: mode.map(str::to_owned),
            actors: ids(actors),
            recipients: ids(recipients),
            date: None,
            date_text: None,
            place: None,
            status,
            said_by: Vec::new(),
            numbers: BTreeMap::new(),
            story: None,
        }
    }

    fn check(event: &Event<EntityId>, expected: &str) {
        let mut picture = Picture::default();
        for name in ["Orland", "Velia", "the rebels"] {
            let entity = EntityRecord {
                id: EntityId(name.into()),
                name: name.into(),
                kind: EntityType::State,
                country: None,
                sector: None,
                aliases: Vec::new(),
                mentions: Vec::new(),
            };
            picture.entities.insert(entity.id.clone(), entity);
        }
        assert_eq!(tell(event, &picture, &Lexicon::bundled().unwrap()), expected);
    }

    #[test]
    fn acts_read_as_sentences_whatever_is_known_of_them() {
        use Status::*;
        check(&event("ASSAULT", Some("aerial"), &["Orland"], &["the rebels"], Occurred), "Orland carried out an air strike on the rebels");
        check(&event("ASSAULT", None, &["the rebels"], &[], Occurred), "The rebels attacked a target that is not named");
        check(&event("ASSAULT", None, &[], &["Velia"], Denied), "An attack on Velia is denied (actor not named)");
        check(&event("CONSULT", None, &[], &["Velia"], Occurred), "There were talks with Velia (actor not named)");
        check(&event("MOBILIZE", Some("troops"), &[], &[], Negated), "There was no deployment of troops (actor not named)");
        check(&event("CONSULT", None, &["Orland", "Velia"], &["Orland", "Velia"], Planned), "Orland will hold talks with Velia");
        check(&event("COERCE", Some("arrest"), &["Velia"], &[], Negated), "Velia did not arrest people who are not named");
        check(&event("THREATEN", None, &["Velia"], &["Orland"], Threatened), "Velia threatened Orland");
        check(&event("SANCTION", Some("expel"), &["Velia"], &["Orland"], Threatened), "Velia threatened to expel Orland");
        check(&event("OTHER", None, &["Velia"], &["Orland"], Occurred), "Velia OTHER → Orland");
    }

    #[test]
    fn figures_are_grouped() {
        assert_eq!([figure(5000.0), figure(14.0), figure(0.25), figure(-1234567.5)].join(" "), "5,000 14 0.25 -1,234,567.5");
    }

    #[test]
    fn casualties_and_place_follow() {
        let mut e = event("ASSAULT", None, &["the rebels"], &["Velia"], Status::Occurred);
        e.numbers = BTreeMap::from([("killed".into(), 14.0), ("wounded".into(), 3.0)]);
        check(&e, "The rebels attacked Velia (14 killed, 3 wounded)");
    }
}
