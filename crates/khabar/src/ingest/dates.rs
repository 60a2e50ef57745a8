//! Dates as containers write them: ISO 8601, RFC 2822, RFC 3339, and plain English forms.

use jiff::civil::{Date, DateTime};
use khabar_model::When;

/// English forms without a weekday; jiff reads month names in full and short whatever their case.
const FORMS: &[&str] = &[
    "%B %d, %Y",
    "%B %d %Y",
    "%d %B %Y",
    "%d %B, %Y",
    "%b %d, %Y",
    "%b %d %Y",
    "%d %b %Y",
    "%b. %d, %Y",
    "%d-%b-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d.%m.%Y",
];

/// The day (month, year) that `text` names, in the time zone that it is written in. None where it is no date or could be two
/// (03/04/2020).
pub fn date(text: &str) -> Option<When> {
    let text = text.trim();
    if let Ok(when) = text.parse::<When>() {
        return Some(when);
    }
    iso(text).or_else(|| mail(text)).or_else(|| english(text)).or_else(|| slashed(text)).map(When::day)
}

/// `2020-06-25T10:00:00+02:00`, `2020-06-25 10:00`, `20200625T100000Z`: the civil day as written.
fn iso(text: &str) -> Option<Date> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let compact = text.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()) && matches!(text.as_bytes().get(8), Some(b'T' | b' ')));
    if let Some(day) = compact {
        return Date::strptime("%Y%m%d", day).ok();
    }
    let separated = rest.is_empty() || rest.starts_with(['T', 't', ' ', 'Z', '+']);
    separated.then(|| day.parse::<Date>().or_else(|_| text.parse::<DateTime>().map(DateTime::date)).ok()).flatten()
}

/// `Thu, 25 Jun 2020 10:00:00 +0200` (RFC 2822): the civil day as written.
fn mail(text: &str) -> Option<Date> {
    let after_weekday = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let mut words = after_weekday.split_whitespace();
    let day = [words.next()?, words.next()?, words.next()?].join(" ");
    words.next().is_some_and(|time| time.contains(':')).then(|| Date::strptime("%d %b %Y", day).ok()).flatten()
}

fn english(text: &str) -> Option<Date> {
    let bare = match text.split_once(", ") {
        Some((weekday, rest)) if weekday.chars().all(char::is_alphabetic) => rest,
        _ => text,
    };
    FORMS.iter().find_map(|form| Date::strptime(form, bare).ok())
}

/// `25/06/2020` and `06/25/2020`, where only one reading is a date or both are the same day.
fn slashed(text: &str) -> Option<Date> {
    let date = |form: &str| Date::strptime(form, text).ok();
    match (date("%d/%m/%Y"), date("%m/%d/%Y")) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_containers_are_read_and_doubtful_ones_refused() {
        for (text, want) in [
            ("2020-06-25", "2020-06-25"),
            (" 2020-06-25T23:30:00-05:00 ", "2020-06-25"),
            ("2020-06-25 08:00", "2020-06-25"),
            ("20200625T080000Z", "2020-06-25"),
            ("2020-06", "2020-06"),
            ("Thu, 25 Jun 2020 23:30:00 -0500", "2020-06-25"),
            ("Thursday, June 25, 2020", "2020-06-25"),
            ("25 June 2020", "2020-06-25"),
            ("Jun 25, 2020", "2020-06-25"),
            ("25/06/2020", "2020-06-25"),
            ("06/25/2020", "2020-06-25"),
            ("20200625", "2020-06-25"),
        ] {
            assert_eq!(date(text).map(|w| w.to_string()).as_deref(), Some(want), "{text}");
        }
        for text in ["03/04/2020", "yesterday", "", "2020-02-30", "25 Juni", "June", "1593043200x"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
