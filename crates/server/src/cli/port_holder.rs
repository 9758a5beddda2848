//! Which process listens at a port. As far as `/proc` shows it: processes of other users stay unknown.

use std::fmt;
use std::fs;

#[derive(Debug)]
pub(crate) struct PortHolder {
    pid: u32,
    name: String,
}

impl fmt::Display for PortHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (pid {})", self.name, self.pid)
    }
}

pub(crate) fn find(port: u16) -> Option<PortHolder> {
    let inodes: Vec<String> =
        ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().flat_map(|table| inodes_in(table, port)).collect();
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .find(|pid| has_one_of(*pid, &inodes))
        .map(|pid| {
            let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            PortHolder { pid, name: name.trim().to_owned() }
        })
}

/// Sockets in state LISTEN at `port`. The columns: number, local address, remote address, state, …, the tenth is the
/// inode.
fn inodes_in(table: &str, port: u16) -> Vec<String> {
    const LISTEN: &str = "0A";
    let suffix = format!(":{port:04X}");
    let text = fs::read_to_string(table).unwrap_or_default();
    let sockets = text.lines().skip(1).filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let listens = columns.get(1)?.ends_with(&suffix) && *columns.get(3)? == LISTEN;
        listens.then(|| columns.get(9).map(|inode| format!("socket:[{inode}]"))).flatten()
    });
    sockets.collect()
}

fn has_one_of(pid: u32, sockets: &[String]) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    descriptors
        .flatten()
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .any(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()))
}
