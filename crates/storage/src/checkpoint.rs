//! The text checkpoints of a log directory, in Kafka's format version 0, and how every small text file here is
//! replaced: whole or not at all.
//!
//! ```text
//! 0                      version
//! 2                      number of entries
//! orders 0 4711          topic partition offset
//! orders 1 12
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, IoSlice};
use std::path::{Path, PathBuf};

use model::{Offset, TopicPartition};

use crate::fs::{Fs, Open};

/// Offsets up to which data was flushed; recovery after a crash starts there.
pub const RECOVERY_POINT_CHECKPOINT: &str = "recovery-point-offset-checkpoint";
/// Log start offsets that records were deleted up to, where they lie inside a segment.
pub const LOG_START_OFFSET_CHECKPOINT: &str = "log-start-offset-checkpoint";
/// High watermarks.
pub const REPLICATION_OFFSET_CHECKPOINT: &str = "replication-offset-checkpoint";

/// A checkpoint of a million partitions is about 60 MiB; a longer file is not one of ours.
const TEXT_BYTES_MAX: usize = 256 << 20;
const READ_CHUNK_BYTES: usize = 64 << 10;

/// Offsets by partition, in the order in which they are written.
pub type Offsets = BTreeMap<TopicPartition, Offset>;

/// A small text file of a log directory could not be read, written or understood.
#[derive(Debug, thiserror::Error)]
pub enum TextFileError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// `line` counts from 1; 0 stands for the file as a whole.
    #[error("{}:{line}: {reason}", path.display())]
    Malformed { path: PathBuf, line: usize, reason: String },
}

impl TextFileError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn malformed(path: &Path, line: usize, reason: impl Into<String>) -> Self {
        Self::Malformed { path: path.to_owned(), line, reason: reason.into() }
    }
}

/// Reads the checkpoint `path`; one that does not exist is empty.
///
/// # Errors
/// The file cannot be read, or a line is not what Kafka writes; the error names file and line.
pub fn load_offsets(fs: &dyn Fs, path: &Path) -> Result<Offsets, TextFileError> {
    match load_text(fs, path)? {
        Some(text) => parse_offsets(path, &text),
        None => Ok(Offsets::new()),
    }
}

/// Replaces the checkpoint `path`. When it returns, the new one is durable.
///
/// # Errors
/// Any step failed; the old checkpoint is then still in place.
pub fn store_offsets(fs: &dyn Fs, path: &Path, offsets: &Offsets) -> Result<(), TextFileError> {
    store_text(fs, path, &format_offsets(offsets))
}

fn format_offsets(offsets: &Offsets) -> String {
    let mut text = format!("0\n{}\n", offsets.len());
    for (partition, offset) in offsets {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} {} {}", partition.topic, partition.partition, offset.0);
    }
    text
}

fn parse_offsets(path: &Path, text: &str) -> Result<Offsets, TextFileError> {
    let mut lines = (1..).zip(text.lines());
    let malformed = |line, reason: String| TextFileError::malformed(path, line, reason);
    match lines.next() {
        Some((_, version)) if version.trim() == "0" => {}
        Some((line, version)) => return Err(malformed(line, format!("unknown version `{version}`"))),
        // Nothing is noted yet; Kafka takes it so too.
        None => return Ok(Offsets::new()),
    }
    let (line, count) = lines.next().ok_or_else(|| malformed(2, "expected the number of entries".into()))?;
    let count: usize =
        count.trim().parse().map_err(|_| malformed(line, format!("`{count}` is not a number of entries")))?;
    let mut offsets = Offsets::new();
    let mut seen = 0;
    for (line, entry) in lines.filter(|(_, entry)| !entry.trim().is_empty()) {
        let (partition, offset) = parse_entry(entry)
            .ok_or_else(|| malformed(line, format!("expected `topic partition offset`, found `{entry}`")))?;
        offsets.insert(partition, offset);
        seen += 1;
    }
    if seen != count {
        return Err(malformed(2, format!("{count} entries are announced, {seen} are there")));
    }
    Ok(offsets)
}

fn parse_entry(entry: &str) -> Option<(TopicPartition, Offset)> {
    let mut words = entry.split_ascii_whitespace();
    let topic = words.next()?.into();
    let partition: i32 = words.next()?.parse().ok()?;
    let offset = words.next()?.parse().ok()?;
    (partition >= 0 && words.next().is_none())
        .then_some((TopicPartition { topic, partition }, Offset(offset)))
}

/// The text of `path`, or `None` if there is no such file.
pub(crate) fn load_text(fs: &dyn Fs, path: &Path) -> Result<Option<String>, TextFileError> {
    let file = match fs.open(path, Open::Read) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(TextFileError::io(path, error)),
    };
    let mut bytes = Vec::new();
    let mut chunk = vec![0; READ_CHUNK_BYTES];
    loop {
        let read = file.read_at(&mut chunk, bytes.len() as u64).map_err(|e| TextFileError::io(path, e))?;
        let Some(piece) = chunk.get(..read).filter(|piece| !piece.is_empty()) else { break };
        if bytes.len() + read > TEXT_BYTES_MAX {
            return Err(TextFileError::malformed(path, 0, "the file is far too long"));
        }
        bytes.extend_from_slice(piece);
    }
    String::from_utf8(bytes).map(Some).map_err(|_| TextFileError::malformed(path, 0, "the file is not text"))
}

/// Replaces `path` by `text`: written beside it, made durable, renamed, the rename made durable.
pub(crate) fn store_text(fs: &dyn Fs, path: &Path, text: &str) -> Result<(), TextFileError> {
    let temporary = with_suffix(path, ".tmp");
    let failed = |error| TextFileError::io(path, error);
    match fs.remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let file = fs.open(&temporary, Open::CreateNew).map_err(failed)?;
    file.write_at(&[IoSlice::new(text.as_bytes())], 0).map_err(failed)?;
    file.sync_data().map_err(failed)?;
    fs.rename(&temporary, path).map_err(failed)?;
    match path.parent() {
        Some(dir) => fs.sync_dir(dir).map_err(failed),
        None => Ok(()),
    }
}

/// `path` with `suffix` behind its file name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use model::{Offset, TopicPartition};

    use super::{Offsets, RECOVERY_POINT_CHECKPOINT, load_offsets, parse_offsets, store_offsets};
    use crate::fs::{Fs, Open};
    use crate::sim_fs::SimFs;

    fn partition(topic: &str, partition: i32) -> TopicPartition {
        TopicPartition { topic: topic.into(), partition }
    }

    fn two() -> Offsets {
        Offsets::from([(partition("orders", 0), Offset(4711)), (partition("orders", 1), Offset(12))])
    }

    #[test]
    fn the_text_is_kafkas() {
        assert_eq!(super::format_offsets(&two()), "0\n2\norders 0 4711\norders 1 12\n");
    }

    #[test]
    fn what_was_stored_is_loaded_again_even_after_a_crash() {
        let fs = SimFs::new();
        let dir = Path::new("/data");
        fs.create_dir_all(dir).unwrap();
        fs.sync_all();
        let path = dir.join(RECOVERY_POINT_CHECKPOINT);
        assert!(load_offsets(&fs, &path).unwrap().is_empty());
        store_offsets(&fs, &path, &Offsets::new()).unwrap();
        store_offsets(&fs, &path, &two()).unwrap();
        for seed in 0..50 {
            assert_eq!(load_offsets(&fs.crash(seed), &path).unwrap(), two());
        }
    }

    #[test]
    fn a_crash_or_a_full_disk_leaves_the_old_checkpoint_or_the_new_one() {
        let dir = Path::new("/data");
        let path = dir.join("checkpoint");
        for failing in 0..12 {
            let fs = SimFs::new();
            fs.create_dir_all(dir).unwrap();
            store_offsets(&fs, &path, &two()).unwrap();
            fs.sync_all();
            fs.fail_operation(failing, rustix::io::Errno::NOSPC);
            let stored = store_offsets(&fs, &path, &Offsets::new());
            for seed in 0..50 {
                let read = load_offsets(&fs.crash(seed), &path).unwrap();
                assert!(read.is_empty() || read == two());
                assert!(read.is_empty() || stored.is_err(), "a stored checkpoint is durable");
            }
        }
    }

    #[test]
    fn a_temporary_file_left_behind_is_no_obstacle() {
        let fs = SimFs::new();
        fs.create_dir_all(Path::new("/data")).unwrap();
        fs.open(Path::new("/data/checkpoint.tmp"), Open::CreateNew).unwrap();
        store_offsets(&fs, Path::new("/data/checkpoint"), &two()).unwrap();
        assert_eq!(load_offsets(&fs, Path::new("/data/checkpoint")).unwrap(), two());
    }

    #[test]
    fn an_empty_file_says_nothing_and_is_no_damage() {
        assert!(parse_offsets(Path::new("/d/c"), "").unwrap().is_empty());
    }

    #[test]
    fn damage_is_named_by_file_and_line() {
        let message = |text| parse_offsets(Path::new("/d/c"), text).unwrap_err().to_string();
        assert_eq!(message("1\n0\n"), "/d/c:1: unknown version `1`");
        assert_eq!(message("0\n"), "/d/c:2: expected the number of entries");
        assert_eq!(message("0\nx\n"), "/d/c:2: `x` is not a number of entries");
        assert_eq!(message("0\n1\nt 0\n"), "/d/c:3: expected `topic partition offset`, found `t 0`");
        assert_eq!(message("0\n1\nt -1 5\n"), "/d/c:3: expected `topic partition offset`, found `t -1 5`");
        assert_eq!(message("0\n2\nt 0 5\n"), "/d/c:2: 2 entries are announced, 1 are there");
        assert_eq!(
            message("0\n99999999999999999999\n"),
            "/d/c:2: `99999999999999999999` is not a number of entries"
        );
    }
}
