//! Arithmetic on days and periods that never panics: None outside the calendar.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, ToSpan};
use khabar_lexicon::times::{Portion, TimeUnit};
use khabar_model::When;

pub(crate) fn plus(day: Date, length: Length) -> Option<Date> {
    day.checked_add(length).ok()
}

pub(crate) fn plus_days(day: Date, days: i64) -> Option<Date> {
    days.checked_abs().filter(|d| *d < 4_000_000).and_then(|_| plus(day, days.days()))
}

/// The month `shift` months from the month of `day`.
pub(crate) fn month_at(day: Date, shift: i64) -> Option<When> {
    let months = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + shift;
    When::month(i16::try_from(months.div_euclid(12)).ok()?, months.rem_euclid(12) as i8 + 1)
}

pub(crate) fn year_at(day: Date, shift: i64) -> Option<When> {
    When::year(i16::try_from(i64::from(day.year()) + shift).ok()?)
}

/// Monday to Sunday.
pub(crate) fn week_at(day: Date, shift: i64) -> Option<When> {
    let start = plus_days(day, shift.checked_mul(7)? - i64::from(day.weekday().to_monday_zero_offset()))?;
    Some(When::new(start, plus_days(start, 6)?))
}

pub(crate) fn quarter(year: i16, nth: u8) -> Option<When> {
    months(year, nth as i8 * 3 - 2, nth as i8 * 3)
}

/// From the first of one month to the last of another of the same year.
pub(crate) fn months(year: i16, first: i8, last: i8) -> Option<When> {
    Some(When::new(When::month(year, first)?.start, When::month(year, last)?.end))
}

/// Seasons of the northern hemisphere; a winter is named by its December.
pub(crate) fn season(year: i16, code: &str) -> Option<When> {
    match code {
        "SP" => months(year, 3, 5),
        "SU" => months(year, 6, 8),
        "FA" => months(year, 9, 11),
        _ => Some(When::new(When::month(year, 12)?.start, When::month(year.checked_add(1)?, 2)?.end)),
    }
}

/// The period of a unit around `day`, shifted.
pub(crate) fn period(unit: TimeUnit, day: Date, shift: i64) -> Option<When> {
    match unit {
        TimeUnit::Week | TimeUnit::Fortnight => week_at(day, shift),
        TimeUnit::Weekend => {
            let week = week_at(day, shift)?;
            Some(When::new(plus_days(week.end, -1)?, week.end))
        }
        TimeUnit::Month => month_at(day, shift),
        TimeUnit::Quarter => {
            let at = month_at(day, shift.checked_mul(3)?)?.start;
            quarter(at.year(), (at.month() as u8).div_ceil(3))
        }
        TimeUnit::Year => year_at(day, shift),
        TimeUnit::Decade => {
            let first = (i64::from(day.year()).div_euclid(10) + shift) * 10;
            years(i16::try_from(first).ok()?, 10)
        }
        TimeUnit::Century => {
            let first = (i64::from(day.year()).div_euclid(100) + shift) * 100;
            years(i16::try_from(first).ok()?, 100)
        }
        _ => plus_days(day, shift).map(When::day),
    }
}

pub(crate) fn years(first: i16, count: i16) -> Option<When> {
    Some(When::new(When::year(first)?.start, When::year(first.checked_add(count - 1)?)?.end))
}

/// A whole number of units from `day`.
pub(crate) fn step(day: Date, unit: TimeUnit, count: i64) -> Option<Date> {
    let count = Some(count).filter(|c| c.abs() < 100_000)?;
    match unit {
        TimeUnit::Second | TimeUnit::Minute => Some(day),
        TimeUnit::Hour => plus_days(day, count / 24),
        TimeUnit::Day | TimeUnit::Night => plus_days(day, count),
        TimeUnit::Week | TimeUnit::Weekend => plus_days(day, count * 7),
        TimeUnit::Fortnight => plus_days(day, count * 14),
        TimeUnit::Month => plus(day, count.months()),
        TimeUnit::Quarter => plus(day, (count * 3).months()),
        TimeUnit::Year => plus(day, Some(count).filter(|c| c.abs() < 19_000)?.years()),
        TimeUnit::Decade => step(day, TimeUnit::Year, count * 10),
        TimeUnit::Century => step(day, TimeUnit::Year, count * 100),
    }
}

/// The nearest such weekday before (or on, where `same`) a day, or after it.
pub(crate) fn weekday(day: Date, wanted: i8, ahead: bool, same: bool) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(wanted).ok()?;
    if day.weekday() == wanted && same {
        return Some(day);
    }
    day.nth_weekday(if ahead { 1 } else { -1 }, wanted).ok()
}

/// The part of a period that "early", "mid", "late", "the end of" mean.
pub(crate) fn portion(whole: When, part: Portion, now: Option<Date>) -> When {
    let days = whole.days();
    if days < 7 {
        return whole;
    }
    let months = if days >= 360 { i64::from(whole.end.year() - whole.start.year() + 1) * 12 } else { 0 };
    // Calendar months are the natural steps within years; days within months.
    let cut = |from: i64, to: i64, of: i64| {
        let (start, end) = if months > 0 {
            (month_at(whole.start, months * from / of).map(|m| m.start), month_at(whole.start, months * to / of - 1).map(|m| m.end))
        } else {
            (plus_days(whole.start, days * from / of), if to == of { Some(whole.end) } else { plus_days(whole.start, days * to / of - 1) })
        };
        start.zip(end).map_or(whole, |(s, e)| When::new(s, e))
    };
    match part {
        Portion::Early => cut(0, 1, 3),
        Portion::Mid => cut(1, 2, 3),
        Portion::Late => cut(2, 3, 3),
        Portion::Start => cut(0, 1, 6),
        Portion::End => cut(5, 6, 6),
        Portion::Earlier => now.filter(|n| *n > whole.start && *n <= whole.end).map_or(whole, |n| When::new(whole.start, n)),
        Portion::Later => now.filter(|n| *n >= whole.start && *n < whole.end).map_or(whole, |n| When::new(n, whole.end)),
        Portion::Whole => whole,
    }
}

/// Western Easter Sunday (the anonymous Gregorian algorithm).
pub(crate) fn easter(year: i16) -> Option<Date> {
    let y = i64::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, month as i8, day as i8).ok()
}

/// The day of a feast in a year: `12-25`, `easter+1`, `4thu11`.
pub(crate) fn feast(rule: &str, year: i16) -> Option<Date> {
    if let Some(shift) = rule.strip_prefix("easter") {
        return plus_days(easter(year)?, shift.parse().unwrap_or(0));
    }
    if rule == "4thu11" {
        return Date::new(year, 11, 1).ok()?.nth_weekday_of_month(4, Weekday::Thursday).ok();
    }
    let (month, day) = rule.split_once('-')?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(text: &str) -> When {
        text.parse().unwrap()
    }

    #[test]
    fn parts_of_months_and_years() {
        let parts = |w: &str, p| portion(when(w), p, None).to_string();
        assert_eq!(parts("2020-08", Portion::Late), "2020-08-21/2020-08-31");
        assert_eq!(parts("2020-04", Portion::Early), "2020-04-01/2020-04-10");
        assert_eq!(parts("2019", Portion::Mid), "2019-05/2019-08");
        assert_eq!(parts("2019", Portion::End), "2019-11/2019-12");
        assert_eq!(parts("2019-03-04", Portion::End), "2019-03-04");
    }

    #[test]
    fn feasts_fall_on_their_days() {
        assert_eq!(easter(2024).unwrap().to_string(), "2024-03-31");
        assert_eq!(easter(1998).unwrap().to_string(), "1998-04-12");
        assert_eq!(feast("4thu11", 1998).unwrap().to_string(), "1998-11-26");
    }

    #[test]
    fn far_counts_are_refused_not_panicked_on() {
        let day = when("2020-01-31").start;
        for unit in [TimeUnit::Day, TimeUnit::Year, TimeUnit::Century, TimeUnit::Month] {
            assert_eq!(step(day, unit, i64::MAX), None);
        }
        assert_eq!(step(day, TimeUnit::Month, 1).unwrap().to_string(), "2020-02-29");
        assert_eq!(period(TimeUnit::Week, day, i64::MAX), None);
    }
}
