//! Calendar dates in words: days, months, years, decades, quarters, seasons.

use khabar_lexicon::times::{Clue, TimeWord};
use khabar_lexicon::units::UnitClass;
use khabar_lexicon::{Lexicon, numbers::NumberWord};

use super::told::{Expression, Told, Year};
use super::words::{Kind, Words};

/// The rules over one sentence. Every rule takes the index of a word and gives what is told and the next index.
#[derive(Clone, Copy)]
pub(crate) struct Grammar<'w, 't> {
    pub w: Words<'w, 't>,
    pub lex: &'w Lexicon,
}

pub(crate) type Read = Option<(Told, usize)>;

impl<'w> Grammar<'w, '_> {
    pub fn sense<T>(self, i: usize, pick: impl Fn(&'w TimeWord) -> Option<T>) -> Option<T> {
        self.lex.times.senses(self.w.get(i)?.low.as_str()).iter().find_map(pick)
    }

    /// Does word `i` show this of what stands beside it?
    pub fn shows(self, i: usize, clue: Clue) -> bool {
        self.lex.times.shows(self.w.low(i), clue)
    }

    /// Does the word before show this?
    pub fn shows_before(self, i: usize, clue: Clue) -> bool {
        self.lex.times.shows(self.w.before(i), clue)
    }

    pub fn ordinal(self, i: usize) -> Option<u32> {
        if let (Some((n, digits)), true) = (self.w.digits(i), self.w.joined(i + 1) && self.w.is(i + 1, &["st", "nd", "rd", "th"])) {
            return (digits <= 2).then_some(n as u32);
        }
        self.lex.numbers.senses(self.w.low(i)).iter().find_map(|s| if let NumberWord::Ordinal(n) = s { Some(*n) } else { None })
    }

    /// Past an ordinal, in digits or as a word.
    pub fn past_ordinal(self, i: usize) -> usize {
        if self.w.digits(i).is_some() { i + 2 } else { i + 1 }
    }

    /// A month's name, capital as English demands, and the index past its point.
    pub fn month(self, i: usize) -> Option<(i8, usize)> {
        let month = self.sense(i, |s| if let TimeWord::Month(m) = s { Some(*m) } else { None })?;
        let word = self.w.get(i).filter(|w| w.capital())?;
        let code = word.text.len() == 3 && word.text.chars().all(char::is_uppercase) && self.w.digits(i + 1).is_none();
        if code && self.w.kind(i.wrapping_sub(1)) != Some(Kind::Number) {
            return None;
        }
        let short = word.low.len() <= 4 && !matches!(word.low.as_str(), "may" | "june" | "july");
        let point = short && self.w.is(i + 1, &["."]) && self.w.joined(i + 1);
        Some((month, if point { i + 2 } else { i + 1 }))
    }

    /// A day of the month: "7", "7th", "seventh".
    fn day(self, i: usize) -> Option<(i8, usize)> {
        if let Some(nth) = self.ordinal(i) {
            return (1..=31).contains(&nth).then_some((nth as i8, self.past_ordinal(i)));
        }
        let (n, digits) = self.w.digits(i)?;
        let clock = self.w.is(i + 1, &[":"]) && self.w.digits(i + 2).is_some() && self.w.joined(i + 2);
        let unit = clock || self.w.is(i + 1, &["%"]) || (self.w.joined(i + 1) && self.w.kind(i + 1) == Some(Kind::Word));
        ((1..=31).contains(&n) && digits <= 2 && !unit).then_some((n as i8, i + 1))
    }

    /// A year in digits, as told beyond doubt by its form.
    pub fn year_number(self, i: usize) -> Option<i16> {
        let (n, digits) = self.w.digits(i)?;
        let tail = self.w.joined(i + 1) && (self.w.kind(i + 1) == Some(Kind::Word) || self.w.is(i + 1, &["%"]));
        (digits == 4 && (1000..=2200).contains(&n) && !tail).then_some(n as i16)
    }

    /// Which year a date is of, from the words after it; never fails.
    pub fn year_tail(self, i: usize) -> (Year, usize) {
        let comma = self.w.past_comma(i);
        let of = if self.w.is(comma, &["of", "in"]) { comma + 1 } else { comma };
        if let Some(year) = self.year_number(of) {
            return (Year::Given(year), of + 1);
        }
        if let Some((Told::Year(year), next)) = self.spelled_year(of) {
            return (Year::Given(year), next);
        }
        let at = if self.w.is(i, &["of"]) { i + 1 } else { i };
        if self.w.is(at, &["that", "the"])
            && (self.w.is(at + 1, &["year"]) || (self.w.is(at + 1, &["same"]) && self.w.is(at + 2, &["year"])))
        {
            let to = if self.w.is(at + 1, &["year"]) { at + 2 } else { at + 3 };
            if at > i {
                return (Year::That, to);
            }
        }
        if self.w.is(at + 1, &["year"]) {
            match self.w.low(at) {
                "last" => return (Year::Shift(-1), at + 2),
                "this" => return (Year::Shift(0), at + 2),
                "next" => return (Year::Shift(1), at + 2),
                _ => {}
            }
        }
        (Year::Open, i)
    }

    /// `2020-06-25`, `25/06/2020`, `06/25/2020`.
    pub fn numeric(self, i: usize) -> Read {
        let (a, la) = self.w.digits(i)?;
        let mark = self.w.get(i + 1).filter(|w| ["-", "/", "."].contains(&w.low.as_str()) && self.w.joined(i + 1))?;
        let (b, lb) = self.w.digits(i + 2).filter(|_| self.w.joined(i + 2))?;
        let (c, lc) = self.w.digits(i + 4).filter(|_| self.w.low(i + 3) == mark.low && self.w.joined(i + 4))?;
        let (year, month, day) = match (la, lb, lc) {
            (4, 2, 2) => (a, b, c),
            (1 | 2, 1 | 2, 4 | 2) if mark.low != "-" || lc == 4 => {
                let year = if lc == 4 { c } else { c + if c < 50 { 2000 } else { 1900 } };
                if a > 12 || mark.low == "." { (year, b, a) } else { (year, a, b) }
            }
            _ => return None,
        };
        let real = jiff::civil::Date::new(year as i16, month as i8, day as i8).is_ok();
        real.then_some((Told::Day { year: Year::Given(year as i16), month: Some(month as i8), day: day as i8 }, i + 5))
    }

    /// "14 October 2020", "the 3rd of May", "7-9 August".
    pub fn day_month(self, i: usize) -> Read {
        let at = if self.w.is(i, &["the"]) { i + 1 } else { i };
        let (day, mut next) = self.day(at)?;
        let mut last = None;
        if self.w.is(next, &["-", "to", "/"])
            && let Some((end, past)) = self.day(next + 1).filter(|(end, _)| *end > day)
        {
            (last, next) = (Some(end), past);
        }
        let of = if self.w.is(next, &["of"]) { next + 1 } else { next };
        let (month, next) = self.month(of)?;
        let bc = self.bc_tail(next);
        if let Some((year, next)) = bc {
            return Some((Told::Bc { year, month: Some(month), day: Some(day) }, next));
        }
        let (year, next) = self.year_tail(next);
        Some((days(year, month, day, last), next))
    }

    /// "October 14, 2020", "Oct. 14", "August 7-9", "May 3rd".
    pub fn month_day(self, i: usize) -> Read {
        let (month, at) = self.month(i)?;
        let the = if self.w.is(at, &["the"]) && self.ordinal(at + 1).is_some() { at + 1 } else { at };
        let (day, mut next) = self.day(the)?;
        let mut last = None;
        if self.w.is(next, &["-"])
            && let Some((end, past)) = self.day(next + 1).filter(|(end, _)| *end > day)
        {
            (last, next) = (Some(end), past);
        }
        let (year, next) = self.year_tail(next);
        Some((days(year, month, day, last), next))
    }

    /// "October 2020", "May of that year", "March".
    pub fn month_alone(self, i: usize) -> Read {
        let (month, at) = self.month(i)?;
        if let Some((year, next)) = self.bc_tail(at) {
            return Some((Told::Bc { year, month: Some(month), day: None }, next));
        }
        let (year, next) = self.year_tail(at);
        let doubtful = self.shows(i, Clue::AlsoName);
        let joined_name = self.w.get(at).is_some_and(|w| w.kind == Kind::Word && w.capital()) && self.month(at).is_none();
        let known = self.shows_before(i, Clue::BeforeMonth);
        if year == Year::Open && doubtful && (!known && (self.shows(i, Clue::AlsoVerb) || joined_name)) {
            return None;
        }
        Some((Told::Month { year, month }, next))
    }

    /// "the 25th", when it can only be a day.
    pub fn nth(self, i: usize) -> Read {
        let placed = self.w.is(i, &["the"]) && self.shows_before(i, Clue::BeforeNth);
        let (day, next) = self.day(i + 1).filter(|_| placed && self.ordinal(i + 1).is_some())?;
        if self.w.digits(i + 1).is_none() && self.w.before(i) != "on" {
            return None;
        }
        let ends = self.w.get(next).is_none_or(|w| w.kind == Kind::Mark) || self.shows(next, Clue::AfterNth);
        ends.then_some((Told::Day { year: Year::Open, month: None, day }, next))
    }

    fn bc_tail(self, i: usize) -> Option<(i16, usize)> {
        let i = if self.w.is(i, &[",", "of"]) { i + 1 } else { i };
        let (year, _) = self.w.digits(i).filter(|(n, _)| (1..=9999).contains(n))?;
        self.w.is(i + 1, &["bc", "bce"]).then_some((year as i16, i + 2))
    }

    /// "2019", "1991-1995", "2014/15", "221 BC", "the 1990s", "the '80s", "nineteen ninety-six".
    pub fn year(self, i: usize) -> Read {
        if let Some((year, next)) = self.bc_tail(i).filter(|_| !self.w.is(i, &[",", "of"])) {
            return Some((Told::Bc { year, month: None, day: None }, next));
        }
        if self.w.is(i, &["the"])
            && self.w.is(i + 1, &["year"])
            && let Some(year) = self.year_number(i + 2)
        {
            return Some((Told::Year(year), i + 3));
        }
        self.decade(i).or_else(|| self.spelled_year(i)).or_else(|| {
            let year = self.year_number(i)?;
            let mark = self.w.joined(i + 1) && self.w.is(i + 1, &["-", "/"]) && self.w.joined(i + 2);
            if mark && let Some((end, digits)) = self.w.digits(i + 2) {
                let end = if digits == 2 { i64::from(year) / 100 * 100 + end } else { end };
                if (digits == 2 || digits == 4) && end > i64::from(year) && end < i64::from(year) + 100 {
                    return Some((Told::Range(Told::Year(year).into(), Told::Year(end as i16).into()), i + 3));
                }
            }
            self.year_stands(i, year).then_some((Told::Year(year), i + 1))
        })
    }

    /// Do the words around a bare number of four digits let it be a year?
    fn year_stands(self, i: usize, year: i16) -> bool {
        let before = self.w.before(i);
        if self.shows_before(i, Clue::NoYear) || (self.w.joined(i + 1) && self.w.is(i + 1, &[":", "/", "°"])) {
            return false;
        }
        let hyphened = self.w.is(i + 1, &["-"]) && self.w.joined(i + 1) && self.w.joined(i + 2);
        if hyphened && !self.w.is(i + 2, &["era"]) && self.sense(i + 2, |s| matches!(s, TimeWord::Unit(_)).then_some(())).is_some() {
            return false;
        }
        let after = self.w.get(i + 1);
        let counted = after.is_some_and(|w| {
            w.kind == Kind::Word
                && !w.capital()
                && w.low.len() > 3
                && w.low.ends_with('s')
                && !self.lex.times.shows(&w.low, Clue::YearSubject)
        });
        let measured = after.and_then(|w| self.lex.units.get(&w.low)).is_some_and(|unit| {
            matches!(unit.class, UnitClass::Currency | UnitClass::Percent | UnitClass::Points | UnitClass::Measure | UnitClass::Plural)
        });
        let plausible = (1400..=2099).contains(&year);
        (self.shows_before(i, Clue::BeforeYear)
            && (1000..=2100).contains(&year)
            && !(counted && before != "in" && before != "the")
            && !measured)
            || (plausible && !counted && !measured)
    }

    fn decade(self, i: usize) -> Read {
        let the = if self.w.is(i, &["the"]) { i + 1 } else { i };
        let apostrophe = usize::from(self.w.is(the, &["'"]));
        let at = the + apostrophe;
        if let Some((n, digits)) = self.w.digits(at).filter(|(n, _)| n % 10 == 0) {
            let plural = self.w.joined(at + 1) && self.w.is(at + 1, &["s", "'s"]);
            let first = if digits == 2 { 1900 + n } else { n };
            let full = (digits == 4 && (1000..2100).contains(&n)) || (digits == 2 && (apostrophe == 1 || the > i));
            if plural && self.w.is(at + 2, &["bc", "bce"]) {
                return None;
            }
            return (plural && full).then_some((Told::Decade(first as i16), at + 2));
        }
        let tens = self.w.low(the).strip_suffix("ies").map(|stem| format!("{stem}y"));
        let tens = self.lex.numbers.senses(&tens?).iter().find_map(|s| if let NumberWord::Tens(n) = s { Some(*n as i16) } else { None })?;
        (the > i).then_some((Told::Decade(1900 + tens), the + 1))
    }

    fn spelled_year(self, i: usize) -> Read {
        let number = |i: usize| {
            self.lex.numbers.senses(self.w.low(i)).iter().find_map(|s| match s {
                NumberWord::Small(n) | NumberWord::Tens(n) => Some(*n as i16),
                _ => None,
            })
        };
        let century = number(i).filter(|n| (15..=20).contains(n))?;
        let tens = number(i + 1).filter(|n| *n >= 10 && *n != century || *n == 19)?;
        let next = self.w.past_hyphen(i + 2);
        let ones = number(next).filter(|n| tens >= 20 && (1..10).contains(n));
        Some((Told::Year(century * 100 + tens + ones.unwrap_or(0)), if ones.is_some() { next + 1 } else { i + 2 }))
    }

    /// "the 19th century", "the third quarter of 2019", "Q3", "the first half of 2018", "fiscal 2020".
    pub fn division(self, i: usize) -> Read {
        let the = if self.w.is(i, &["the", "fiscal"]) { i + 1 } else { i };
        let fiscal = usize::from(self.w.is(the, &["fiscal"]));
        let at = the + fiscal;
        if (self.w.is(i, &["fiscal"]) || fiscal == 1)
            && let at = if self.w.is(at, &["year"]) { at + 1 } else { at }
            && let Some(year) = self.year_number(at)
        {
            return Some((Told::Year(year), at + 1));
        }
        if let Some(read) = self.short_division(i) {
            return Some(read);
        }
        let (given, at) = match self.year_number(at) {
            Some(year) => (Some(Year::Given(year)), at + 1),
            None => (None, at),
        };
        let nth = self.ordinal(at).or_else(|| self.w.is(at, &["last", "latter"]).then_some(2))?;
        let unit = self.w.past_hyphen(self.past_ordinal(at));
        let (year, next) = self.year_tail(unit + 1);
        let year = given.unwrap_or(year);
        // In "the third-quarter profit" the article is the noun's.
        if the > i && unit > self.past_ordinal(at) && self.w.is(unit, &["quarter"]) {
            return None;
        }
        match self.w.low(unit) {
            "quarter" if nth <= 4 && !self.w.is(at, &["last"]) => Some((Told::Quarter { year, nth: nth as u8 }, next)),
            "half" if nth <= 2 && year != Year::Open => Some((Told::Half { year, nth: nth as u8 }, next)),
            "half" if nth <= 2 && self.w.is(unit + 1, &["of"]) && self.w.is(unit + 2, &["the"]) && self.w.is(unit + 3, &["year"]) => {
                Some((Told::Half { year: Year::Open, nth: nth as u8 }, unit + 4))
            }
            "century" if nth <= 21 && !self.w.is(at, &["last"]) && !self.w.is(unit + 1, &["bc", "bce"]) => {
                Some((Told::Century(nth as i16), unit + 1))
            }
            _ => None,
        }
    }

    /// "Q3 2019", "H1".
    fn short_division(self, i: usize) -> Read {
        let word = self.w.get(i).filter(|w| w.text.len() == 2)?;
        let (letter, digit) = word.text.split_at_checked(1)?;
        let nth = digit.parse::<u8>().ok()?;
        let (year, next) = self.year_tail(i + 1);
        match letter {
            "Q" if (1..=4).contains(&nth) => Some((Told::Quarter { year, nth }, next)),
            "H" if (1..=2).contains(&nth) && year != Year::Open => Some((Told::Half { year, nth }, next)),
            _ => None,
        }
    }

    /// "the summer of 2018", "last fall", "winter"; "fall" and "spring" alone only where nothing else can be meant.
    pub fn season(self, i: usize) -> Read {
        let the = usize::from(self.w.is(i, &["the"]));
        let code = self.sense(i + the, |s| if let TimeWord::Season(c) = s { Some(c.clone()) } else { None })?;
        let (year, next) = self.year_tail(i + the + 1);
        let name = self.w.low(i + the);
        let placed = self.shows_before(i, Clue::BeforeSeason);
        let of = self.w.is(i + the + 1, &["of"]);
        let capital_name = i > 0 && self.w.get(i + the).is_some_and(|w| w.capital()) && year == Year::Open;
        let sure = match name {
            _ if capital_name => false,
            "fall" => year != Year::Open || (placed && the == 1 && !of),
            "spring" => year != Year::Open || (placed && !of),
            _ => year != Year::Open || !of,
        };
        sure.then_some((Told::Season { year, code }, next))
    }

    /// Christmas, Easter, with a year after it where told.
    pub fn feast(self, i: usize) -> Read {
        let (len, rule) = self.lex.times.feasts.longest(self.w.from(i))?;
        self.w.get(i).filter(|w| w.capital())?;
        let (year, next) = self.year_tail(i + len);
        Some((Told::Feast { rule: rule.clone(), year }, next))
    }
}

fn days(year: Year, month: i8, first: i8, last: Option<i8>) -> Told {
    let day = |day| Told::Day { year, month: Some(month), day };
    match last {
        Some(last) => Told::Range(day(first).into(), day(last).into()),
        None => day(first),
    }
}

/// An expression of the words `from..` that a rule read.
pub(crate) fn expression(read: Read, from: usize) -> Option<Expression> {
    read.map(|(told, to)| Expression::new(told, from, to))
}
