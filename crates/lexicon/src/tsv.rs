//! Tab-separated tables: a header row, `#` comments, lines in strict byte order so that changes read well.

use crate::LexiconError;

/// A checked table over its text.
#[derive(Debug)]
pub struct Tsv<'a> {
    pub file: &'a str,
    pub rows: Vec<Row<'a>>,
}

/// One line: as many cells as the header has, trimmed by nobody.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    pub file: &'a str,
    /// From 1.
    pub line: usize,
    pub cells: Vec<&'a str>,
}

impl<'a> Tsv<'a> {
    /// Reads a table whose header must be exactly `columns`. Empty lines and lines that start with `#` are skipped.
    /// Lines must rise strictly in byte order (as `LC_ALL=C sort -u` leaves them), which also forbids duplicates.
    pub fn parse(file: &'a str, text: &'a str, columns: &[&str]) -> Result<Tsv<'a>, LexiconError> {
        let mut lines = text.lines().enumerate().map(|(i, l)| (i + 1, l)).filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        let (at, header) = lines.next().ok_or_else(|| LexiconError::new(file, 0, "the file is empty, expected a header row"))?;
        if !header.split('\t').eq(columns.iter().copied()) {
            return Err(LexiconError::new(file, at, format!("header `{}`, expected `{}`", show(header), columns.join("\\t"))));
        }
        let mut rows = Vec::new();
        let mut before = "";
        for (line, text) in lines {
            if text <= before {
                let what = if text == before { "the same line twice" } else { "out of order" };
                return Err(LexiconError::new(
                    file,
                    line,
                    format!("{what}: `{}` after `{}`, expected byte order", show(text), show(before)),
                ));
            }
            before = text;
            let cells: Vec<&str> = text.split('\t').collect();
            if cells.len() != columns.len() {
                return Err(LexiconError::new(
                    file,
                    line,
                    format!("{} cells in `{}`, expected {}", cells.len(), show(text), columns.len()),
                ));
            }
            rows.push(Row { file, line, cells });
        }
        Ok(Tsv { file, rows })
    }
}

impl<'a> Row<'a> {
    /// The cell of a column, counted from 0.
    pub fn get(&self, column: usize) -> &'a str {
        self.cells[column]
    }

    /// The cell, or None when it is empty.
    pub fn some(&self, column: usize) -> Option<&'a str> {
        Some(self.cells[column]).filter(|c| !c.is_empty())
    }

    /// The parts of a cell that `|` divides, without empty ones.
    pub fn list(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cells[column].split('|').filter(|c| !c.is_empty())
    }

    /// The cell read by `parse`; an error that says what was expected where it cannot.
    pub fn parse<T>(&self, column: usize, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, LexiconError> {
        parse(self.cells[column]).ok_or_else(|| self.error(format!("found `{}`, expected {expected}", self.cells[column])))
    }

    pub fn error(&self, message: impl Into<String>) -> LexiconError {
        LexiconError::new(self.file, self.line, message)
    }
}

/// A line as it can stand in a one-line message.
fn show(line: &str) -> String {
    let short: String = line.chars().take(60).collect();
    short.replace('\t', "\\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str) -> (usize, String) {
        let e = Tsv::parse("x.tsv", text, &["word", "kind"]).unwrap_err();
        (e.line, e.to_string())
    }

    #[test]
    fn good_tables_keep_line_numbers() {
        let table = Tsv::parse("x.tsv", "# note\nword\tkind\n\nal pha\ta|b||c\n# note\nbeta\t\n", &["word", "kind"]).unwrap();
        assert_eq!(table.rows.len(), 2);
        assert_eq!((table.rows[0].line, table.rows[1].line), (4, 6));
        assert_eq!(table.rows[0].list(1).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(table.rows[1].some(1), None);
    }

    #[test]
    fn faults_name_file_line_and_cure() {
        assert_eq!(fails("").0, 0);
        assert_eq!(fails("word\n").1, "x.tsv:1: header `word`, expected `word\\tkind`");
        assert_eq!(fails("word\tkind\nb\t1\na\t1\n").0, 3);
        assert!(fails("word\tkind\na\t1\na\t1\n").1.contains("the same line twice"));
        assert_eq!(fails("word\tkind\na\t1\t2\n").1, "x.tsv:2: 3 cells in `a\\t1\\t2`, expected 2");
        let row = &Tsv::parse("x.tsv", "word\tkind\na\tq\n", &["word", "kind"]).unwrap().rows[0];
        let e = row.parse(1, "a number", |c| c.parse::<u8>().ok()).unwrap_err();
        assert_eq!(e.to_string(), "x.tsv:2: found `q`, expected a number");
    }
}
