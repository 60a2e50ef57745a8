//! What there is to read: origins to items, folders walked in sorted order.

use super::IngestError;
use super::format::Format;
use crate::world::World;
use std::path::{Path, PathBuf};

/// Where input comes from, as the user named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file, or a folder to be read with all that lies in it.
    Path(PathBuf),
    Stdin,
}

impl Origin {
    /// `-` is standard input.
    pub fn parse(text: &str) -> Origin {
        if text == "-" { Origin::Stdin } else { Origin::Path(PathBuf::from(text)) }
    }
}

/// One file (or standard input) to be ingested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub origin: Origin,
    /// As shown in messages and kept in `Source.path`: with forward slashes; `-` for standard input.
    pub name: String,
    /// Bytes; 0 where not known.
    pub size: u64,
    /// Found in a folder rather than named: if it is no text, that is a remark and no error.
    pub found: bool,
}

/// Deeper folders than this are a loop made by mounts, not somebody's filing.
const DEEPEST: usize = 64;

/// Lists what the origins hold, in the order given, folders in sorted order. Hidden files and folders are left out,
/// symbolic links to folders are not followed. One that cannot be listed gives an error in its place.
pub fn expand(world: &dyn World, origins: &[Origin]) -> Vec<Result<Item, IngestError>> {
    let mut items = Vec::new();
    for origin in origins {
        match origin {
            Origin::Stdin => items.push(Ok(Item { origin: Origin::Stdin, name: "-".to_string(), size: 0, found: false })),
            Origin::Path(path) => match world.look(path) {
                Err(why) => items.push(Err(IngestError::from_io(&shown(path), why))),
                Ok(look) if look.folder => {
                    let before = items.len();
                    walk(world, path, 0, &mut items);
                    if items.len() == before {
                        items.push(Err(IngestError::Empty { path: shown(path) }));
                    }
                }
                Ok(look) => items.push(Ok(Item { origin: origin.clone(), name: shown(path), size: look.size, found: false })),
            },
        }
    }
    items
}

fn walk(world: &dyn World, folder: &Path, depth: usize, items: &mut Vec<Result<Item, IngestError>>) {
    let paths = match world.list(folder) {
        Ok(paths) => paths,
        Err(why) => return items.push(Err(IngestError::from_io(&shown(folder), why))),
    };
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        match world.look(&path) {
            Err(why) => items.push(Err(IngestError::from_io(&shown(&path), why))),
            Ok(look) if look.folder && (look.link || depth >= DEEPEST) => {}
            Ok(look) if look.folder => walk(world, &path, depth + 1, items),
            Ok(look) => items.push(Ok(Item { name: shown(&path), origin: Origin::Path(path), size: look.size, found: true })),
        }
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

impl Item {
    /// The format that the name suggests, before anything is read.
    pub fn likely_format(&self) -> Option<Format> {
        let ending = Path::new(&self.name).extension()?.to_str()?;
        Format::of_ending(ending)
    }
}
