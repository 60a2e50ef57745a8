//! What a mention's words say: a pronoun, a proper name (and which forms of it), or a description.

use khabar_lexicon::actors::Actor;
use khabar_lexicon::{Lexicon, fold};
use khabar_model::EntityType;
use std::collections::BTreeSet;

/// What the names of a document are read against: the knowledge, and the states that the document speaks of.
pub struct Scene<'l> {
    pub lex: &'l Lexicon,
    countries: BTreeSet<&'l str>,
}

impl<'l> Scene<'l> {
    /// Finds the states that a text names or calls by their adjective.
    pub fn of(text: &str, lex: &'l Lexicon) -> Scene<'l> {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '.')).filter(|w| w.starts_with(char::is_uppercase));
        let mut countries = BTreeSet::new();
        for word in words.collect::<BTreeSet<_>>() {
            let by_name = lex.actors.find(word).filter(|a| a.kind == EntityType::State).map(|a| a.key.as_str());
            countries.extend(by_name.or_else(|| lex.actors.country_of_adjective(word)));
        }
        Scene { lex, countries }
    }

    /// The actor of this name, if the name is telling, of no state, or of one that the document speaks of: "Let" opens many an
    /// English sentence and seldom means a group in Pakistan.
    pub fn actor(&self, name: &str) -> Option<&'l Actor> {
        let actor = self.lex.actors.find(name)?;
        let told = |c: &String| self.countries.contains(c.as_str());
        // the list marks names that several states have: "National Intelligence Service (South Korea)"
        let telling = name.contains(' ') && !actor.name.contains('(');
        (actor.kind == EntityType::State || telling || actor.country.as_ref().is_none_or(told)).then_some(actor)
    }
}

/// How a mention refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// "he", "its"; true for the first person ("we", "my").
    Pronoun {
        first_person: bool,
    },
    Name(Name),
    /// "rogue militant groups": folded, without articles.
    Description(String),
}

/// A proper name as written and what it folds to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Without articles, possessive, title: "Karim al-Janabi".
    pub core: String,
    /// Every form the words give, without articles: with the title, the core, both sides of "X (Y)".
    pub forms: Vec<String>,
    /// The core folded: two names with one fold are one name.
    pub fold: String,
    /// Key of the general actor list.
    pub known: Option<String>,
    /// Is the key that of a thing for which the name only stands ("Washington" for a government)?
    pub metonym: bool,
}

impl Name {
    /// Words of the folded name.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.fold.split(' ')
    }
}

/// Reads a mention's words; `opens` says that it stands at the start of a sentence, where a capital tells nothing.
pub fn reference(words: &str, kind: EntityType, opens: bool, scene: &Scene) -> Reference {
    let lex = scene.lex;
    let clean = clean(words);
    let bare = without_article(&clean, lex);
    // "US" is no pronoun, "I" is
    let acronym = clean.chars().count() > 1 && clean.chars().all(|c| c.is_uppercase() || c == '.');
    if !acronym && lex.references.is_anaphor(bare) {
        return Reference::Pronoun { first_person: false };
    }
    if !acronym && (lex.references.is_pronoun(&clean) || lex.references.is_determiner(&clean) || bare.is_empty()) {
        return Reference::Pronoun { first_person: lex.references.is_first_person(&clean) };
    }
    if !is_proper(bare) || (opens && is_common(bare, kind, lex)) {
        return Reference::Description(fold(bare));
    }
    let mut forms = vec![bare.to_owned()];
    let (outer, bracket) = split_bracket(bare);
    let head = if kind == EntityType::Person { personal(outer, lex) } else { outer.split(", ").next().unwrap_or(outer) };
    let core = if kind == EntityType::Person { lex.titles.strip(head).0 } else { head };
    let core = if is_proper(core) { core } else { head };
    // "the Radwa district in Gao" is also "Radwa district"
    let placed = if kind == EntityType::Person { core } else { core.split_once(" in ").map_or(core, |(name, _)| name) };
    let core = if is_proper(placed) { placed } else { core };
    forms.extend([outer, head, core].map(str::to_owned));
    forms.extend(bracket.map(str::to_owned));
    let mut seen = Vec::new();
    forms.retain(|f| !f.is_empty() && f.chars().count() < 80 && (!seen.contains(f), seen.push(f.clone())).0);
    let metonym = scene.actor(core).is_some_and(|a| !a.is_proper_name(core));
    Reference::Name(Name {
        core: core.to_owned(),
        metonym,
        fold: fold(core),
        known: known(core, kind, scene).or_else(|| known(bracket?, kind, scene)),
        forms,
    })
}

/// The part of "Navala's interior minister, Jo Bell" or "Jo Bell, a former judge" that is a person's name: the first
/// that has capitals only, else the first.
fn personal<'w>(words: &'w str, lex: &Lexicon) -> &'w str {
    let is_name = |part: &&str| {
        let bare = lex.titles.strip(part).0;
        !bare.is_empty()
            && bare.split(' ').count() <= 4
            && bare.split(' ').all(|w| w.starts_with(char::is_uppercase) || w.starts_with("al-"))
            && lex.titles.find(bare).is_none()
    };
    let mut parts = words.split(", ");
    let first = parts.clone().next().unwrap_or(words);
    parts.find(is_name).unwrap_or(first)
}

/// Is it a description whose only capital is due to the sentence that it opens ("Protesters", "Rogue militias")?
fn is_common(bare: &str, kind: EntityType, lex: &Lexicon) -> bool {
    use EntityType::{ArmedGroup, Business, GovernmentBody, Media, Military, Other, Police, Population};
    let group = matches!(kind, ArmedGroup | Business | GovernmentBody | Media | Military | Other | Police | Population);
    let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
    group
        && capitals == 1
        && bare.starts_with(char::is_uppercase)
        && lex.actors.find(bare).is_none()
        && first_adjective(bare, lex).is_none()
}

fn first_adjective<'l>(bare: &str, lex: &'l Lexicon) -> Option<&'l str> {
    lex.actors.country_of_adjective(bare.split([' ', '-']).next().unwrap_or(bare))
}

/// The key of the general actor list that a name stands for. A capital stands for its state only where the
/// reader took it for a government; an adjective ("Iraqi") stands for the state.
fn known(core: &str, kind: EntityType, scene: &Scene) -> Option<String> {
    use EntityType::{GovernmentBody, Place, State};
    let lex = scene.lex;
    if let Some(actor) = scene.actor(core) {
        let is_metonym = actor.kind == State && !actor.is_proper_name(core);
        let fits = match kind {
            Place => actor.kind == State && !is_metonym || actor.kind == Place,
            // readers take states for persons now and then, hardly ever persons for states
            EntityType::Person => actor.kind == EntityType::Person || (actor.kind == State && (!is_metonym || core.contains(' '))),
            State | GovernmentBody => true,
            _ => actor.kind != EntityType::Person && !is_metonym,
        };
        return fits.then(|| actor.key.clone());
    }
    let adjective = matches!(kind, State | Place | GovernmentBody).then(|| lex.actors.country_of_adjective(core)).flatten();
    adjective.map(str::to_owned)
}

/// Words without quotes, edge punctuation, line breaks and a possessive ending.
pub fn clean(words: &str) -> String {
    let joined = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = joined.trim_matches(|c: char| " ,;:.\"“”‘*()[]–—".contains(c));
    // a closing bracket belongs to the name when its partner stands inside
    let bare = if bare.contains('(') && !bare.contains(')') { format!("{bare})") } else { bare.to_owned() };
    for ending in ["'s", "’s", "'", "’"] {
        if let Some(rest) = bare.strip_suffix(ending) {
            return rest.to_owned();
        }
    }
    bare
}

/// Without leading articles, possessives and demonstratives.
pub fn without_article<'a>(words: &'a str, lex: &Lexicon) -> &'a str {
    let mut rest = words;
    while let Some((first, more)) = rest.split_once(' ') {
        if !lex.references.is_determiner(first) {
            break;
        }
        rest = more.trim_start();
    }
    rest
}

/// Does a capital letter stand in it?
pub fn is_proper(words: &str) -> bool {
    words.chars().any(char::is_uppercase)
}

/// "Counter Terrorism Service (CTS)" → the name and the bracket's short form; of a longer bracket the first word,
/// where that is a short form ("PGs – irregulars").
fn split_bracket(name: &str) -> (&str, Option<&str>) {
    let Some((outer, rest)) = name.split_once(" (") else { return (name, None) };
    let inner = rest.split([')', ',', ' ', '–', ';']).next().unwrap_or("");
    let short = (2..=10).contains(&inner.chars().count()) && inner.chars().filter(|c| c.is_uppercase()).count() >= 2;
    (outer.trim(), short.then_some(inner))
}

/// Do the capital letters of `name` spell `short` ("ISW", "Institute for the Study of War")?
pub fn spells(name: &str, short: &str) -> bool {
    let short = short.strip_suffix('s').filter(|s| s.chars().count() >= 2).unwrap_or(short);
    if short.chars().count() < 2 || !short.chars().all(|c| c.is_uppercase() || c.is_ascii_digit()) || name.split(' ').count() < 2 {
        return false;
    }
    let initials: String =
        name.split([' ', '-']).filter_map(|w| w.chars().find(|c| c.is_alphanumeric())).filter(|c| c.is_uppercase()).collect();
    initials == short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(words: &str, kind: EntityType) -> Name {
        let lex = Lexicon::bundled().unwrap();
        match reference(words, kind, false, &Scene::of("Washington and Iraq", &lex)) {
            Reference::Name(n) => n,
            other => panic!("{words} read as {other:?}"),
        }
    }

    #[test]
    fn names_lose_article_title_and_possessive_but_keep_their_forms() {
        let n = name("Prime Minister Odile Marchetti’s", EntityType::Person);
        assert_eq!(n.core, "Odile Marchetti");
        assert_eq!(name("Navala’s interior minister, Grace Wanjala", EntityType::Person).core, "Grace Wanjala");
        assert_eq!(name("Jo Bell, a former judge", EntityType::Person).core, "Jo Bell");
        assert_eq!(n.forms, ["Prime Minister Odile Marchetti", "Odile Marchetti"]);
        let n = name("the River Guard Service (RGS)", EntityType::Military);
        assert_eq!((n.core.as_str(), n.forms.contains(&"RGS".to_owned())), ("River Guard Service", true));
    }

    #[test]
    fn a_capital_is_its_state_only_when_it_acts() {
        assert_eq!(name("Washington", EntityType::State).known.as_deref(), Some("USA"));
        assert_eq!(name("Washington", EntityType::Place).known, None);
        assert_eq!(name("Iraqi", EntityType::State).known.as_deref(), Some("IRQ"));
        assert_eq!(name("Iraq", EntityType::Place).known.as_deref(), Some("IRQ"));
    }

    #[test]
    fn initials_spell_an_acronym() {
        assert!(spells("Institute for the Study of War", "ISW"));
        assert!(spells("Popular Mobilisation Units", "PMUs"));
        assert!(!spells("Institute for the Study of War", "IS"));
        assert!(!spells("Iraq", "I"));
    }
}
