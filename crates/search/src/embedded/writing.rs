//! Changing the index, and making a new one.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use tantivy::{Index, IndexWriter};

use super::folder::Folder;
use super::reading::open_index;
use super::schema::Fields;
use super::trouble;
use crate::{Document, Key, SearchError};

/// How much memory changes may take before they go to the disk, in bytes.
const MEMORY: usize = 20_000_000;
/// The same for a new index, which is all changes.
const REBUILD_MEMORY: usize = 60_000_000;

/// The right to write, and what is open for it.
#[derive(Default)]
pub(super) struct Writing {
    /// Held from the first change until none has come for a while.
    lock: Option<File>,
    current: Option<(PathBuf, IndexWriter)>,
    rebuild: Option<Rebuild>,
}

/// An index that is being made.
struct Rebuild {
    path: PathBuf,
    writer: IndexWriter,
    /// What changed since it was begun: what is filled in may be older.
    changed: HashSet<Key>,
    filled: HashSet<Key>,
}

impl Writing {
    fn hold_lock(&mut self, folder: &Folder) -> Result<(), SearchError> {
        if self.lock.is_none() {
            self.lock = Some(folder.lock()?);
        }
        Ok(())
    }

    /// Puts documents in and takes others out. What is open is closed after an error, so that nothing of it is done later.
    pub fn apply(
        &mut self,
        folder: &Folder,
        fields: &Fields,
        put: &[Document],
        gone: &[Key],
    ) -> Result<(), SearchError> {
        self.hold_lock(folder)?;
        let path = folder.current()?;
        let (path, mut writer) = match self.current.take() {
            Some(current) if current.0 == path => current,
            _ => (path.clone(), writer_of(&path, MEMORY)?),
        };
        change(&writer, fields, put, gone)?;
        writer.commit().map_err(trouble)?;
        self.current = Some((path, writer));
        if let Some(rebuild) = &mut self.rebuild {
            change(&rebuild.writer, fields, put, gone)?;
            rebuild.changed.extend(put.iter().map(|document| document.key).chain(gone.iter().copied()));
        }
        Ok(())
    }

    /// Ends what goes on in the background, and gives the right to write back, unless an index is being made.
    pub fn rest(&mut self) {
        if self.rebuild.is_some() {
            return;
        }
        if let Some((_, writer)) = self.current.take()
            && let Err(error) = writer.wait_merging_threads()
        {
            tracing::warn!(%error, "the search index was not tidied up");
        }
        self.lock = None;
    }

    /// Gives the right to write back for good, and what is being made up.
    pub fn resign(&mut self) {
        self.rebuild = None;
        self.rest();
    }

    pub fn begin(&mut self, folder: &Folder) -> Result<(), SearchError> {
        self.hold_lock(folder)?;
        self.rebuild = None;
        folder.keep_only(&[folder.current().unwrap_or_default().as_path()]);
        let path = folder.begin()?;
        Index::create_in_dir(&path, Fields::new().1).map_err(trouble)?;
        let writer = writer_of(&path, REBUILD_MEMORY)?;
        self.rebuild = Some(Rebuild { path, writer, changed: HashSet::new(), filled: HashSet::new() });
        Ok(())
    }

    pub fn fill(&mut self, fields: &Fields, put: &[Document]) -> Result<(), SearchError> {
        let rebuild = self.rebuild.as_mut().ok_or(SearchError::NoRebuild)?;
        for document in put.iter().filter(|document| !rebuild.changed.contains(&document.key)) {
            if !rebuild.filled.insert(document.key) {
                rebuild.writer.delete_term(fields.of_key(document.key));
            }
            rebuild.writer.add_document(fields.write(document)).map_err(trouble)?;
        }
        Ok(())
    }

    pub fn finish(&mut self, folder: &Folder) -> Result<(), SearchError> {
        let mut rebuild = self.rebuild.take().ok_or(SearchError::NoRebuild)?;
        rebuild.writer.commit().map_err(trouble)?;
        rebuild.writer.wait_merging_threads().map_err(trouble)?;
        folder.publish(&rebuild.path)?;
        self.current = None;
        folder.keep_only(&[&rebuild.path]);
        Ok(())
    }
}

fn writer_of(path: &Path, memory: usize) -> Result<IndexWriter, SearchError> {
    open_index(path)?.writer_with_num_threads(1, memory).map_err(trouble)
}

fn change(writer: &IndexWriter, fields: &Fields, put: &[Document], gone: &[Key]) -> Result<(), SearchError> {
    for key in put.iter().map(|document| &document.key).chain(gone) {
        writer.delete_term(fields.of_key(*key));
    }
    for document in put {
        writer.add_document(fields.write(document)).map_err(trouble)?;
    }
    Ok(())
}
