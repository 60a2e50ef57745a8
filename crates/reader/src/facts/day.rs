//! The date of a document: printed, given, or inferred from what the text tells as past.

use jiff::civil::Date;
use khabar_model::{Block, BlockKind, DateSource, Note, Sentence, Source, When};

use super::dates::{self, Printed};
use super::{Dated, Look};
use crate::blocks::words;

/// How many blocks of the head may print the date.
const HEAD: usize = 12;
/// How many words before a date may show that it lies ahead.
const AHEAD: usize = 8;

/// The date and where it comes from.
pub(crate) fn settle(look: &Look, source: &Source, notes: &mut Vec<Note>) -> Dated {
    let given = source.given.date;
    let mentions = mentions(look);
    let printed = source.container.date.or_else(|| printed(look, given, &mentions));
    if let Some(printed) = printed {
        if let Some(given) = given.filter(|g| !g.overlaps(printed)) {
            notes.push(Note::warning("R031", format!("the document prints {printed}, but {given} was given; the printed date is used")));
        }
        return (Some(printed), Some(DateSource::Printed));
    }
    if let Some(given) = given {
        return (Some(given), Some(DateSource::Given));
    }
    let Some((when, why)) = inferred(look, &mentions) else { return (None, None) };
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
        Mention { date, kind: block.kind, ahead }
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

/// The latest day told as past, at the precision that is plain.
fn inferred(look: &Look, mentions: &[Mention]) -> Option<(When, String)> {
    let past = || mentions.iter().filter(|m| !m.ahead);
    let full = past().filter(|m| m.date.is_full()).filter_map(|m| Some((m.date.when(None)?, m.kind == BlockKind::Caption))).max();
    let year = settled_year(look, mentions);
    let yearless =
        past().filter(|m| m.date.year.is_none()).filter_map(|m| Some((year?, m.date.when(year)?))).map(|(_, w)| w).max_by_key(|w| w.end);
    match (full, yearless) {
        (Some((day, true)), later) if later.is_none_or(|l| l.start <= day.start) => Some((day, "the day of a picture's caption".into())),
        (Some((day, _)), later) => {
            let latest = later.filter(|l| l.start > day.start).unwrap_or(day);
            month_of(latest.start).map(|m| (m, format!("the latest day told as past is {latest}")))
        }
        (None, Some(latest)) => {
            month_of(latest.start).map(|m| (m, format!("the latest time told as past is {latest}, the year from other dates")))
        }
        (None, None) => None,
    }
}

fn month_of(day: Date) -> Option<When> {
    When::month(day.year(), day.month())
}

/// The year that dates without one are of, where anything in the text settles it.
fn settled_year(look: &Look, mentions: &[Mention]) -> Option<i16> {
    let full = mentions.iter().filter(|m| !m.ahead && m.date.is_full()).filter_map(|m| m.date.year).max();
    let named = mentions.iter().filter(|m| m.date.year.is_none());
    poll_year(look, mentions)
        .or(full)
        .or_else(|| named.filter_map(|m| weekday_year(&m.date, mentions)).max())
        .or_else(|| year_after(look, mentions))
}

/// The year of one printed date without a year.
fn year_of(date: &Printed, look: &Look, mentions: &[Mention]) -> Option<i16> {
    weekday_year(date, mentions).or_else(|| settled_year(look, mentions))
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

/// Writers give the year of last year's months and leave out this year's: the year after the latest one written
/// with a month, where two other months stand without a year.
fn year_after(look: &Look, mentions: &[Mention]) -> Option<i16> {
    let bare = mentions.iter().filter(|m| !m.ahead && m.date.year.is_none()).count();
    let with_month = mentions.iter().filter(|m| !m.ahead).filter_map(|m| m.date.year);
    let last = with_month.chain(parts_of_years(look)).max()?;
    let beyond = mentions.iter().filter(|m| m.ahead).filter_map(|m| m.date.year).max();
    (bare >= 2 && beyond.is_none_or(|b| b > last)).then_some(last + 1)
}

/// Years in "late 2019", "early 2019".
fn parts_of_years(look: &Look) -> impl Iterator<Item = i16> {
    let sentences = look.sentences.iter().filter(|s| look.blocks[s.block].coded);
    sentences.flat_map(|s| {
        let tokens = dates::tokens(s.span.of(look.text));
        let pairs = tokens.windows(2).filter(|w| matches!(w[0].word, "late" | "early" | "mid" | "Late" | "Early" | "Mid"));
        pairs.filter_map(|w| w[1].word.parse::<i16>().ok().filter(|y| (1990..=2100).contains(y))).collect::<Vec<_>>()
    })
}
