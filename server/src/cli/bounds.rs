//! How much admins may have written.

use clap::Args;

use crate::config::Config;
use crate::rate_limit::Rate;

/// What bounds the changes that admins make.
#[derive(Clone, Copy, Debug, Args)]
pub struct BoundsArgs {
    /// Changes a minute that one admin may make, checks and tries among them [default: 120, in the demo 6000]
    #[arg(long, env = "CONNECTORS_WRITE_RATE", value_parser = super::values::rate())]
    pub write_rate: Option<u32>,
}

impl BoundsArgs {
    /// What one admin may change.
    pub(super) fn writes(&self, base: &Config) -> Rate {
        let times = self.write_rate.map_or(base.writes.times, |times| times as usize);
        Rate { times, ..base.writes }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Args;

    #[test]
    fn changes_are_bounded_as_the_operator_says() {
        let of = |args: &[&str]| Args::parse_from([&["server"], args].concat()).config();
        assert_eq!(of(&[]).writes.times, 120);
        assert_eq!(of(&["--demo"]).writes.times, 6_000);
        assert_eq!(of(&["--demo", "--write-rate", "7"]).writes.times, 7);
        assert!(Args::try_parse_from(["server", "--write-rate", "0"]).is_err());
    }
}
