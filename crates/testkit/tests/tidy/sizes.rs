use std::path::Path;

use crate::{assert_none, files_ending, shown, sources};

const SOURCE_LINES: usize = 400;
const TEMPLATE_LINES: usize = 120;

/// Tests, benchmarks and generated tables may be as long as they are.
fn is_exempt(path: &Path) -> bool {
    let in_folder = |name: &str| path.components().any(|part| part.as_os_str() == name);
    let name = path.file_name().unwrap();
    in_folder("tests") || in_folder("benches") || name == "schema.rs" || name == "tests.rs"
}

/// Lines up to the tests at the end of the file.
fn production_lines(text: &str) -> usize {
    text.lines().take_while(|line| line.trim() != "#[cfg(test)]").count()
}

#[test]
fn sources_are_short() {
    let lines = |path: &Path| production_lines(&std::fs::read_to_string(path).unwrap());
    let long: Vec<_> = sources()
        .iter()
        .filter(|path| !is_exempt(path))
        .map(|path| (lines(path), shown(path)))
        .filter(|(lines, _)| *lines > SOURCE_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert_none(&long, "a source has at most 400 lines before its tests: split it sideways");
}

#[test]
fn templates_are_short() {
    let long: Vec<_> = files_ending("templates", "")
        .iter()
        .map(|path| (std::fs::read_to_string(path).unwrap().lines().count(), shown(path)))
        .filter(|(lines, path)| *lines > TEMPLATE_LINES && !path.ends_with(".md"))
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert_none(&long, "a template has at most 120 lines: move a part to templates/components");
}

#[test]
fn tests_at_the_end_of_a_file_do_not_count() {
    assert_eq!(production_lines("a\nb\n#[cfg(test)]\nmod tests {\n}\n"), 2);
}
