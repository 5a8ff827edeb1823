use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::{assert_none, files_ending, root, shown, sources};

fn templates() -> Vec<PathBuf> {
    files_ending("templates", "")
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "html" || ending == "txt"))
        .collect()
}

#[test]
fn every_mail_has_a_text_and_an_html_form() {
    let lone: Vec<_> = templates()
        .into_iter()
        .filter(|path| path.starts_with(root().join("templates/emails")))
        .filter(|path| {
            let other = if path.extension().unwrap() == "txt" { "html" } else { "txt" };
            // A layout or a part is named for the one form that uses it.
            !path.file_name().unwrap().to_str().unwrap().starts_with('_') && !path.with_extension(other).exists()
        })
        .map(|path| shown(&path))
        .collect();
    assert_none(&lone, "a mail needs both forms, .txt and .html");
}

#[test]
fn every_template_is_used() {
    // A macro may make the page's struct, so any string that is a template's path counts.
    let from_rust = Regex::new(r#""([a-z_/]+\.(?:html|txt))""#).unwrap();
    let from_template = Regex::new(r#"(?:extends|include|import)\s+"([^"]+)""#).unwrap();
    let mut used = BTreeSet::new();
    for source in sources() {
        let text = std::fs::read_to_string(source).unwrap();
        used.extend(from_rust.captures_iter(&text).map(|found| root().join("templates").join(&found[1])));
    }
    for template in templates() {
        let text = std::fs::read_to_string(&template).unwrap();
        for found in from_template.captures_iter(&text) {
            used.insert(root().join("templates").join(&found[1]));
            used.insert(template.parent().unwrap_or(Path::new("")).join(&found[1]));
        }
    }
    let unused: Vec<_> = templates().into_iter().filter(|path| !used.contains(path)).map(|path| shown(&path)).collect();
    assert_none(&unused, "no page struct, extends, include or import names these templates");
}
