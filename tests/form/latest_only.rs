//! Which answer is wanted.

use connectors::latest_only::LatestOnly;

#[test]
fn only_the_newest_requests_answer_is_wanted() {
    let mut answers = LatestOnly::default();
    let first = answers.begin();
    assert!(answers.wants(first));
    let second = answers.begin();
    assert_eq!([answers.wants(first), answers.wants(second)], [false, true]);
    assert!(answers.wants(second), "asking changes nothing");
}

#[test]
fn what_was_abandoned_stays_so() {
    let mut answers = LatestOnly::default();
    let sent = answers.begin();
    answers.abandon();
    assert!(!answers.wants(sent));
    let next = answers.begin();
    assert_eq!([answers.wants(sent), answers.wants(next)], [false, true]);
}
