//! The process and its worker threads.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use super::super::catalog;
use super::super::families::Families;
use super::super::process::ProcessStat;
use super::Memory;

pub(super) fn collect(runtime: &Handle, memory: &mut Memory, families: &mut Families) {
    let stat = ProcessStat::read();
    families.set_if_known(catalog::PROCESS_CPU, stat.cpu_seconds);
    families.set_if_known(catalog::PROCESS_RESIDENT, stat.resident_bytes);
    families.set_if_known(catalog::PROCESS_VIRTUAL, stat.virtual_bytes);
    families.set_if_known(catalog::PROCESS_FDS, stat.open_fds);
    families.set_if_known(catalog::PROCESS_FDS_MAX, stat.max_fds);
    families.set_if_known(catalog::PROCESS_THREADS, stat.threads);
    families.set_if_known(catalog::PROCESS_START, stat.start_time_seconds);
    families.set_if_known(catalog::DISK_READ, stat.read_bytes);
    families.set_if_known(catalog::DISK_WRITTEN, stat.written_bytes);
    collect_workers(runtime, memory, families);
}

fn collect_workers(runtime: &Handle, memory: &mut Memory, families: &mut Families) {
    let workers = runtime.metrics().num_workers();
    let now = Instant::now();
    let busy: Duration =
        (0..workers).map(|worker| runtime.metrics().worker_total_busy_duration(worker)).sum();
    if let Some((then, busy_then)) = memory.busy {
        let elapsed = now.saturating_duration_since(then).as_secs_f64() * workers as f64;
        let share = busy.saturating_sub(busy_then).as_secs_f64() / elapsed.max(f64::MIN_POSITIVE);
        let idle = 1.0 - share.clamp(0.0, 1.0);
        families.set(catalog::REQUEST_HANDLER_IDLE, &[], idle);
        families.set(catalog::NETWORK_PROCESSOR_IDLE, &[], idle);
    } else {
        // Nobody has looked before: as good as idle.
        families.set(catalog::REQUEST_HANDLER_IDLE, &[], 1);
        families.set(catalog::NETWORK_PROCESSOR_IDLE, &[], 1);
    }
    memory.busy = Some((now, busy));
    families.set(catalog::WORKER_BUSY_SECONDS, &[], busy.as_secs_f64());
    families.set(catalog::WORKERS, &[], workers);
}
