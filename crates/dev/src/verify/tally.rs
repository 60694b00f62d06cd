//! How many tests passed and failed, read from what the test runners print.

use std::fmt;

/// A number of tests. Skipped and ignored ones are counted apart: they prove nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl Tally {
    /// Adds the numbers of `other`.
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds what one of the last lines of `cargo dev test` says: `5 skipped`, `2004 passed, 0 failed`. Says whether it is one.
    pub(super) fn read_sum(&mut self, line: &str) -> bool {
        let mut numbers = [0; 3];
        for part in line.split(", ") {
            let Some((number, word)) = part.split_once(' ') else { return false };
            let Ok(number) = number.parse::<u64>() else { return false };
            let Some(place) = ["passed", "failed", "skipped"].iter().position(|known| *known == word) else {
                return false;
            };
            numbers[place] = number;
        }
        let [passed, failed, skipped] = numbers;
        self.add(Self { passed, failed, skipped });
        true
    }

    /// Adds what one line of `cargo test` says; every other line adds nothing.
    ///
    /// Each test binary ends with
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`.
    pub(super) fn read_cargo(&mut self, line: &str) {
        let Some((_, numbers)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        for part in numbers.split("; ") {
            match part.split_once(' ').and_then(|(number, word)| Some((number.parse::<u64>().ok()?, word))) {
                Some((number, "passed")) => self.passed += number,
                Some((number, "failed")) => self.failed += number,
                Some((number, "ignored")) => self.skipped += number,
                _ => {}
            }
        }
    }

    /// Adds what one line of `node --test --test-reporter=spec` says; every other line adds nothing.
    ///
    /// A run ends with a line for each number: `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`, `ℹ skipped 0`, `ℹ todo 0`. A
    /// cancelled test did not pass.
    pub(super) fn read_node(&mut self, line: &str) {
        let Some((word, number)) = line.strip_prefix("ℹ ").and_then(|rest| rest.split_once(' ')) else {
            return;
        };
        let Ok(number) = number.trim_end().parse::<u64>() else { return };
        match word {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }

    /// Adds what one line of `python3 -m unittest` says; every other line adds nothing.
    ///
    /// A run ends with `Ran 6 tests in 3.803s`, and `OK` or `FAILED (failures=1, errors=1, skipped=1)`.
    pub(super) fn read_python(&mut self, line: &str) {
        let ran = line.strip_prefix("Ran ").and_then(|rest| rest.split_once(" test")).map(|(number, _)| number);
        if let Some(number) = ran.and_then(|number| number.parse::<u64>().ok()) {
            self.passed += number;
        }
        let Some(numbers) = line.strip_prefix("FAILED (").and_then(|rest| rest.strip_suffix(')')) else { return };
        for (word, number) in numbers.split(", ").filter_map(|part| part.split_once('=')) {
            let Ok(number) = number.parse::<u64>() else { continue };
            self.passed = self.passed.saturating_sub(number);
            match word {
                "skipped" => self.skipped += number,
                _ => self.failed += number,
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn the_sum_of_another_run_is_read() {
        let mut tally = Tally::default();
        for (line, is_sum) in [
            ("== doc: ok, 3.2 s", false),
            ("5 min 1 s in all", false),
            ("2 skipped", true),
            ("7 passed, 1 failed", true),
            ("", false),
        ] {
            assert_eq!(tally.read_sum(line), is_sum, "{line}");
        }
        assert_eq!(tally, Tally { passed: 7, failed: 1, skipped: 2 });
        assert!(Tally::default().read_sum(&tally.to_string()), "as it is written");
    }

    #[test]
    fn cargo_results_are_summed() {
        let mut tally = Tally::default();
        for line in [
            "running 4 tests",
            "test tally::tests::a ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 40 passed; 2 failed; 0 ignored; 0 measured; 9 filtered out; finished in 1.20s",
            "printed by a test: test result: ok. 100 passed; 0 failed",
            "test result: nonsense",
        ] {
            tally.read_cargo(line);
        }
        assert_eq!(tally, Tally { passed: 43, failed: 2, skipped: 1 });
    }

    #[test]
    fn node_results_are_summed_and_cancelled_is_failed() {
        let mut tally = Tally::default();
        for line in [
            "✔ signs in (12.3ms)",
            "ℹ tests 7",
            "ℹ suites 2",
            "ℹ pass 3",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 1",
            "ℹ todo 1",
            "ℹ duration_ms 120.5",
            "ℹ pass the salt",
        ] {
            tally.read_node(line);
        }
        assert_eq!(tally, Tally { passed: 3, failed: 2, skipped: 2 });
    }

    #[test]
    fn python_results_are_summed() {
        let mut tally = Tally::default();
        for line in ["......", "Ran 6 tests in 3.803s", "", "FAILED (failures=1, errors=1, skipped=1)"] {
            tally.read_python(line);
        }
        assert_eq!(tally, Tally { passed: 3, failed: 2, skipped: 1 });
    }

    #[test]
    fn the_summary_is_the_plain_form() {
        assert_eq!(Tally { passed: 12, failed: 0, skipped: 4 }.to_string(), "12 passed, 0 failed");
    }
}
