//! What groups cost a broker: commits, members that only send heartbeats, memory, the death of a member, a restart.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use protocol::Str;

use super::{Cost, Target, cost_of};
use crate::admin::{self, Durability, Topic};
use crate::clock;
use crate::connection::Connection;
use crate::group::{
    Member, REBALANCE_IN_PROGRESS, commit, committed, heartbeat, join_and_sync, wait_for_coordinator,
};
use crate::load::{Report, latencies, record};
use crate::proc_stat;
use crate::server::{Broker, System, connect_within};

const LIMIT: Duration = Duration::from_secs(120);
const RETRY_PAUSE: Duration = Duration::from_millis(5);
/// Far longer than any measurement takes.
const LONG_SESSION_MS: i32 = 300_000;

/// Commits of groups without members, each of one partition, in lockstep on each connection.
#[derive(Clone, Debug)]
pub struct CommitPlan {
    pub topic: String,
    pub groups: usize,
    pub connections: usize,
    pub commits: usize,
}

/// # Errors
/// When the broker refuses a commit.
pub fn commits(target: Target, plan: &CommitPlan) -> anyhow::Result<Cost> {
    create_topic(target.address, &plan.topic, 1)?;
    wait_for_coordinator(target.address)?;
    let groups: Vec<String> = (0..plan.groups).map(|group| format!("commits-{group}")).collect();
    let of_each = plan.commits / plan.connections;
    cost_of(target, || {
        let started = clock::now();
        let reports: anyhow::Result<Vec<Report>> = std::thread::scope(|scope| {
            let spawn = |first: usize| {
                let groups = groups.iter().cycle().skip(first * plan.groups / plan.connections).take(of_each);
                scope.spawn(move || commit_in_turn(target.address, &plan.topic, groups))
            };
            let threads: Vec<_> = (0..plan.connections).map(spawn).collect();
            threads.into_iter().map(|thread| thread.join().map_err(|_| panicked())?).collect()
        });
        let mut sum = Report { requests: 0, bytes: 0, elapsed: started.elapsed(), latencies: latencies()? };
        for report in reports? {
            sum.requests += report.requests;
            sum.latencies.add(&report.latencies).context("histogram")?;
        }
        Ok(sum)
    })
}

fn panicked() -> anyhow::Error {
    anyhow::anyhow!("a client thread panicked")
}

fn commit_in_turn<'a>(
    address: SocketAddr,
    topic: &str,
    groups: impl Iterator<Item = &'a String>,
) -> anyhow::Result<Report> {
    let mut connection = Connection::open(address)?;
    let mut report = Report { requests: 0, bytes: 0, elapsed: Duration::ZERO, latencies: latencies()? };
    for (offset, group) in groups.enumerate() {
        let started = clock::now();
        commit(&mut connection, group, topic, 0..1, offset as i64)?;
        record(&mut report.latencies, started.elapsed());
        report.requests += 1;
    }
    Ok(report)
}

/// Groups of one member each, all of them in a stable generation.
#[derive(Debug)]
struct Members {
    connections: Vec<Connection>,
    /// By connection, in turn.
    members: Vec<Member>,
}

impl Members {
    /// # Errors
    /// When a member cannot join.
    fn join(address: SocketAddr, prefix: &str, groups: usize, connections: usize) -> anyhow::Result<Self> {
        wait_for_coordinator(address)?;
        let mut connections: Vec<Connection> =
            (0..connections).map(|_| Ok(Connection::open(address)?)).collect::<anyhow::Result<_>>()?;
        let mut members = Vec::with_capacity(groups);
        for group in 0..groups {
            let at = group % connections.len();
            let group = format!("{prefix}-{group}");
            members.push(join_and_sync(&mut connections[at], &group, &Str::default(), LONG_SESSION_MS)?);
        }
        Ok(Self { connections, members })
    }

    /// A heartbeat of each member in each `interval`, evenly spread, for about `duration`.
    ///
    /// # Errors
    /// When a heartbeat is refused.
    fn beat(&mut self, interval: Duration, duration: Duration) -> anyhow::Result<Report> {
        let started = clock::now();
        let gap = interval.div_f64(self.members.len() as f64);
        let mut report = Report { requests: 0, bytes: 0, elapsed: Duration::ZERO, latencies: latencies()? };
        let mut due = started;
        for at in (0..self.members.len()).cycle() {
            if due - started >= duration {
                break;
            }
            std::thread::sleep(due.saturating_duration_since(clock::now()));
            let index = at % self.connections.len();
            let error = heartbeat(&mut self.connections[index], &self.members[at])?;
            ensure!(error == 0, "heartbeat answered with error {error}");
            record(&mut report.latencies, due.elapsed());
            report.requests += 1;
            due += gap;
        }
        report.elapsed = started.elapsed();
        Ok(report)
    }
}

/// CPU of a broker for members that only send heartbeats, each in a group of its own named `prefix`-number.
///
/// # Errors
/// When a member cannot join or is thrown out.
pub fn heartbeats(target: Target, prefix: &str, members: usize, duration: Duration) -> anyhow::Result<Cost> {
    let mut members = Members::join(target.address, prefix, members, 100)?;
    cost_of(target, || members.beat(Duration::from_secs(3), duration))
}

/// From the last sign of life of a member until the other one of its group has the whole assignment, with a session
/// timeout of six seconds.
///
/// # Errors
/// When the group does not get that far.
pub fn failover(address: SocketAddr) -> anyhow::Result<Duration> {
    const SESSION_MS: i32 = 6_000;
    wait_for_coordinator(address)?;
    let group = "failover";
    let (mut a, mut b) = (Connection::open(address)?, Connection::open(address)?);
    let first = join_and_sync(&mut a, group, &Str::default(), SESSION_MS)?;
    // The second joins; the first is told, joins again and leads on.
    let second = std::thread::spawn(move || {
        let member = join_and_sync(&mut b, group, &Str::default(), SESSION_MS)?;
        anyhow::Ok((b, member))
    });
    while heartbeat(&mut a, &first)? != REBALANCE_IN_PROGRESS {
        std::thread::sleep(RETRY_PAUSE);
    }
    let first = join_and_sync(&mut a, group, &first.member_id, SESSION_MS)?;
    let (mut b, mut survivor) = second.join().map_err(|_| panicked())??;
    ensure!(heartbeat(&mut a, &first)? == 0, "the first member is not in the group");
    let died = clock::now();
    drop(a);
    while died.elapsed() < LIMIT {
        match heartbeat(&mut b, &survivor)? {
            0 => std::thread::sleep(Duration::from_millis(10)),
            REBALANCE_IN_PROGRESS => {
                survivor = join_and_sync(&mut b, group, &survivor.member_id, SESSION_MS)?;
                ensure!(survivor.generation_id > first.generation_id, "no new generation");
                return Ok(died.elapsed());
            }
            error => anyhow::bail!("heartbeat answered with error {error}"),
        }
    }
    anyhow::bail!("the dead member was not noticed")
}

fn fill_with_offsets(address: SocketAddr, groups: usize, partitions: i32) -> anyhow::Result<()> {
    create_topic(address, "offsets", partitions)?;
    wait_for_coordinator(address)?;
    let mut connection = Connection::open(address)?;
    for group in 0..groups {
        commit(&mut connection, &format!("offsets-{group}"), "offsets", 0..partitions, 7)?;
    }
    Ok(())
}

fn all_offsets_answer(address: SocketAddr, started: Instant, groups: usize) -> anyhow::Result<Duration> {
    let deadline = clock::now() + LIMIT;
    let mut connection = connect_within(address, LIMIT)?;
    for group in 0..groups {
        let group = format!("offsets-{group}");
        loop {
            match committed(&mut connection, &group, "offsets") {
                Ok(Ok(7)) => break,
                Ok(Ok(offset)) => anyhow::bail!("the offset of {group} is {offset}"),
                Ok(Err(code)) => ensure!(clock::now() < deadline, "OffsetFetch answered with error {code}"),
                Err(error) => {
                    ensure!(clock::now() < deadline, "{error:#}");
                    connection = connect_within(address, LIMIT)?;
                }
            }
            std::thread::sleep(RETRY_PAUSE);
        }
    }
    Ok(started.elapsed())
}

/// Resident memory that so many groups of one member each add to a fresh broker, in KiB.
///
/// # Errors
/// When the broker does not come up or a member cannot join.
pub fn memory_of_groups(system: System, groups: usize) -> anyhow::Result<u64> {
    let broker = Broker::start(system)?;
    drop(Members::join(broker.address(), "first", 1, 1)?);
    let before = proc_stat::memory(broker.pid())?;
    let members = Members::join(broker.address(), "group", groups, 100)?;
    let after = proc_stat::memory(broker.pid())?;
    drop(members);
    Ok(after.total_kib.saturating_sub(before.total_kib))
}

/// kill -9 of a broker that holds `groups` × `partitions` offsets, restart, until every group has its offset.
///
/// # Errors
/// When the broker does not come back, or has lost an offset.
pub fn restart_with_offsets(system: System, groups: usize, partitions: i32) -> anyhow::Result<Duration> {
    let mut broker = Broker::start(system)?;
    fill_with_offsets(broker.address(), groups, partitions)?;
    broker.kill_and_restart()?;
    all_offsets_answer(broker.address(), broker.started(), groups)
}

fn create_topic(address: SocketAddr, name: &str, partitions: i32) -> anyhow::Result<()> {
    admin::create_topic(
        address,
        &Topic { name: name.to_owned(), partitions, durability: Durability::PageCache },
    )
}
