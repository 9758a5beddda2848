//! One simulated file: what is durable, what a reader sees now, and the changes between the two.

/// The unit that a disk writes whole; anything longer can tear.
const SECTOR_BYTES: u64 = 512;
const PAGE_BYTES: u64 = 4096;

/// The contents of a file now, and of its durable part.
#[derive(Clone, Debug, Default)]
pub(super) struct SimInode {
    durable: Vec<u8>,
    now: Vec<u8>,
    unsynced: Vec<Change>,
    /// A sync has failed: as with Linux, later ones succeed although what they should have written is lost.
    untrusted: bool,
}

#[derive(Clone, Debug)]
enum Change {
    Write { at: u64, bytes: Vec<u8> },
    Zero { from: u64, to: u64 },
    Resize { len: u64 },
}

impl SimInode {
    pub(super) fn contents(&self) -> &[u8] {
        &self.now
    }

    pub(super) fn write(&mut self, at: u64, bytes: Vec<u8>) {
        self.change(Change::Write { at, bytes });
    }

    pub(super) fn zero(&mut self, from: u64, to: u64) {
        self.change(Change::Zero { from, to });
    }

    pub(super) fn resize(&mut self, len: u64) {
        self.change(Change::Resize { len });
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.now, |_| true);
        self.unsynced.push(change);
    }

    pub(super) fn sync(&mut self) {
        if !self.untrusted {
            for change in self.unsynced.drain(..) {
                change.apply(&mut self.durable, |_| true);
            }
        }
    }

    pub(super) fn fail_sync(&mut self) {
        self.untrusted = true;
    }

    /// The file as a power cut could leave it; `dice` decides.
    ///
    /// Every sector holds what it held after some number of the unsynced changes, so writes may be lost, torn or
    /// reordered. The length is that after some number of them; bytes cut off by a shrink that survived are zero
    /// where the file grew again.
    pub(super) fn crash(&self, dice: Dice) -> Self {
        let changes = self.unsynced.len() as u64;
        let kind = dice.roll(0, 0) % 6;
        let common = dice.roll(1, 0) % (changes + 1);
        let survivors = |sector: u64| match kind {
            0 => 0,
            1 => changes,
            // In order, up to a torn one.
            2 => common + dice.roll(2, sector) % 2,
            3 => dice.roll(2, sector) % (changes + 1),
            4 => dice.roll(2, sector / (PAGE_BYTES / SECTOR_BYTES)) % (changes + 1),
            // All but a few holes.
            _ if dice.roll(2, sector).is_multiple_of(8) => 0,
            _ => changes,
        };
        let resized = match kind {
            0 => 0,
            1 | 5 => changes,
            2 => (common + 1).min(changes),
            _ => dice.roll(3, 0) % (changes + 1),
        };
        let mut bytes = self.durable.clone();
        let mut len = bytes.len() as u64;
        for (index, change) in (0..).zip(&self.unsynced) {
            let kept = index < resized;
            match change {
                Change::Resize { len: cut } if kept => {
                    len = *cut;
                    let cut = usize::try_from(*cut).unwrap_or(usize::MAX);
                    bytes.get_mut(cut..).unwrap_or_default().fill(0);
                }
                Change::Resize { .. } => {}
                Change::Write { .. } | Change::Zero { .. } => {
                    if kept {
                        len = len.max(change.end());
                    }
                    change.apply(&mut bytes, |sector| index < survivors(sector));
                }
            }
        }
        bytes.resize(usize::try_from(len).unwrap_or(usize::MAX), 0);
        Self { now: bytes.clone(), durable: bytes, unsynced: Vec::new(), untrusted: false }
    }
}

impl Change {
    fn end(&self) -> u64 {
        match self {
            Self::Write { at, bytes } => at + bytes.len() as u64,
            Self::Zero { to, .. } => *to,
            Self::Resize { len } => *len,
        }
    }

    /// Carries out the change in the sectors that are `kept`.
    fn apply(&self, file: &mut Vec<u8>, kept: impl Fn(u64) -> bool) {
        let (start, bytes) = match self {
            Self::Write { at, bytes } => (*at, Some(bytes)),
            Self::Zero { from, .. } => (*from, None),
            Self::Resize { len } => {
                file.resize(usize::try_from(*len).unwrap_or(usize::MAX), 0);
                return;
            }
        };
        let end = self.end();
        let mut at = start;
        while at < end {
            let sector = at / SECTOR_BYTES;
            let next = end.min((sector + 1) * SECTOR_BYTES);
            if kept(sector) {
                let (from, to) = (at as usize, next as usize);
                if file.len() < to {
                    file.resize(to, 0);
                }
                match bytes {
                    Some(bytes) => {
                        file[from..to].copy_from_slice(&bytes[from - start as usize..to - start as usize]);
                    }
                    None => file[from..to].fill(0),
                }
            }
            at = next;
        }
    }
}

/// Chance as a function of a seed, so that an image can be made again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(self, purpose: u64, item: u64) -> u64 {
        mix(mix(mix(self.0) ^ purpose) ^ item)
    }

    /// Other dice for a part of the whole.
    pub(super) fn of(self, part: u64) -> Self {
        Self(self.roll(u64::MAX, part))
    }
}

/// splitmix64.
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Dice, SimInode};

    fn images(file: &SimInode) -> std::collections::BTreeSet<Vec<u8>> {
        (0..2000).map(|seed| file.crash(Dice(seed)).now).collect()
    }

    #[test]
    fn what_was_synced_survives_and_the_rest_may_tear() {
        let mut file = SimInode::default();
        file.write(0, vec![1; 512]);
        file.sync();
        file.write(512, vec![2; 1024]);
        let images = images(&file);
        assert!(images.iter().all(|image| image[..512] == [1; 512]));
        let tails: Vec<Vec<u8>> =
            images.iter().map(|image| image[512..].chunks(512).map(|sector| sector[0]).collect()).collect();
        for expected in [&[][..], &[0, 0], &[2, 0], &[0, 2], &[2, 2]] {
            assert!(tails.iter().any(|tail| tail == expected), "{expected:?} in {tails:?}");
        }
    }

    #[test]
    fn a_sector_is_never_torn() {
        let mut file = SimInode::default();
        file.write(0, vec![1; 512]);
        file.write(100, vec![2; 100]);
        for image in images(&file).iter().filter(|image| !image.is_empty()) {
            assert!(
                matches!((image[0], image[100], image[199]), (0, 0, 0) | (1, 1, 1) | (1, 2, 2)),
                "{image:?}"
            );
        }
    }

    #[test]
    fn a_shrunk_file_is_long_or_short_and_zero_where_it_grew_again() {
        let mut file = SimInode::default();
        file.write(0, vec![1; 1024]);
        file.sync();
        file.resize(512);
        file.resize(1024);
        for image in images(&file) {
            assert_eq!(image[..512], [1; 512]);
            assert!(image[512..].iter().all(|byte| *byte == image[512]), "old data or zeros");
        }
        file.sync();
        assert_eq!(file.crash(Dice(1)).now[512..], [0; 512]);
    }

    #[test]
    fn after_a_failed_sync_nothing_becomes_durable() {
        let mut file = SimInode::default();
        file.write(0, vec![1; 512]);
        file.fail_sync();
        file.sync();
        assert!(images(&file).contains(&vec![]));
    }
}
