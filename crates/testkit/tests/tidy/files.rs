use crate::{assert_none, files, root, shown};

#[test]
fn every_migration_can_be_undone() {
    let folders = std::fs::read_dir(root().join("migrations")).unwrap().map(|entry| entry.unwrap().path());
    let folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
    assert!(!folders.is_empty());
    let says_something =
        |text: String| text.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with("--"));
    let broken: Vec<_> = folders
        .iter()
        .flat_map(|folder| [folder.join("up.sql"), folder.join("down.sql")])
        .filter(|file| !std::fs::read_to_string(file).is_ok_and(says_something))
        .map(|file| shown(&file))
        .collect();
    assert_none(&broken, "a migration has an up.sql and a down.sql that undoes it");
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    // Written in two halves, so that this file is not found itself.
    let paths = [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/runner/")];
    let mut broken = Vec::new();
    for file in files(&root()) {
        let Ok(text) = String::from_utf8(std::fs::read(&file).unwrap()) else { continue };
        for (number, line) in text.lines().enumerate() {
            if paths.iter().any(|path| line.contains(path)) {
                broken.push(format!("{}:{}", shown(&file), number + 1));
            }
        }
    }
    assert_none(&broken, "these lines name a folder that only one machine has");
}
