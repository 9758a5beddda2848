//! Clients that mean harm, one attack after the other, beside one that works all the time.
//!
//! The broker must neither end nor grow past a limit, and the good client must not notice. `SUBJECT=kafka` does the same
//! to Apache Kafka, where memory is not looked at.

mod bombs;
mod broken_batches;
mod floods;
mod frames;
mod good_client;
mod requests;
mod target;

use good_client::GoodClient;
use target::Target;

/// What the broker may ever have in memory.
const RESIDENT_MAX: u64 = 512 << 20;

/// What it is called, and how it goes.
type Attack = (&'static str, fn(&Target));

#[test]
fn hostile_clients_do_no_harm() {
    let mut target = Target::start();
    let good = GoodClient::start(target.address());
    let connections = target.open_files();
    let attacks: Vec<Attack> = [frames::ATTACKS, requests::ATTACKS, bombs::ATTACKS, floods::ATTACKS].concat();
    let chosen = std::env::var("OTTLA_HOSTILE").unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, attack) in attacks.iter().filter(|(name, _)| name.contains(&chosen)) {
        target.forget_resident_bytes();
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| attack(&target)));
        if done.is_err() {
            wrong.push(format!("{name}: not what was expected, see above"));
        }
        assert!(target.is_running(), "{name}: the broker ended\n{wrong:?}");
        let resident = target.resident_bytes_max();
        println!("{name}: done, the broker has had up to {} MiB", resident >> 20);
        if resident > RESIDENT_MAX {
            wrong.push(format!("{name}: the broker has grown to {} MiB", resident >> 20));
        }
    }
    println!("{} attacks; the good client: {}", attacks.len(), good.finish(&mut wrong));
    target.wait_for_open_files(connections, &mut wrong);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
