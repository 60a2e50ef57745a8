//! One text as received.

use crate::{BlockKind, DateSource, Genre, Span, When};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What is known of a document as a whole. Unknown is None, never a guess.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub authors: Vec<String>,
    pub date: Option<When>,
    pub date_source: Option<DateSource>,
    pub genre: Option<Genre>,
    /// ISO 639-1 where there is one, else 639-3.
    pub language: Option<String>,
}

/// A stretch whose kind the container tells (an HTML heading, a list item); the reader need not guess it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub span: Span,
    pub kind: BlockKind,
}

/// One text as received: never altered afterwards. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Source {
    pub id: DocId,
    /// Where it came from, as the user named it: a path, `path#3` for the third item of a feed or table, `-`.
    pub path: String,
    /// The text; for a plain-text file exactly the file's decoded text (without a byte-order mark).
    pub text: Arc<str>,
    /// SHA-256 of the text, lower-case hex.
    pub sha256: String,
    /// Facts that the container states (meta tags, mail headers, feed fields, table columns).
    pub container: Facts,
    /// Facts that the user gave by flag.
    pub given: Facts,
    /// Kinds of stretches that the container states; in text order, not overlapping.
    pub hints: Vec<Hint>,
}

impl Source {
    /// A source whose id and hash follow from path-independent content: the text alone.
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Source {
        let text: Arc<str> = text.into();
        let sha256 = hex(&Sha256::digest(text.as_bytes()));
        let id = DocId(format!("d{}", &sha256[..16]));
        Source { id, path: path.into(), text, sha256, container: Facts::default(), given: Facts::default(), hints: Vec::new() }
    }
}

/// Lower-case hex of bytes.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// An id derived from content: `prefix` and the first 16 hex digits of the SHA-256 of the parts.
/// Parts are separated by a zero byte, so ("ab","c") and ("a","bc") differ.
pub fn content_id<'a>(prefix: &str, parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    format!("{prefix}{}", &hex(&hash.finalize())[..16])
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}
id!(
    /// `d` + 16 hex digits of the text's SHA-256.
    DocId
);
id!(
    /// `e` + 16 hex digits, from the entity's name (or knowledge key); for unnamed ones also from the document.
    EntityId
);
id!(
    /// Two letters of the family (`ev st cm me as re`) + 16 hex digits, from document, family and place.
    RecordId
);
id!(
    /// `s` + 16 hex digits, from what makes the story one.
    StoryId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_content_alone() {
        let (a, b) = (Source::new("a.txt", "Same words."), Source::new("b.txt", "Same words."));
        assert_eq!(a.id, b.id);
        assert_eq!(a.sha256.len(), 64);
        assert_ne!(content_id("e", ["ab", "c"]), content_id("e", ["a", "bc"]));
    }
}
