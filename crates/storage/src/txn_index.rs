//! Aborted transactions of a segment: `<base offset>.txnindex`. Few, so the file is read whole.

use std::io::{self, IoSlice};
use std::sync::Arc;

use model::{Offset, ProducerId};

use crate::fs::{File, FileSlot, read_exact_at};
use crate::log::place::{Place, TXN_INDEX_SUFFIX};

/// A transaction that was aborted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbortedTxn {
    pub producer_id: ProducerId,
    pub first_offset: Offset,
    /// Of the ABORT marker.
    pub last_offset: Offset,
    /// The last stable offset when the marker had been appended.
    pub last_stable_offset: Offset,
}

const ENTRY_BYTES: usize = 34;

impl AbortedTxn {
    fn encode(&self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        let numbers =
            [self.producer_id.0, self.first_offset.0, self.last_offset.0, self.last_stable_offset.0];
        // Behind the version, which is 0.
        for (place, number) in bytes[2..].chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut numbers = bytes
            .strip_prefix(&[0, 0])?
            .chunks_exact(8)
            .filter_map(|n| Some(i64::from_be_bytes(n.try_into().ok()?)));
        Some(Self {
            producer_id: ProducerId(numbers.next()?),
            first_offset: Offset(numbers.next()?),
            last_offset: Offset(numbers.next()?),
            last_stable_offset: Offset(numbers.next()?),
        })
    }
}

/// The transaction index of one segment. There is no file before the first entry.
#[derive(Debug)]
pub(crate) struct TxnIndex {
    place: Arc<Place>,
    base_offset: Offset,
    slot: FileSlot,
}

impl TxnIndex {
    pub(crate) fn new(place: Arc<Place>, base_offset: Offset) -> Self {
        Self { place, base_offset, slot: FileSlot::default() }
    }

    /// The file, if there is one.
    pub(crate) fn file(&self) -> io::Result<Option<Arc<dyn File>>> {
        match self.place.open(&self.slot, self.base_offset, TXN_INDEX_SUFFIX) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            file => file.map(Some),
        }
    }

    /// Not durable when it returns; the file must be synced.
    pub(crate) fn push(&self, aborted: AbortedTxn) -> io::Result<Arc<dyn File>> {
        let file = self.place.create(&self.slot, self.base_offset, TXN_INDEX_SUFFIX)?;
        file.write_at(&[IoSlice::new(&aborted.encode())], file.len()?)?;
        Ok(file)
    }

    /// All entries, in the order of their last offsets.
    pub(crate) fn load(&self) -> io::Result<Vec<AbortedTxn>> {
        let Some(file) = self.file()? else { return Ok(Vec::new()) };
        let len = usize::try_from(file.len()?).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut bytes = vec![0; len - len % ENTRY_BYTES];
        read_exact_at(&*file, &mut bytes, 0)?;
        let entries: Option<Vec<AbortedTxn>> =
            bytes.chunks_exact(ENTRY_BYTES).map(AbortedTxn::decode).collect();
        entries.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Forgets transactions that ended at or behind `offset`.
    pub(crate) fn truncate_to(&self, offset: Offset) -> io::Result<()> {
        let Some(file) = self.file()? else { return Ok(()) };
        let kept = self.load()?.iter().take_while(|aborted| aborted.last_offset < offset).count();
        file.set_len((kept * ENTRY_BYTES) as u64)
    }

    pub(crate) fn remove(&self) -> io::Result<()> {
        self.place.remove(&self.slot, self.base_offset, TXN_INDEX_SUFFIX)
    }
}
