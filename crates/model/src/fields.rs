//! What is wrong with fields that somebody typed or a program sent: the field's name and a sentence for each.

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field as forms and JSON name it.
    pub field: String,
    /// A sentence that says what to do.
    pub message: String,
}

/// Everything that is wrong with what was sent; the first word about a field stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// Just one.
    #[must_use]
    pub fn one(field: &str, message: &str) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// Adds a word about a field, unless there is one already.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        if self.get(field).is_empty() {
            self.0.push(FieldError { field: field.to_owned(), message: message.into() });
        }
    }

    /// What is wrong with a field; empty when nothing is.
    #[must_use]
    pub fn get(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` when nothing is wrong.
    ///
    /// # Errors
    /// These, when something is.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    fn sentence(&self) -> String {
        self.0.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// A single line without control characters and outer blanks, of at most `max` characters; `None` stays `None`.
    pub(crate) fn line(&mut self, field: &str, value: Option<&String>, max: usize) -> Option<String> {
        let line: String = value?.trim().chars().filter(|c| !c.is_control()).collect();
        self.fitting(field, line, max)
    }

    /// A text of several lines, of at most `max` characters; line breaks become `\n`.
    pub(crate) fn text(&mut self, field: &str, value: Option<&String>, max: usize) -> Option<String> {
        let text = value?.replace("\r\n", "\n").replace('\r', "\n");
        let text: String = text.trim().chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        self.fitting(field, text, max)
    }

    /// One of an enum's words.
    pub(crate) fn word<T: std::str::FromStr>(&mut self, field: &str, value: Option<&String>, words: &str) -> Option<T> {
        match value?.parse() {
            Ok(word) => Some(word),
            Err(_) => {
                self.add(field, format!("Choose one of: {words}."));
                None
            }
        }
    }

    fn fitting(&mut self, field: &str, text: String, max: usize) -> Option<String> {
        let length = text.chars().count();
        if length > max {
            self.add(field, format!("At most {max} characters fit here; these are {length}."));
            return None;
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_about_a_field_stands() {
        let mut errors = FieldErrors::one("title", "Give it a title.");
        errors.add("title", "Another word.");
        errors.add("upc", "Check the number.");
        assert_eq!(errors.get("title"), "Give it a title.");
        assert_eq!(errors.get("genre"), "");
        assert_eq!(errors.to_string(), "Give it a title. Check the number.");
    }

    #[test]
    fn lines_lose_what_cannot_be_seen_and_say_when_they_are_too_long() {
        let mut errors = FieldErrors::default();
        assert_eq!(errors.line("a", Some(&" Low\u{0}\nWater ".to_owned()), 10), Some("LowWater".to_owned()));
        assert_eq!(errors.text("b", Some(&"one\r\ntwo\u{7}".to_owned()), 10), Some("one\ntwo".to_owned()));
        assert_eq!(errors.line("c", Some(&"x".repeat(11)), 10), None);
        assert_eq!(errors.get("c"), "At most 10 characters fit here; these are 11.");
        assert_eq!(errors.line("d", None, 1), None);
    }
}
