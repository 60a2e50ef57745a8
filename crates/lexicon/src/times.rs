//! Words of time: calendar names, units, parts, shifts, references, recurrences, tense clues.

use std::collections::BTreeMap;

use crate::{LexiconError, Phrases, Shelf, tsv::Row, tsv::Tsv};

const FILE: &str = "times.tsv";

/// A unit of calendar or clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeUnit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// Which part of a period is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portion {
    Early,
    Mid,
    Late,
    Start,
    End,
    /// "earlier this year": before now, within the period.
    Earlier,
    /// "later this year": after now, within the period.
    Later,
    Whole,
}

/// What a single word may mean; a word may have several senses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeWord {
    /// From 1.
    Month(i8),
    /// Monday is 1.
    Weekday(i8),
    Unit(TimeUnit),
    /// TIMEX3 code: SP, SU, FA, WI.
    Season(String),
    /// TIMEX3 code (MO, AF, EV, NI, DT) or a clock time.
    DayPart(String),
    /// Days from the day of speaking, and a part of day.
    Day(i64, Option<String>),
    Part(Portion),
    /// -1 "last", 0 "this", 1 "next".
    Shift(i64),
    /// "a few", "several".
    Several,
    Zone,
}

/// A feast: a fixed day (`12-25`), a rule (`easter+1`, `4thu11`), or nothing where the calendar moves it.
pub type Feast = String;

/// What a word beside an expression shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clue {
    /// Stands before a bare year.
    BeforeYear,
    /// A month follows, not the verb or the name of the same form.
    BeforeMonth,
    /// Four digits after it are no year.
    NoYear,
    /// After a year although it looks like a plural that the digits would count.
    YearSubject,
    /// A month that is also a name.
    AlsoName,
    /// A month that is also a verb or another word.
    AlsoVerb,
    /// Stands before "the 25th" when a day is meant.
    BeforeNth,
    /// May follow "the 25th" when a day is meant.
    AfterNth,
    /// A season follows, not the verb.
    BeforeSeason,
    /// Shifts from the story, not from now.
    Narrative,
    /// Begins what follows an adverb of time.
    ClauseStart,
    /// May stand between figure and unit.
    LengthAdjective,
    /// May stand before the figure of a length.
    Sequence,
    /// "The year" after it is a time.
    BeforePeriod,
    /// "A year" after it is a length, no rate.
    BeforeLength,
    /// "Days" after it is a length.
    BeforeBareLength,
    /// "Days" before it is a length.
    AfterBareLength,
    /// "The evening" after it is a time.
    BeforeDaypart,
    /// Joins the ends of a range.
    RangeLink,
    /// Makes a vague expression past.
    TellsPast,
    /// Makes it future.
    TellsFuture,
    /// Makes it present.
    TellsPresent,
    /// "The latter half of".
    PartAdjective,
    /// What a part-adjective qualifies.
    PartNoun,
    /// Stands for an article.
    Possessive,
}

impl Clue {
    const ALL: &[(&str, Clue)] = &[
        ("before-year", Clue::BeforeYear),
        ("before-month", Clue::BeforeMonth),
        ("no-year", Clue::NoYear),
        ("year-subject", Clue::YearSubject),
        ("also-name", Clue::AlsoName),
        ("also-verb", Clue::AlsoVerb),
        ("before-nth", Clue::BeforeNth),
        ("after-nth", Clue::AfterNth),
        ("before-season", Clue::BeforeSeason),
        ("narrative", Clue::Narrative),
        ("clause-start", Clue::ClauseStart),
        ("length-adjective", Clue::LengthAdjective),
        ("sequence", Clue::Sequence),
        ("before-period", Clue::BeforePeriod),
        ("before-length", Clue::BeforeLength),
        ("before-bare-length", Clue::BeforeBareLength),
        ("after-bare-length", Clue::AfterBareLength),
        ("before-daypart", Clue::BeforeDaypart),
        ("range-link", Clue::RangeLink),
        ("tells-past", Clue::TellsPast),
        ("tells-future", Clue::TellsFuture),
        ("tells-present", Clue::TellsPresent),
        ("part-adjective", Clue::PartAdjective),
        ("part-noun", Clue::PartNoun),
        ("possessive", Clue::Possessive),
    ];
}

/// The table of time words.
#[derive(Debug, Default)]
pub struct Times {
    words: BTreeMap<String, Vec<TimeWord>>,
    clues: BTreeMap<String, Vec<Clue>>,
    /// TIMEX3 reference values: PAST_REF, PRESENT_REF, FUTURE_REF.
    pub references: Phrases<String>,
    /// Recurrences: their TIMEX3 value.
    pub sets: Phrases<String>,
    pub feasts: Phrases<Feast>,
    /// Words before a figure that loosen it and belong to the expression.
    pub about: Phrases<()>,
    /// Words that show that a clause looks ahead.
    pub future: Phrases<()>,
    /// Words that show that a clause looks back.
    pub past: Phrases<()>,
}

impl Times {
    /// All senses of a word in lower case.
    pub fn senses(&self, word: &str) -> &[TimeWord] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }
    /// Does a word in lower case show this?
    pub fn shows(&self, word: &str, clue: Clue) -> bool {
        self.clues.get(word).is_some_and(|all| all.contains(&clue))
    }
}

pub(crate) fn load(shelf: &Shelf) -> Result<Times, LexiconError> {
    let text = shelf.text(FILE)?;
    let mut times = Times::default();
    for row in Tsv::parse(FILE, &text, &["phrase", "class", "value"])?.rows {
        let (phrase, value) = (row.get(0), row.get(2).to_owned());
        match row.get(1) {
            "ref" => times.references.add(phrase, value),
            "set" => times.sets.add(phrase, value),
            "holiday" => times.feasts.add(phrase, value),
            "about" => times.about.add(phrase, ()),
            "future" => times.future.add(phrase, ()),
            "past" => times.past.add(phrase, ()),
            "clue" => {
                let clue = row.parse(2, "the name of a clue", |v| Clue::ALL.iter().find(|(name, _)| *name == v).map(|(_, c)| *c))?;
                times.clues.entry(phrase.to_owned()).or_default().push(clue);
            }
            class => times.words.entry(phrase.to_owned()).or_default().push(sense(&row, class)?),
        }
    }
    Ok(times)
}

fn sense(row: &Row, class: &str) -> Result<TimeWord, LexiconError> {
    let value = || row.get(2).to_owned();
    Ok(match class {
        "month" => TimeWord::Month(row.parse(2, "a month from 1 to 12", |v| v.parse().ok().filter(|m| (1..=12).contains(m)))?),
        "weekday" => TimeWord::Weekday(row.parse(2, "a weekday from 1 to 7", |v| v.parse().ok().filter(|d| (1..=7).contains(d)))?),
        "unit" => TimeWord::Unit(row.parse(2, "a unit of time", unit)?),
        "season" => TimeWord::Season(value()),
        "daypart" => TimeWord::DayPart(value()),
        "day" => {
            let (shift, part) = value().split_once(' ').map_or((value(), None), |(s, p)| (s.to_owned(), Some(p.to_owned())));
            TimeWord::Day(shift.parse().map_err(|_| row.error(format!("found `{shift}`, expected a number of days")))?, part)
        }
        "part" => TimeWord::Part(row.parse(2, "a part of a period", portion)?),
        "shift" => TimeWord::Shift(row.parse(2, "-1, 0 or 1", |v| v.parse().ok().filter(|s| (-1..=1).contains(s)))?),
        "several" => TimeWord::Several,
        "zone" => TimeWord::Zone,
        _ => return Err(row.error(format!("found class `{class}`, expected a class of time words such as month or unit"))),
    })
}

fn unit(name: &str) -> Option<TimeUnit> {
    use TimeUnit::*;
    Some(match name {
        "second" => Second,
        "minute" => Minute,
        "hour" => Hour,
        "day" => Day,
        "night" => Night,
        "weekend" => Weekend,
        "week" => Week,
        "fortnight" => Fortnight,
        "month" => Month,
        "quarter" => Quarter,
        "year" => Year,
        "decade" => Decade,
        "century" => Century,
        _ => return None,
    })
}

fn portion(name: &str) -> Option<Portion> {
    use Portion::*;
    Some(match name {
        "early" => Early,
        "mid" => Mid,
        "late" => Late,
        "start" => Start,
        "end" => End,
        "earlier" => Earlier,
        "later" => Later,
        "whole" => Whole,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_all_its_senses() {
        let times = load(&Shelf::new(&|_| None)).unwrap();
        assert_eq!(times.senses("may"), [TimeWord::Month(5)]);
        assert!(times.senses("night").contains(&TimeWord::Unit(TimeUnit::Night)));
        assert!(times.senses("night").contains(&TimeWord::DayPart("NI".into())));
        assert_eq!(times.references.longest(|i| ["right", "now"].get(i).copied()).map(|(n, v)| (n, v.as_str())), Some((2, "PRESENT_REF")));
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        let text = |_: &str| Some("phrase\tclass\tvalue\nfebruary\tmonth\t13\n".to_owned());
        assert_eq!(load(&Shelf::new(&text)).unwrap_err().to_string(), "times.tsv:2: found `13`, expected a month from 1 to 12");
    }
}
