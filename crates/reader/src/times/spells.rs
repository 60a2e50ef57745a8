//! Durations, recurrences, vague references and times of day.

use khabar_lexicon::times::{Clue, TimeUnit, TimeWord};

use super::calendar::{Grammar, Read};
use super::told::{Expression, Told, length};
use super::words::Kind;
use crate::amounts::figures::figure;

impl Grammar<'_, '_> {
    /// "more than two years", "five-year", "the past two months", "several weeks", "days", "decades-long".
    pub fn spell(self, i: usize) -> Read {
        let the = usize::from(self.shows(i, Clue::Possessive) && self.w.get(i + 1).is_some());
        let about = self.about(i + the);
        let shift = usize::from(self.shows(about, Clue::Sequence));
        if the == 1 && shift == 0 {
            return self.the_spell(i, about);
        }
        let at = self.about(about + shift);
        let (count, unit, mut to) = self.count_of_unit(at)?;
        // "A quarter of the crop" and "three-quarters" are shares.
        if unit == TimeUnit::Quarter && (self.w.is(to, &["of"]) || self.w.is(to - 2, &["-", "a"])) {
            return None;
        }
        let article = self.w.is(at, &["a", "an"]) && count == Some(1.0);
        if article && at == i && !self.shows_before(i, Clue::BeforeLength) {
            return None;
        }
        if self.w.is(i.wrapping_sub(1), &["$"])
            || self.is_age(i, to)
            || (count.is_none() && shift == 0 && at == i && !self.plural_stands(i, to))
        {
            return None;
        }
        let long = self.w.past_hyphen(to);
        if long > to && self.w.is(long, &["long"]) {
            to = long + 1;
        } else if long > to && self.w.is(long, &["old", "olds"]) {
            return None;
        }
        if self.w.is(to, &["or"]) && self.w.is(to + 1, &["so", "more"]) {
            to += 2;
        }
        Some((Told::Length(length(count, unit)), to))
    }

    /// "the two days", "the nine months": a figure must stand there.
    fn the_spell(self, i: usize, at: usize) -> Read {
        let (count, unit, to) = self.count_of_unit(at).filter(|(count, ..)| count.is_some() && self.w.is(i, &["the"]))?;
        let hyphened = self.w.is(to - 2, &["-"]) || !self.w.low(to - 1).ends_with('s');
        (!self.is_age(i, to) && !self.w.is(at, &["a", "an"]) && !hyphened).then_some((Told::Length(length(count, unit)), to))
    }

    /// "45 years old", "45-year-old", "aged 12 years", "18 years of age".
    fn is_age(self, i: usize, to: usize) -> bool {
        let at = self.w.past_hyphen(to);
        self.w.is(at, &["old", "olds"])
            || (self.w.is(to, &["of"]) && self.w.is(to + 1, &["age"]))
            || matches!(self.w.before(i), "aged" | "age")
    }

    /// May "days" or "years" stand alone as a length here?
    fn plural_stands(self, i: usize, to: usize) -> bool {
        let unit = self.unit(i);
        let clock = unit.is_some_and(|u| u < TimeUnit::Hour || u == TimeUnit::Quarter || u == TimeUnit::Night);
        !clock
            && !self.w.is(to, &["old"])
            && self.w.kind(i.wrapping_sub(1)) != Some(Kind::Number)
            && (i == 0 || self.shows_before(i, Clue::BeforeBareLength) || self.shows(to, Clue::AfterBareLength))
            || self.w.is(i, &["several", "many"])
            || (self.w.is(i, &["a", "recent", "coming", "few"]) && !clock)
    }

    /// "three to five years", "20 or 30 days".
    pub fn spell_range(self, i: usize) -> Read {
        let about = self.about(i);
        let first = figure(self.w, about, &self.lex.numbers)?;
        let and = self.w.is(first.next, &["to", "or", "-"]).then_some(first.next + 1)?;
        let (count, unit, to) = self.count_of_unit(and)?;
        (!self.is_age(i, to)).then_some((Told::Length(length(count, unit)), to))
    }

    /// "every Friday", "each year", "every two weeks", "daily", "Mondays".
    pub fn recurrence(self, i: usize) -> Read {
        let near = if self.w.is(i, &["near"]) { self.w.past_hyphen(i + 1) } else { i };
        if let Some((len, value)) = self.lex.times.sets.longest(self.w.from(near)) {
            return Some((Told::Set(value.clone()), near + len));
        }
        if let Some(day) = self.w.low(i).strip_suffix('s').filter(|d| d.ends_with("day"))
            && let Some(TimeWord::Weekday(day)) = self.lex.times.senses(day).first()
        {
            return Some((Told::Set(format!("XXXX-WXX-{day}")), i + 1));
        }
        let at = self.w.is(i, &["every", "each"]).then_some(i + 1)?;
        let at = if self.w.is(at, &["single"]) { at + 1 } else { at };
        if let Some((value, to)) = self.every_named(at) {
            return Some((Told::Set(value), to));
        }
        if self.w.is(at, &["other"])
            && let Some(unit) = self.unit(at + 1)
        {
            return Some((Told::Set(length(Some(2.0), unit)), at + 2));
        }
        if let Some(unit) = self.unit(at) {
            return Some((Told::Set(length(Some(1.0), unit)), at + 1));
        }
        let (count, unit, to) = self.count_of_unit(at)?;
        Some((Told::Set(length(count, unit)), to))
    }

    fn every_named(self, i: usize) -> Option<(String, usize)> {
        self.sense(i, |s| match s {
            TimeWord::Weekday(day) => Some(format!("XXXX-WXX-{day}")),
            TimeWord::Month(month) => Some(format!("XXXX-{month:02}")),
            TimeWord::Season(code) => Some(format!("XXXX-{code}")),
            TimeWord::DayPart(code) if code.len() == 2 => Some(format!("XXXX-XX-XXT{code}")),
            _ => None,
        })
        .map(|value| (value, i + 1))
    }

    /// "now", "recently", "in the near future".
    pub fn reference(self, i: usize) -> Read {
        let (len, value) = self.lex.times.references.longest(self.w.from(i))?;
        let ends = !(len == 1 && self.w.is(i + 1, &["-"]) && self.w.joined(i + 1));
        ends.then(|| (Told::Vague(value.clone()), i + len))
    }

    /// "11 a.m.", "5:34 AM", "0600 GMT", "03:00hrs", "noon", "midnight" with what day follows.
    pub fn clock(self, i: usize) -> Option<Expression> {
        let about = self.about(i);
        let (clock, mut at) = self.clock_time(about)?;
        while self.sense(at, |s| matches!(s, TimeWord::Zone).then_some(())).is_some() {
            at += 1;
        }
        let on = self.w.past_comma(if self.w.is(at, &["on"]) { at + 1 } else { at });
        let day = self.weekday(on).or_else(|| self.named(on).filter(|e| e.clock.is_none()));
        let day = day.or_else(|| self.day_month(on).or_else(|| self.month_day(on)).map(|(told, to)| Expression::new(told, on, to)));
        let (told, to) = day.map_or((Told::Clock, at), |e| (e.told, e.to));
        Some(Expression { clock: Some(clock), ..Expression::new(told, i, to) })
    }

    fn clock_time(self, i: usize) -> Option<(String, usize)> {
        if let Some(code) = self.daypart(i).filter(|c| c.contains(':')) {
            return Some((code, i + 1));
        }
        let (hour, digits) = self.w.digits(i)?;
        // "00:11:29" marks a place in a recording.
        if self.w.before(i) == ":" || (self.w.is(i + 3, &[":"]) && self.w.joined(i + 3)) {
            return None;
        }
        let colon = self.w.is(i + 1, &[":"]) && self.w.joined(i + 1) && self.w.joined(i + 2);
        let (hour, minute, at, sure) = match self.w.digits(i + 2).filter(|(m, n)| colon && *n == 2 && *m < 60) {
            Some((minute, _)) => (hour, minute, i + 3, digits <= 2),
            None if digits == 4 && self.sense(i + 1, |s| matches!(s, TimeWord::Zone).then_some(())).is_some() => {
                (hour / 100, hour % 100, i + 1, true)
            }
            None => (hour, 0, i + 1, false),
        };
        let (hour, at) = match self.w.low(at) {
            "am" => (if hour == 12 { 0 } else { hour }, at + 1),
            "pm" => (if hour < 12 { hour + 12 } else { hour }, at + 1),
            "o'clock" => (hour, at + 1),
            _ if sure => (hour, at),
            _ => return None,
        };
        (hour < 25 && minute < 60).then(|| (format!("{hour:02}:{minute:02}"), at))
    }

    /// "the morning of 5 May", "the night of the 13th", "the morning"; "in the evening".
    pub fn part_of_day(self, i: usize) -> Option<Expression> {
        let the = if self.w.is(i, &["the"]) { i + 1 } else { i };
        let early = if self.w.is(the, &["early", "late", "mid"]) { self.w.past_hyphen(the + 1) } else { the };
        let code = self.daypart(early).filter(|_| !self.w.low(early).ends_with('s'))?;
        let hours = if self.w.is(early + 1, &["hours"]) { early + 2 } else { early + 1 };
        let of = if self.w.is(hours, &["of", "on"]) { hours + 1 } else { hours };
        let day = self.weekday(of).or_else(|| {
            let read = self.day_month(of).or_else(|| self.month_day(of)).or_else(|| self.nth(of));
            read.map(|(told, to)| Expression::new(told, of, to))
        });
        if let Some(day) = day.filter(|_| of > hours || the > i || early > the) {
            return Some(Expression { clock: Some(code), ..Expression::new(day.told, i, day.to) });
        }
        let alone = the > i && self.shows_before(i, Clue::BeforeDaypart) && !self.w.is(hours, &["of"]) && hours == early + 1;
        alone.then(|| Expression { clock: Some(code), ..Expression::new(Told::Clock, i, hours) })
    }
}
