//! A brief as Markdown (CommonMark).

use khabar_model::DateSource;

use super::{Brief, Line};
use crate::views::picture::{Citation, one_line};

/// The whole brief; ends with a line break.
pub fn markdown(brief: &Brief) -> String {
    let mut out = format!("# {}\n", brief.title);
    for section in &brief.sections {
        out.push_str(&format!("\n## {}\n\n", section.heading));
        for line in &section.lines {
            write_line(&mut out, line, "- ");
            for reply in &line.replies {
                write_line(&mut out, reply, "  - ");
            }
        }
        if section.more > 0 {
            out.push_str(&format!("\n*{} more in this section; raise `--limit` to see them*\n", section.more));
        }
    }
    if brief.sections.is_empty() {
        out.push_str("\n*Nothing on the desk matches*\n");
    }
    list(&mut out, "Coverage", brief.coverage.iter().map(|line| format!("- {}", escaped(line))));
    list(&mut out, "Sources", brief.notes.iter().enumerate().map(|(i, note)| format!("{}. {}", i + 1, endnote(note))));
    out
}

fn list(out: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n## {heading}\n\n{}\n", lines.join("\n")));
    }
}

fn write_line(out: &mut String, line: &Line, bullet: &str) {
    let date = line.date.as_ref().map_or_else(String::new, |d| format!("**{d}**: "));
    let refs: String = line.refs.iter().map(|r| format!("[{r}]")).collect();
    out.push_str(&format!("{bullet}{date}{}. {refs}\n", escaped(&line.text)));
}

/// Publisher, date and how it is known, title, words, place.
fn endnote(note: &Citation) -> String {
    let head = escaped(&source_line(note));
    let path = note.path.replace('`', "'");
    format!("{head}. “{}” (`{path}`, characters {} to {})", escaped(&one_line(&note.words)), note.span.start, note.span.end)
}

/// "Harbour Post, 2020-06-25 (inferred), Two convoys turned back": what is known of these.
pub fn source_line(note: &Citation) -> String {
    let date = note.date.map_or_else(
        || "no date".to_owned(),
        |date| match note.date_source {
            Some(DateSource::Inferred) => format!("{date} (inferred)"),
            Some(DateSource::Given) => format!("{date} (given)"),
            Some(DateSource::Printed) | None => date.to_string(),
        },
    );
    let publisher = note.publisher.clone().unwrap_or_else(|| "publisher not known".to_owned());
    let title = note.title.as_deref().map_or_else(|| "no title".to_owned(), one_line);
    format!("{publisher}, {date}, {title}")
}

/// Text that means nothing to Markdown: marks that would begin emphasis, code, links or HTML get a backslash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
