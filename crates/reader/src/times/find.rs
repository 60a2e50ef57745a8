//! Finds the time expressions of a sentence: at each word the rule that reads furthest wins.

use khabar_lexicon::Lexicon;
use khabar_lexicon::times::{Clue, Portion, TimeWord};

use super::calendar::{Grammar, expression};
use super::told::{Expression, Told, Year};
use super::words::Words;

/// The time expressions of one sentence, in order, not overlapping.
pub(crate) fn find(words: Words, lex: &Lexicon) -> Vec<Expression> {
    let grammar = Grammar { w: words, lex };
    let mut out: Vec<Expression> = Vec::new();
    let mut i = 0;
    while i < words.all.len() {
        match grammar.at(i) {
            Some(found) => {
                i = found.to.max(i + 1);
                let more = grammar.another_day(&found);
                let mut found = found;
                if let (Some(Expression { told: Told::Day { year, .. }, .. }), Told::Day { year: own, .. }) = (&more, &mut found.told) {
                    *own = *year;
                }
                out.push(found);
                if let Some(more) = more {
                    i = more.to;
                    out.push(more);
                }
            }
            None => i += 1,
        }
    }
    out
}

impl Grammar<'_, '_> {
    /// The longest expression that begins at word `i`; of equals the rule that stands first.
    fn at(self, i: usize) -> Option<Expression> {
        let parted = self.parted(i);
        let whole = self.whole(i);
        match (parted, whole) {
            (Some(p), Some(w)) => Some(if w.to >= p.to { w } else { p }),
            (p, w) => p.or(w),
        }
    }

    /// "5" in "May 4 and 5".
    fn another_day(self, found: &Expression) -> Option<Expression> {
        let Told::Day { year, month: Some(month), .. } = found.told else { return None };
        let at = found.to + 1;
        let day = self.w.digits(at).filter(|(n, digits)| *digits <= 2 && (1..=31).contains(n) && self.w.is(found.to, &["and", "or"]))?.0;
        let ordinal = self.ordinal(at).is_some();
        let to = if ordinal { at + 2 } else { at + 1 };
        let month_first = self.w.digits(found.to - 1).is_some() || ordinal;
        let (year, tail) = if year == Year::Open { self.year_tail(to) } else { (year, to) };
        let ends = tail > to || to >= self.w.all.len() || self.shows(to, Clue::AfterNth);
        (month_first && ends).then(|| Expression::new(Told::Day { year, month: Some(month), day: day as i8 }, at, tail))
    }

    fn whole(self, i: usize) -> Option<Expression> {
        let read = |told| expression(told, i);
        let rules = [
            read(self.numeric(i)),
            read(self.day_month(i)),
            read(self.month_day(i)),
            read(self.month_alone(i)),
            read(self.division(i)),
            read(self.season(i)),
            read(self.year(i)),
            self.weekday(i),
            self.named(i),
            self.clock(i),
            self.part_of_day(i),
            self.offset(i),
            self.day_beside(i),
            self.period_end(i),
            self.shifted(i),
            read(self.feast(i)),
            read(self.recurrence(i)),
            read(self.spell_range(i)),
            read(self.spell(i)),
            read(self.nth(i)),
            read(self.bare_period(i)),
            read(self.reference(i)),
        ];
        rules.into_iter().flatten().fold(None, |best: Option<Expression>, e| match best {
            Some(best) if best.to >= e.to => Some(best),
            _ => Some(e),
        })
    }

    /// An expression after "early", "the end of", "earlier".
    fn parted(self, i: usize) -> Option<Expression> {
        let (part, at) = self.portion(i)?;
        let found = self.whole(at).filter(|e| e.dated() && !matches!(e.told, Told::Offset { .. } | Told::Clock))?;
        let near = matches!(part, Portion::Earlier | Portion::Later)
            && !matches!(found.told, Told::Period { .. } | Told::Named(_) | Told::Weekday { .. } | Told::Year(_) | Told::Month { .. });
        (!near).then_some(Expression { part: Some(part), from: i, ..found })
    }

    /// "early", "mid-", "the end of", "early in", "the latter part of", and the index after it.
    fn portion(self, i: usize) -> Option<(Portion, usize)> {
        let the = usize::from(self.w.is(i, &["the"]));
        let word = |i: usize| self.sense(i, |s| if let TimeWord::Part(p) = s { Some(*p) } else { None });
        if self.shows(i + the, Clue::PartAdjective) && self.shows(i + the + 1, Clue::PartNoun) && self.w.is(i + the + 2, &["of"]) {
            let part = if matches!(self.w.low(i + the), "first" | "early") { Portion::Early } else { Portion::Late };
            return Some((part, i + the + 3));
        }
        let part = word(i + the)?;
        let at = i + the + 1;
        let noun = matches!(part, Portion::Start | Portion::End | Portion::Whole) || self.w.is(at - 1, &["middle"]);
        if self.w.is(at, &["of"]) && (noun || the == 1) {
            return Some((part, at + 1));
        }
        let hyphen = self.w.past_hyphen(at);
        if noun || (the == 1 && self.w.is(at, &["in"])) {
            return None;
        }
        if self.w.is(hyphen, &["in", "on"]) && hyphen == at {
            return Some((part, at + 1));
        }
        Some((part, hyphen))
    }
}
