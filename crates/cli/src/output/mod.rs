//! Where answers go: rows as a table, JSON, JSON lines or CSV on standard output; remarks on standard error.

mod csv;
mod json;
mod table;

use crate::args::{ColorWhen, Common, Format};
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

pub use table::{Cell, Head, Paint};

/// Columns of a table when standard output is no terminal and COLUMNS is not set.
const PLAIN_WIDTH: u16 = 120;

/// Standard output, and how it may look.
pub struct Out {
    writer: BufWriter<Stdout>,
    pub color: bool,
    pub width: u16,
    quiet: bool,
}

/// A row of a listing: as an object it is written whole, as a table or CSV in these columns.
pub trait Row: Serialize {
    const HEADS: &'static [Head];
    /// Heading and path into the object, as in `("start", "source.span.0")`.
    const CSV: &'static [(&'static str, &'static str)];
    /// As many as `HEADS`.
    fn cells(&self) -> Vec<Cell>;
}

impl Out {
    pub fn new(common: &Common) -> Out {
        let terminal = io::stdout().is_terminal();
        let unset = |name: &str| std::env::var_os(name).is_none_or(|v| v.is_empty());
        let color = match common.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => terminal && unset("NO_COLOR") && std::env::var_os("TERM").is_none_or(|t| t != "dumb"),
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse::<u16>().ok()).filter(|c| *c >= 40);
        let seen = || terminal_size::terminal_size().filter(|_| terminal).map(|(w, _)| w.0.max(40));
        let width = seen().or(columns).unwrap_or(PLAIN_WIDTH);
        Out { writer: BufWriter::new(io::stdout()), color, width, quiet: common.quiet }
    }

    pub fn rows<R: Row>(&mut self, rows: &[R], format: Format) -> io::Result<()> {
        match format {
            Format::Table => {
                let text = table::table(R::HEADS, rows.iter().map(Row::cells), self.width, self.color);
                if !rows.is_empty() {
                    writeln!(self.writer, "{text}")?;
                }
            }
            Format::Json => json::array(&mut self.writer, rows)?,
            Format::Jsonl => json::lines(&mut self.writer, rows)?,
            Format::Csv => csv::write(&mut self.writer, R::CSV, rows)?,
        }
        self.writer.flush()
    }

    /// A line of an answer in words, cleaned for terminals.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.writer, "{}", clean(text))
    }

    /// A line with one style; plain where colours are off.
    pub fn styled(&mut self, style: anstyle::Style, text: &str) -> io::Result<()> {
        let text = self.paint(style, text);
        writeln!(self.writer, "{text}")
    }

    /// Cleaned words in a style, for use within [`Out::raw`] lines.
    pub fn paint(&self, style: anstyle::Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{}{style:#}", clean(text)) } else { clean(text) }
    }

    /// Text that is already safe to print.
    pub fn raw(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_all(text.as_bytes())
    }

    pub fn json<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        json::pretty(&mut self.writer, value)
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// A remark on standard error.
    pub fn remark(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", clean(text));
        }
    }
}

/// Text that cannot steer a terminal: control characters and marks that turn the writing direction are shown as �;
/// tabs become spaces.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn texts_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\tc\r\u{9b}31m\u{202e}d\n"), "a�[2Jb c��31m�d\n");
        assert_eq!(clean("بغداد “…” 🙂"), "بغداد “…” 🙂");
    }
}
