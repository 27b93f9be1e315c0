//! The app's Rust code as wasm in a real browser.
#![cfg(target_arch = "wasm32")]

use contract::corpus;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The same cases, with the same verdicts, run natively in `contract/tests/corpus.rs` and over HTTP in the server's tests.
#[wasm_bindgen_test]
fn the_rules_judge_every_case_in_the_browser_as_they_do_natively() {
    let cases = corpus::all();
    assert!(cases.len() >= 400, "only {} cases", cases.len());
    let differ = |case: &&corpus::Case| case.verdict() != case.expected();
    let wrong: Vec<&str> = cases.iter().filter(differ).map(|case| case.name.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {} cases differ: {wrong:?}", wrong.len(), cases.len());
}
