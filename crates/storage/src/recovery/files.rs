//! The files of a partition directory, after what compaction and deletion left unfinished is finished or thrown away.
//!
//! ```text
//! <segment>.cleaned   compaction was writing it        thrown away
//! <segment>.deleted   it was about to be removed       removed
//! <segment>.swap      compaction's finished output     takes the place of the segments that it replaces
//! ```

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use model::{Millis, Offset};

use crate::log::StorageError;
use crate::log::place::{
    INDEX_SUFFIX, LOG_SUFFIX, Place, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX, parse_file_name, remove_if_exists,
};
use crate::log::producers::snapshots;
use crate::reader::HeaderScan;
use crate::segment::Segment;

const SEGMENT_SUFFIXES: [&str; 4] = [LOG_SUFFIX, INDEX_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX];
const SWAP_SUFFIX: &str = ".swap";
const UNFINISHED: [&str; 3] = [".cleaned", ".deleted", ".tmp"];

/// What is in a partition directory.
pub(super) struct Files {
    logs: BTreeSet<Offset>,
    /// Segments that have both indexes.
    indexed: BTreeSet<Offset>,
    /// Ascending.
    pub(super) snapshots: Vec<Offset>,
}

impl Files {
    pub(super) fn list(place: &Place) -> Result<Self, StorageError> {
        let failed = |error| StorageError::io(&place.dir, error);
        let names = || match place.fs.read_dir(&place.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            names => names,
        };
        let mut found = names().map_err(failed)?;
        if tidy(place, &found)? {
            found = names().map_err(failed)?;
        }
        let with = |wanted: &str| -> BTreeSet<Offset> {
            let parsed = found.iter().filter_map(|name| parse_file_name(name));
            parsed.filter(|(_, suffix)| *suffix == wanted).map(|(offset, _)| offset).collect()
        };
        let indexed = with(INDEX_SUFFIX).intersection(&with(TIME_INDEX_SUFFIX)).copied().collect();
        Ok(Self { logs: with(LOG_SUFFIX), indexed, snapshots: snapshots(&found) })
    }

    pub(super) fn segments(&self, place: &Arc<Place>, now: Millis) -> Result<Vec<Segment>, StorageError> {
        let of = |base_offset: &Offset| {
            let path = place.path(*base_offset, LOG_SUFFIX);
            let len = place.fs.file_len(&path).map_err(|error| StorageError::io(&path, error))?;
            Ok(Segment::existing(place, *base_offset, len, now))
        };
        self.logs.iter().map(of).collect()
    }

    pub(super) fn has_indexes(&self, segment: &Segment) -> bool {
        self.indexed.contains(&segment.base_offset)
    }
}

/// Returns whether anything was changed.
fn tidy(place: &Place, names: &[String]) -> Result<bool, StorageError> {
    let mut changed = false;
    for name in names.iter().filter(|name| UNFINISHED.iter().any(|suffix| name.ends_with(suffix))) {
        if parse_file_name(name).is_some() {
            let path = place.dir.join(name);
            remove_if_exists(&*place.fs, &path).map_err(|error| StorageError::io(&path, error))?;
            changed = true;
        }
    }
    let logs: Vec<Offset> = parsed(names, LOG_SUFFIX);
    // An index whose log is already in place, or was lost.
    for suffix in SEGMENT_SUFFIXES {
        for offset in parsed(names, &format!("{suffix}{SWAP_SUFFIX}")) {
            if suffix == LOG_SUFFIX {
                remove_replaced(place, offset, &logs)?;
            }
            let (from, to) =
                (place.path(offset, &format!("{suffix}{SWAP_SUFFIX}")), place.path(offset, suffix));
            place.fs.rename(&from, &to).map_err(|error| StorageError::io(&from, error))?;
            changed = true;
        }
    }
    Ok(changed)
}

fn parsed(names: &[String], wanted: &str) -> Vec<Offset> {
    let found = names.iter().filter_map(|name| parse_file_name(name));
    found.filter(|(_, suffix)| *suffix == wanted).map(|(offset, _)| offset).collect()
}

/// Removes the segments that the compacted one at `offset` replaces: those that begin before it ends.
fn remove_replaced(place: &Place, offset: Offset, logs: &[Offset]) -> Result<(), StorageError> {
    let path = place.path(offset, &format!("{LOG_SUFFIX}{SWAP_SUFFIX}"));
    let failed = |error| StorageError::io(&path, error);
    let file = place.fs.open(&path, crate::fs::Open::Read).map_err(failed)?;
    let mut end = Offset(offset.0 + 1);
    let mut scan = HeaderScan::new(&*file, &path, 0, file.len().map_err(failed)?);
    while let Some((_, header)) = scan.next()? {
        end = header.next_offset();
    }
    for replaced in logs.iter().filter(|base| **base >= offset && **base < end) {
        for suffix in SEGMENT_SUFFIXES {
            remove_if_exists(&*place.fs, &place.path(*replaced, suffix)).map_err(failed)?;
        }
    }
    Ok(())
}
