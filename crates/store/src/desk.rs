//! Opening a desk: new, for writing, for reading; what is no desk is refused untouched.

use crate::StoreError;
use crate::error::BUSY_SECONDS;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `PRAGMA application_id` of a desk: "Khbr".
pub const APPLICATION_ID: u32 = 0x4b68_6272;
/// `PRAGMA user_version` that this code writes.
pub const SCHEMA_VERSION: u32 = 1;
/// The oldest `user_version` that this code reads.
pub const OLDEST_READABLE: u32 = 1;

const SCHEMA: &str = include_str!("sql/schema.sql");
const VIEWS: &str = include_str!("sql/views.sql");

/// An open desk. One connection; several processes may read while one writes.
pub struct Desk {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    writable: bool,
}

/// What the first bytes of a file say.
enum Header {
    /// No file, or an empty one.
    Nothing,
    NotSqlite,
    Sqlite {
        application: u32,
        version: u32,
    },
}

impl Desk {
    /// Opens the desk at `path` for writing; a missing or empty file becomes a new desk.
    pub fn open(path: &Path) -> Result<Desk, StoreError> {
        check(path)?;
        // The file itself could be read, or may be made: what cannot be opened now cannot be written.
        Desk::writing(path).map_err(|e| match e {
            StoreError::CannotOpen { path, .. } => StoreError::ReadOnly { path },
            other => other,
        })
    }

    fn writing(path: &Path) -> Result<Desk, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = connect(path, flags)?;
        // SQLite opens a write-protected file for reading and says nothing.
        if db.is_readonly("main").map_err(|e| StoreError::of(path, "opening", e))? {
            return Err(StoreError::ReadOnly { path: path.to_owned() });
        }
        let mut desk = Desk { db, path: path.to_owned(), writable: true };
        desk.create()?;
        desk.write_ahead()?;
        Ok(desk)
    }

    /// Opens the desk at `path` for questions only: it must exist, and nothing is written, not even in a read-only folder.
    pub fn open_existing(path: &Path) -> Result<Desk, StoreError> {
        if let Header::Nothing = check(path)? {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let db = reading(path)?;
        let desk = Desk { db, path: path.to_owned(), writable: false };
        desk.known()?;
        Ok(desk)
    }

    /// A desk that is gone when dropped.
    pub fn in_memory() -> Result<Desk, StoreError> {
        let path = PathBuf::from(":memory:");
        let db = Connection::open_in_memory().map_err(|e| StoreError::of(&path, "opening", e))?;
        prepare(&db).map_err(|e| StoreError::of(&path, "opening", e))?;
        let mut desk = Desk { db, path, writable: true };
        desk.create()?;
        Ok(desk)
    }

    /// The file; `:memory:` for a desk in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Folds the write-ahead log into the file, so that it can be copied. Dropping does the same and tells no errors.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.settle().map_err(|e| self.fail("closing", e))
    }

    /// SQLite's own check of every page and index: `ok`, or what is wrong.
    pub fn integrity(&self) -> Result<String, StoreError> {
        self.db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).map_err(|e| self.fail("checking", e))
    }

    /// How long to wait for another program that writes; [`BUSY_SECONDS`] unless set.
    pub fn wait_for(&self, time: Duration) -> Result<(), StoreError> {
        self.db.busy_timeout(time).map_err(|e| self.fail("opening", e))
    }

    /// The file may not grow beyond so many pages of 4 KiB; a fuller desk behaves as on a full disk.
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        self.db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).map_err(|e| self.fail("opening", e))
    }

    pub(crate) fn fail(&self, doing: &'static str, error: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, doing, error)
    }

    /// Makes the tables of a new desk in one transaction; leaves a desk of this schema as it is.
    fn create(&mut self) -> Result<(), StoreError> {
        if self.application().map_err(|e| self.fail("opening", e))? == APPLICATION_ID {
            return self.known();
        }
        let path = self.path.clone();
        let fail = |e| StoreError::of(&path, "making a new desk", e);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
        // Another process may have made the desk, and this may be somebody's database without an application id.
        let application: u32 = tx.query_row("PRAGMA application_id", [], |r| r.get(0)).map_err(fail)?;
        let tables: usize = tx.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0)).map_err(fail)?;
        if application == 0 && tables > 0 {
            return Err(StoreError::Foreign { path: path.clone(), found: format!("{tables} tables and views that no desk has") });
        }
        if application == 0 {
            tx.execute_batch(SCHEMA).map_err(fail)?;
            tx.execute_batch(VIEWS).map_err(fail)?;
            tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(fail)?;
            tx.pragma_update(None, "user_version", SCHEMA_VERSION).map_err(fail)?;
        }
        tx.commit().map_err(fail)?;
        self.known()
    }

    fn application(&self) -> rusqlite::Result<u32> {
        self.db.query_row("PRAGMA application_id", [], |r| r.get(0))
    }

    /// Refuses a schema that this code does not know, as the database itself (with its log) says.
    fn known(&self) -> Result<(), StoreError> {
        let application = self.application().map_err(|e| self.fail("opening", e))?;
        let version = self.db.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(|e| self.fail("opening", e))?;
        judge(&self.path, application, version)
    }

    /// A write-ahead log lets others read meanwhile. While others read it cannot be switched on: the rollback journal is
    /// as safe.
    fn write_ahead(&self) -> Result<(), StoreError> {
        match self.db.pragma_update(None, "journal_mode", "WAL") {
            Err(e) if !busy(&e) => Err(self.fail("opening", e)),
            _ => Ok(()),
        }
    }

    /// Back to one plain file. While others read it stays a log, which the next writer folds in.
    fn settle(&mut self) -> rusqlite::Result<()> {
        if !self.writable {
            return Ok(());
        }
        self.writable = false;
        self.db.busy_timeout(Duration::from_millis(200))?;
        match self.db.pragma_update(None, "journal_mode", "DELETE") {
            Err(e) if busy(&e) => Ok(()),
            other => other,
        }
    }
}

fn busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.settle();
    }
}

/// Refuses, by the first bytes alone, a file that is no desk of ours: SQLite never gets to touch it.
fn check(path: &Path) -> Result<Header, StoreError> {
    let header = header(path).map_err(|e| StoreError::CannotOpen { path: path.to_owned(), why: e.to_string() })?;
    match header {
        Header::NotSqlite => return Err(StoreError::NotSqlite { path: path.to_owned() }),
        // An application id of 0 may be a desk killed while it was made: `create` looks further.
        Header::Sqlite { application: 0, version: 0 } | Header::Nothing => {}
        Header::Sqlite { application, version } => judge(path, application, version)?,
    }
    Ok(header)
}

fn judge(path: &Path, application: u32, version: u32) -> Result<(), StoreError> {
    let path = path.to_owned();
    if application != APPLICATION_ID {
        return Err(StoreError::Foreign { path, found: format!("application id {application}") });
    }
    if version > SCHEMA_VERSION {
        return Err(StoreError::Newer { path, found: version, known: SCHEMA_VERSION });
    }
    if version < OLDEST_READABLE {
        return Err(StoreError::Older { path, found: version, oldest: OLDEST_READABLE });
    }
    Ok(())
}

/// SQLite's header: magic in bytes 0..16, user version at 60, application id at 68, both big-endian.
fn header(path: &Path) -> std::io::Result<Header> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return missing(path),
        Err(e) => return Err(e),
    };
    if file.metadata()?.is_dir() {
        return Err(std::io::Error::other("it is a folder, and a desk is a file"));
    }
    let mut bytes = Vec::new();
    file.by_ref().take(72).read_to_end(&mut bytes)?;
    let number = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    Ok(match (bytes.starts_with(b"SQLite format 3\0"), number(68), number(60)) {
        (true, Some(application), Some(version)) => Header::Sqlite { application, version },
        _ if bytes.is_empty() => Header::Nothing,
        _ => Header::NotSqlite,
    })
}

fn missing(path: &Path) -> std::io::Result<Header> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(std::io::Error::other(format!("there is no folder `{}`: make it first", folder.display())))
        }
        _ => Ok(Header::Nothing),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let fail = |e| StoreError::of(path, "opening", e);
    let db = Connection::open_with_flags(path, flags).map_err(fail)?;
    prepare(&db).map_err(fail)?;
    Ok(db)
}

fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    db.pragma_update(None, "foreign_keys", true)?;
    // With a write-ahead log this is safe against a kill and a power cut; only the last commits may be lost to the latter.
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// A connection that only reads. A desk whose writer was killed may need its journal played back, which writes;
/// a desk on a read-only medium needs SQLite to be told that nobody changes it.
fn reading(path: &Path) -> Result<Connection, StoreError> {
    let plain = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match connect(path, plain).and_then(|db| touch(path, db)) {
        Err(StoreError::ReadOnly { .. } | StoreError::CannotOpen { .. }) => {}
        other => return other,
    }
    let writing = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if let Ok(db) = connect(path, writing).and_then(|db| touch(path, db)) {
        return Ok(db);
    }
    if ["-wal", "-journal"].iter().any(|end| left_over(path, end)) {
        let why = "its last writer was stopped, and the log beside it must be folded in: make the folder writable, or copy both elsewhere";
        return Err(StoreError::CannotOpen { path: path.to_owned(), why: why.to_owned() });
    }
    let flags = plain | OpenFlags::SQLITE_OPEN_URI;
    connect(Path::new(&immutable(path)), flags).and_then(|db| touch(path, db))
}

/// The first real read: SQLite opens lazily.
fn touch(path: &Path, db: Connection) -> Result<Connection, StoreError> {
    db.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get::<_, i64>(0)).map_err(|e| StoreError::of(path, "opening", e))?;
    Ok(db)
}

fn left_over(path: &Path, end: &str) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    std::fs::metadata(name).is_ok_and(|m| m.len() > 0)
}

/// SQLite's URI of a file that nobody writes.
fn immutable(path: &Path) -> String {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = String::from("file:");
    for byte in full.to_string_lossy().replace('\\', "/").bytes() {
        match byte {
            b'%' | b'?' | b'#' => uri.push_str(&format!("%{byte:02x}")),
            _ if byte.is_ascii() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02x}")),
        }
    }
    uri + "?immutable=1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_desk_is_made_once_and_says_what_it_is() {
        let mut desk = Desk::in_memory().unwrap();
        desk.create().unwrap();
        assert_eq!(desk.application().unwrap(), APPLICATION_ID);
        assert_eq!(desk.path(), Path::new(":memory:"));
    }
}
