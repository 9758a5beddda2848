//! Tagged fields that this version of the program does not know, kept for whoever passes them on.

use bytes::Bytes;

use super::Encoder;

/// One word in every struct when there are none, which is nearly always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownTags(#[allow(clippy::box_collection)] Option<Box<Vec<(u32, Bytes)>>>);

impl UnknownTags {
    /// Heap bytes that one more tag takes.
    pub(super) fn cost_of_next(&self) -> usize {
        let list = if self.is_empty() { size_of::<Vec<(u32, Bytes)>>() } else { 0 };
        list + size_of::<(u32, Bytes)>()
    }

    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |list| list.len())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub fn push(&mut self, tag: u32, bytes: Bytes) {
        // Room for one: more than one is rare, and four would be five times what is paid for.
        self.0.get_or_insert_with(|| Box::new(Vec::with_capacity(1))).push((tag, bytes));
    }

    pub fn get(&self, tag: u32) -> Option<&Bytes> {
        self.0.as_ref()?.iter().find(|(known, _)| *known == tag).map(|(_, bytes)| bytes)
    }

    pub(crate) fn encode(&self, out: &mut Encoder) {
        for (tag, bytes) in self.0.iter().flat_map(|list| list.iter()) {
            out.unsigned_varint(*tag as usize);
            out.unsigned_varint(bytes.len());
            out.put(bytes);
        }
    }
}
