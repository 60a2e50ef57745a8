//! RSS and Atom files: every item a source, its HTML read as text.

use super::read::{Ingested, keep};
use super::{Format, IngestError, Parsed, dates, facts, flow, html};
use khabar_model::{DateSource, Facts, Genre, When};

/// One item, whatever the feed's dialect.
#[derive(Default)]
struct Entry {
    title: String,
    /// HTML or plain text.
    content: String,
    publisher: Option<String>,
    authors: Vec<String>,
    published: Option<When>,
    changed: Option<When>,
    language: Option<String>,
}

/// Reads a feed; the third item becomes `name#3`. Items with neither title nor text are errors of their own.
pub fn read(name: &str, text: &str, out: &mut Ingested) -> Result<(), IngestError> {
    let text = without_declaration(text);
    let entries = if is_atom(text) { atom(name, text)? } else { rss(name, text)? };
    if entries.is_empty() {
        let help = "check that it is the feed itself and not a page about it";
        return Err(IngestError::NoText { path: name.to_string(), format: Format::Feed, why: ": it has no items", help });
    }
    for (i, entry) in entries.into_iter().enumerate() {
        let path = format!("{name}#{}", i + 1);
        if let Err(error) = keep(&path, Format::Feed, parsed(entry), out) {
            out.errors.push(error);
        }
    }
    Ok(())
}

/// The text is decoded already; an encoding that the XML declaration names would be applied a second time.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

fn is_atom(text: &str) -> bool {
    let at = |tag: &str| text.find(tag).unwrap_or(usize::MAX);
    at("<feed") < at("<rss").min(at("<rdf:RDF")).min(at("<channel"))
}

fn broken(name: &str, why: impl std::fmt::Display) -> IngestError {
    IngestError::broken(name, Format::Feed, why, "fetch it again")
}

fn rss(name: &str, text: &str) -> Result<Vec<Entry>, IngestError> {
    let channel = rss::Channel::read_from(text.as_bytes()).map_err(|e| broken(name, e))?;
    let site = plain(channel.title());
    let entry = |item: &rss::Item| {
        let core = item.dublin_core_ext();
        let creators = core.map(|c| c.creators().to_vec()).unwrap_or_default();
        let authors = if creators.is_empty() { item.author().map(in_brackets).into_iter().collect() } else { creators };
        let dates = item.pub_date().into_iter().chain(core.into_iter().flat_map(|c| c.dates().iter().map(String::as_str)));
        let source = item.source().and_then(|s| s.title()).map(plain).filter(|s| !s.is_empty());
        Entry {
            title: plain(item.title().unwrap_or("")),
            content: longer(item.content(), item.description()),
            publisher: source.or_else(|| Some(site.clone())).filter(|s| !s.is_empty()),
            authors: authors.iter().flat_map(|a| facts::authors(&plain(a))).collect(),
            published: dates.into_iter().find_map(dates::date),
            changed: None,
            language: channel.language().and_then(facts::language),
        }
    };
    Ok(channel.items().iter().map(entry).collect())
}

fn atom(name: &str, text: &str) -> Result<Vec<Entry>, IngestError> {
    let feed = atom_syndication::Feed::read_from(text.as_bytes()).map_err(|e| broken(name, e))?;
    let site = plain(feed.title().as_str());
    let entry = |entry: &atom_syndication::Entry| {
        let people = if entry.authors().is_empty() { feed.authors() } else { entry.authors() };
        let source = entry.source().map(|s| plain(s.title().as_str())).filter(|s| !s.is_empty());
        Entry {
            title: plain(entry.title().as_str()),
            content: longer(entry.content().and_then(|c| c.value()), entry.summary().map(|s| s.as_str())),
            publisher: source.or_else(|| Some(site.clone())).filter(|s| !s.is_empty()),
            authors: people.iter().flat_map(|p| facts::authors(p.name())).collect(),
            published: entry.published().and_then(|d| dates::date(&d.to_rfc3339())),
            changed: dates::date(&entry.updated().to_rfc3339()).filter(|d| d.start.year() > 1970),
            language: entry.content().and_then(|c| c.lang()).or(feed.lang()).and_then(facts::language),
        }
    };
    Ok(feed.entries().iter().map(entry).collect())
}

/// The fuller of an item's content and its summary.
fn longer(content: Option<&str>, summary: Option<&str>) -> String {
    let (content, summary) = (content.unwrap_or(""), summary.unwrap_or(""));
    if content.len() >= summary.len() { content.to_string() } else { summary.to_string() }
}

/// A title or name without markup, in one line.
fn plain(text: &str) -> String {
    let bare = if text.contains(['<', '&']) { html::fragment(text).text().to_string() } else { flow::tidy(text) };
    bare.replace('\n', " ")
}

/// RSS writes authors as `mail@example.org (Name)`.
fn in_brackets(author: &str) -> String {
    let name = author.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(name, _)| name);
    name.unwrap_or(author).trim().to_string()
}

fn parsed(entry: Entry) -> Parsed {
    let mut flow = if entry.content.contains(['<', '&']) {
        html::fragment(&entry.content)
    } else {
        let mut flow = flow::Flow::default();
        entry.content.split("\n\n").for_each(|p| flow.push(flow::Piece::Words, p));
        flow
    };
    flow.headline(&entry.title);
    let date = entry.published.or(entry.changed);
    let date_source = if entry.published.is_some() { DateSource::Printed } else { DateSource::Inferred };
    let facts = Facts {
        title: Some(entry.title).filter(|t| !t.is_empty()),
        publisher: entry.publisher,
        authors: entry.authors,
        date,
        date_source: date.map(|_| date_source),
        genre: None::<Genre>,
        language: entry.language,
    };
    Parsed { flow, facts, notes: Vec::new() }
}
