//! Plain sentences of news (`background.tsv`), against which a learned type of act is held.

use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "background.tsv";

/// The sentences in the order of the file.
pub(crate) fn load(shelf: &Shelf) -> Result<Vec<String>, LexiconError> {
    let text = shelf.text(FILE)?;
    Ok(Tsv::parse(FILE, &text, &["sentence"])?.rows.iter().map(|row| row.get(0).to_owned()).collect())
}
