//! Floor, Ottla and Apache Kafka side by side: every row is measured in turn on each of them, several times, so that
//! what else the machine does meets all three alike.

mod bench;
mod rows;
mod settings;
mod table;

use std::io::Write as _;

use anyhow::Context as _;

pub use settings::Settings;

use crate::server::{System, ensure_disk_holds};
use bench::Bench;
use table::Measured;

/// Measures all rows that `settings` choose and returns the report as Markdown. Progress goes to standard error; what
/// one system fails at is a gap in the table, with the reason below it.
///
/// # Errors
/// When a server that all rows need does not come up.
pub fn run(settings: &Settings) -> anyhow::Result<String> {
    // Nothing holds more than one produce run and what a deleted topic has not given back yet.
    ensure_disk_holds(2 * settings.produce_bytes)?;
    let load_before = load_average();
    let mut bench = Bench::new(settings.clone());
    if settings.systems.contains(&System::Ottla) {
        crate::server::ottla_binary().context("Ottla's release build")?;
    }
    let mut measured = Vec::new();
    for row in rows::ROWS.iter().filter(|row| settings.chooses(row.key)) {
        if row.fresh_brokers {
            bench.stop_kafka();
        }
        let mut result = Measured::new(row);
        for pair in 0..row.pairs(settings) {
            let has_figure = |system: &&System| !row.fresh_brokers || **system != System::Floor;
            for &system in settings.systems.iter().filter(has_figure) {
                eprint!("{} {}/{} {system}: ", row.key, pair + 1, row.pairs(settings));
                match (row.measure)(&mut bench, system) {
                    Ok(figures) => {
                        eprintln!("{figures:.1?}");
                        result.push(system, &figures);
                    }
                    Err(error) => {
                        eprintln!("{error:#}");
                        result.fail(system, format!("{error:#}"));
                    }
                }
                std::io::stderr().flush().ok();
            }
        }
        measured.push(result);
    }
    Ok(table::render(settings, &measured, &load_before, &load_average()))
}

/// The first three fields of `/proc/loadavg`.
fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_ascii_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
