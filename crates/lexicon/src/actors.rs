//! Well-known actors of the world (`actors/`): states, international bodies, organisations, office holders.

use std::collections::BTreeSet;

use khabar_model::EntityType;

use crate::{LexiconError, Shelf, fold, tsv::Tsv};

const COUNTRIES: &str = "actors/countries.tsv";
/// Files of the same columns, read one after the other.
const LISTS: [&str; 3] = ["actors/igos.tsv", "actors/organisations.tsv", "actors/leaders.tsv"];

/// PLOVER sectors in use.
pub const SECTORS: [&str; 17] =
    ["GOV", "MIL", "SPY", "LEG", "JUD", "OPP", "REB", "PRM", "CVL", "CRM", "BUS", "MED", "NGO", "IGO", "REF", "LAB", "REL"];

/// A state, an organisation or a person that reports name without explaining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Stable: ISO 3166-1 alpha-3 for states, else a slug ("un-security-council").
    pub key: String,
    pub name: String,
    pub kind: EntityType,
    /// ISO 3166-1 alpha-3 (XKX for Kosovo).
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// Other proper names and acronyms.
    pub aliases: Vec<String>,
    /// Words that stand for the actor without being its name: a state's capital or seat of power ("Kremlin").
    pub metonyms: Vec<String>,
}

impl Actor {
    /// Is `name` one of its proper names, not a metonym?
    pub fn is_proper_name(&self, name: &str) -> bool {
        let folded = fold(name);
        std::iter::once(&self.name).chain(&self.aliases).any(|n| fold(n) == folded)
    }
}

/// Actors by key, name and adjective.
#[derive(Debug)]
pub struct Actors {
    all: Vec<Actor>,
    /// Key to index in `all`, sorted.
    keys: Vec<(String, usize)>,
    /// Sorted by folded name; a name that several actors share keeps their order in `all`.
    names: Vec<Name>,
    /// Folded adjective or demonym to country, sorted.
    adjectives: Vec<(String, String)>,
    capitals: Vec<(String, String)>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    folded: String,
    /// A name in the list that tells its country in brackets, here without them: "Labour Party (Nigeria)".
    needs_country: bool,
    actor: usize,
    written: String,
}

impl Actors {
    /// The actor of this name: a proper name, an acronym or a metonym, whatever its accents, hyphens and article.
    /// The spelling as listed wins over others; a name all in capitals in the list ("US", "WHO") is not found by a
    /// word in lower case.
    pub fn find(&self, name: &str) -> Option<&Actor> {
        let named = || self.named(name).filter(|n| !n.needs_country);
        let exact = named().find(|n| n.written == name);
        exact.or_else(|| named().next()).map(|n| &self.all[n.actor])
    }

    /// As [`Actors::find`], but an actor of `country` (ISO 3166-1 alpha-3) wins, also one whose plain name others
    /// share: "Labour Party" in Nigeria.
    pub fn find_in(&self, name: &str, country: Option<&str>) -> Option<&Actor> {
        let there = self.named(name).map(|n| &self.all[n.actor]).find(|a| country.is_some() && a.country.as_deref() == country);
        there.or_else(|| self.find(name))
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Name> {
        let folded = fold(name);
        let start = self.names.partition_point(|n| n.folded < folded);
        let same = self.names[start..].iter().take_while(move |n| n.folded == folded);
        same.filter(move |n| !is_acronym(&n.written) || acronym_fits(name, &n.written))
    }

    pub fn by_key(&self, key: &str) -> Option<&Actor> {
        get(&self.keys, key).map(|i| &self.all[*i])
    }

    /// The state with this ISO 3166-1 alpha-3 code.
    pub fn country(&self, iso3: &str) -> Option<&Actor> {
        self.by_key(iso3).filter(|a| a.kind == EntityType::State)
    }

    /// The ISO 3166-1 alpha-3 code for an adjective or a word for its people: "Iraqi", "Iraqis", "Danes".
    pub fn country_of_adjective(&self, word: &str) -> Option<&str> {
        let folded = fold(word);
        word.starts_with(char::is_uppercase).then(|| get(&self.adjectives, &folded)).flatten().map(String::as_str)
    }

    /// The capital of a state.
    pub fn capital(&self, iso3: &str) -> Option<&str> {
        get(&self.capitals, iso3).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Actor> {
        self.all.iter()
    }
}

fn get<'t, T>(table: &'t [(String, T)], key: &str) -> Option<&'t T> {
    table.binary_search_by(|(k, _)| k.as_str().cmp(key)).ok().map(|i| &table[i].1)
}

/// Two capitals or more and no small letter but a plural s: "UN", "MI6", "U.S.".
fn is_acronym(name: &str) -> bool {
    name.chars().filter(|c| c.is_uppercase()).count() >= 2 && !name.chars().any(char::is_lowercase)
}

/// Capitals as listed, or the style that writes long acronyms as words ("Nato", "Unicef").
fn acronym_fits(name: &str, written: &str) -> bool {
    let bare = name.trim_start_matches("the ").trim_start_matches("The ").trim_end_matches("'s").trim_end_matches("’s");
    let as_word = bare.starts_with(char::is_uppercase) && written.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    is_acronym(bare) || as_word
}

pub(crate) fn load(shelf: &Shelf) -> Result<Actors, LexiconError> {
    let mut actors = Actors { all: Vec::new(), keys: Vec::new(), names: Vec::new(), adjectives: Vec::new(), capitals: Vec::new() };
    countries(shelf, &mut actors)?;
    let states: BTreeSet<String> = actors.all.iter().map(|a| a.key.clone()).collect();
    for file in LISTS.into_iter().filter(|f| shelf.names(f).contains(f)) {
        list(shelf, file, &states, &mut actors)?;
    }
    actors.adjectives.sort();
    actors.capitals.sort();
    // A name that two actors share stays with the one listed first: states, then international bodies, then the rest.
    actors.names.sort();
    actors.keys.sort();
    if let Some(twice) = actors.keys.windows(2).find(|w| w[0].0 == w[1].0) {
        return Err(LexiconError::new("actors", 0, format!("key `{}` twice, expected every key in one file only", twice[0].0)));
    }
    Ok(actors)
}

fn countries(shelf: &Shelf, actors: &mut Actors) -> Result<(), LexiconError> {
    let text = shelf.text(COUNTRIES)?;
    for row in &Tsv::parse(COUNTRIES, &text, &["iso3", "name", "aliases", "adjectives", "capital", "metonyms"])?.rows {
        let iso3 = row.parse(0, "an ISO 3166-1 alpha-3 code", |c| {
            (c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase())).then(|| c.to_owned())
        })?;
        actors.adjectives.extend(row.list(3).map(|a| (fold(a), iso3.clone())));
        actors.capitals.extend(row.some(4).map(|c| (iso3.clone(), c.to_owned())));
        let actor = Actor {
            key: iso3.clone(),
            name: row.get(1).to_owned(),
            kind: EntityType::State,
            country: Some(iso3),
            sector: Some("GOV".to_owned()),
            aliases: row.list(2).map(str::to_owned).collect(),
            metonyms: row.list(5).map(str::to_owned).collect(),
        };
        actors.add(actor);
    }
    Ok(())
}

fn list(shelf: &Shelf, file: &str, states: &BTreeSet<String>, actors: &mut Actors) -> Result<(), LexiconError> {
    let text = shelf.text(file)?;
    for row in &Tsv::parse(file, &text, &["key", "name", "type", "country", "sector", "aliases"])?.rows {
        let country = row.some(3).map(str::to_owned);
        if let Some(c) = country.as_ref().filter(|c| !states.contains(*c)) {
            return Err(row.error(format!("country `{c}`, expected a code of {COUNTRIES}")));
        }
        let sector = row.some(4).map(|_| row.parse(4, "a PLOVER sector", |s| SECTORS.contains(&s).then(|| s.to_owned()))).transpose()?;
        let actor = Actor {
            key: row.get(0).to_owned(),
            name: row.get(1).to_owned(),
            kind: row.parse(2, "an entity type", EntityType::parse)?,
            country,
            sector,
            aliases: row.list(5).map(str::to_owned).collect(),
            metonyms: Vec::new(),
        };
        actors.add(actor);
    }
    Ok(())
}

impl Actors {
    fn add(&mut self, actor: Actor) {
        let at = self.all.len();
        self.keys.push((actor.key.clone(), at));
        let mut name = |written: &str, needs_country| {
            self.names.push(Name { folded: fold(written), needs_country, actor: at, written: written.to_owned() });
        };
        for written in std::iter::once(&actor.name).chain(&actor.aliases).chain(&actor.metonyms) {
            name(written, false);
            if let Some((plain, _)) = written.split_once(" (") {
                name(plain, true);
            }
        }
        self.all.push(actor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    #[test]
    fn states_go_by_names_metonyms_and_adjectives() {
        let actors = Lexicon::bundled().unwrap().actors;
        let key = |name: &str| actors.find(name).map(|a| a.key.as_str());
        for (name, iso3) in [
            ("the United States", "USA"),
            ("U.S.", "USA"),
            ("Washington", "USA"),
            ("Cote d’Ivoire", "CIV"),
            ("Turkiye", "TUR"),
            ("Kremlin", "RUS"),
            ("DR Congo", "COD"),
        ] {
            assert_eq!(key(name), Some(iso3), "{name}");
        }
        assert_eq!(key("us"), None, "a pronoun is no state");
        assert_eq!(key("Us"), None);
        assert!(!actors.country("RUS").unwrap().is_proper_name("Kremlin"));
        assert_eq!(actors.country_of_adjective("Danes"), Some("DNK"));
        assert_eq!(actors.country_of_adjective("polish"), None);
        assert_eq!(actors.capital("KEN"), Some("Nairobi"));
    }

    #[test]
    fn organisations_go_by_acronyms_and_are_told_apart_by_spelling_and_country() {
        let actors = Lexicon::bundled().unwrap().actors;
        let key = |name: &str| actors.find(name).map(|a| a.key.as_str());
        assert_eq!(key("the UN Security Council"), Some("un-security-council"));
        assert_eq!(key("Nato"), Some("nato"));
        assert_eq!(key("al-Shabab"), Some("al-shabaab"));
        assert_eq!((key("KIA"), key("Kia")), (Some("kachin-independence-army"), Some("kia")));
        assert_eq!((key("who"), key("WHO")), (None, Some("world-health-organization")));
        let found = actors.find_in("Labour Party", Some("NGA")).unwrap();
        assert_eq!((found.country.as_deref(), found.kind), (Some("NGA"), EntityType::Party));
        assert_eq!(actors.find_in("Labour Party", None).unwrap().country.as_deref(), Some("GBR"));
    }

    #[test]
    fn every_actor_is_found_by_its_own_name() {
        let actors = Lexicon::bundled().unwrap().actors;
        let lost: Vec<&str> = actors.iter().filter(|a| actors.find(&a.name) != Some(a)).map(|a| a.name.as_str()).collect();
        assert!(lost.is_empty(), "another actor has the name first: {lost:?}");
        assert!(actors.iter().filter(|a| a.kind == EntityType::State).count() >= 249);
    }
}
