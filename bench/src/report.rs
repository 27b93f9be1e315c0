//! The report: figures against their goals, as Markdown.

use std::fmt::{self, Write as _};
use std::time::Duration;

/// What is good enough, and what is aimed for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// The more the better.
    AtLeast {
        /// Below it the product is not good enough.
        gate: f64,
        /// What we want.
        aim: f64,
    },
    /// The less the better.
    AtMost {
        /// Above it the product is not good enough.
        gate: f64,
        /// What we want.
        aim: f64,
    },
}

/// How a figure stands to its goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As we want it.
    Aim,
    /// Good enough.
    Gate,
    /// Not good enough.
    Missed,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Times a second.
    PerSecond,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// How many.
    Count,
    /// Megabytes of 1,000,000 bytes.
    Megabytes,
    /// One figure by another.
    Ratio,
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: Unit,
    goal: Option<Goal>,
}

/// What was measured together.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    title: &'static str,
    /// The system's load when it began.
    load: String,
    figures: Vec<Figure>,
    notes: Vec<&'static str>,
}

impl Goal {
    fn verdict(self, value: f64) -> Verdict {
        let (aim, gate) = match self {
            Self::AtLeast { gate, aim } => (value >= aim, value >= gate),
            Self::AtMost { gate, aim } => (value <= aim, value <= gate),
        };
        match (aim, gate) {
            (true, _) => Verdict::Aim,
            (false, true) => Verdict::Gate,
            (false, false) => Verdict::Missed,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Aim => "aim met",
            Self::Gate => "gate met",
            Self::Missed => "**missed**",
        })
    }
}

impl Unit {
    fn write(self, value: f64) -> String {
        match self {
            Self::PerSecond if value < 10.0 => format!("{value:.1}/s"),
            Self::PerSecond => format!("{value:.0}/s"),
            Self::Milliseconds => format!("{value:.2} ms"),
            Self::Microseconds => format!("{value:.0} µs"),
            Self::Count => format!("{value:.0}"),
            Self::Megabytes => format!("{value:.2} MB"),
            Self::Ratio => format!("{value:.2}"),
        }
    }
}

impl Section {
    pub(crate) fn new(title: &'static str, load: String) -> Self {
        Self { title, load, figures: Vec::new(), notes: Vec::new() }
    }

    /// Adds a figure, and tells the person who waits.
    pub(crate) fn add(&mut self, name: impl Into<String>, value: f64, unit: Unit, goal: Option<Goal>) {
        let name = name.into();
        eprintln!("  {name}: {}", unit.write(value));
        self.figures.push(Figure { name, value, unit, goal });
    }

    /// Adds a time.
    pub(crate) fn add_time(&mut self, name: impl Into<String>, time: Duration, goal: Option<Goal>) {
        self.add(name, time.as_secs_f64() * 1e3, Unit::Milliseconds, goal);
    }

    /// Adds a sentence below the table.
    pub(crate) fn note(&mut self, sentence: &'static str) {
        eprintln!("  {sentence}");
        self.notes.push(sentence);
    }

    /// As a table.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n", self.title);
        text.push_str("| figure | measured | gate | aim | |\n|---|---|---|---|---|\n");
        for Figure { name, value, unit, goal } in &self.figures {
            let bound = |sign, bound: f64| format!("{sign} {}", unit.write(bound));
            let (gate, aim) = match goal {
                Some(Goal::AtLeast { gate, aim }) => (bound("≥", *gate), bound("≥", *aim)),
                Some(Goal::AtMost { gate, aim }) => (bound("≤", *gate), bound("≤", *aim)),
                None => Default::default(),
            };
            let verdict = goal.map(|goal| goal.verdict(*value).to_string()).unwrap_or_default();
            let measured = unit.write(*value);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "| {name} | {measured} | {gate} | {aim} | {verdict} |");
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        let _ = write!(text, "\nSystem load as this began: {}.\n", self.load);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_up_to_its_very_bound() {
        let most = Goal::AtMost { gate: 5.0, aim: 2.0 };
        let least = Goal::AtLeast { gate: 0.75, aim: 0.9 };
        for (goal, value, verdict) in [
            (most, 2.0, Verdict::Aim),
            (most, 2.01, Verdict::Gate),
            (most, 5.0, Verdict::Gate),
            (most, 5.01, Verdict::Missed),
            (most, f64::NAN, Verdict::Missed),
            (least, 0.9, Verdict::Aim),
            (least, 0.89, Verdict::Gate),
            (least, 0.75, Verdict::Gate),
            (least, 0.74, Verdict::Missed),
            (least, f64::NAN, Verdict::Missed),
        ] {
            assert_eq!(goal.verdict(value), verdict, "{goal:?} {value}");
        }
    }

    #[test]
    fn a_section_is_a_table_of_its_figures() {
        let mut section = Section::new("Starts", "0.10 (1 min), 0.20 (5 min)".to_owned());
        section.add_time(
            "start to first 200",
            Duration::from_micros(31_500),
            Some(Goal::AtMost { gate: 150.0, aim: 30.0 }),
        );
        section.add("starts", 12.4, Unit::PerSecond, None);
        section.note("So much for starts.");
        assert_eq!(
            section.markdown(),
            "### Starts\n\n\
             | figure | measured | gate | aim | |\n|---|---|---|---|---|\n\
             | start to first 200 | 31.50 ms | ≤ 150.00 ms | ≤ 30.00 ms | gate met |\n\
             | starts | 12/s |  |  |  |\n\
             \nSo much for starts.\n\
             \nSystem load as this began: 0.10 (1 min), 0.20 (5 min).\n"
        );
    }
}
