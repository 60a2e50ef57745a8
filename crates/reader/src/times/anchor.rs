//! From what is told to days: against the document's date and against the story so far.

use jiff::civil::Date;
use khabar_lexicon::times::TimeUnit;
use khabar_model::{TimeKind, When};

use super::days;
use super::told::{Base, Expression, Told, Year, length};

/// Which way the clause looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    Open,
}

/// What later expressions lean on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Focus {
    pub anchor: Option<When>,
    /// The last dated time told.
    pub story: Option<When>,
    /// Is the text a history, told long after: do open dates take the story's year?
    pub history: bool,
}

/// A meaning: the TIMEX3 value, what kind it is, the days.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Meaning {
    pub value: String,
    pub kind: TimeKind,
    pub when: Option<When>,
}

impl Meaning {
    fn of(value: impl Into<String>, kind: TimeKind, when: Option<When>) -> Meaning {
        Meaning { value: value.into(), kind, when }
    }
    /// A date of which no day is known.
    fn open(value: impl Into<String>) -> Meaning {
        Meaning::of(value, TimeKind::Date, None)
    }
    fn dated(value: String, when: Option<When>) -> Meaning {
        Meaning::of(value, TimeKind::Date, when)
    }
}

impl Focus {
    /// The day of speaking: the last of the anchor's days.
    fn now(&self) -> Option<Date> {
        self.anchor.map(|a| a.end)
    }

    /// The anchor's day; None where only its month or year is known.
    fn today(&self) -> Option<Date> {
        self.anchor.filter(|a| a.days() == 1).map(|a| a.start)
    }

    fn base(&self, base: Base) -> Option<When> {
        match base {
            Base::Now => self.anchor,
            Base::Story => self.story.or(self.anchor),
        }
    }

    /// What an expression means; remembers it for those that lean on it.
    pub fn settle(&mut self, expression: &Expression, tense: Tense) -> Meaning {
        let mut meaning = self.told(&expression.told, tense);
        if let (Some(part), Some(when)) = (expression.part, meaning.when) {
            meaning.when = Some(days::portion(when, part, self.now()));
        }
        let tellable = !matches!(
            expression.told,
            Told::Named(0) | Told::Period { base: Base::Now, .. } | Told::Year(_) | Told::Decade(_) | Told::Century(_)
        );
        if tellable && let Some(when) = meaning.when.filter(|w| w.days() <= 92) {
            self.story = Some(when);
        } else if let (Told::Year(_) | Told::Range(..), Some(when)) = (&expression.told, meaning.when)
            && (self.history || self.story.is_none())
        {
            self.story = Some(when);
        }
        if let Some(clock) = &expression.clock
            && meaning.when.is_none_or(|w| w.days() == 1)
        {
            meaning.value = format!("{}T{clock}", meaning.value);
        }
        meaning
    }

    fn told(&self, told: &Told, tense: Tense) -> Meaning {
        match told {
            Told::Day { year, month, day } => self.day(*year, *month, *day, tense),
            Told::Month { year, month } => match self.year_of(*year, *month, None, tense) {
                Some(year) => Meaning::dated(format!("{year:04}-{month:02}"), When::month(year, *month)),
                None => Meaning::open(format!("XXXX-{month:02}")),
            },
            Told::Year(year) => Meaning::dated(format!("{year:04}"), When::year(*year)),
            Told::Bc { year, month, day } => bc(*year, *month, *day),
            Told::Season { year, code } => self.season(*year, code, tense),
            Told::Quarter { year, nth } => self.division(*year, &format!("Q{nth}"), tense, |y| days::quarter(y, *nth)),
            Told::Half { year, nth } => {
                let first = if *nth == 1 { 1 } else { 7 };
                self.division(*year, &format!("H{nth}"), tense, |y| days::months(y, first, first + 5))
            }
            Told::Decade(first) => Meaning::dated(format!("{}", first / 10), days::years(*first, 10)),
            Told::Century(nth) => Meaning::dated(format!("{}", nth - 1), nth.checked_sub(1).and_then(|c| days::years(c * 100, 100))),
            Told::Weekday { day, shift, week } => self.weekday(*day, *shift, *week, tense),
            Told::Named(shift) => match self.today().and_then(|d| days::plus_days(d, *shift)) {
                Some(day) => Meaning::dated(day.to_string(), Some(When::day(day))),
                None if *shift == 0 => Meaning::of("PRESENT_REF", TimeKind::Vague, None),
                None => Meaning::open("XXXX-XX-XX"),
            },
            Told::Period { unit, shift, base } => self.period(*unit, *shift, *base, tense),
            Told::Offset { count, unit, ahead, base } => self.offset(*count, *unit, *ahead, *base),
            Told::Feast { rule, year } => self.feast(rule, *year, tense),
            Told::Clock => match self.story.filter(|s| s.days() == 1).or(self.today().map(When::day)) {
                Some(day) => Meaning::dated(day.start.to_string(), Some(day)),
                None => Meaning::open("XXXX-XX-XX"),
            },
            Told::Range(from, to) => self.range(from, to, tense),
            Told::Length(value) => Meaning::of(value, TimeKind::Duration, None),
            Told::Set(value) => Meaning::of(value, TimeKind::Set, None),
            Told::Vague(value) => Meaning::of(value, TimeKind::Vague, None),
        }
    }

    fn range(&self, from: &Told, to: &Told, tense: Tense) -> Meaning {
        let (from, to) = (self.told(from, tense), self.told(to, tense));
        let when = from.when.zip(to.when).filter(|(a, b)| a.start <= b.end).map(|(a, b)| When::new(a.start, b.end));
        Meaning::dated(format!("{}/{}", from.value, to.value), when)
    }

    fn day(&self, year: Year, month: Option<i8>, day: i8, tense: Tense) -> Meaning {
        let Some(month) = month else { return self.nth(day, tense) };
        let written = self.year_of(year, month, Some(day), tense);
        match written {
            Some(year) => match Date::new(year, month, day) {
                Ok(date) => Meaning::dated(date.to_string(), Some(When::day(date))),
                Err(_) => Meaning::dated(format!("{year:04}-{month:02}"), When::month(year, month)),
            },
            None => Meaning::open(format!("XXXX-{month:02}-{day:02}")),
        }
    }

    /// "the 25th": of the story's month, else of the anchor's or the one before.
    fn nth(&self, day: i8, tense: Tense) -> Meaning {
        let found = self.base(Base::Story).and_then(|base| {
            let base = if self.history { base.start } else { self.near_story().map_or(base, |s| s).start };
            let here = Date::new(base.year(), base.month(), day).ok();
            let late = self.now().zip(here).is_some_and(|(now, here)| here > now);
            if late && tense != Tense::Future && !self.history {
                let month = days::month_at(base, -1)?.start;
                return Date::new(month.year(), month.month(), day).ok();
            }
            here
        });
        match found {
            Some(date) => Meaning::dated(date.to_string(), Some(When::day(date))),
            None => Meaning::open(format!("XXXX-XX-{day:02}")),
        }
    }

    /// The story, where it runs within a year of the document's date.
    fn near_story(&self) -> Option<When> {
        self.story.filter(|s| self.now().is_none_or(|n| (i64::from((n - s.start).get_days())).abs() < 366))
    }

    /// The year of a month (and day): told, or the one that brings it nearest in the direction of the clause.
    fn year_of(&self, year: Year, month: i8, day: Option<i8>, tense: Tense) -> Option<i16> {
        let now = self.now();
        let shifted = |n: i64| days::year_at(now?, n).map(|y| y.start.year());
        match year {
            Year::Given(year) => Some(year),
            Year::Shift(n) => shifted(n),
            Year::That => self.base(Base::Story).map(|s| s.start.year()),
            Year::Nearest(n) => {
                let now = if self.history { self.base(Base::Story)?.start } else { now? };
                Some(match n {
                    -1 if month >= now.month() => now.year().checked_sub(1)?,
                    1 if month <= now.month() => now.year().checked_add(1)?,
                    _ => now.year(),
                })
            }
            Year::Open if (self.history && self.story.is_some()) || now.is_none() => self.story_year(month),
            Year::Open => {
                let anchor = self.anchor?;
                let around = i32::from(anchor.end.year());
                (around - 1..=around + 1).filter_map(|y| i16::try_from(y).ok()).min_by_key(|y| distance(*y, month, day, anchor, tense))
            }
        }
    }

    /// A history moves forward: up to four months back, else on.
    fn story_year(&self, month: i8) -> Option<i16> {
        let story = self.story?;
        if story.days() > 92 {
            return Some(story.start.year());
        }
        let here = i64::from(story.start.year()) * 12 + i64::from(story.start.month());
        (-1..=1)
            .map(|n| i64::from(story.start.year()) + n)
            .find(|y| (-5..7).contains(&(y * 12 + i64::from(month) - here)))
            .and_then(|y| i16::try_from(y).ok())
    }

    fn season(&self, year: Year, code: &str, tense: Tense) -> Meaning {
        let first = match code {
            "SP" => 3,
            "SU" => 6,
            "FA" => 9,
            _ => 12,
        };
        let now = if self.history { self.base(Base::Story).map(|s| s.start) } else { self.now() };
        let year = match (year, now) {
            (Year::Nearest(0), Some(now)) if first != 12 => Some(now.year()),
            // Within a season "last summer" may still be of this year's neighbour: the one before.
            (Year::Nearest(-1), Some(now)) => Some(if now.month() > first + 2 { now.year() } else { now.year() - 1 }),
            (Year::Nearest(1), Some(now)) => Some(if now.month() < first { now.year() } else { now.year().saturating_add(1) }),
            _ => self.year_of(if let Year::Nearest(_) = year { Year::Open } else { year }, first, None, tense),
        };
        match year {
            Some(year) => Meaning::dated(format!("{year:04}-{code}"), days::season(year, code)),
            None => Meaning::open(format!("XXXX-{code}")),
        }
    }

    /// A quarter or half: of the year told, else the last that began before now (the next, in the future).
    fn division(&self, year: Year, code: &str, tense: Tense, of: impl Fn(i16) -> Option<When>) -> Meaning {
        let year = match year {
            Year::Open => self.now().map(|now| {
                let begun = of(now.year()).is_some_and(|w| w.start <= now);
                if begun || tense == Tense::Future { now.year() } else { now.year() - 1 }
            }),
            told => self.year_of(told, 1, None, tense),
        };
        match year {
            Some(year) => Meaning::dated(format!("{year:04}-{code}"), of(year)),
            None => Meaning::open(format!("XXXX-{code}")),
        }
    }

    fn weekday(&self, day: i8, shift: Option<i64>, week: Option<i64>, tense: Tense) -> Meaning {
        let Some(today) = self.today() else { return Meaning::open(format!("XXXX-WXX-{day}")) };
        let date = match (shift, week) {
            (_, Some(week)) => days::week_at(today, week).and_then(|w| days::plus_days(w.start, i64::from(day) - 1)),
            (Some(-1), _) => days::weekday(today, day, false, false),
            (Some(1), _) => days::weekday(today, day, true, false),
            (Some(_), _) => days::week_at(today, 0).and_then(|w| days::plus_days(w.start, i64::from(day) - 1)),
            (None, None) => days::weekday(today, day, tense == Tense::Future, true),
        };
        Meaning::dated(date.map_or_else(|| format!("XXXX-WXX-{day}"), |d| d.to_string()), date.map(When::day))
    }

    fn period(&self, unit: TimeUnit, shift: i64, base: Base, tense: Tense) -> Meaning {
        let Some(from) = self.base(base) else { return Meaning::open(unknown(unit)) };
        let reach = match unit {
            TimeUnit::Week | TimeUnit::Fortnight | TimeUnit::Weekend => 7,
            TimeUnit::Month => 31,
            TimeUnit::Quarter => 92,
            TimeUnit::Year | TimeUnit::Decade | TimeUnit::Century => i64::MAX,
            _ => 1,
        };
        let rough = from.days() > reach;
        if rough {
            return Meaning::open(unknown(unit));
        }
        // "The weekend" in a report of a Tuesday is the one before.
        let back = unit == TimeUnit::Weekend && shift == 0 && tense != Tense::Future && from.end.weekday().to_monday_zero_offset() < 5;
        let from = if shift > 0 { from.end } else { from.start };
        let when = days::period(unit, from, if back { -1 } else { shift });
        when.map_or_else(|| Meaning::open(unknown(unit)), |when| Meaning::dated(written(unit, when), Some(when)))
    }

    fn offset(&self, count: Option<f64>, unit: TimeUnit, ahead: bool, base: Base) -> Meaning {
        let past = if ahead { "FUTURE_REF" } else { "PAST_REF" };
        let Some(count) = count else { return Meaning::of(past, TimeKind::Vague, None) };
        let Some(from) = self.base(base) else { return Meaning::of(length(Some(count), unit), TimeKind::Duration, None) };
        if unit < TimeUnit::Day && count < 24.0 && from.days() == 1 {
            return Meaning::dated(from.start.to_string(), Some(from));
        }
        let (unit, count) = if count.fract() == 0.0 { (unit, count) } else { finer(unit, count) };
        let steps = count as i64 * if ahead { 1 } else { -1 };
        let day = days::step(if ahead { from.end } else { from.start }, unit, steps);
        let exact = from.days() == 1 && unit < TimeUnit::Month;
        let when = day.and_then(|d| if exact { Some(When::day(d)) } else { days::period(coarser(unit), d, 0) });
        match when {
            Some(when) => Meaning::dated(if exact { when.start.to_string() } else { written(coarser(unit), when) }, Some(when)),
            None => Meaning::of(past, TimeKind::Vague, None),
        }
    }

    fn feast(&self, rule: &str, year: Year, tense: Tense) -> Meaning {
        let near = self.now().and_then(|n| days::feast(rule, n.year())).map(|d| (d.month(), d.day()));
        let (month, day) = near.or_else(|| days::feast(rule, 2000).map(|d| (d.month(), d.day()))).unwrap_or((1, 1));
        let date = self.year_of(year, month, Some(day), tense).and_then(|y| days::feast(rule, y));
        match date {
            Some(date) => Meaning::dated(date.to_string(), Some(When::day(date))),
            None => Meaning::open("XXXX-XX-XX"),
        }
    }
}

/// How far a month (and day) of a year lies from the anchor, weighed by the direction of the clause.
fn distance(year: i16, month: i8, day: Option<i8>, anchor: When, tense: Tense) -> i64 {
    let whole = When::month(year, month);
    let when = day.and_then(|d| Date::new(year, month, d).ok()).map(When::day).or(whole);
    let Some(when) = when else { return i64::MAX };
    let (behind, before) = match tense {
        Tense::Past => (2, 13),
        Tense::Open => (2, 5),
        Tense::Future => (8, 1),
    };
    if when.overlaps(anchor) {
        0
    } else if when.start > anchor.end {
        i64::from((when.start - anchor.end).get_days()) * before
    } else {
        i64::from((anchor.start - when.end).get_days()) * behind
    }
}

fn bc(year: i16, month: Option<i8>, day: Option<i8>) -> Meaning {
    let mut value = format!("BC{year:04}");
    for part in [month, day].into_iter().flatten() {
        value.push_str(&format!("-{part:02}"));
    }
    let year = 1 - year;
    let when = match (month, day) {
        (Some(m), Some(d)) => Date::new(year, m, d).ok().map(When::day),
        (Some(m), None) => When::month(year, m),
        _ => When::year(year),
    };
    Meaning::dated(value, when)
}

/// "Half a year ago" counts months; "a year and a half" too.
fn finer(unit: TimeUnit, count: f64) -> (TimeUnit, f64) {
    match unit {
        TimeUnit::Decade | TimeUnit::Century => (TimeUnit::Year, (count * if unit == TimeUnit::Decade { 10.0 } else { 100.0 }).round()),
        TimeUnit::Year => (TimeUnit::Month, (count * 12.0).round()),
        TimeUnit::Month => (TimeUnit::Day, (count * 30.0).round()),
        TimeUnit::Week => (TimeUnit::Day, (count * 7.0).round()),
        _ => (unit, count.round()),
    }
}

/// The precision that an offset has: "three months ago" is a month, "two decades ago" a year.
fn coarser(unit: TimeUnit) -> TimeUnit {
    match unit {
        TimeUnit::Decade | TimeUnit::Century => TimeUnit::Year,
        unit => unit,
    }
}

/// The TIMEX3 value of a period.
fn written(unit: TimeUnit, when: When) -> String {
    let start = when.start;
    match unit {
        TimeUnit::Week | TimeUnit::Fortnight | TimeUnit::Weekend => {
            let week = start.iso_week_date();
            format!("{:04}-W{:02}{}", week.year(), week.week(), if unit == TimeUnit::Weekend { "-WE" } else { "" })
        }
        TimeUnit::Month => format!("{:04}-{:02}", start.year(), start.month()),
        TimeUnit::Quarter => format!("{:04}-Q{}", start.year(), (start.month() as u8).div_ceil(3)),
        TimeUnit::Year => format!("{:04}", start.year()),
        TimeUnit::Decade => format!("{}", start.year() / 10),
        TimeUnit::Century => format!("{}", start.year() / 100),
        _ => start.to_string(),
    }
}

fn unknown(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Week | TimeUnit::Fortnight => "XXXX-WXX",
        TimeUnit::Weekend => "XXXX-WXX-WE",
        TimeUnit::Month => "XXXX-XX",
        TimeUnit::Quarter => "XXXX-QX",
        TimeUnit::Year => "XXXX",
        TimeUnit::Decade => "XXX",
        TimeUnit::Century => "XX",
        _ => "XXXX-XX-XX",
    }
}
