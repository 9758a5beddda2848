//! `partition.metadata`: the topic id that a partition directory belongs to, so that the files of a deleted topic
//! are never taken for those of a new one of the same name.
//!
//! ```text
//! version: 0
//! topic_id: jSkPXlYWRYy8DdgBBpjTtA
//! ```

use std::path::Path;

use model::Uuid;

use crate::checkpoint::{TextFileError, load_text, store_text};
use crate::fs::Fs;

/// The file's name in a partition directory.
pub const PARTITION_METADATA: &str = "partition.metadata";

/// The topic id in `path`, or `None` if there is no such file.
///
/// # Errors
/// The file cannot be read, or is not what Kafka writes; the error names file and line.
pub fn load_topic_id(fs: &dyn Fs, path: &Path) -> Result<Option<Uuid>, TextFileError> {
    // A crash while the log was made can leave a file without contents.
    let text = load_text(fs, path)?.filter(|text| !text.trim_matches('\0').is_empty());
    text.map(|text| parse(path, &text)).transpose()
}

/// Writes `path`. When it returns, the file is durable.
///
/// # Errors
/// A step failed; an older file is then still in place.
pub fn store_topic_id(fs: &dyn Fs, path: &Path, topic_id: Uuid) -> Result<(), TextFileError> {
    store_text(fs, path, &encode_topic_id(topic_id))
}

/// The file's text.
pub(crate) fn encode_topic_id(topic_id: Uuid) -> String {
    format!("version: 0\ntopic_id: {topic_id}")
}

fn parse(path: &Path, text: &str) -> Result<Uuid, TextFileError> {
    let mut lines = text.lines();
    let mut value = |line: usize, key: &str| {
        lines
            .next()
            .and_then(|text| text.split_once(':'))
            .filter(|(found, _)| found.trim() == key)
            .map(|(_, value)| value.trim())
            .ok_or_else(|| TextFileError::malformed(path, line, format!("expected `{key}: …`")))
    };
    match value(1, "version")? {
        "0" => {}
        other => return Err(TextFileError::malformed(path, 1, format!("unknown version `{other}`"))),
    }
    let topic_id: Uuid =
        value(2, "topic_id")?.parse().map_err(|e| TextFileError::malformed(path, 2, format!("{e}")))?;
    if topic_id.is_zero() {
        return Err(TextFileError::malformed(path, 2, "the topic id is zero"));
    }
    Ok(topic_id)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use model::Uuid;

    use super::{PARTITION_METADATA, load_topic_id, parse, store_topic_id};
    use crate::checkpoint::load_text;
    use crate::fs::Fs;
    use crate::sim_fs::SimFs;

    #[test]
    fn the_text_is_kafkas_and_is_read_back() {
        let fs = SimFs::new();
        let dir = Path::new("/data/orders-0");
        fs.create_dir_all(dir).unwrap();
        let path = dir.join(PARTITION_METADATA);
        assert_eq!(load_topic_id(&fs, &path).unwrap(), None);
        let id: Uuid = "jSkPXlYWRYy8DdgBBpjTtA".parse().unwrap();
        store_topic_id(&fs, &path, id).unwrap();
        assert_eq!(
            load_text(&fs, &path).unwrap().as_deref(),
            Some("version: 0\ntopic_id: jSkPXlYWRYy8DdgBBpjTtA")
        );
        assert_eq!(load_topic_id(&fs, &path).unwrap(), Some(id));
    }

    #[test]
    fn damage_is_named_by_file_and_line() {
        let message = |text| parse(Path::new("/d/p"), text).unwrap_err().to_string();
        assert_eq!(message(""), "/d/p:1: expected `version: …`");
        assert_eq!(message("version: 1\n"), "/d/p:1: unknown version `1`");
        assert_eq!(message("version: 0\n"), "/d/p:2: expected `topic_id: …`");
        assert_eq!(message("version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA\n"), "/d/p:2: the topic id is zero");
        assert!(message("version: 0\ntopic_id: x\n").starts_with("/d/p:2:"));
    }
}
