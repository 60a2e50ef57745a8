//! What the words of a time expression say, before it is known which days they mean.

use khabar_lexicon::times::{Portion, TimeUnit};

/// Which year is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    Given(i16),
    /// "last year" is -1.
    Shift(i64),
    /// "of that year".
    That,
    /// "last April" is -1: the nearest before, within, or after now.
    Nearest(i64),
    Open,
}

/// What a shift is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// The document's date.
    Now,
    /// The last dated time told.
    Story,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Told {
    /// `month` is open in "the 25th".
    Day {
        year: Year,
        month: Option<i8>,
        day: i8,
    },
    Month {
        year: Year,
        month: i8,
    },
    Year(i16),
    /// Years before Christ; `month` where told.
    Bc {
        year: i16,
        month: Option<i8>,
        day: Option<i8>,
    },
    Season {
        year: Year,
        code: String,
    },
    Quarter {
        year: Year,
        nth: u8,
    },
    Half {
        year: Year,
        nth: u8,
    },
    /// First year.
    Decade(i16),
    /// The 19th is 19.
    Century(i16),
    /// Monday is 1; `week` in "Tuesday of last week"; `shift` in "next Tuesday".
    Weekday {
        day: i8,
        shift: Option<i64>,
        week: Option<i64>,
    },
    /// Days from the day of speaking.
    Named(i64),
    /// "last week" (-1 of now), "that month" (0 of the story), "the following year".
    Period {
        unit: TimeUnit,
        shift: i64,
        base: Base,
    },
    /// "three days later": as [`Told::Period`], counted in steps, with the precision of the unit.
    Offset {
        count: Option<f64>,
        unit: TimeUnit,
        ahead: bool,
        base: Base,
    },
    Feast {
        rule: String,
        year: Year,
    },
    /// A time of day without a day.
    Clock,
    Range(Box<Told>, Box<Told>),
    /// TIMEX3 value of a duration.
    Length(String),
    Set(String),
    /// PAST_REF, PRESENT_REF, FUTURE_REF, or empty.
    Vague(String),
}

/// A time expression in a sentence: words `from..to`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    pub told: Told,
    pub part: Option<Portion>,
    /// TIMEX3 time of day, without the T: `MO`, `06:00`.
    pub clock: Option<String>,
    pub from: usize,
    pub to: usize,
}

impl Expression {
    pub fn new(told: Told, from: usize, to: usize) -> Expression {
        Expression { told, part: None, clock: None, from, to }
    }
    /// Does it name days (not a length, recurrence or vague reference)?
    pub fn dated(&self) -> bool {
        !matches!(self.told, Told::Length(_) | Told::Set(_) | Told::Vague(_))
    }
}

/// The TIMEX3 duration of `count` units; `X` where the count is vague.
pub(crate) fn length(count: Option<f64>, unit: TimeUnit) -> String {
    use TimeUnit::*;
    let (times, code) = match unit {
        Second => (1.0, "TS"),
        Minute => (1.0, "TM"),
        Hour => (1.0, "TH"),
        Day | Night => (1.0, "D"),
        Weekend => (2.0, "D"),
        Week => (1.0, "W"),
        Fortnight => (2.0, "W"),
        Month => (1.0, "M"),
        Quarter => (1.0, "Q"),
        Year => (1.0, "Y"),
        Decade => (10.0, "Y"),
        Century => (100.0, "Y"),
    };
    let (clock, letter) = code.strip_prefix('T').map_or(("", code), |l| ("T", l));
    let Some(count) = count else { return format!("P{clock}X{}", if unit == Decade { "E" } else { letter }) };
    // Half a year is six months: TIMEX3 likes whole numbers where a smaller unit has them.
    let (number, letter) = match (count * times, unit) {
        (n, Year) if n.fract() != 0.0 && (n * 12.0).fract() == 0.0 && n < 1.0 => (n * 12.0, "M"),
        (n, Year) if n.fract() == 0.5 => return format!("P{}Y6M", n.trunc()),
        (n, Hour | Minute) if n > 1.0 && n.fract() == 0.5 => {
            return format!("PT{}{letter}30{}", n.trunc(), if unit == Hour { "M" } else { "S" });
        }
        (n, Hour) if n < 1.0 => ((n * 60.0).round(), "M"),
        (n, _) => (n, letter),
    };
    format!("P{clock}{number}{letter}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_timex_form() {
        for (count, unit, value) in [
            (Some(3.0), TimeUnit::Month, "P3M"),
            (Some(2.5), TimeUnit::Year, "P2Y6M"),
            (Some(0.5), TimeUnit::Hour, "PT30M"),
            (Some(2.0), TimeUnit::Decade, "P20Y"),
            (None, TimeUnit::Week, "PXW"),
            (None, TimeUnit::Hour, "PTXH"),
            (Some(1.0), TimeUnit::Fortnight, "P2W"),
        ] {
            assert_eq!(length(count, unit), value);
        }
    }
}
