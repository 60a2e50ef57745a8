//! Mails (EML, also saved web archives): subject, sender, day, body; readable attachments become sources of their own.

use super::names::NAMES;
use super::read::{Ingested, read_bytes};
use super::{Format, IngestError, Options, facts, flow, html};
use khabar_model::{DateSource, Facts, Note, Source, When};
use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

/// Mails attached to mails attached to mails: deeper ones are passed over.
const DEEPEST: usize = 4;

/// Reads a mail. Attachments become `name#file.pdf`; a mail whose words are all in attachments gives only those.
pub fn read(name: &str, bytes: &[u8], options: &Options, out: &mut Ingested) -> Result<(), IngestError> {
    read_at(name, bytes, options, out, 0)
}

fn read_at(name: &str, bytes: &[u8], options: &Options, out: &mut Ingested, depth: usize) -> Result<(), IngestError> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(IngestError::broken(name, Format::Mail, "it has no mail headers", "name its format with --as"));
    };
    let facts = facts_of(&message);
    let before = out.sources.len();
    if let Some(mut source) = body(name, &message) {
        source.container = facts.clone();
        out.sources.push(source);
    }
    let options = Options { format: None, ..options.clone() };
    let mut names: Vec<String> = Vec::new();
    for (i, part) in message.attachments().enumerate() {
        let mut file = part.attachment_name().map(|n| n.replace(['/', '\\'], "_")).unwrap_or_else(|| format!("part-{}", i + 1));
        if names.contains(&file) {
            file = format!("{}-{file}", i + 1);
        }
        names.push(file.clone());
        attachment(&format!("{name}#{file}"), part, &facts, &options, out, depth);
    }
    if out.sources.len() > before {
        return Ok(());
    }
    let help = "save the message with its body, or its attachment by itself";
    Err(IngestError::NoText { path: name.to_string(), format: Format::Mail, why: " in its body", help })
}

fn facts_of(message: &Message<'_>) -> Facts {
    let sender = message.from().and_then(Address::first);
    let author = sender.and_then(|a| a.name.as_deref().or(a.address.as_deref())).map(|a| flow::tidy(a).replace('\n', " "));
    let organization = NAMES.mail.publisher.iter().find_map(|header| message.header(header.as_str())?.as_text().map(flow::tidy));
    let date = message.date().and_then(|d| jiff::civil::Date::new(d.year as i16, d.month as i8, d.day as i8).ok()).map(When::day);
    Facts {
        title: message.subject().map(|s| flow::tidy(s).replace('\n', " ")).filter(|s| !s.is_empty()),
        publisher: organization.filter(|o| !o.is_empty()),
        authors: author.map(|a| facts::authors(&a)).unwrap_or_default(),
        date,
        date_source: date.map(|_| DateSource::Printed),
        genre: None,
        language: message.content_language().as_text().and_then(facts::language),
    }
}

/// The plain body as it was sent (line ends as \n), else the HTML body as text.
fn body(name: &str, message: &Message<'_>) -> Option<Source> {
    let plain = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) if !text.trim().is_empty() => Some(text.replace("\r\n", "\n")),
        _ => None,
    });
    if let Some(text) = plain {
        return Some(Source::new(name, text.trim_end().to_string()));
    }
    let flow = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html::fragment(html)).filter(|flow| !flow.is_empty()),
        _ => None,
    });
    flow.map(|flow| flow.source(name))
}

/// Reads one attachment; what is no text is remarked, what is broken is an error of its own.
fn attachment(path: &str, part: &mail_parser::MessagePart<'_>, mail: &Facts, options: &Options, out: &mut Ingested, depth: usize) {
    let before = out.sources.len();
    let read = match &part.body {
        PartType::Message(inner) if depth < DEEPEST => read_at(path, inner.raw_message(), options, out, depth + 1),
        PartType::Message(_) => return out.note(path, Note::info("I003", "attached mail passed over: nested too deep")),
        _ => read_bytes(path, part.contents(), options, out),
    };
    match read {
        Err(IngestError::Binary { what, .. }) => out.note(path, Note::info("I003", format!("attachment is {what}, passed over"))),
        Err(IngestError::Empty { .. }) => {}
        Err(error) => out.errors.push(error),
        Ok(()) => {}
    }
    for source in &mut out.sources[before..] {
        if source.container.date.is_none() {
            source.container.date = mail.date;
            source.container.date_source = mail.date.map(|_| DateSource::Inferred);
        }
    }
}
