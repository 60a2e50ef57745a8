//! Rows as a table that fits the terminal: long words wrap, short ones keep their width.

use super::clean;
use comfy_table::{Attribute, Cell as TableCell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width, presets};

/// A column's heading and how it uses the width.
#[derive(Debug, Clone, Copy)]
pub enum Head {
    /// As wide as its longest cell: dates, ids.
    Fixed(&'static str),
    /// As `Fixed`, to the right: numbers.
    Number(&'static str),
    /// Takes what is left and wraps.
    Text(&'static str),
    /// Wraps, and gives most of the width to the `Text` columns.
    Side(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    Plain,
    Dim,
    /// Contested, denied, broken.
    Red,
    /// Not yet real: planned, open.
    Blue,
    Green,
}

#[derive(Debug, Clone)]
pub struct Cell {
    pub text: String,
    pub paint: Paint,
}

impl Cell {
    pub fn new(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), paint: Paint::Plain }
    }
    pub fn dim(text: impl Into<String>) -> Cell {
        Cell::new(text).paint(Paint::Dim)
    }
    pub fn paint(self, paint: Paint) -> Cell {
        Cell { paint, ..self }
    }
}

/// The table without a line break at its end.
pub fn table(heads: &[Head], rows: impl Iterator<Item = Vec<Cell>>, width: u16, color: bool) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(heads.iter().map(|h| TableCell::new(h.text()).add_attribute(Attribute::Bold)));
    for row in rows {
        table.add_row(row.into_iter().map(painted));
    }
    for (i, head) in heads.iter().enumerate() {
        let Some(column) = table.column_mut(i) else { continue };
        column.set_padding((0, if i + 1 < heads.len() { 2 } else { 0 }));
        match head {
            Head::Fixed(_) => column.set_constraint(ColumnConstraint::ContentWidth),
            Head::Number(_) => {
                column.set_cell_alignment(CellAlignment::Right);
                column.set_constraint(ColumnConstraint::ContentWidth)
            }
            Head::Text(_) => column,
            Head::Side(_) => column.set_constraint(ColumnConstraint::UpperBoundary(Width::Percentage(25))),
        };
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn painted(cell: Cell) -> TableCell {
    let out = TableCell::new(clean(&cell.text).replace('\n', " "));
    match cell.paint {
        Paint::Plain => out,
        Paint::Dim => out.add_attribute(Attribute::Dim),
        Paint::Red => out.fg(Color::Red),
        Paint::Blue => out.fg(Color::Blue),
        Paint::Green => out.fg(Color::Green),
    }
}

impl Head {
    fn text(self) -> &'static str {
        let (Head::Fixed(text) | Head::Number(text) | Head::Text(text) | Head::Side(text)) = self;
        text
    }
}
