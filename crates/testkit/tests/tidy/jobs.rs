use std::collections::BTreeSet;

use regex::Regex;

use crate::{files_ending, root};

/// The payloads declared in the model: what `job!` declares and what implements `Job` by hand.
fn payloads(text: &str) -> BTreeSet<String> {
    let declared = Regex::new(r"(?m)^job! \{\n(?:\s*(?:///|#\[).*\n)*\s*(\w+) \{").unwrap();
    let by_hand = Regex::new(r"(?m)^impl Job for (\w+)").unwrap();
    declared.captures_iter(text).chain(by_hand.captures_iter(text)).map(|found| found[1].to_owned()).collect()
}

#[test]
fn every_job_is_listed_and_has_a_handler() {
    let model = std::fs::read_to_string(root().join("crates/model/src/jobs.rs")).unwrap();
    let sources: String = files_ending("crates/model/src/jobs", ".rs")
        .into_iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .chain([model.clone()])
        .collect();
    let payloads = payloads(&sources);
    assert!(payloads.len() > 3, "the model's payloads were not recognised: {payloads:?}");

    let start = model.find("pub const TASKS").expect("crates/model/src/jobs.rs has a list TASKS");
    let list = model[start..].split("];").next().unwrap();
    let listed = Regex::new(r"(\w+)::NAME").unwrap();
    let listed: BTreeSet<String> = listed.captures_iter(list).map(|found| found[1].to_owned()).collect();
    assert_eq!(payloads, listed, "TASKS in crates/model/src/jobs.rs lists every payload");

    // The registry is the file in which most handlers are named; a job that only its own handler names is never run.
    let registry = files_ending("worker/src", ".rs")
        .into_iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .max_by_key(|text| payloads.iter().filter(|payload| text.contains(payload.as_str())).count())
        .expect("worker/src has sources");
    let missing: Vec<_> = payloads.iter().filter(|payload| !registry.contains(payload.as_str())).collect();
    assert!(missing.is_empty(), "the worker's registry has no handler for {missing:?}");
}
