//! The outside: files, standard input, the calendar. The only place in the library that touches them.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What the library asks of the outside. Everything else in it is a function of its arguments.
pub trait World: Sync {
    /// The bytes of the file at `path`, at most `most` + 1 of them: one more than allowed tells that there are more.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;
    /// What lies in a folder, as paths that begin with `folder`, sorted by name.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;
    /// What is at `path`.
    fn look(&self, path: &Path) -> io::Result<Look>;
    /// Puts a file of these bytes at `path`, whole or not at all: whoever reads meanwhile sees the old one.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Standard input to its end, at most `most` + 1 bytes.
    fn stdin(&self, most: u64) -> io::Result<Vec<u8>>;
    /// The day it is, in UTC.
    fn today(&self) -> Date;
}

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub folder: bool,
    /// Is the path itself a symbolic link? (`folder` and `size` are those of its target.)
    pub link: bool,
    /// Bytes; 0 for pipes and folders.
    pub size: u64,
}

/// The machine that the program runs on.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemWorld;

impl World for SystemWorld {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        take(std::fs::File::open(path)?, most)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut paths = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    }
    fn look(&self, path: &Path) -> io::Result<Look> {
        let about = std::fs::metadata(path)?;
        let link = std::fs::symlink_metadata(path)?.is_symlink();
        Ok(Look { folder: about.is_dir(), link, size: if about.is_file() { about.len() } else { 0 } })
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let new = PathBuf::from(name);
        let written = std::fs::File::create(&new).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        let moved = written.and_then(|()| std::fs::rename(&new, path));
        if moved.is_err() {
            // What cannot be removed either is told by the error all the same.
            let _ = std::fs::remove_file(&new);
        }
        moved
    }
    fn stdin(&self, most: u64) -> io::Result<Vec<u8>> {
        take(io::stdin().lock(), most)
    }
    fn today(&self) -> Date {
        jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}

fn take(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A made-up outside, for tests and for texts that lie in memory. Folders are the prefixes of its paths.
#[derive(Debug, Clone, Default)]
pub struct MemoryWorld {
    pub files: BTreeMap<PathBuf, Vec<u8>>,
    pub stdin: Vec<u8>,
    /// None: 1 January 1970.
    pub today: Option<Date>,
}

impl MemoryWorld {
    /// This world with one more file.
    pub fn with(mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> MemoryWorld {
        self.files.insert(path.into(), bytes.into());
        self
    }
    fn is_folder(&self, path: &Path) -> bool {
        self.files.keys().any(|file| file.starts_with(path) && file != path)
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let bytes = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        take(bytes.as_slice(), most)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut paths: Vec<PathBuf> =
            self.files.keys().filter_map(|file| Some(folder.join(file.strip_prefix(folder).ok()?.components().next()?))).collect();
        paths.sort();
        paths.dedup();
        Ok(paths)
    }
    fn look(&self, path: &Path) -> io::Result<Look> {
        match self.files.get(path) {
            Some(bytes) => Ok(Look { folder: false, link: false, size: bytes.len() as u64 }),
            None if self.is_folder(path) => Ok(Look { folder: true, link: false, size: 0 }),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
    /// A made-up outside is not written to.
    fn write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }
    fn stdin(&self, most: u64) -> io::Result<Vec<u8>> {
        take(self.stdin.as_slice(), most)
    }
    fn today(&self) -> Date {
        self.today.unwrap_or(jiff::civil::date(1970, 1, 1))
    }
}
