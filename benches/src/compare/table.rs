//! The report: one line for each figure, medians and their range, and Ottla's ratios pair by pair.

use std::fmt::Write as _;

use super::Settings;
use super::rows::{Figure, Row};
use crate::server::System;

const SYSTEMS: [System; 3] = [System::Floor, System::Ottla, System::Kafka];

/// All values of one row.
#[derive(Debug)]
pub(super) struct Measured<'a> {
    row: &'a Row,
    /// By system, then by pair: the row's figures.
    samples: [Vec<Vec<f64>>; 3],
    failures: Vec<(System, String)>,
}

impl<'a> Measured<'a> {
    pub(super) fn new(row: &'a Row) -> Self {
        Self { row, samples: [const { Vec::new() }; 3], failures: Vec::new() }
    }

    pub(super) fn push(&mut self, system: System, figures: &[f64]) {
        self.samples[system as usize].push(figures.to_vec());
    }

    pub(super) fn fail(&mut self, system: System, reason: String) {
        self.failures.push((system, reason));
    }

    fn values(&self, system: System, figure: usize) -> Vec<f64> {
        self.samples[system as usize].iter().filter_map(|figures| figures.get(figure).copied()).collect()
    }

    /// The median of what Ottla took by what the other took in the same pair.
    fn ratio(&self, other: System, figure: usize) -> Option<f64> {
        let (ottla, other) = (self.values(System::Ottla, figure), self.values(other, figure));
        let ratios: Vec<f64> = ottla.iter().zip(&other).map(|(ottla, other)| ottla / other).collect();
        median(&ratios)
    }

    fn line(&self, index: usize, figure: &Figure) -> String {
        let cells = SYSTEMS.map(|system| cell(&self.values(system, index)));
        let ratios = [System::Floor, System::Kafka]
            .map(|other| self.ratio(other, index).map_or(String::new(), |ratio| format!("{ratio:.2}")));
        format!(
            "| {} | {} | {} | {} | {} |",
            figure.name,
            figure.unit,
            cells.join(" | "),
            ratios.join(" | "),
            figure.aim
        )
    }
}

pub(super) fn render(
    settings: &Settings,
    measured: &[Measured],
    load_before: &str,
    load_after: &str,
) -> String {
    let mut out = String::new();
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "{} run, {} alternating pairs (3 at most below the latencies), {processors} processors, Linux {}; load average \
         {load_before} before, {load_after} after. Median (lowest to highest); ratios are medians over pairs.\n",
        settings.name,
        settings.pairs,
        kernel.trim()
    );
    out.push_str("| figure | unit | floor | Ottla | Apache Kafka | Ottla : floor | Ottla : Kafka | aim |\n");
    out.push_str("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for row in measured {
        for (index, figure) in row.row.figures.iter().enumerate() {
            let _ = writeln!(out, "{}", row.line(index, figure));
        }
    }
    for row in measured {
        for (system, reason) in &row.failures {
            let _ = writeln!(out, "\n{system}, {}: {reason}", row.row.key);
        }
    }
    out
}

fn cell(values: &[f64]) -> String {
    let (Some(middle), Some(low), Some(high)) =
        (median(values), values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max))
    else {
        return "–".into();
    };
    if values.len() == 1 {
        number(middle)
    } else {
        format!("{} ({}–{})", number(middle), number(low), number(high))
    }
}

fn number(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Row = Row {
        key: "x",
        figures: &[Figure { name: "x", unit: "s", aim: "" }],
        fresh_brokers: false,
        measure: |_, _| Ok(vec![]),
    };

    #[test]
    fn a_median_of_an_even_count_lies_between() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
    }

    #[test]
    fn ratios_are_of_the_same_pair() {
        let mut measured = Measured::new(&ROW);
        for (floor, ottla) in [(1.0, 2.0), (10.0, 20.0), (2.0, 6.0)] {
            measured.push(System::Floor, &[floor]);
            measured.push(System::Ottla, &[ottla]);
        }
        let line = measured.line(0, &ROW.figures[0]);
        assert_eq!(line, "| x | s | 2.00 (1.00–10.0) | 6.00 (2.00–20.0) | – | 2.00 |  |  |");
    }
}
