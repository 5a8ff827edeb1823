//! The index that answers, as it is now.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tantivy::{Index, IndexReader, ReloadPolicy, Searcher};

use super::folder::{Folder, Version, version};
use super::schema::Fields;
use super::trouble;
use crate::SearchError;

/// How often an index is opened that goes away in that moment.
const TRIES: usize = 5;

/// What is open of the index. Whether somebody changed it, in this process or another, is looked up with every search: that takes
/// microseconds, and nothing wakes up while nobody searches.
pub(super) struct Reading {
    open: Mutex<Option<Open>>,
}

struct Open {
    reader: IndexReader,
    meta: std::path::PathBuf,
    pointer_version: Option<Version>,
    meta_version: Option<Version>,
}

impl Open {
    fn new(folder: &Folder) -> Result<Self, SearchError> {
        let pointer_version = folder.version();
        let path = folder.current()?;
        let meta = path.join("meta.json");
        let meta_version = version(&meta);
        let reader = open_index(&path)?.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        Ok(Self { reader: reader.map_err(trouble)?, meta, pointer_version, meta_version })
    }
}

impl Reading {
    pub const fn new() -> Self {
        Self { open: Mutex::new(None) }
    }

    /// A searcher of what was committed last.
    pub fn searcher(&self, folder: &Folder) -> Result<Searcher, SearchError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let pointer_version = folder.version();
        if open.as_ref().is_none_or(|open| open.pointer_version != pointer_version) {
            *open = None;
            *open = Some(opened(folder)?);
        }
        let Some(current) = open.as_mut() else { return Err(SearchError::NoIndex) };
        let meta_version = version(&current.meta);
        if current.meta_version != meta_version {
            current.reader.reload().map_err(trouble)?;
            current.meta_version = meta_version;
        }
        Ok(current.reader.searcher())
    }
}

/// Opens the current index, again if another took its place meanwhile.
fn opened(folder: &Folder) -> Result<Open, SearchError> {
    let mut opened = Open::new(folder);
    for _ in 1..TRIES {
        match &opened {
            Err(SearchError::Index(_)) => opened = Open::new(folder),
            _ => break,
        }
    }
    opened
}

/// Opens an index and holds it against what this program expects.
pub(super) fn open_index(path: &Path) -> Result<Index, SearchError> {
    let index = Index::open_in_dir(path).map_err(trouble)?;
    if index.schema() != Fields::new().1 {
        return Err(SearchError::NoIndex);
    }
    Ok(index)
}
