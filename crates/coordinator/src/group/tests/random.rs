//! Random requests, failures, restarts and times. Invariants hold after each step, each request is answered once, a
//! fresh shard finds in the log what the live one knows, and nothing is left when all is over.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use model::{ErrorCode, LeaderEpoch, Offset, ProducerEpoch, ProducerId, Uuid};
use protocol::Str;
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupRequestProtocol};
use protocol::messages::leave_group::{LeaveGroupRequest, MemberIdentity};
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupRequestAssignment};

use super::world::{Answer, World};
use crate::group::classic::State;
use crate::group::group_shard::GroupShard;
use crate::group::{
    ClientContext, CommitOffsets, FetchOffsets, GroupConfig, GroupRequest, GroupResponse, Membership,
    OffsetToCommit,
};
use crate::shard::Ticket;

const CLIENTS: u64 = 8;
const GROUPS: u64 = 2;
const STEPS: usize = 300;
const SEEDS: u64 = 60;

#[test]
fn a_shard_keeps_its_promises_whatever_it_is_asked() {
    let mut seen: BTreeMap<(&'static str, usize), usize> = BTreeMap::new();
    for seed in 0..seeds() {
        match std::panic::catch_unwind(|| run(seed)) {
            Ok(of_run) => {
                for (what, count) in of_run {
                    *seen.entry(what).or_default() += count;
                }
            }
            Err(problem) => {
                eprintln!("seed {seed}");
                std::panic::resume_unwind(problem);
            }
        }
    }
    for what in
        [("Stable", 1), ("Stable", 2), ("Stable", 3), ("CompletingRebalance", 3), ("PreparingRebalance", 3)]
    {
        assert!(seen.get(&what) > Some(&100), "{what:?} was seen too rarely: {seen:?}");
    }
}

/// `SEEDS` runs more.
fn seeds() -> u64 {
    std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS)
}

fn run(seed: u64) -> BTreeMap<(&'static str, usize), usize> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut test = Test {
        world: World::new(GroupConfig {
            initial_rebalance_delay_ms: random.below(3) as i32 * 1_000,
            max_size: 3 + random.below(4) as usize,
            offsets_retention_ms: 3_600_000,
            ..GroupConfig::default()
        }),
        clients: (0..CLIENTS).map(|_| Client::default()).collect(),
        asked: BTreeMap::new(),
        random,
        seen: BTreeMap::new(),
    };
    for step in 0..STEPS {
        test.step();
        for group in test.world.shard.classic_groups() {
            *test.seen.entry((group.state.name(), group.members.len().min(3))).or_default() += 1;
        }
        if step % 10 == 0 {
            test.compare_with_the_log();
        }
    }
    test.end();
    test.seen
}

/// What a client was told last.
#[derive(Clone, Default)]
struct Client {
    member_id: Str,
    generation_id: i32,
    /// Ids that it has to assign to, if it leads.
    members: Vec<Str>,
    next: Next,
}

/// What a client would do next that does what it should.
#[derive(Clone, Copy, Default, PartialEq)]
enum Next {
    #[default]
    Join,
    Sync,
    Heartbeat,
    /// Its request is not answered yet.
    Nothing,
}

struct Test {
    world: World,
    clients: Vec<Client>,
    asked: BTreeMap<Ticket, usize>,
    random: Random,
    /// In how many steps a group was seen in a state, with so many members (3: or more).
    seen: BTreeMap<(&'static str, usize), usize>,
}

impl Test {
    fn step(&mut self) {
        let who = self.random.below(CLIENTS) as usize;
        match self.random.below(100) {
            0..40 => self.behave(who),
            40..50 => self.ask(who, Self::join),
            50..55 => self.ask(who, Self::sync),
            55..60 => self.ask(who, |test, who| GroupRequest::Heartbeat(test.membership(who))),
            60..63 => self.ask(who, Self::leave),
            63..76 => self.ask(who, Self::commit),
            76..80 => self.ask(who, Self::other),
            80..93 => {
                let ms = [0, 1, 10, 500, 3_000, 3_000, 3_000, 9_000, 400_000][self.random.below(9) as usize];
                self.world.pass(ms);
            }
            93..95 => {
                self.world.failing = (self.random.below(2) == 0).then_some(ErrorCode::NotEnoughReplicas);
            }
            95 => {
                self.world.failing = None;
                self.world.restart();
                self.asked.clear();
                for client in self.clients.iter_mut().filter(|client| client.next == Next::Nothing) {
                    client.next = Next::Join;
                }
            }
            _ => {
                let producer_id = ProducerId(self.random.below(3) as i64);
                let is_commit = self.random.below(2) == 0;
                self.world.end_transaction(producer_id, is_commit);
            }
        }
        self.listen();
    }

    fn ask(&mut self, who: usize, request: impl Fn(&mut Self, usize) -> GroupRequest) {
        let request = request(self, who);
        let ticket = self.world.ask(request);
        self.asked.insert(ticket, who);
    }

    fn listen(&mut self) {
        for (ticket, answer) in std::mem::take(&mut self.world.answers) {
            let (Some(who), Answer::Given(response)) = (self.asked.remove(&ticket), answer) else { continue };
            let client = &mut self.clients[who];
            match response {
                GroupResponse::JoinGroup(joined) => {
                    client.next = if joined.error_code == 0 { Next::Sync } else { Next::Join };
                    if joined.error_code == 0 || joined.error_code == ErrorCode::MemberIdRequired.code() {
                        client.member_id = joined.member_id;
                        client.generation_id = joined.generation_id;
                        client.members = joined.members.into_iter().map(|member| member.member_id).collect();
                    } else if joined.error_code == ErrorCode::UnknownMemberId.code() {
                        *client = Client::default();
                    }
                }
                GroupResponse::SyncGroup(synced) => {
                    client.next = if synced.error_code == 0 { Next::Heartbeat } else { Next::Join };
                }
                GroupResponse::Heartbeat(ErrorCode::None) => {}
                GroupResponse::Heartbeat(_) => client.next = Next::Join,
                _ => {}
            }
        }
    }

    /// A client does what it should, as itself and in its own group.
    fn behave(&mut self, who: usize) {
        let Client { member_id, generation_id, next, .. } = self.clients[who].clone();
        let group_id = Str::from(format!("g{}", who / 4));
        let instance_id = who.is_multiple_of(2).then(|| Str::from(format!("i{who}")));
        let mut request = match next {
            Next::Join => self.join(who),
            Next::Sync => self.sync(who),
            Next::Heartbeat => GroupRequest::Heartbeat(self.membership(who)),
            Next::Nothing => return,
        };
        match &mut request {
            GroupRequest::JoinGroup { request, .. } => {
                (request.group_id, request.member_id) = (group_id, member_id);
                (request.group_instance_id, request.protocol_type) = (instance_id, "consumer".into());
            }
            GroupRequest::SyncGroup { request, .. } => {
                (request.group_id, request.member_id) = (group_id, member_id);
                (request.group_instance_id, request.generation_id) = (instance_id, generation_id);
            }
            GroupRequest::Heartbeat(member) => {
                (member.group_id, member.member_id) = (group_id, member_id);
                member.group_instance_id = instance_id;
                member.generation_or_member_epoch = generation_id;
            }
            _ => {}
        }
        self.clients[who].next = if next == Next::Heartbeat { next } else { Next::Nothing };
        self.ask(who, |_, _| request.clone());
    }

    /// A client stays in one group, mostly.
    fn group_id(&mut self, who: usize) -> Str {
        let place = if self.random.below(20) == 0 { self.random.below(GROUPS) } else { who as u64 / 4 };
        Str::from(format!("g{place}"))
    }

    /// Even clients are static members.
    fn instance_id(&mut self, who: usize) -> Option<Str> {
        (who.is_multiple_of(2) && self.random.below(10) > 0).then(|| Str::from(format!("i{who}")))
    }

    fn member_id(&mut self, who: usize) -> Str {
        match self.random.below(12) {
            0 => Str::default(),
            1 => "nobody".into(),
            2 => self.clients[self.random.below(CLIENTS) as usize].member_id.clone(),
            _ => self.clients[who].member_id.clone(),
        }
    }

    fn client(who: usize) -> ClientContext {
        ClientContext { client_id: Str::from(format!("c{who}")), client_host: Arc::from("/host") }
    }

    fn join(&mut self, who: usize) -> GroupRequest {
        let all = ["range", "roundrobin", "sticky"];
        let first = if self.random.below(4) == 0 { self.random.below(3) as usize } else { 0 };
        let count = self.random.below(3) as usize + usize::from(self.random.below(9) > 0);
        let protocols = all.iter().cycle().skip(first).take(count).map(|name| JoinGroupRequestProtocol {
            name: Str::from(*name),
            metadata: Bytes::from(format!("m{}", self.random.below(2))),
            ..Default::default()
        });
        let protocols = protocols.collect();
        let request = JoinGroupRequest {
            group_id: self.group_id(who),
            session_timeout_ms: 6_000 + self.random.below(3) as i32 * 4_000,
            rebalance_timeout_ms: [5_000, 30_000, -1][self.random.below(3) as usize],
            member_id: self.member_id(who),
            group_instance_id: self.instance_id(who),
            protocol_type: if self.random.below(20) == 0 { "connect".into() } else { "consumer".into() },
            protocols,
            ..Default::default()
        };
        GroupRequest::JoinGroup {
            client: Self::client(who),
            request,
            requires_known_member_id: self.random.below(3) > 0,
            supports_skipping_assignment: self.random.below(2) == 0,
        }
    }

    fn sync(&mut self, who: usize) -> GroupRequest {
        let assignments = self.clients[who].members.clone().into_iter().map(|member_id| {
            let assignment = Bytes::from(format!("a{}", self.random.below(5)));
            SyncGroupRequestAssignment { member_id, assignment, ..Default::default() }
        });
        let assignments = assignments.collect();
        let request = SyncGroupRequest {
            group_id: self.group_id(who),
            generation_id: self.clients[who].generation_id - i32::from(self.random.below(15) == 0),
            member_id: self.member_id(who),
            group_instance_id: self.instance_id(who),
            assignments,
            ..Default::default()
        };
        GroupRequest::SyncGroup { client: Self::client(who), request }
    }

    fn leave(&mut self, who: usize) -> GroupRequest {
        let members = (0..1 + self.random.below(2)).map(|_| MemberIdentity {
            member_id: self.member_id(who),
            group_instance_id: self.instance_id(who),
            ..Default::default()
        });
        let members = members.collect();
        let request = LeaveGroupRequest { group_id: self.group_id(who), members, ..Default::default() };
        GroupRequest::LeaveGroup { client: Self::client(who), request }
    }

    fn membership(&mut self, who: usize) -> Membership {
        let is_member = self.random.below(4) > 0;
        Membership {
            group_id: self.group_id(who),
            member_id: if is_member { self.member_id(who) } else { Str::default() },
            group_instance_id: if is_member { self.instance_id(who) } else { None },
            generation_or_member_epoch: if is_member { self.clients[who].generation_id } else { -1 },
        }
    }

    fn partition(&mut self) -> (Str, i32) {
        (Str::from(format!("t{}", self.random.below(3))), self.random.below(3) as i32)
    }

    fn commit(&mut self, who: usize) -> GroupRequest {
        let partitions = (0..self.random.below(4)).map(|_| {
            let (topic, partition) = self.partition();
            OffsetToCommit {
                topic,
                topic_id: Uuid::from_u128(1),
                partition,
                offset: Offset(self.random.below(100) as i64),
                leader_epoch: LeaderEpoch(1),
                metadata: (self.random.below(2) == 0).then(|| "note".into()),
            }
        });
        let partitions = partitions.collect();
        let commit = CommitOffsets {
            member: self.membership(who),
            retention_ms: (self.random.below(4) == 0).then_some(50_000),
            reports_unknown_group: true,
            partitions,
        };
        if self.random.below(3) == 0 {
            let producer = (ProducerId(self.random.below(3) as i64), ProducerEpoch(0));
            return GroupRequest::CommitTransactionalOffsets { producer, commit };
        }
        GroupRequest::CommitOffsets(commit)
    }

    fn other(&mut self, who: usize) -> GroupRequest {
        let group_id = self.group_id(who);
        let partitions = (0..self.random.below(3)).map(|_| self.partition()).collect();
        match self.random.below(8) {
            0 => GroupRequest::DeleteGroup { group_id },
            1 => GroupRequest::DeleteOffsets { group_id, partitions },
            2 => GroupRequest::DescribeGroup { group_id, reports_unknown_group: true },
            3 => GroupRequest::ListGroups { states: Vec::new(), types: Vec::new() },
            4 => GroupRequest::TopicsDeleted { topics: vec![(Arc::from("t0"), Uuid::from_u128(1))] },
            5 => GroupRequest::Snapshot,
            _ => GroupRequest::FetchOffsets(FetchOffsets {
                group_id,
                member: None,
                partitions: (self.random.below(2) == 0).then_some(partitions),
                requires_stable: self.random.below(2) == 0,
            }),
        }
    }

    fn compare_with_the_log(&self) {
        let fresh = self.world.fresh();
        assert_eq!(format!("{:?}", sorted(&fresh)), format!("{:?}", sorted(&self.world.shard)));
        let live = settled(&self.world.shard);
        let loaded = settled(&fresh);
        for (group_id, group) in live {
            assert_eq!(loaded.get(&group_id), Some(&group), "{group_id}");
        }
        // Of a group that only had offsets, the log says nothing when they are gone.
        for group in fresh.classic_groups().filter(|group| group.recorded_generation_id.is_some()) {
            assert!(
                self.world.shard.classic(&group.group_id).is_some(),
                "{} is only in the log",
                group.group_id
            );
        }
    }

    /// Nobody asks any more.
    fn end(&mut self) {
        self.world.failing = None;
        for producer_id in 0..3 {
            self.world.end_transaction(ProducerId(producer_id), false);
        }
        self.world.pass(8 * 3_600_000);
        self.listen();
        self.compare_with_the_log();
        let shard = &self.world.shard;
        assert_eq!(self.world.open_tickets.len(), 0, "requests without an answer");
        assert_eq!(shard.groups.len(), 0, "groups");
        assert_eq!(shard.timers.len(), 0, "deadlines");
        assert_eq!(sorted(shard), (Vec::new(), Vec::new()), "offsets");
        let recorded = self.world.fresh();
        assert!(recorded.classic_groups().all(|group| group.recorded_generation_id.is_none()), "in the log");
    }
}

/// Committed and pending offsets.
fn sorted(shard: &GroupShard) -> (Vec<String>, Vec<String>) {
    let mut committed = Vec::new();
    let mut pending = Vec::new();
    for place in 0..GROUPS {
        let group_id = format!("g{place}");
        let of_group = shard.offsets.of_group(&group_id).into_iter().flat_map(|offsets| offsets.sorted());
        committed.extend(of_group.map(|offset| format!("{group_id} {offset:?}")));
        pending
            .extend(shard.offsets.pending_of_group(&group_id).map(|offset| format!("{group_id} {offset:?}")));
    }
    pending.sort();
    (committed, pending)
}

/// What was recorded of groups in which nothing is under way.
fn settled(shard: &GroupShard) -> BTreeMap<String, String> {
    let is_settled = |state| matches!(state, State::Stable | State::Empty);
    let mut groups = BTreeMap::new();
    for group in shard.classic_groups() {
        if group.recorded_generation_id != Some(group.generation_id) || !is_settled(group.state) {
            continue;
        }
        let protocol_name = group.protocol_name.as_deref();
        let members: Vec<String> = group
            .members
            .iter()
            .map(|(member_id, member)| {
                format!(
                    "{member_id} {:?} {} {} {} {} {:?} {:?}",
                    member.group_instance_id,
                    member.client_id,
                    member.client_host,
                    member.session_timeout_ms,
                    member.rebalance_timeout_ms,
                    member.metadata(protocol_name),
                    member.assignment
                )
            })
            .collect();
        let what = format!(
            "{:?} {} {:?} {protocol_name:?} {:?} {members:?} {:?}",
            group.state, group.generation_id, group.protocol_type, group.leader, group.state_timestamp
        );
        groups.insert(group.group_id.to_string(), what);
    }
    groups
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }
}
