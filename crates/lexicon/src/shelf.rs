//! Where tables get their text: the user's file where there is one, else the file in the binary.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::LexiconError;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The knowledge files at hand, by their path below `knowledge/` (with `/` between folders).
pub struct Shelf<'a> {
    own: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Shelf<'a> {
    pub fn new(own: &'a dyn Fn(&str) -> Option<String>) -> Shelf<'a> {
        Shelf { own }
    }

    /// The text of a file; an error when there is none of that name.
    pub fn text(&self, file: &str) -> Result<Cow<'static, str>, LexiconError> {
        if let Some(text) = (self.own)(file) {
            return Ok(Cow::Owned(text));
        }
        match FILES.binary_search_by(|(name, _)| (*name).cmp(file)) {
            Ok(i) => Ok(Cow::Borrowed(FILES[i].1)),
            Err(_) => Err(LexiconError::new(file, 0, "no such knowledge file is bundled")),
        }
    }

    /// A TOML file as a typed value.
    pub fn toml<T: DeserializeOwned>(&self, file: &str) -> Result<T, LexiconError> {
        let text = self.text(file)?;
        toml::from_str(&text).map_err(|e| LexiconError::toml(file, &text, &e))
    }

    /// Names of the bundled files in a folder (written `folder/`), or of all for `""`, in byte order.
    pub fn names(&self, folder: &str) -> Vec<&'static str> {
        FILES.iter().map(|(name, _)| *name).filter(|name| name.starts_with(folder)).collect()
    }
}
