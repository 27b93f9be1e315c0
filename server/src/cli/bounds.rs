//! How much admins may have written, and for how long it is kept.

use clap::Args;

use crate::config::{AUDIT_DAYS, Config, DAY, TOKEN_DAYS};
use crate::rate_limit::Rate;
use crate::retention::Retention;

/// What bounds the changes that admins make, and what is kept of them.
#[derive(Clone, Copy, Debug, Args)]
pub struct BoundsArgs {
    /// Changes a minute that one admin may make, checks and tries among them [default: 120, in the demo 6000]
    #[arg(long, env = "CONNECTORS_WRITE_RATE", value_parser = super::values::rate())]
    pub write_rate: Option<u32>,

    /// Days for which the audit log is kept
    #[arg(long, env = "CONNECTORS_AUDIT_RETENTION", default_value_t = AUDIT_DAYS, value_parser = days(), value_name = "DAYS")]
    pub audit_retention: u32,

    /// Days for which a service token is kept that was revoked or has expired
    #[arg(long, env = "CONNECTORS_TOKEN_RETENTION", default_value_t = TOKEN_DAYS, value_parser = days(), value_name = "DAYS")]
    pub token_retention: u32,
}

/// From one day to a hundred years.
fn days() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=36_525)
}

impl BoundsArgs {
    /// What one admin may change.
    pub(super) fn writes(&self, base: &Config) -> Rate {
        let times = self.write_rate.map_or(base.writes.times, |times| times as usize);
        Rate { times, ..base.writes }
    }

    /// How long what only grows is kept.
    pub(super) fn retention(&self, base: &Config) -> Retention {
        let Self { audit_retention, token_retention, .. } = self;
        Retention { audit: DAY * *audit_retention, service_tokens: DAY * *token_retention, ..base.retention }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Args;
    use crate::config::DAY;

    #[test]
    fn what_grows_is_kept_as_long_as_the_operator_says() {
        let of = |args: &[&str]| {
            let retention = Args::parse_from([&["server"], args].concat()).config().retention;
            (retention.audit, retention.service_tokens)
        };
        assert_eq!(of(&[]), (DAY * 365, DAY * 90));
        assert_eq!(of(&["--audit-retention", "30", "--token-retention", "7"]), (DAY * 30, DAY * 7));
        for option in ["--audit-retention", "--token-retention"] {
            assert!(Args::try_parse_from(["server", option, "0"]).is_err(), "{option}");
        }
    }

    #[test]
    fn changes_are_bounded_as_the_operator_says() {
        let of = |args: &[&str]| Args::parse_from([&["server"], args].concat()).config();
        assert_eq!(of(&[]).writes.times, 120);
        assert_eq!(of(&["--demo"]).writes.times, 6_000);
        assert_eq!(of(&["--demo", "--write-rate", "7"]).writes.times, 7);
        assert!(Args::try_parse_from(["server", "--write-rate", "0"]).is_err());
    }
}
