//! Words that state a lasting tie between two mentions (`ties.tsv`).

use khabar_model::{EntityType, Predicate};

use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "ties.tsv";

/// Which mention is the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The first: "Ruritania-backed militia".
    Forward,
    /// The second: "a militia backed by Ruritania".
    Backward,
    /// The words are joined to the front of the object: "the anti-Ruritania front".
    Prefix,
}

/// One phrase between two mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Lower case, straight apostrophes: "-backed", "'s leader", "led by", ", an ally of".
    pub words: String,
    /// None for words that must not be read as a tie ("brother of", "killed").
    pub tie: Option<Predicate>,
    pub direction: Direction,
    /// Types that the left mention may have; empty for any.
    pub first: Vec<EntityType>,
    /// Types that the right mention may have; empty for any.
    pub second: Vec<EntityType>,
}

#[derive(Debug)]
pub struct Ties(Vec<Pattern>);

impl Ties {
    /// All patterns, the longest phrase first.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.0.iter()
    }

    /// The pattern whose words are the text between two mentions of these types, whatever case, line breaks and
    /// articles: "led by the". None where no pattern covers the whole gap.
    pub fn between(&self, gap: &str, first: EntityType, second: EntityType) -> Option<&Pattern> {
        let gap = plain(gap);
        let fits = |p: &&Pattern| p.words == gap && allows(&p.first, first) && allows(&p.second, second);
        self.0.iter().find(fits)
    }

    /// The tie that words state wherever they stand ("the proprietor of"), by the longest phrase in them; None where the
    /// phrase is no tie or there is none.
    pub fn named(&self, words: &str) -> Option<Predicate> {
        let words = format!(" {} ", plain(words));
        let told = |p: &&Pattern| p.direction != Direction::Prefix && words.contains(&format!(" {} ", bare(&p.words)));
        self.0.iter().find(|p| bare(&p.words).len() > SHORT && told(p))?.tie
    }

    /// The pattern with which `gap` begins ("-backed militant group"), the longest first; types are not looked at.
    pub fn opens(&self, gap: &str) -> Option<&Pattern> {
        let gap = plain(gap);
        let on_border = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        self.0.iter().find(|p| gap.strip_prefix(p.words.as_str()).is_some_and(on_border))
    }
}

/// A phrase of so few letters says nothing without the mentions beside it ("of", "in").
const SHORT: usize = 4;

/// A phrase without what joins it to a mention.
fn bare(phrase: &str) -> &str {
    let phrase = phrase.trim_start_matches(['-', ',', ' ']);
    let phrase = phrase.strip_prefix("'s ").unwrap_or(phrase);
    ["a ", "an ", "the "].iter().find_map(|article| phrase.strip_prefix(article)).unwrap_or(phrase)
}

fn allows(types: &[EntityType], kind: EntityType) -> bool {
    types.is_empty() || types.contains(&kind)
}

/// Lower case, single spaces, straight apostrophes and hyphens, no article at the end.
fn plain(gap: &str) -> String {
    let low = gap.to_lowercase().replace(['’', '‘'], "'").replace(['‑', '‐'], "-");
    let words: Vec<&str> = low.split_whitespace().collect();
    let keep = words.len() - usize::from(words.len() > 1 && matches!(words.last(), Some(&"the" | &"a" | &"an")));
    words[..keep].join(" ")
}

pub(crate) fn load(shelf: &Shelf) -> Result<Ties, LexiconError> {
    let text = shelf.text(FILE)?;
    let mut patterns = Vec::new();
    for row in &Tsv::parse(FILE, &text, &["words", "tie", "direction", "first", "second"])?.rows {
        let tie = match row.get(1) {
            "none" => None,
            _ => Some(row.parse(1, "a predicate or none", Predicate::parse)?),
        };
        let direction = row.parse(2, "forward, backward or prefix", |d| match d {
            "forward" | "none" => Some(Direction::Forward),
            "backward" => Some(Direction::Backward),
            "prefix" => Some(Direction::Prefix),
            _ => None,
        })?;
        let types = |column: usize| {
            let parse = |t: &str| EntityType::parse(t).ok_or_else(|| row.error(format!("found `{t}`, expected an entity type")));
            row.list(column).map(parse).collect::<Result<Vec<_>, _>>()
        };
        patterns.push(Pattern { words: row.get(0).to_owned(), tie, direction, first: types(3)?, second: types(4)? });
    }
    patterns.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
    Ok(Ties(patterns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    #[test]
    fn the_gap_between_two_mentions_states_the_tie() {
        use EntityType::{ArmedGroup, Person, Place, State};
        let ties = Lexicon::bundled().unwrap().ties;
        let tie = |gap: &str, a, b| ties.between(gap, a, b).map(|p| (p.tie, p.direction));
        assert_eq!(tie("-backed", State, ArmedGroup), Some((Some(Predicate::Backs), Direction::Forward)));
        assert_eq!(tie(" backed\nby the ", ArmedGroup, State), Some((Some(Predicate::Backs), Direction::Backward)));
        assert_eq!(tie("’s leader", ArmedGroup, Person), Some((Some(Predicate::Leads), Direction::Backward)));
        assert_eq!(tie(" is based in ", ArmedGroup, Place), None, "a fighting group is nowhere based for good");
        assert_eq!(tie(" brother of ", Person, Person), Some((None, Direction::Forward)));
        assert_eq!(ties.named("long the armed wing of"), Some(Predicate::PartOf));
        assert_eq!((ties.named("of"), ties.named("his brother")), (None, None));
        assert_eq!(ties.opens("-backed fighters of").map(|p| p.words.as_str()), Some("-backed"));
    }
}
