//! Prometheus' text format, as far as a test needs it.

use std::collections::BTreeMap;

/// Name and labels, and the value.
#[derive(Debug)]
pub(super) struct Samples(Vec<(String, BTreeMap<String, String>, f64)>);

impl Samples {
    /// Panics where a line is not a sample, or a sample is there twice.
    pub(super) fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let samples: Vec<_> =
            lines.map(|line| parse_line(line).unwrap_or_else(|| panic!("{line}"))).collect();
        let mut seen: Vec<_> = samples.iter().map(|(name, labels, _)| (name, labels)).collect();
        seen.sort();
        assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "no sample is there twice");
        Self(samples)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The sample with exactly these labels.
    pub(super) fn get(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let is_it = |(n, l, _): &&(String, BTreeMap<String, String>, f64)| {
            n == name && l.len() == labels.len() && has(l, labels)
        };
        self.0.iter().find(is_it).map(|(_, _, value)| *value)
    }

    pub(super) fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.get(name, labels).unwrap_or_else(|| panic!("no sample {name} {labels:?}"))
    }

    /// Over all samples that have these labels among theirs.
    pub(super) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let found = self.0.iter().filter(|(n, l, _)| n == name && has(l, labels));
        found.map(|(_, _, value)| value).sum()
    }
}

fn has(labels: &BTreeMap<String, String>, wanted: &[(&str, &str)]) -> bool {
    wanted.iter().all(|(name, value)| labels.get(*name).is_some_and(|found| found == value))
}

/// Label values of these tests hold neither quotes nor commas.
fn parse_line(line: &str) -> Option<(String, BTreeMap<String, String>, f64)> {
    let (series, value) = line.rsplit_once(' ')?;
    let (name, rest) = series.split_once('{').unwrap_or((series, "}"));
    let pairs = rest.strip_suffix('}')?.split(',').filter(|pair| !pair.is_empty());
    let labels = pairs.map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((name.to_owned(), value.trim_matches('"').to_owned()))
    });
    Some((name.to_owned(), labels.collect::<Option<_>>()?, value.parse().ok()?))
}
