//! Half load: requests a fixed time apart, and of each the time that is not Salesforce's.

use std::collections::HashMap;
use std::time::Duration;

use crate::failure::Result;
use crate::load::{Sample, Target};
use crate::plan::Plan;
use crate::statistics::{median, percentile};
use crate::stub::Stub;

/// How many requests a rate makes in a time.
pub(crate) fn times(per_second: f64, time: Duration) -> u64 {
    (per_second * time.as_secs_f64()) as u64
}

/// Asks at a rate for some time, while Salesforce takes its own; gives what each request took beside that.
pub(crate) async fn turn(
    target: &Target,
    stub: &Stub,
    per_second: f64,
    time: Duration,
) -> Result<Vec<Duration>> {
    stub.pause(Plan::SALESFORCE);
    let samples = target.at_rate(per_second, times(per_second, time)).await?;
    let salesforce = stub.times();
    stub.pause(Duration::ZERO);
    Ok(added(&samples, &salesforce))
}

/// The median of what so many percent are not above in each turn: one turn that the machine held up does not decide.
pub(crate) fn typical(turns: &mut [Vec<Duration>], percent: usize) -> Duration {
    let each = turns.iter_mut().map(|turn| percentile(turn, percent).as_secs_f64());
    Duration::from_secs_f64(median(&each.collect::<Vec<_>>()))
}

/// Each request's time without Salesforce's share of it.
fn added(samples: &[Sample], salesforce: &HashMap<u64, Duration>) -> Vec<Duration> {
    let share = |ticket| salesforce.get(&ticket).copied().unwrap_or_default();
    samples.iter().map(|sample| sample.took.saturating_sub(share(sample.ticket))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salesforces_share_is_taken_off_each_request() {
        let sample = |ticket, millis| Sample { ticket, took: Duration::from_millis(millis) };
        let salesforce = HashMap::from([(1, Duration::from_millis(40)), (2, Duration::from_millis(50))]);
        let added = added(&[sample(1, 42), sample(2, 49), sample(3, 5)], &salesforce);
        assert_eq!(added, [2, 0, 5].map(Duration::from_millis));
        assert_eq!(times(400.0, Duration::from_secs(30)), 12_000);
    }

    #[test]
    fn one_turn_that_was_held_up_does_not_decide() {
        let turn = |millis: u64| (0..100).map(|_| Duration::from_millis(millis)).collect::<Vec<_>>();
        let mut turns = [turn(3), turn(900), turn(4)];
        assert_eq!(typical(&mut turns, 99), Duration::from_millis(4));
    }
}
