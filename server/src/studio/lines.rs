//! Lists that people type, one thing a line: credits as "Piano: Inge Dahl", links as "Label https://…", tags with commas.

use model::artists::Link;
use model::credits::Credit;

/// Credits as they stand in the form.
#[must_use]
pub fn from_credits<'a>(credits: impl Iterator<Item = &'a Credit>) -> String {
    let line = |credit: &Credit| match credit.role.as_str() {
        "" => credit.name.clone(),
        role => format!("{role}: {}", credit.name),
    };
    credits.map(line).collect::<Vec<_>>().join("\n")
}

/// Name and role of each line; a line without a colon is a name.
#[must_use]
pub fn to_credits(text: &str) -> Vec<(String, String)> {
    let pair = |line: &str| match line.split_once(':') {
        Some((role, name)) if !name.trim().is_empty() => (name.trim().to_owned(), role.trim().to_owned()),
        _ => (line.trim().trim_end_matches(':').to_owned(), String::new()),
    };
    text.lines().filter(|line| !line.trim().is_empty()).take(200).map(pair).collect()
}

/// Links as they stand in the form.
#[must_use]
pub fn from_links(links: &[Link]) -> String {
    links.iter().map(|link| format!("{} {}", link.label, link.url).trim().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Each line's last word is the address, what stands before it the label.
#[must_use]
pub fn to_links(text: &str) -> Vec<Link> {
    let link = |line: &str| match line.trim().rsplit_once(char::is_whitespace) {
        Some((label, url)) => Link { label: label.trim().to_owned(), url: url.to_owned() },
        None => Link { label: String::new(), url: line.trim().to_owned() },
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(link).collect()
}

/// Tags between commas or on lines.
#[must_use]
pub fn to_tags(text: &str) -> Vec<String> {
    text.split([',', ';', '\n']).map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_credit() {
        let credits = to_credits("Piano: Inge Dahl\n\nOde Halloran\nMixed at: \n");
        let pairs: Vec<(&str, &str)> = credits.iter().map(|(name, role)| (name.as_str(), role.as_str())).collect();
        assert_eq!(pairs, [("Inge Dahl", "Piano"), ("Ode Halloran", ""), ("Mixed at", "")]);
    }

    #[test]
    fn a_line_is_a_link() {
        let links = to_links("My shop  https://example.org/a\nexample.org\n");
        assert_eq!(links.len(), 2);
        assert_eq!((links[0].label.as_str(), links[0].url.as_str()), ("My shop", "https://example.org/a"));
        assert_eq!((links[1].label.as_str(), links[1].url.as_str()), ("", "example.org"));
        assert_eq!(from_links(&links), "My shop https://example.org/a\nexample.org");
        assert_eq!(to_tags("ambient, Field recording ,,drone"), ["ambient", "Field recording", "drone"]);
    }
}
