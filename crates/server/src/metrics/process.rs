//! The process as the system sees it, from `/proc/self`.

use std::fs;

/// What `/proc` said; what it did not say is `None`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ProcessStat {
    pub(super) cpu_seconds: Option<f64>,
    pub(super) start_time_seconds: Option<f64>,
    pub(super) threads: Option<f64>,
    pub(super) virtual_bytes: Option<f64>,
    pub(super) resident_bytes: Option<f64>,
    pub(super) open_fds: Option<f64>,
    pub(super) max_fds: Option<f64>,
    pub(super) read_bytes: Option<f64>,
    pub(super) written_bytes: Option<f64>,
}

impl ProcessStat {
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn read() -> Self {
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // The name of the program, in parentheses, may contain anything.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        // Numbered as in proc(5), where the state behind the name is field 3.
        let field = |number: usize| fields.get(number - 3)?.parse::<f64>().ok();
        let ticks = rustix::param::clock_ticks_per_second() as f64;
        let boot = value_in("/proc/stat", "btime");
        let io = |name| value_in("/proc/self/io", name);
        let max_fds = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        Self {
            cpu_seconds: field(14).zip(field(15)).map(|(user, system)| (user + system) / ticks),
            start_time_seconds: boot.zip(field(22)).map(|(boot, since)| boot + since / ticks),
            threads: field(20),
            virtual_bytes: field(23),
            resident_bytes: field(24).map(|pages| pages * rustix::param::page_size() as f64),
            open_fds: fs::read_dir("/proc/self/fd").ok().map(|entries| entries.count() as f64),
            max_fds: max_fds.map(|max| max as f64),
            read_bytes: io("read_bytes:"),
            written_bytes: io("write_bytes:"),
        }
    }
}

/// The number behind `name` at the start of a line.
fn value_in(path: &str, name: &str) -> Option<f64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::ProcessStat;

    #[test]
    fn this_process_has_threads_memory_and_open_files() {
        let stat = ProcessStat::read();
        assert!(stat.threads.unwrap() >= 1.0 && stat.open_fds.unwrap() >= 3.0);
        assert!(stat.resident_bytes.unwrap() > 1e5 && stat.virtual_bytes >= stat.resident_bytes);
        assert!(stat.cpu_seconds.unwrap() < 1e5 && stat.start_time_seconds.unwrap() > 1.6e9);
        assert!(stat.max_fds.is_none_or(|max| Some(max) >= stat.open_fds));
    }
}
