//! The date of a document: printed, given, or inferred from what the text tells as past.

use jiff::civil::Date;
use khabar_model::{Block, BlockKind, DateSource, Note, Sentence, Source, Span, When};

use super::dates::{self, Printed};
use super::{Dated, Look};
use crate::blocks::words;

/// How many blocks of the head may print the date.
const HEAD: usize = 12;
/// How many times without a year make a text that leaves out its own year.
const FEWEST: usize = 5;
/// How many words before a date may show that it lies ahead.
const AHEAD: usize = 8;

/// The date and where it comes from.
pub(crate) fn settle(look: &Look, source: &Source, notes: &mut Vec<Note>) -> Dated {
    let given = source.given.date;
    let mentions = mentions(look);
    // a file's own time stamp says when it was saved, not when it was published
    let (stamp, stated) = match source.container.date_source {
        Some(DateSource::Inferred) => (source.container.date, None),
        _ => (None, source.container.date),
    };
    let printed = stated.or_else(|| printed(look, given, &mentions));
    if let Some(printed) = printed {
        if let Some(given) = given.filter(|g| !g.overlaps(printed)) {
            notes.push(Note::warning("R031", format!("the document prints {printed}, but {given} was given; the printed date is used")));
        }
        return (Some(printed), Some(DateSource::Printed));
    }
    if let Some(given) = given {
        return (Some(given), Some(DateSource::Given));
    }
    let stamped = || stamp.map(|s| (s, "the file's own time stamp".to_owned()));
    let Some((when, why)) = inferred(look, &mentions).or_else(stamped) else { return (None, None) };
    notes.push(Note::info("R030", format!("date {when} inferred: {why}")).help("give --date to say otherwise"));
    (Some(when), Some(DateSource::Inferred))
}

/// A date told in the text.
struct Mention {
    date: Printed,
    kind: BlockKind,
    /// Words before it show that it lies ahead of the writer.
    ahead: bool,
}

fn mentions(look: &Look) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for sentence in look.sentences {
        let block = &look.blocks[sentence.block];
        if block.coded || block.kind == BlockKind::Heading {
            found.extend(mentions_in(look, sentence, block));
        }
    }
    // A day that lies ahead once lies ahead everywhere.
    let ahead: Vec<Printed> = found.iter().filter(|m| m.ahead).map(|m| m.date).collect();
    for mention in &mut found {
        let d = mention.date;
        mention.ahead |= ahead
            .iter()
            .any(|a| d.day.is_some() && (a.month, a.day) == (d.month, d.day) && (a.year.is_none() || d.year.is_none() || a.year == d.year));
    }
    found
}

fn mentions_in<'a>(look: &'a Look, sentence: &'a Sentence, block: &'a Block) -> impl Iterator<Item = Mention> + 'a {
    let line = sentence.span.of(look.text);
    let layout = &look.lex.layout;
    dates::dates(line, layout).into_iter().map(move |date| {
        let before = words::fold(&line[..date.span.start]);
        let near = before.rsplit(' ').take(AHEAD).map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
        let ahead = near.into_iter().any(|w| layout.is_cue("future", w));
        let span = Span::new(sentence.span.start + date.span.start, sentence.span.start + date.span.end);
        Mention { date: Printed { span, ..date }, kind: block.kind, ahead }
    })
}

/// A date line of its own or a dateline near the top, or "Updated: ..." at the end.
fn printed(look: &Look, given: Option<When>, mentions: &[Mention]) -> Option<When> {
    let layout = &look.lex.layout;
    let mut yearless = None;
    // Several lines "Date: ..." are fields of incidents, not the date of the report.
    let field = |line: &str| words::fold(line).starts_with("date");
    let fields = look.blocks.iter().filter(|b| field(b.span.of(look.text))).count() > 1;
    for (at, block) in look.blocks.iter().enumerate() {
        let line = block.span.of(look.text);
        let cued = || layout.cue("printed").iter().any(|c| words::opens_with(&words::fold(line), c));
        if fields && field(line) {
            continue;
        }
        let date = match block.kind {
            BlockKind::Dateline | BlockKind::Byline => dates::dates(line, layout).into_iter().next(),
            BlockKind::Boilerplate | BlockKind::Heading | BlockKind::Headline if at < HEAD && words::count(line) <= 12 => {
                dates::dates(line, layout).into_iter().find(|d| d.is_full())
            }
            _ if words::count(line) <= 12 && cued() => dates::dates(line, layout).into_iter().next(),
            _ => None,
        };
        match date {
            Some(date) if date.year.is_some() => return date.when(None),
            Some(date) if at < HEAD && yearless.is_none() => yearless = Some(date),
            _ => {}
        }
    }
    let date = yearless.filter(|d| d.day.is_some())?;
    date.when(given.map(|g| g.start.year()).or_else(|| year_of(&date, look, mentions)))
}

/// What the text shows of its day, by the surest sign there is.
fn inferred(look: &Look, mentions: &[Mention]) -> Option<(When, String)> {
    by_caption(mentions)
        .or_else(|| by_poll(look, mentions))
        .or_else(|| by_full_dates(look, mentions))
        .or_else(|| by_year_after(look, mentions))
}

/// A picture's day, unless the text tells of later days.
fn by_caption(mentions: &[Mention]) -> Option<(When, String)> {
    let day = mentions.iter().filter(|m| m.kind == BlockKind::Caption && m.date.is_full()).filter_map(|m| m.date.when(None)).max()?;
    let later = past(mentions).filter_map(|m| m.date.when(None)).any(|w| w.start > day.end);
    (!later).then(|| (day, "the day of a picture's caption".into()))
}

/// The month of the latest day told as past, in the year of a poll that the text names.
fn by_poll(look: &Look, mentions: &[Mention]) -> Option<(When, String)> {
    let year = poll_year(look, mentions)?;
    latest_month(year, mentions, false, 2).map(|m| (m, "the latest time told as past, in the year of the poll named".into()))
}

/// Texts that write every year, as bulletins do: two past days near each other, no day without a year, no bare weekday.
fn by_full_dates(look: &Look, mentions: &[Mention]) -> Option<(When, String)> {
    let bare = past(mentions).any(|m| m.date.year.is_none() && m.date.day.is_some());
    let mut days: Vec<When> = past(mentions).filter(|m| m.date.is_full()).filter_map(|m| m.date.when(None)).collect();
    days.sort_unstable();
    days.dedup();
    let [.., before, last] = days[..] else { return None };
    let close = (last.start - before.start).get_days() <= 31;
    let later = years(look).any(|y| y > last.start.year());
    let lone = bare || later || names_weekdays(look, mentions);
    (close && !lone).then(|| Some((month_of(last.start)?, format!("the latest day told as past is {last}")))).flatten()
}

/// The month of the latest time told as past, in the year after the latest one written.
fn by_year_after(look: &Look, mentions: &[Mention]) -> Option<(When, String)> {
    let year = year_after(look, mentions)?;
    latest_month(year, mentions, true, FEWEST).map(|m| (m, format!("the latest time told as past, {year} after the years written")))
}

fn past(mentions: &[Mention]) -> impl Iterator<Item = &Mention> {
    mentions.iter().filter(|m| !m.ahead)
}

/// The latest of at least `fewest` past months without a year (of those with a day, unless `any`); None where they
/// may be of two years.
fn latest_month(year: i16, mentions: &[Mention], any: bool, fewest: usize) -> Option<When> {
    let months: Vec<i8> = past(mentions).filter(|m| m.date.year.is_none() && (any || m.date.day.is_some())).map(|m| m.date.month).collect();
    let (first, last) = (months.iter().min()?, months.iter().max()?);
    (months.len() >= fewest && last - first <= 8).then(|| When::month(year, *last)).flatten()
}

/// News tells its days by their names; a full date is then of another time.
fn names_weekdays(look: &Look, mentions: &[Mention]) -> bool {
    let dated = |at: usize| mentions.iter().any(|m| m.date.span.holds(at));
    look.sentences.iter().filter(|s| look.blocks[s.block].coded).any(|s| {
        let tokens = dates::tokens(s.span.of(look.text));
        let weekday =
            |w: &str| w.starts_with(char::is_uppercase) && w.len() > 3 && look.lex.layout.weekdays.contains_key(&w.to_lowercase());
        tokens.iter().any(|t| weekday(t.word) && !dated(s.span.start + t.start))
    })
}

/// All years written in coded text.
fn years(look: &Look) -> impl Iterator<Item = i16> {
    let sentences = look.sentences.iter().filter(|s| look.blocks[s.block].coded);
    sentences.flat_map(|s| {
        let tokens = dates::tokens(s.span.of(look.text));
        let years = tokens.iter().filter(|t| t.word.len() == 4).filter_map(|t| t.word.parse::<i16>().ok());
        years.filter(|y| (1990..=2100).contains(y)).collect::<Vec<_>>()
    })
}

fn month_of(day: Date) -> Option<When> {
    When::month(day.year(), day.month())
}

/// The year of one printed date without a year.
fn year_of(date: &Printed, look: &Look, mentions: &[Mention]) -> Option<i16> {
    poll_year(look, mentions).or_else(|| weekday_year(date, mentions))
}

/// A poll whose day law fixes: "the US presidential election on 3 November" was in 2020.
fn poll_year(look: &Look, mentions: &[Mention]) -> Option<i16> {
    let folded = words::fold(look.text);
    let of = |poll: &khabar_lexicon::layout::Poll| {
        let near = folded.match_indices(poll.words.as_str()).any(|(at, _)| {
            let before = folded[..at].trim_end();
            poll.of.iter().any(|o| before.ends_with(o.as_str()))
        });
        let day = poll.day.start;
        near && mentions.iter().any(|m| m.date.year.is_none() && m.date.month == day.month() && m.date.day == Some(day.day()))
    };
    let years: Vec<i16> = look.lex.layout.polls.iter().filter(|p| of(p)).map(|p| p.day.start.year()).collect();
    match years[..] {
        [year] => Some(year),
        _ => years.into_iter().find(|y| mentions.iter().any(|m| m.date.year.is_some_and(|own| (own - y).abs() <= 1))),
    }
}

/// The year near the latest one written in which the day falls on the weekday told.
fn weekday_year(date: &Printed, mentions: &[Mention]) -> Option<i16> {
    let (weekday, day) = (date.weekday?, date.day?);
    let last = mentions.iter().filter(|m| !m.ahead).filter_map(|m| m.date.year).max()?;
    let fits = |year: i16| Date::new(year, date.month, day).is_ok_and(|d| d.weekday().to_monday_one_offset() == weekday);
    (last..=last + 3).find(|y| fits(*y))
}

/// Writers give the year of last year's months and leave out this year's: the year after the latest one written, where
/// that one stands with a month or a part of the year only, and times of this year stand without one.
fn year_after(look: &Look, mentions: &[Mention]) -> Option<i16> {
    let ahead: Vec<i16> = mentions.iter().filter(|m| m.ahead).filter_map(|m| m.date.year).chain(years_ahead(look)).collect();
    let last = years(look).filter(|y| !ahead.contains(y)).max()?;
    let with_month = past(mentions).filter(|m| m.date.year == Some(last)).count() + parts_of_years(look).filter(|y| *y == last).count();
    let written = years(look).filter(|y| *y == last).count();
    let days = past(mentions).any(|m| m.date.year.is_none() && m.date.day.is_some());
    (days && with_month == written && ahead.iter().all(|y| *y > last)).then_some(last + 1)
}

/// Years told as ahead: "by 2023".
fn years_ahead(look: &Look) -> impl Iterator<Item = i16> {
    let sentences = look.sentences.iter().filter(|s| look.blocks[s.block].coded);
    sentences.flat_map(|s| {
        let tokens = dates::tokens(s.span.of(look.text));
        let ahead = tokens.windows(2).filter(|w| look.lex.layout.is_cue("future", &w[0].word.to_lowercase()));
        ahead.filter_map(|w| w[1].word.parse::<i16>().ok().filter(|y| (1990..=2100).contains(y))).collect::<Vec<_>>()
    })
}

/// Years in "late 2019", "early 2019".
fn parts_of_years(look: &Look) -> impl Iterator<Item = i16> {
    let sentences = look.sentences.iter().filter(|s| look.blocks[s.block].coded);
    sentences.flat_map(|s| {
        let tokens = dates::tokens(s.span.of(look.text));
        let pairs = tokens.windows(2).filter(|w| look.lex.layout.is_cue("part", &w[0].word.to_lowercase()));
        pairs.filter_map(|w| w[1].word.parse::<i16>().ok().filter(|y| (1990..=2100).contains(y))).collect::<Vec<_>>()
    })
}
