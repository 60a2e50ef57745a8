//! Times told by their distance from now or from the story: weekdays, "last month", "three days later".

use khabar_lexicon::times::{Clue, Portion, TimeUnit, TimeWord};

use super::calendar::{Grammar, Read};
use super::told::{Base, Expression, Told, Year, length};
use super::words::Kind;
use crate::amounts::figures::figure;

impl Grammar<'_, '_> {
    pub fn unit(self, i: usize) -> Option<TimeUnit> {
        self.sense(i, |s| if let TimeWord::Unit(u) = s { Some(*u) } else { None })
    }

    fn singular_unit(self, i: usize) -> Option<TimeUnit> {
        self.unit(i).filter(|_| !self.w.low(i).ends_with('s'))
    }

    fn weekday_name(self, i: usize) -> Option<i8> {
        self.w.get(i).filter(|w| w.capital())?;
        self.sense(i, |s| if let TimeWord::Weekday(d) = s { Some(*d) } else { None })
    }

    /// "morning", "noon": the TIMEX3 code.
    pub fn daypart(self, i: usize) -> Option<String> {
        self.sense(i, |s| if let TimeWord::DayPart(c) = s { Some(c.clone()) } else { None })
    }

    /// "last", "this", "next" and their like.
    fn shift(self, i: usize) -> Option<i64> {
        self.sense(i, |s| if let TimeWord::Shift(n) = s { Some(*n) } else { None })
    }

    /// "Monday", "last Friday night", "Tuesday of last week", "Friday, Oct. 23".
    pub fn weekday(self, i: usize) -> Option<Expression> {
        let the = if self.w.is(i, &["the"]) && self.shift(i + 1).is_some() { i + 1 } else { i };
        let shift = self.shift(the).map(|s| if self.w.is(the, &["this"]) && self.w.is(the + 1, &["coming"]) { 1 } else { s });
        let mut at = if shift.is_some() { the + 1 } else { the };
        if self.w.is(the, &["this"]) && self.w.is(at, &["coming", "past"]) {
            at += 1;
        }
        let day = self.weekday_name(at)?;
        at += 1;
        let mut clock = None;
        if let Some(code) = self.daypart(at) {
            (clock, at) = (Some(code), at + 1);
        }
        let comma = self.w.past_comma(at);
        if let Some((told, next)) = self.day_month(comma).or_else(|| self.month_day(comma)) {
            return Some(Expression { clock, ..Expression::new(told, i, next) });
        }
        let of = if self.w.is(at, &["of"]) { at + 1 } else { at };
        let week = self.shift(of).filter(|_| self.w.is(of + 1, &["week"]));
        let to = if week.is_some() { of + 2 } else { at };
        Some(Expression { clock, ..Expression::new(Told::Weekday { day, shift, week }, i, to) })
    }

    /// "yesterday evening", "the day before yesterday", "tonight".
    pub fn named(self, i: usize) -> Option<Expression> {
        let the = if self.w.is(i, &["the"]) { i + 1 } else { i };
        if self.w.is(the, &["day"]) && self.w.is(the + 1, &["before", "after"]) && self.w.is(the + 2, &["yesterday", "tomorrow"]) {
            let days = if self.w.is(the + 2, &["yesterday"]) { -2 } else { 2 };
            return Some(Expression::new(Told::Named(days), i, the + 3));
        }
        let (days, part) = self.sense(i, |s| if let TimeWord::Day(n, p) = s { Some((*n, p.clone())) } else { None })?;
        let later = self.daypart(i + 1);
        let to = if later.is_some() { i + 2 } else { i + 1 };
        let days = if self.w.is(i, &["overnight"]) { -1 } else { days };
        Some(Expression { clock: later.or(part), ..Expression::new(Told::Named(days), i, to) })
    }

    /// "last month", "this week", "the following year", "that same day", "this morning", "last March", "next summer".
    pub fn shifted(self, i: usize) -> Option<Expression> {
        let the = usize::from(self.w.is(i, &["the"]));
        let that = self.w.is(i, &["that", "this"]) && self.w.is(i + 1, &["same"]);
        let same = the == 1 && self.w.is(i + 1, &["same"]);
        let (shift, at) = match () {
            () if that || same => (0, i + 2),
            () if self.w.is(i, &["that"]) => (0, i + 1),
            () if self.w.is(i + the, &["latest"]) => (if self.w.is(i + the + 1, &["quarter"]) { -1 } else { 0 }, i + the + 1),
            () => (self.shift(i + the)?, i + the + 1),
        };
        let at = if self.w.is(i, &["this"]) && self.w.is(at, &["coming", "past"]) { at + 1 } else { at };
        let word = self.w.low(i + the);
        let narrative =
            that || same || self.w.is(i, &["that"]) || self.lex.times.shows(word, Clue::Narrative) || (the == 1 && word == "next");
        let base = if narrative { Base::Story } else { Base::Now };
        if let Some((month, _)) = self.month(at).filter(|_| !narrative || the == 1) {
            return self.shifted_month(i, at, month, shift);
        }
        if let Some(code) = self.sense(at, |s| if let TimeWord::Season(c) = s { Some(c.clone()) } else { None }) {
            let (year, to) = match self.year_tail(at + 1) {
                (Year::Open, _) => (Year::Nearest(shift), at + 1),
                told => told,
            };
            return Some(Expression::new(Told::Season { year, code }, i, to));
        }
        if let Some((nth, to)) = self.ordinal(at).zip(Some(self.past_ordinal(at))).filter(|(_, to)| self.w.is(*to, &["quarter"])) {
            return Some(Expression::new(Told::Quarter { year: Year::Open, nth: nth.min(4) as u8 }, i, to + 1)).filter(|_| nth <= 4);
        }
        if let Some((told, to)) = self.feast(at) {
            let told =
                if let Told::Feast { rule, year: Year::Open } = told { Told::Feast { rule, year: Year::Nearest(shift) } } else { told };
            return Some(Expression::new(told, i, to));
        }
        if let Some(code) = self.daypart(at).filter(|code| !self.w.low(at).ends_with('s') && (code.len() == 2 || word != "past")) {
            let told = Told::Period { unit: TimeUnit::Day, shift, base };
            return Some(Expression { clock: Some(code), ..Expression::new(told, i, at + 1) });
        }
        let at = if self.w.is(at, &["fiscal", "calendar", "full"]) { at + 1 } else { at };
        let unit = self.singular_unit(at).filter(|u| *u > TimeUnit::Hour)?;
        let spell = (the == 1 && self.w.is(i + 1, &["past", "last", "coming"])) || self.w.is(i, &["past", "coming"]);
        if (spell && !self.w.is(at, &["weekend", "week"])) || (shift != 0 && unit >= TimeUnit::Decade && !narrative) {
            return Some(Expression::new(Told::Length(length(Some(1.0), unit)), i, at + 1));
        }
        self.of_shifted(i, at, unit, shift, base)
    }

    /// After "last year": "'s third quarter", or nothing.
    fn of_shifted(self, i: usize, at: usize, unit: TimeUnit, shift: i64, base: Base) -> Option<Expression> {
        if unit == TimeUnit::Year
            && self.w.is(at + 1, &["'s"])
            && let Some((Told::Quarter { nth, .. }, to)) = self.division(at + 2)
        {
            return Some(Expression::new(Told::Quarter { year: Year::Shift(shift), nth }, i, to));
        }
        Some(Expression::new(Told::Period { unit, shift, base }, i, at + 1))
    }

    fn shifted_month(self, i: usize, at: usize, month: i8, shift: i64) -> Option<Expression> {
        let nearest = Year::Nearest(shift);
        if let Some((Told::Day { year: Year::Open, month, day }, to)) = self.month_day(at) {
            return Some(Expression::new(Told::Day { year: nearest, month, day }, i, to));
        }
        let (_, to) = self.month(at)?;
        Some(Expression::new(Told::Month { year: nearest, month }, i, to))
    }

    /// "year's end", "month-end".
    pub fn period_end(self, i: usize) -> Option<Expression> {
        let unit = self.singular_unit(i).filter(|u| *u > TimeUnit::Day)?;
        let at = if self.w.is(i + 1, &["'s"]) { i + 2 } else { self.w.past_hyphen(i + 1) };
        let told = Told::Period { unit, shift: 0, base: Base::Story };
        (at > i + 1 && self.w.is(at, &["end"])).then(|| Expression { part: Some(Portion::End), ..Expression::new(told, i, at + 1) })
    }

    /// "three days ago", "a year earlier", "weeks later", "two days after" at the end of its clause.
    pub fn offset(self, i: usize) -> Option<Expression> {
        let about = self.about(i);
        let (count, unit, at) = self.count_of_unit(about)?;
        let at = if self.w.is(at, &["or"]) && self.w.is(at + 1, &["so", "two", "more"]) { at + 2 } else { at };
        let dash = if self.w.is(at, &["-"]) { self.w.past_hyphen(at) } else { at };
        let (ahead, base, to) = match self.w.low(dash) {
            "ago" => (false, Base::Now, dash + 1),
            "earlier" | "previously" => (false, Base::Story, dash + 1),
            "later" | "afterwards" | "afterward" | "hence" => (true, Base::Story, dash + 1),
            "from" if self.w.is(at + 1, &["now", "today"]) => (true, Base::Now, at + 2),
            "before" | "after" | "on" if self.closes(at + 1) => (self.w.low(at) != "before", Base::Story, at + 1),
            "before" | "after" if self.w.is(at + 1, &["that", "this"]) && self.closes(at + 2) => {
                (self.w.is(at, &["after"]), Base::Story, at + 2)
            }
            _ => return None,
        };
        Some(Expression::new(Told::Offset { count, unit, ahead, base }, i, to))
    }

    /// "the day before", "the day after", at the end of a clause.
    pub fn day_beside(self, i: usize) -> Option<Expression> {
        let unit = self.singular_unit(i + 1).filter(|u| *u >= TimeUnit::Day && self.w.is(i, &["the"]))?;
        let at = i + 2;
        let ahead = match self.w.low(at) {
            "before" => false,
            "after" | "following" => true,
            _ => return None,
        };
        self.closes(at + 1).then(|| Expression::new(Told::Offset { count: Some(1.0), unit, ahead, base: Base::Story }, i, at + 1))
    }

    /// Does a clause end before word `i`?
    fn closes(self, i: usize) -> bool {
        self.w.get(i).is_none_or(|w| w.kind == Kind::Mark && w.low != "'s" && w.low != "-") || self.shows(i, Clue::ClauseStart)
    }

    /// Past the words that loosen a figure: "more than", "about".
    pub fn about(self, i: usize) -> usize {
        let mut at = i;
        while let Some((len, ())) = self.lex.times.about.longest(self.w.from(at)) {
            at += len;
        }
        at
    }

    /// "three days", "a year", "a few weeks", "days": count (None where vague), unit, the index after.
    pub fn count_of_unit(self, i: usize) -> Option<(Option<f64>, TimeUnit, usize)> {
        if let Some(unit) = self.unit(i).filter(|_| self.w.low(i).ends_with('s')) {
            return Some((None, unit, i + 1));
        }
        if self.w.is(i, &["half"])
            && self.w.is(i + 1, &["a", "an"])
            && let Some(unit) = self.singular_unit(i + 2)
        {
            return Some((Some(0.5), unit, i + 3));
        }
        let several = self.several(i);
        if several > i
            && let Some(unit) = self.unit(several)
        {
            return Some((None, unit, several + 1));
        }
        let year = self.w.digits(i).is_some_and(|(n, digits)| digits == 4 && (1900..2100).contains(&n));
        if let Some(read) = figure(self.w, i, &self.lex.numbers).filter(|_| !year) {
            let of = if self.w.is(read.next, &["of"]) { read.next + 1 } else { self.w.past_hyphen(read.next) };
            let full = if self.shows(of, Clue::LengthAdjective) { of + 1 } else { of };
            if let Some(unit) = self.unit(full) {
                let half = self.w.is(full + 1, &["and"]) && self.w.is(full + 2, &["a"]) && self.w.is(full + 3, &["half"]);
                let (more, to) = if half { (0.5, full + 4) } else { (0.0, full + 1) };
                return Some((read.value.map(|v| v + more), unit, to));
            }
        }
        let article = self.w.is(i, &["a", "an"]) && !self.w.is(i + 1, &["second", "third"]);
        let full = if self.shows(i + 1, Clue::LengthAdjective) { i + 2 } else { i + 1 };
        let unit = self.singular_unit(full).filter(|_| article)?;
        let half = self.w.is(full + 1, &["and"]) && self.w.is(full + 2, &["a"]) && self.w.is(full + 3, &["half"]);
        Some((Some(if half { 1.5 } else { 1.0 }), unit, if half { full + 4 } else { full + 1 }))
    }

    /// Past "a few", "several"; or `i`.
    pub fn several(self, i: usize) -> usize {
        let a = usize::from(self.w.is(i, &["a"]) && self.w.is(i + 1, &["few"]));
        let is = |i: usize| self.sense(i, |s| matches!(s, TimeWord::Several).then_some(())).is_some();
        if is(i + a) { i + a + 1 } else { i }
    }

    /// "the year", "the quarter", where a preposition shows that time is meant.
    pub fn bare_period(self, i: usize) -> Read {
        let placed = i == 0 || self.shows_before(i, Clue::BeforePeriod);
        let unit = self.singular_unit(i + 1).filter(|u| self.w.is(i, &["the"]) && *u >= TimeUnit::Day && *u < TimeUnit::Decade)?;
        if matches!(unit, TimeUnit::Day | TimeUnit::Night) {
            return None;
        }
        let of = self.w.is(i + 2, &["of", "-", "since", "that", "when"]) || self.unit(i + 2).is_some();
        (placed && !of)
            .then_some((Told::Period { unit, shift: 0, base: if unit == TimeUnit::Weekend { Base::Now } else { Base::Story } }, i + 2))
    }
}
