//! Rows as CSV: a header that never changes with the data; lists joined by "; ".

use super::json;
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};

pub fn write<T: Serialize>(out: &mut impl Write, columns: &[(&str, &str)], rows: &[T]) -> io::Result<()> {
    let mut csv = ::csv::Writer::from_writer(out);
    csv.write_record(columns.iter().map(|(heading, _)| heading)).map_err(io::Error::other)?;
    for row in rows {
        let value = json::value(row)?;
        csv.write_record(columns.iter().map(|(_, path)| cell(at(&value, path)))).map_err(unwrapped)?;
    }
    csv.flush()
}

/// The input/output error inside, so that a broken pipe is still one.
fn unwrapped(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    if path.is_empty() {
        return value;
    }
    path.split('.').fold(value, |value, step| match step.parse::<usize>() {
        Ok(i) => &value[i],
        Err(_) => &value[step],
    })
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        // A party is its name; other objects are "killed=14; wounded=3".
        Value::Object(fields) => match fields.get("name") {
            Some(Value::String(name)) => name.clone(),
            _ => fields.iter().map(|(k, v)| format!("{k}={}", cell(v))).collect::<Vec<_>>().join("; "),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_lists_and_gaps_have_their_forms() {
        let row = serde_json::json!({"a": [{"id": "e1", "name": "X, Y"}, {"id": "e2", "name": "Z"}], "n": {"killed": 14.0}, "s": [3, 9], "o": null});
        let mut out = Vec::new();
        write(&mut out, &[("a", "a"), ("n", "n"), ("end", "s.1"), ("deep", "o.words")], &[row]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a,n,end,deep\n\"X, Y; Z\",killed=14,9,\n");
    }
}
