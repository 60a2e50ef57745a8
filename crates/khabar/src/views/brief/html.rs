//! A brief as one self-contained HTML page: no scripts, nothing loaded, light and dark, prints well.

use super::markdown::source_line;
use super::{Brief, Line};
use crate::views::picture::{Citation, one_line};

const STYLE: &str = include_str!("brief.css");

/// The whole page.
pub fn html(brief: &Brief) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{0}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n",
        escaped(&brief.title)
    );
    if brief.sections.is_empty() {
        out.push_str("<p><em>Nothing on the desk matches</em></p>\n");
    }
    for section in &brief.sections {
        out.push_str(&format!("<section>\n<h2>{}</h2>\n<ul>\n", escaped(section.heading)));
        for line in &section.lines {
            write_line(&mut out, line);
        }
        out.push_str("</ul>\n");
        if section.more > 0 {
            out.push_str(&format!("<p><em>{} more in this section; raise --limit to see them</em></p>\n", section.more));
        }
        out.push_str("</section>\n");
    }
    out.push_str("<section>\n<h2>Coverage</h2>\n<ul>\n");
    for line in &brief.coverage {
        out.push_str(&format!("<li>{}</li>\n", escaped(line)));
    }
    out.push_str("</ul>\n</section>\n<section>\n<h2>Sources</h2>\n<ol class=\"notes\">\n");
    for (i, note) in brief.notes.iter().enumerate() {
        out.push_str(&endnote(i + 1, note));
    }
    out.push_str("</ol>\n</section>\n</main>\n</body>\n</html>\n");
    out
}

fn write_line(out: &mut String, line: &Line) {
    let date = line.date.as_ref().map_or_else(String::new, |d| format!("<time>{}</time> ", escaped(d)));
    let refs: String = line.refs.iter().map(|r| format!("<a class=\"ref\" href=\"#note-{r}\">[{r}]</a>")).collect();
    out.push_str(&format!("<li>{date}{}. {refs}", escaped(&line.text)));
    if !line.replies.is_empty() {
        out.push_str("\n<ul class=\"replies\">\n");
        for reply in &line.replies {
            write_line(out, reply);
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</li>\n");
}

fn endnote(number: usize, note: &Citation) -> String {
    format!(
        "<li id=\"note-{number}\">{}. <q>{}</q> <span class=\"place\">{}, characters {} to {}</span></li>\n",
        escaped(&source_line(note)),
        escaped(&one_line(&note.words)),
        escaped(&note.path),
        note.span.start,
        note.span.end
    )
}

/// Text that means nothing to HTML; control characters are dropped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
