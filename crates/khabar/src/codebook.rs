//! The codebook of a desk: a JSON file beside it (`khabar.db` has `khabar.codebook.json`), read and written whole.

use crate::world::World;
use khabar_lexicon::Lexicon;
use khabar_lexicon::events::Kind;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

pub use khabar_reader::codebook::{Codebook, CodebookError, Examples, Learned, Score, score};

/// Format of the file that this code reads and writes.
const FORMAT: u32 = 1;
/// Bytes of the largest file that is read.
const MOST: u64 = 64 << 20;
/// Sentences of each sort that `explain` shows of a learned type.
const SHOWN: usize = 3;

/// Why the file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error("{}: cannot be read: {why}", path.display())]
    Read { path: PathBuf, why: io::Error },
    #[error("{}: cannot be written: {why}", path.display())]
    Write { path: PathBuf, why: io::Error },
    #[error("{}: is no codebook ({why}): put back a copy, or remove it and learn its types again", path.display())]
    Damaged { path: PathBuf, why: String },
    #[error("{}: is of format {found} and this version reads {FORMAT}: use the version of khabar that wrote it", path.display())]
    Format { path: PathBuf, found: u32 },
}

#[derive(Serialize, Deserialize)]
struct File {
    format: u32,
    codebook: Codebook,
}

/// The format alone: a later one may look otherwise in everything else.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Where the codebook of a desk lies.
pub fn path_of(desk: &Path) -> PathBuf {
    desk.with_extension("codebook.json")
}

/// The codebook beside a desk; an empty one where there is none.
pub fn load(world: &dyn World, desk: &Path) -> Result<Codebook, KeepError> {
    let path = path_of(desk);
    let bytes = match world.read(&path, MOST) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Codebook::default()),
        Err(why) => return Err(KeepError::Read { path, why }),
    };
    let damaged = |why: serde_json::Error| KeepError::Damaged { path: path.clone(), why: why.to_string() };
    let head: Head = serde_json::from_slice(&bytes).map_err(damaged)?;
    if head.format != FORMAT {
        return Err(KeepError::Format { path, found: head.format });
    }
    let file: File = serde_json::from_slice(&bytes).map_err(damaged)?;
    let whole = file.codebook.types.iter().all(Learned::is_sound);
    if whole { Ok(file.codebook) } else { Err(KeepError::Damaged { path, why: "a head has no weights".to_owned() }) }
}

/// Writes the codebook beside its desk, whole or not at all.
pub fn keep(world: &dyn World, desk: &Path, codebook: &Codebook) -> Result<(), KeepError> {
    let path = path_of(desk);
    let file = File { format: FORMAT, codebook: codebook.clone() };
    let written = serde_json::to_vec(&file).map_err(io::Error::from).and_then(|bytes| world.write(&path, &bytes));
    written.map_err(|why| KeepError::Write { path, why })
}

/// Lets the lexicon know a codebook's types, for views and explanations.
pub fn teach(lexicon: &mut Lexicon, codebook: &Codebook) {
    for learned in &codebook.types {
        lexicon.add_type(&learned.code, kind(learned));
    }
}

/// A learned type as the ontology holds the others.
fn kind(learned: &Learned) -> Kind {
    let (yes, no) = learned.sentences();
    Kind {
        label: learned.name.clone(),
        gloss: learned.definition.clone(),
        quad: learned.quad.unwrap_or(0),
        victims: false,
        yes: yes.into_iter().take(SHOWN).map(|s| s.replace("[[", "[").replace("]]", "]")).collect(),
        no: no.into_iter().take(SHOWN).map(str::to_owned).collect(),
        modes: std::collections::BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{MemoryWorld, SystemWorld};

    fn load_from(bytes: &str) -> Result<Codebook, KeepError> {
        load(&MemoryWorld::default().with("desk/khabar.codebook.json", bytes), Path::new("desk/khabar.db"))
    }

    #[test]
    fn a_file_that_cannot_be_used_says_why() {
        assert_eq!(load(&MemoryWorld::default(), Path::new("khabar.db")).unwrap(), Codebook::default());
        assert!(load_from("words").unwrap_err().to_string().contains("khabar.codebook.json: is no codebook ("));
        assert!(load_from(r#"{"format":7,"other":1}"#).unwrap_err().to_string().contains("is of format 7 and this version reads 1"));
        assert!(load_from(r#"{"format":1}"#).unwrap_err().to_string().contains("missing field `codebook`"));
    }

    #[test]
    fn what_is_kept_is_read_again_and_nothing_else_is_left_in_the_folder() {
        let folder = std::env::temp_dir().join(format!("khabar-codebook-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let desk = folder.join("khabar.db");
        let codebook = Codebook { model: "reader 1".into(), types: Vec::new() };
        keep(&SystemWorld, &desk, &codebook).unwrap();
        keep(&SystemWorld, &desk, &codebook).unwrap();
        assert_eq!(load(&SystemWorld, &desk).unwrap(), codebook);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
