//! Rows as JSON: whole numbers without a fraction, as in the record format.

use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};

pub fn array<T: Serialize>(out: &mut impl Write, rows: &[T]) -> io::Result<()> {
    writeln!(out, "[")?;
    for (i, row) in rows.iter().enumerate() {
        let comma = if i + 1 < rows.len() { "," } else { "" };
        writeln!(out, "{}{comma}", value(row)?)?;
    }
    writeln!(out, "]")
}

pub fn lines<T: Serialize>(out: &mut impl Write, rows: &[T]) -> io::Result<()> {
    rows.iter().try_for_each(|row| writeln!(out, "{}", value(row)?))
}

pub fn pretty<T: Serialize>(out: &mut impl Write, row: &T) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &value(row)?)?;
    writeln!(out)
}

/// A row as a JSON value.
pub fn value<T: Serialize>(row: &T) -> io::Result<Value> {
    let mut value = serde_json::to_value(row)?;
    plain(&mut value);
    Ok(value)
}

/// Up to here a double holds every whole number (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

fn plain(value: &mut Value) {
    match value {
        Value::Number(n) => {
            let whole = n.as_f64().filter(|f| n.is_f64() && f.fract() == 0.0 && f.abs() <= EXACT);
            if let Some(whole) = whole {
                *value = Value::from(whole as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain),
        Value::Object(fields) => fields.values_mut().for_each(plain),
        _ => {}
    }
}
