//! Percentiles, medians and slopes.

use std::time::Duration;

/// The smallest value that at least `percent` of all are not above (nearest rank). Zero of none.
pub(crate) fn percentile(values: &mut [Duration], percent: usize) -> Duration {
    values.sort_unstable();
    let rank = (values.len() * percent).div_ceil(100).max(1);
    values.get(rank - 1).copied().unwrap_or_default()
}

/// The middle value, or the mean of the two in the middle. Zero of none.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        even if even % 2 == 0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    }
}

/// By how much y grows while x grows by one: the least squares' line. Zero where nothing can be said.
pub(crate) fn slope(points: &[(f64, f64)]) -> f64 {
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let together: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    if spread > 0.0 { together / spread } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(values: &[u64]) -> Vec<Duration> {
        values.iter().copied().map(Duration::from_millis).collect()
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let mut hundred: Vec<Duration> = millis(&(1..=100).rev().collect::<Vec<_>>());
        for (percent, expected) in [(50, 50), (99, 99), (100, 100), (1, 1)] {
            assert_eq!(percentile(&mut hundred, percent), Duration::from_millis(expected), "{percent}");
        }
        assert_eq!(percentile(&mut millis(&[7, 3, 5]), 99), Duration::from_millis(7));
        assert_eq!(percentile(&mut millis(&[7, 3, 5]), 50), Duration::from_millis(5));
        assert_eq!(percentile(&mut [], 99), Duration::ZERO);
    }

    #[test]
    fn the_median_lies_in_the_middle() {
        for (values, expected) in
            [(&[3.0, 1.0, 2.0][..], 2.0), (&[4.0, 1.0, 3.0, 2.0], 2.5), (&[9.0], 9.0), (&[], 0.0)]
        {
            assert!((median(values) - expected).abs() < 1e-12, "{values:?}");
        }
    }

    #[test]
    fn the_slope_is_the_growth_a_step() {
        let line: Vec<(f64, f64)> = (0..10).map(|x| (f64::from(x), 3.0 + 0.5 * f64::from(x))).collect();
        assert!((slope(&line) - 0.5).abs() < 1e-12);
        assert!(slope(&[(1.0, 5.0), (2.0, 5.0)]).abs() < 1e-12);
        assert!(slope(&[(1.0, 5.0)]).abs() < 1e-12);
        assert!(slope(&[]).abs() < 1e-12);
    }
}
