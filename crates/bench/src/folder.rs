//! Which sets lie in the folders, and which part of each is measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::BenchError;
use crate::sets::{SETS, SHARED};

/// The split that is measured when none is asked for.
pub const DEV: &str = "dev";
/// The split that a dev part is cut from where a set has none of its own.
const TRAIN: &str = "train";
/// Of a set without dev split every so many-th item is its dev part.
pub(crate) const EVERY: usize = 5;

/// A set's file and what of it is measured.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Position in [`SETS`].
    pub set: usize,
    pub path: PathBuf,
    /// Whether only every fifth item is taken.
    pub cut: bool,
    /// Where it is cut: the train files of the sets that share its sentences, its own among them.
    pub siblings: Vec<PathBuf>,
}

impl Part {
    /// As the table shows it.
    pub fn name(&self, split: &str) -> String {
        match (self.cut, self.siblings.len() > 1) {
            (true, true) => format!("{TRAIN}, 1 in {EVERY}, unseen"),
            (true, false) => format!("{TRAIN}, 1 in {EVERY}"),
            _ => split.to_owned(),
        }
    }

    /// The items that are measured, of all in the file.
    pub fn of<T>(&self, items: Vec<T>) -> Vec<T> {
        items.into_iter().enumerate().filter(|(i, _)| !self.cut || i % EVERY == 0).map(|(_, x)| x).collect()
    }
}

/// What the folders hold.
#[derive(Debug, Default)]
pub struct Found {
    pub parts: Vec<Part>,
    /// XML files, which may be marked reports.
    pub xml: Vec<PathBuf>,
    /// All splits of known sets, for the message when there is nothing of the one asked for.
    pub splits: Vec<String>,
}

/// Looks into the folders and a folder `reports` in each of them.
pub fn look(folders: &[PathBuf], split: &str) -> Result<Found, BenchError> {
    let mut files: BTreeMap<(usize, String), PathBuf> = BTreeMap::new();
    let mut found = Found::default();
    for folder in folders {
        for path in list(folder)? {
            if let Some(key) = known(&path) {
                files.entry(key).or_insert(path);
            } else if is_xml(&path) {
                found.xml.push(path);
            }
        }
        let reports = folder.join("reports");
        if reports.is_dir() {
            found.xml.extend(list(&reports)?.into_iter().filter(|p| is_xml(p)));
        }
    }
    found.splits = files.keys().map(|(_, split)| split.clone()).collect();
    found.splits.sort();
    found.splits.dedup();
    for set in 0..SETS.len() {
        let file = |split: &str| files.get(&(set, split.to_owned())).cloned();
        if let Some(path) = file(split) {
            found.parts.push(Part { set, path, cut: false, siblings: Vec::new() });
        } else if split == DEV
            && let Some(path) = file(TRAIN)
        {
            let shares = |set: &usize| SHARED.contains(&SETS[*set].name);
            let others = (0..SETS.len()).filter(|other| shares(&set) && shares(other));
            let siblings = others.filter_map(|other| files.get(&(other, TRAIN.to_owned())).cloned()).collect();
            found.parts.push(Part { set, path, cut: true, siblings });
        }
    }
    Ok(found)
}

/// Files of a folder by name.
fn list(folder: &Path) -> Result<Vec<PathBuf>, BenchError> {
    let entries = std::fs::read_dir(folder).map_err(|e| BenchError::unreadable(folder, &e))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|e| BenchError::unreadable(folder, &e))?.path());
    }
    paths.retain(|p| !p.is_dir());
    paths.sort();
    Ok(paths)
}

fn is_xml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "xml")
}

/// Position of the set and split of a file named SET.SPLIT.jsonl or SET.SPLIT.conllu.
fn known(path: &Path) -> Option<(usize, String)> {
    let name = path.file_name()?.to_str()?;
    let (set, rest) = name.split_once('.')?;
    let (split, ending) = rest.rsplit_once('.')?;
    let set = SETS.iter().position(|s| s.name == set && s.ending == ending)?;
    (!split.is_empty()).then(|| (set, split.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_set_split_and_ending() {
        let of = |name: &str| known(Path::new(name)).map(|(set, split)| (SETS[set].name, split));
        assert_eq!(of("re3d.dev.jsonl"), Some(("re3d", "dev".to_owned())));
        assert_eq!(of("gum.test.conllu"), Some(("gum", "test".to_owned())));
        assert_eq!(of("cameo_roles.2024.b.jsonl"), Some(("cameo_roles", "2024.b".to_owned())));
        for other in ["gum.dev.jsonl", "names.dev.jsonl", "re3d.jsonl", "re3d..jsonl", "re3d.dev.csv"] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_cut_takes_every_fifth() {
        let part = |cut| Part { set: 0, path: PathBuf::new(), cut, siblings: Vec::new() };
        assert_eq!(part(true).of((0..12).collect()), [0, 5, 10]);
        assert_eq!(part(false).of((0..12).collect::<Vec<_>>()).len(), 12);
    }
}
