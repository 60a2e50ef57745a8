//! One item to its sources: bytes, format, text, facts; errors and remarks beside them.

use super::flow::Flow;
use super::format::{Sniffed, sniff};
use super::guard::guarded;
use super::{Format, IngestError, Item, Options, Origin, Parsed, docx, encoding, feed, html, mail, markdown, pdf, table};
use crate::world::World;
use khabar_model::{Note, Severity, Source};

/// What one item gave.
#[derive(Debug, Default)]
pub struct Ingested {
    /// In the order of the container; at least one unless `errors` or `remarks` say why not.
    pub sources: Vec<Source>,
    /// Parts that gave no source: broken lines of a table, unreadable attachments.
    pub errors: Vec<IngestError>,
    pub remarks: Vec<Remark>,
}

/// A note about one source or one file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub path: String,
    pub note: Note,
}

impl Ingested {
    pub(super) fn note(&mut self, path: &str, note: Note) {
        self.remarks.push(Remark { path: path.to_string(), note });
    }
}

/// Reads one item. Fails where the whole of it gives nothing; parts that fail are in [`Ingested::errors`].
pub fn ingest(world: &dyn World, item: &Item, options: &Options) -> Result<Ingested, IngestError> {
    let mut out = Ingested::default();
    if item.size > options.max_bytes {
        return Err(IngestError::TooLarge { path: item.name.clone(), size: item.size, limit: options.max_bytes });
    }
    let bytes = match &item.origin {
        Origin::Stdin => world.stdin(options.max_bytes),
        Origin::Path(path) => world.read(path, options.max_bytes),
    };
    let bytes = bytes.map_err(|why| IngestError::from_io(&item.name, why))?;
    let read = guarded(|| read_bytes(&item.name, &bytes, options, &mut out));
    match read.unwrap_or_else(|| Err(fault(&item.name, &bytes, options))) {
        Err(IngestError::Binary { what, help, .. }) if item.found => {
            let message = format!("is {what}, passed over");
            out.note(&item.name, Note { severity: Severity::Info, ..Note::info("I004", message) }.help(help));
        }
        Err(IngestError::Empty { .. }) if item.found => out.note(&item.name, Note::info("I005", "is empty, passed over")),
        Err(error) => return Err(error),
        Ok(()) => {}
    }
    for source in &mut out.sources {
        source.given = options.given.clone();
    }
    Ok(out)
}

/// A parser's panic. Sources read before it are kept by nobody: half a container would pass for the whole.
fn fault(path: &str, bytes: &[u8], options: &Options) -> IngestError {
    let format = match (options.format, sniff(path, bytes)) {
        (Some(format), _) | (None, Sniffed::Known(format)) => format,
        _ => Format::Text,
    };
    IngestError::broken(path, format, "its parser stopped on it", "save it in another format")
}

/// Finds the format and reads the bytes as that; also used for attachments.
pub(super) fn read_bytes(name: &str, bytes: &[u8], options: &Options, out: &mut Ingested) -> Result<(), IngestError> {
    if bytes.len() as u64 > options.max_bytes {
        return Err(IngestError::TooLarge { path: name.to_string(), size: bytes.len() as u64, limit: options.max_bytes });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(IngestError::Empty { path: name.to_string() });
    }
    let format = match (options.format, sniff(name, bytes)) {
        (Some(format), _) => format,
        (None, Sniffed::Known(format)) => format,
        (None, Sniffed::Binary { what, help }) => return Err(IngestError::Binary { path: name.to_string(), what, help }),
    };
    match format {
        Format::Pdf => keep(name, format, pdf::read(name, bytes)?, out),
        Format::Docx => keep(name, format, docx::read(name, bytes, options.max_bytes)?, out),
        Format::Mail => mail::read(name, bytes, options, out),
        _ => read_text(name, format, bytes, options, out),
    }
}

/// The formats that are text in some encoding.
fn read_text(name: &str, format: Format, bytes: &[u8], options: &Options, out: &mut Ingested) -> Result<(), IngestError> {
    let declared = match format {
        Format::Html | Format::Feed => html::declared_encoding(bytes),
        _ => None,
    };
    let decoded = encoding::decode(name, bytes, options.encoding.as_deref(), declared.as_deref())?;
    if decoded.lost > 0 {
        out.note(name, lost(decoded.lost, decoded.encoding.name()));
    }
    let text = decoded.text;
    match format {
        Format::Markdown => keep(name, format, markdown::read(&text), out),
        Format::Html => keep(name, format, html::read(name, &text)?, out),
        Format::Feed => feed::read(name, &text, out),
        Format::Json => table::json(name, &text, options, out),
        Format::Csv => table::csv(name, &text, options, out),
        _ => plain(name, text).map(|source| out.sources.push(source)),
    }
}

fn lost(count: usize, encoding: &str) -> Note {
    let characters = if count == 1 { "1 character does".to_string() } else { format!("{count} characters do") };
    let message = format!("{characters} not decode as {encoding}: U+FFFD stands for it");
    Note::warning("I001", message).help("name the right encoding with --encoding")
}

/// A plain-text file: its text exactly.
fn plain(name: &str, text: String) -> Result<Source, IngestError> {
    if text.trim().is_empty() {
        return Err(IngestError::Empty { path: name.to_string() });
    }
    Ok(Source::new(name, text))
}

/// Keeps a parsed text as a source, if it holds any text.
pub(super) fn keep(name: &str, format: Format, parsed: Parsed, out: &mut Ingested) -> Result<(), IngestError> {
    if parsed.flow.is_empty() {
        let (why, help) = match format {
            Format::Html => (" outside its navigation", "save the page after it has loaded, or print it to PDF"),
            _ => ("", "check that it is the right file"),
        };
        return Err(IngestError::NoText { path: name.to_string(), format, why, help });
    }
    for note in parsed.notes {
        out.note(name, note);
    }
    let mut source = Flow::source(parsed.flow, name);
    source.container = parsed.facts;
    out.sources.push(source);
    Ok(())
}
