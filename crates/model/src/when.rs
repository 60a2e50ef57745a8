//! A date is an interval of days with a precision.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The days from `start` to `end`, both included. Written as the shortest ISO 8601 form:
/// `2020-06-25`, `2020-06`, `2020`, `2020-03/2020-10`, else `2020-06-25/2020-07-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct When {
    pub start: Date,
    pub end: Date,
}

impl When {
    pub fn new(start: Date, end: Date) -> When {
        When { start: start.min(end), end: start.max(end) }
    }
    pub fn day(day: Date) -> When {
        When { start: day, end: day }
    }
    /// A whole month; None where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<When> {
        let start = Date::new(year, month, 1).ok()?;
        Some(When { start, end: start.last_of_month() })
    }
    /// A whole year; None outside jiff's range (-9999..=9999).
    pub fn year(year: i16) -> Option<When> {
        let start = Date::new(year, 1, 1).ok()?;
        Some(When { start, end: start.last_of_year() })
    }
    pub fn days(self) -> i64 {
        i64::from((self.end - self.start).get_days()) + 1
    }
    pub fn overlaps(self, other: When) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// How coarsely both ends of an interval can be written.
enum Grain {
    Day,
    Month,
    Year,
}

impl When {
    fn grain(self) -> Grain {
        let When { start: s, end: e } = self;
        if s == s.first_of_year() && e == e.last_of_year() {
            Grain::Year
        } else if s == s.first_of_month() && e == e.last_of_month() {
            Grain::Month
        } else {
            Grain::Day
        }
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let grain = self.grain();
        let written = |d: Date| match grain {
            Grain::Year => format!("{:04}", d.year()),
            Grain::Month => format!("{:04}-{:02}", d.year(), d.month()),
            Grain::Day => d.to_string(),
        };
        let (start, end) = (written(self.start), written(self.end));
        if start == end { f.pad(&start) } else { f.pad(&format!("{start}/{end}")) }
    }
}

impl std::str::FromStr for When {
    type Err = String;
    /// Reads every form that `Display` writes.
    fn from_str(text: &str) -> Result<When, String> {
        let wrong = || format!("`{text}` is no date: expected YYYY, YYYY-MM, YYYY-MM-DD or two of them joined by /");
        if let Some((a, b)) = text.split_once('/') {
            let (a, b): (When, When) = (a.parse()?, b.parse()?);
            return if a.start <= b.end { Ok(When::new(a.start, b.end)) } else { Err(wrong()) };
        }
        let number = |t: &str, n: usize| (t.len() == n && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i16>().ok()).flatten();
        let parts: Vec<&str> = text.split('-').collect();
        let when = match parts[..] {
            [y] => number(y, 4).and_then(When::year),
            [y, m] => number(y, 4).zip(number(m, 2)).and_then(|(y, m)| When::month(y, m as i8)),
            [y, m, d] => {
                number(y, 4).zip(number(m, 2)).zip(number(d, 2)).and_then(|((y, m), d)| Date::new(y, m as i8, d as i8).ok()).map(When::day)
            }
            _ => None,
        };
        when.ok_or_else(wrong)
    }
}

impl TryFrom<String> for When {
    type Error = String;
    fn try_from(text: String) -> Result<When, String> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> String {
        when.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_back_as_written() {
        for form in ["2020-06-25", "2020-06", "2020", "2020-06-25/2020-07-02", "2020-06/2020-08", "2019/2021", "2020-01/2021-06"] {
            assert_eq!(form.parse::<When>().unwrap().to_string(), form);
        }
        assert_eq!("2020-06-01/2020-08-31".parse::<When>().unwrap().to_string(), "2020-06/2020-08");
        assert_eq!("2020-02".parse::<When>().unwrap().days(), 29);
    }

    #[test]
    fn what_is_no_date_is_refused_with_the_expected_forms() {
        for wrong in ["2020-13", "2020-02-30", "yesterday", "", "2020-07-01/2020-06-01", "20-01-01", "2020-1-1"] {
            assert!(wrong.parse::<When>().unwrap_err().contains("expected YYYY"), "{wrong}");
        }
    }
}
