//! Units of measured amounts: currencies, measures, plurals that no rule makes singular, nouns that count no thing.

use crate::{LexiconError, Phrases, Shelf, tsv::Tsv};

const FILE: &str = "units.tsv";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub class: UnitClass,
    /// Singular name: "US dollar", "km", "percent".
    pub name: String,
    /// ISO 4217, where one country's currency is meant.
    pub code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitClass {
    Currency,
    Percent,
    /// Percentage points.
    Points,
    /// Length, weight, power and their like.
    Measure,
    /// A noun whose singular no rule makes.
    Plural,
    /// Counted from three up: "the two countries" counts nothing.
    Pair,
    /// What became of those counted: killed, arrested.
    Outcome,
    /// The act that has the outcome: killing.
    Act,
    /// Counts time, or nothing that one measures.
    Uncounted,
    /// "a day": an amount for each.
    Rate,
    /// Ends a noun phrase.
    Function,
}

/// The table of units.
#[derive(Debug, Default)]
pub struct Units {
    phrases: Phrases<Unit>,
}

impl Units {
    /// The longest unit that begins at word 0 of `word`, and how many words it has.
    pub fn longest<'w>(&self, word: impl Fn(usize) -> Option<&'w str>) -> Option<(usize, &Unit)> {
        self.phrases.longest(word)
    }
    /// The unit of exactly this word.
    pub fn get(&self, word: &str) -> Option<&Unit> {
        self.longest(|i| (i == 0).then_some(word)).map(|(_, unit)| unit)
    }
    /// A noun in the singular: from the table, else by English rule.
    pub fn singular(&self, noun: &str) -> String {
        let low = noun.to_lowercase();
        match self.get(&low) {
            Some(unit) if !matches!(unit.class, UnitClass::Uncounted | UnitClass::Function) => unit.name.clone(),
            _ => by_rule(&low),
        }
    }
}

fn by_rule(noun: &str) -> String {
    let ends = |tail: &str| noun.strip_suffix(tail).filter(|stem| stem.len() > 1);
    if let Some(stem) = ends("ies").filter(|s| s.len() > 2) {
        return format!("{stem}y");
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|tail| noun.ends_with(tail)) {
        return noun.strip_suffix("es").unwrap_or(noun).to_owned();
    }
    if noun.ends_with("ss") || noun.ends_with("us") || noun.ends_with("is") {
        return noun.to_owned();
    }
    ends("men").map(|stem| format!("{stem}man")).or_else(|| ends("s").map(str::to_owned)).unwrap_or_else(|| noun.to_owned())
}

pub(crate) fn load(shelf: &Shelf) -> Result<Units, LexiconError> {
    let text = shelf.text(FILE)?;
    let mut units = Units::default();
    for row in Tsv::parse(FILE, &text, &["form", "class", "name", "code"])?.rows {
        let class = row.parse(1, "a class of units such as currency or measure", class)?;
        units.phrases.add(row.get(0), Unit { class, name: row.get(2).to_owned(), code: row.some(3).map(str::to_owned) });
    }
    Ok(units)
}

fn class(name: &str) -> Option<UnitClass> {
    Some(match name {
        "currency" => UnitClass::Currency,
        "percent" => UnitClass::Percent,
        "points" => UnitClass::Points,
        "measure" => UnitClass::Measure,
        "plural" => UnitClass::Plural,
        "pair" => UnitClass::Pair,
        "outcome" => UnitClass::Outcome,
        "act" => UnitClass::Act,
        "uncounted" => UnitClass::Uncounted,
        "rate" => UnitClass::Rate,
        "function" => UnitClass::Function,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_become_singular() {
        let units = load(&Shelf::new(&|_| None)).unwrap();
        for (plural, one) in [
            ("rockets", "rocket"),
            ("embassies", "embassy"),
            ("Children", "child"),
            ("buses", "bus"),
            ("gunmen", "gunman"),
            ("wounded", "wounded"),
            ("classes", "class"),
            ("police", "police"),
            ("houses", "house"),
        ] {
            assert_eq!(units.singular(plural), one);
        }
        assert_eq!(units.get("€").and_then(|u| u.code.as_deref()), Some("EUR"));
    }
}
