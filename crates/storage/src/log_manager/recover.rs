//! Recovery of the logs that were not closed, several at a time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use model::{Millis, TopicPartition, Uuid};
use parking_lot::Mutex;

use super::log_dir::LogDir;
use super::{Entry, LogManager, LogManagerError, State};
use crate::log::{LogConfig, RecoveryReport};

type Unrecovered = Vec<(TopicPartition, Arc<Entry>)>;
/// What the cluster's metadata says of a partition.
type Known<'a> = dyn Fn(&TopicPartition) -> Option<(Uuid, LogConfig)> + Sync + 'a;

impl LogManager {
    /// Opens, and so recovers, every log that is `known`, of the directories that were not closed cleanly, `threads` of each
    /// directory at a time. Whoever asks for a log meanwhile opens it himself, or waits for that one alone. A log that cannot be opened
    /// is reported and left to whoever asks for it.
    pub fn recover(
        &self,
        threads: usize,
        known: &Known<'_>,
        now: Millis,
    ) -> Vec<(TopicPartition, RecoveryReport)> {
        let reports = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for dir in self.dirs.iter().filter(|dir| !dir.was_clean() && !dir.is_offline()) {
                let logs = self.logs_in(dir);
                let count = threads.clamp(1, logs.len().max(1));
                let logs = Arc::new(Mutex::new(logs));
                for _ in 0..count {
                    let (logs, reports) = (Arc::clone(&logs), &reports);
                    let work = move || self.recover_some(&logs, known, now, reports);
                    let started = thread::Builder::new().name("recovery".into()).spawn_scoped(scope, work);
                    if let Err(error) = started {
                        tracing::warn!(%error, "fewer logs than wished are recovered at a time");
                    }
                }
            }
        });
        self.mark_recovered();
        reports.into_inner()
    }

    fn recover_some(
        &self,
        logs: &Mutex<Unrecovered>,
        known: &Known<'_>,
        now: Millis,
        reports: &Mutex<Vec<(TopicPartition, RecoveryReport)>>,
    ) {
        while !self.is_closing.load(Ordering::Acquire) {
            let Some((partition, entry)) = logs.lock().pop() else { return };
            match self.recover_one(&partition, &entry, known, now) {
                Ok(None) => {}
                Ok(Some(report)) => reports.lock().push((partition, report)),
                Err(error) => {
                    let (topic, partition) = (&partition.topic, partition.partition);
                    tracing::error!(%topic, partition, %error, "log not recovered");
                }
            }
        }
    }

    fn recover_one(
        &self,
        partition: &TopicPartition,
        entry: &Arc<Entry>,
        known: &Known<'_>,
        now: Millis,
    ) -> Result<Option<RecoveryReport>, LogManagerError> {
        let mut state = entry.state.lock();
        if !matches!(*state, State::Closed) {
            return Ok(None);
        }
        let Some((topic_id, config)) = known(partition) else { return Ok(None) };
        if !self.is_of(&entry.dir, partition, topic_id)? {
            return Ok(None);
        }
        let opened = self.open_entry(entry, &mut state, partition, topic_id, config, now)?;
        Ok(Some(opened.1))
    }

    /// A directory whose logs are all recovered says so to the next start, which need not check them as long as the
    /// system stays up.
    pub(super) fn mark_recovered(&self) {
        for dir in self.dirs.iter().filter(|dir| !dir.is_same_boot()) {
            let is_closed = |(_, entry): &(_, Arc<Entry>)| matches!(*entry.state.lock(), State::Closed);
            if dir.was_clean() || !self.logs_in(dir).iter().any(is_closed) {
                dir.mark_recovered(&*self.fs);
            }
        }
    }

    fn logs_in(&self, dir: &Arc<LogDir>) -> Vec<(TopicPartition, Arc<Entry>)> {
        let logs = self.logs.lock();
        let of_dir = logs.iter().filter(|(_, entry)| Arc::ptr_eq(&entry.dir, dir));
        of_dir.map(|(id, entry)| (id.clone(), Arc::clone(entry))).collect()
    }
}
