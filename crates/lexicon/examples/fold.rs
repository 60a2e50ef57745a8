//! Folds each line of standard input: lets the script that makes the gazetteer fold names exactly as look-ups do.

use std::io::{self, BufRead, BufWriter, Write};

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        writeln!(out, "{}", khabar_lexicon::fold(&line?))?;
    }
    out.flush()
}
