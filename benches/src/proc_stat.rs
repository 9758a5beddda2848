//! What the kernel knows of another process: CPU time and memory, from `/proc/PID`.

use std::fs;
use std::time::Duration;

use anyhow::Context as _;

/// Resident memory. File pages are those of the program itself and of mapped files; the page cache does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    pub total_kib: u64,
    pub anonymous_kib: u64,
    pub file_kib: u64,
    pub threads: u64,
}

/// User plus system time that the process has used so far, all threads, dead ones included. Resolution: one tick (10 ms).
///
/// # Errors
/// When the process is gone.
pub fn cpu_time(pid: u32) -> anyhow::Result<Duration> {
    let path = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    let ticks = parse_cpu_ticks(&stat).with_context(|| format!("{path} is not understood"))?;
    Ok(ticks_to_duration(ticks, rustix::param::clock_ticks_per_second()))
}

/// # Errors
/// When the process is gone.
pub fn memory(pid: u32) -> anyhow::Result<Memory> {
    let path = format!("/proc/{pid}/status");
    let status = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    parse_memory(&status).with_context(|| format!("{path} is not understood"))
}

/// Whether the process exists and is more than an entry that nobody has collected.
#[must_use]
pub fn is_running(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    parse_state(&stat).is_some_and(|state| state != "Z" && state != "X")
}

fn parse_state(stat: &str) -> Option<&str> {
    stat.rsplit_once(')')?.1.split_ascii_whitespace().next()
}

/// Fields 14 and 15. The second field is the program's name in parentheses and may hold anything, so count from its end.
fn parse_cpu_ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    user.checked_add(system)
}

fn ticks_to_duration(ticks: u64, ticks_per_second: u64) -> Duration {
    Duration::from_millis(ticks.saturating_mul(1000) / ticks_per_second.max(1))
}

fn parse_memory(status: &str) -> Option<Memory> {
    let field = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.split_ascii_whitespace().next()?.parse().ok()
    };
    Some(Memory {
        total_kib: field("VmRSS")?,
        anonymous_kib: field("RssAnon")?,
        file_kib: field("RssFile")?,
        threads: field("Threads")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_found_behind_a_name_with_parentheses_and_spaces() {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 250 75 9 9 20 0 3 0 1000 1 1 1";
        assert_eq!(parse_cpu_ticks(stat), Some(325));
        assert_eq!(ticks_to_duration(325, 100), Duration::from_millis(3250));
        assert_eq!(parse_cpu_ticks("42 (a"), None);
        assert_eq!(parse_state(stat), Some("S"));
    }

    #[test]
    fn memory_is_read_by_name() {
        let status = "Name:\tx\nVmRSS:\t    5000 kB\nRssAnon:\t 3000 kB\nRssFile:\t 2000 kB\nThreads:\t7\n";
        let expected = Memory { total_kib: 5000, anonymous_kib: 3000, file_kib: 2000, threads: 7 };
        assert_eq!(parse_memory(status), Some(expected));
        assert_eq!(parse_memory("VmRSS: x kB"), None);
    }

    #[test]
    fn this_process_has_used_memory() {
        let own = memory(std::process::id()).unwrap();
        assert!(own.total_kib > 0);
        cpu_time(std::process::id()).unwrap();
        assert!(is_running(std::process::id()));
        assert!(!is_running(0), "no process has this id");
    }
}
