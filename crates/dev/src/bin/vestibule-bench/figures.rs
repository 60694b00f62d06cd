//! The arithmetic of measurements, and the table that they are printed as.

use std::fmt;
use std::time::Duration;

/// The middle one; of an even number the mean of the two in the middle. 0 for none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match (values.len(), values.len() / 2) {
        (0, _) => 0.0,
        (count, middle) if count % 2 == 0 => f64::midpoint(values[middle - 1], values[middle]),
        (_, middle) => values[middle],
    }
}

/// Median and 99th percentile, in milliseconds: `p50 1.23, p99 4.56 ms`.
pub(crate) fn percentiles(mut values: Vec<Duration>) -> String {
    let [middle, last] = [50, 99].map(|hundredths| percentile(&mut values, hundredths));
    format!("p50 {middle:.2}, p99 {last:.2} ms")
}

/// One percentile (nearest rank), in milliseconds; 0 for none.
pub(crate) fn percentile(values: &mut [Duration], hundredths: usize) -> f64 {
    values.sort_unstable();
    let rank = (values.len() * hundredths).div_ceil(100).saturating_sub(1);
    values.get(rank).copied().map_or(0.0, milliseconds)
}

pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// A whole number with its thousands set apart.
pub(crate) fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let apart = digits.bytes().enumerate().map(|(index, digit)| {
        let gap = index > 0 && (digits.len() - index) % 3 == 0;
        format!("{}{}", if gap { "," } else { "" }, char::from(digit))
    });
    apart.collect()
}

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim {
    AtMost(f64),
    AtLeast(f64),
}

impl Aim {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "≤ {limit}"),
            Self::AtLeast(limit) => write!(f, "≥ {limit}"),
        }
    }
}

#[derive(Debug)]
struct Row {
    name: String,
    figure: String,
    aim: Option<(Aim, bool)>,
}

/// All figures of one run, and the machine that they are of.
#[derive(Debug)]
pub(crate) struct Table {
    machine: String,
    rows: Vec<Row>,
}

impl Table {
    pub(crate) fn new(machine: String) -> Self {
        Self { machine, rows: Vec::new() }
    }

    /// Adds a figure that is only shown.
    pub(crate) fn tell(&mut self, name: impl Into<String>, figure: impl Into<String>) {
        self.rows.push(Row { name: name.into(), figure: figure.into(), aim: None });
    }

    /// Adds `value` in `unit`, marked by whether it meets the aim.
    pub(crate) fn compare(&mut self, name: impl Into<String>, value: f64, unit: &str, aim: Aim) {
        let figure = format!("{value:.2} {unit}").trim_end().to_owned();
        self.rows.push(Row { name: name.into(), figure, aim: Some((aim, aim.is_met(value))) });
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |text: fn(&Row) -> &str| self.rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0);
        let (names, figures) = (width(|row| &row.name), width(|row| &row.figure));
        write!(f, "{}", self.machine)?;
        for Row { name, figure, aim } in &self.rows {
            write!(f, "\n{name:<names$}  {figure:>figures$}")?;
            if let Some((aim, met)) = aim {
                write!(f, "  {}  {aim}", if *met { "ok    " } else { "missed" })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        for (values, expected) in [
            (vec![], 0.0),
            (vec![3.0], 3.0),
            (vec![9.0, 1.0, 2.0], 2.0),
            (vec![4.0, 1.0, 3.0, 2.0], 2.5),
            (vec![-1.0, 1.0], 0.0),
        ] {
            assert!((median(values.clone()) - expected).abs() < f64::EPSILON, "{values:?}");
        }
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let up_to = |count: u64| (1..=count).rev().map(Duration::from_millis).collect::<Vec<_>>();
        for (values, expected) in [
            (up_to(100), "p50 50.00, p99 99.00 ms"),
            (up_to(3), "p50 2.00, p99 3.00 ms"),
            (up_to(1), "p50 1.00, p99 1.00 ms"),
            (up_to(0), "p50 0.00, p99 0.00 ms"),
        ] {
            assert_eq!(percentiles(values), expected);
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, expected) in [(0.0, "0"), (999.4, "999"), (1000.0, "1,000"), (1_234_567.0, "1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn the_table_marks_what_has_an_aim() {
        let mut table = Table::new("2 cores".to_owned());
        table.tell("sign-ins", "400 /s");
        table.compare("processor", 0.987, "ms", Aim::AtMost(1.0));
        table.compare("ratio", 0.55, "", Aim::AtLeast(0.6));
        let expected = "2 cores\n\
                        sign-ins    400 /s\n\
                        processor  0.99 ms  ok      ≤ 1\n\
                        ratio         0.55  missed  ≥ 0.6";
        assert_eq!(table.to_string(), expected);
    }
}
