//! The simulated disk: files, the directories that name them, and the directory changes that are not yet durable.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path};

use rustix::io::Errno;

use super::sim_inode::{Dice, SimInode};

pub(super) type NodeId = usize;
type Entries = BTreeMap<String, NodeId>;

const ROOT: NodeId = 0;

#[derive(Clone, Debug)]
pub(super) struct SimDisk {
    nodes: Vec<Node>,
    /// Oldest first, over all directories.
    unsynced: Vec<EntryChange>,
    pub(super) faults: Vec<Fault>,
    pub(super) capacity_bytes: Option<u64>,
    pub(super) counts: Counts,
}

#[derive(Clone, Debug)]
enum Node {
    File(SimInode),
    Dir { durable: Entries, now: Entries },
}

/// A link, an unlink, or both at once: a rename, which is atomic.
#[derive(Clone, Debug)]
struct EntryChange {
    removed: Option<(NodeId, String)>,
    added: Option<(NodeId, String)>,
    node: NodeId,
}

/// The operation, counted from now, that fails.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) on: Operation,
    pub(super) after: u64,
    pub(super) errno: Errno,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// In a fault: any of the others.
    Any,
    Write,
    Sync,
    Entry,
}

/// How often the disk was asked for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub writes: u64,
    /// Of files and of directories.
    pub syncs: u64,
    pub opens: u64,
    pub reads: u64,
}

impl SimDisk {
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node::Dir { durable: Entries::new(), now: Entries::new() }],
            unsynced: Vec::new(),
            faults: Vec::new(),
            capacity_bytes: None,
            counts: Counts::default(),
        }
    }

    /// Counts an operation that changes the disk, and fails it if a fault is due.
    pub(super) fn begin(&mut self, operation: Operation) -> io::Result<()> {
        match operation {
            Operation::Write => self.counts.writes += 1,
            Operation::Sync => self.counts.syncs += 1,
            Operation::Any | Operation::Entry => {}
        }
        let mut failed = None;
        self.faults.retain_mut(|fault| {
            if fault.on != Operation::Any && fault.on != operation {
                return true;
            }
            if fault.after == 0 {
                failed = Some(fault.errno);
                return false;
            }
            fault.after -= 1;
            true
        });
        failed.map_or(Ok(()), |errno| Err(errno.into()))
    }

    pub(super) fn file(&self, id: NodeId) -> io::Result<&SimInode> {
        match self.nodes.get(id) {
            Some(Node::File(file)) => Ok(file),
            _ => Err(Errno::ISDIR.into()),
        }
    }

    pub(super) fn file_mut(&mut self, id: NodeId) -> io::Result<&mut SimInode> {
        match self.nodes.get_mut(id) {
            Some(Node::File(file)) => Ok(file),
            _ => Err(Errno::ISDIR.into()),
        }
    }

    /// Refuses to make file `id` `len` bytes long if the disk is too small for it.
    pub(super) fn reserve(&self, id: NodeId, len: u64) -> io::Result<()> {
        let Some(capacity) = self.capacity_bytes else { return Ok(()) };
        let others = self.nodes.iter().enumerate().filter(|(other, _)| *other != id);
        let used: u64 = others
            .map(|(_, node)| match node {
                Node::File(file) => file.contents().len() as u64,
                Node::Dir { .. } => 0,
            })
            .sum();
        if used + len > capacity { Err(Errno::NOSPC.into()) } else { Ok(()) }
    }

    pub(super) fn lookup(&self, path: &Path) -> io::Result<NodeId> {
        let mut node = ROOT;
        for name in names(path) {
            node = *self.entries(node)?.get(&name).ok_or(Errno::NOENT)?;
        }
        Ok(node)
    }

    fn entries(&self, dir: NodeId) -> io::Result<&Entries> {
        match self.nodes.get(dir) {
            Some(Node::Dir { now, .. }) => Ok(now),
            _ => Err(Errno::NOTDIR.into()),
        }
    }

    pub(super) fn names(&self, dir: &Path) -> io::Result<Vec<String>> {
        Ok(self.entries(self.lookup(dir)?)?.keys().cloned().collect())
    }

    fn parent(&self, path: &Path) -> io::Result<(NodeId, String)> {
        let name = names(path).pop().ok_or(Errno::INVAL)?;
        let dir = self.lookup(path.parent().ok_or(Errno::INVAL)?)?;
        self.entries(dir)?;
        Ok((dir, name))
    }

    pub(super) fn create_file(&mut self, path: &Path) -> io::Result<NodeId> {
        self.create(path, Node::File(SimInode::default()))
    }

    fn create(&mut self, path: &Path, node: Node) -> io::Result<NodeId> {
        let added = self.parent(path)?;
        if self.entries(added.0)?.contains_key(&added.1) {
            return Err(Errno::EXIST.into());
        }
        self.nodes.push(node);
        let node = self.nodes.len() - 1;
        self.change(EntryChange { removed: None, added: Some(added), node });
        Ok(node)
    }

    pub(super) fn create_dir_all(&mut self, path: &Path) -> io::Result<()> {
        let mut sofar = std::path::PathBuf::from("/");
        for name in names(path) {
            sofar.push(name);
            match self.lookup(&sofar) {
                Ok(node) => self.entries(node).map(|_| ())?,
                Err(_) => {
                    self.create(&sofar, Node::Dir { durable: Entries::new(), now: Entries::new() })?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        let node = self.lookup(path)?;
        self.file(node)?;
        let removed = Some(self.parent(path)?);
        self.change(EntryChange { removed, added: None, node });
        Ok(())
    }

    pub(super) fn remove_dir_all(&mut self, path: &Path) -> io::Result<()> {
        let node = self.lookup(path)?;
        for (name, child) in self.entries(node)?.clone() {
            match self.nodes.get(child) {
                Some(Node::Dir { .. }) => self.remove_dir_all(&path.join(name))?,
                _ => self.remove_file(&path.join(name))?,
            }
        }
        let removed = Some(self.parent(path)?);
        self.change(EntryChange { removed, added: None, node });
        Ok(())
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let node = self.lookup(from)?;
        if let Ok(target) = self.lookup(to)
            && let Ok(entries) = self.entries(target)
            && !entries.is_empty()
        {
            return Err(Errno::NOTEMPTY.into());
        }
        let (removed, added) = (Some(self.parent(from)?), Some(self.parent(to)?));
        self.change(EntryChange { removed, added, node });
        Ok(())
    }

    fn change(&mut self, change: EntryChange) {
        apply(&mut self.nodes, &change, |node| match node {
            Node::Dir { now, .. } => Some(now),
            Node::File(_) => None,
        });
        self.unsynced.push(change);
    }

    /// Makes the entries of `dir` durable, not the files behind them.
    pub(super) fn sync_dir(&mut self, dir: &Path) -> io::Result<()> {
        let dir = self.lookup(dir)?;
        self.entries(dir)?;
        let touches = |change: &EntryChange| {
            [&change.removed, &change.added].into_iter().flatten().any(|(touched, _)| *touched == dir)
        };
        let (synced, unsynced) = std::mem::take(&mut self.unsynced).into_iter().partition(touches);
        self.unsynced = unsynced;
        let synced: Vec<EntryChange> = synced;
        for change in &synced {
            apply(&mut self.nodes, change, durable_entries);
        }
        Ok(())
    }

    pub(super) fn sync_all(&mut self) {
        for change in std::mem::take(&mut self.unsynced) {
            apply(&mut self.nodes, &change, durable_entries);
        }
        for node in &mut self.nodes {
            if let Node::File(file) = node {
                file.sync();
            }
        }
    }

    /// The disk as a power cut could leave it: directory changes survive up to some point, or any of them do.
    pub(super) fn crash(&self, dice: Dice) -> Self {
        let changes = self.unsynced.len() as u64;
        let kind = dice.roll(10, 0) % 4;
        let common = dice.roll(11, 0) % (changes + 1);
        let survives = |index: u64| match kind {
            0 => false,
            1 => true,
            2 => index < common,
            _ => dice.roll(12, index).is_multiple_of(2),
        };
        // Names first, so that the bytes of files that no longer have one need not be copied.
        let mut nodes: Vec<Node> = self.nodes.iter().map(Node::names_only).collect();
        for (index, change) in (0..).zip(&self.unsynced) {
            if survives(index) {
                apply(&mut nodes, change, durable_entries);
            }
        }
        let mut reached = vec![ROOT];
        while let Some(id) = reached.pop() {
            match (nodes.get_mut(id), self.nodes.get(id)) {
                (Some(Node::Dir { durable, now }), _) => {
                    now.clone_from(durable);
                    reached.extend(durable.values());
                }
                (Some(copy), Some(Node::File(file))) => *copy = Node::File(file.crash(dice.of(id as u64))),
                _ => {}
            }
        }
        Self { nodes, ..Self::new() }
    }
}

impl Node {
    fn names_only(&self) -> Self {
        match self {
            Self::File(_) => Self::File(SimInode::default()),
            Self::Dir { durable, .. } => Self::Dir { durable: durable.clone(), now: Entries::new() },
        }
    }
}

fn durable_entries(node: &mut Node) -> Option<&mut Entries> {
    match node {
        Node::Dir { durable, .. } => Some(durable),
        Node::File(_) => None,
    }
}

/// A change whose node is not where the change takes it from does nothing: what it builds on was lost.
fn apply(nodes: &mut [Node], change: &EntryChange, entries: fn(&mut Node) -> Option<&mut Entries>) {
    let mut of = |dir: NodeId, then: &mut dyn FnMut(&mut Entries)| {
        if let Some(entries) = nodes.get_mut(dir).and_then(entries) {
            then(entries);
        }
    };
    if let Some((dir, name)) = &change.removed {
        let mut found = false;
        of(*dir, &mut |entries| {
            found = entries.get(name) == Some(&change.node);
            if found {
                entries.remove(name);
            }
        });
        if !found {
            return;
        }
    }
    if let Some((dir, name)) = &change.added {
        of(*dir, &mut |entries| {
            entries.insert(name.clone(), change.node);
        });
    }
}

fn names(path: &Path) -> Vec<String> {
    path.components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect()
}
