//! The form of a post.

use bytes::Bytes;
use model::fields::FieldErrors;

use crate::api::pictures;
use crate::studio::multipart::PictureForm;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct NewPostForm {
    /// Markdown.
    pub text: String,
    /// A warning to stand before it.
    pub summary: String,
    /// What is shown with it, as forms name it; empty for nothing.
    pub attached: String,
    /// What is to be seen on its picture.
    pub alt: String,
    /// Whether it is for members only; empty for everybody.
    pub members_only: String,
    /// The address of a post elsewhere, of the form below.
    pub address: String,
}

impl NewPostForm {
    /// As it was sent.
    #[must_use]
    pub fn sent(form: &PictureForm) -> Self {
        Self {
            text: form.text("text"),
            summary: form.text("summary"),
            attached: form.text("attached"),
            alt: form.text("alt"),
            members_only: form.text("members_only"),
            address: String::new(),
        }
    }

    /// What is wrong with it, but for what is attached.
    #[must_use]
    pub fn errors(&self, picture: Option<&Bytes>) -> FieldErrors {
        let mut errors = FieldErrors::default();
        if self.text.trim().is_empty() && picture.is_none() {
            errors.add("text", "Write something first.");
        }
        if self.summary.chars().count() > 200 {
            errors.add("summary", "A warning has at most 200 characters. Shorten it.");
        }
        let Some(picture) = picture else { return errors };
        if !pictures::is_one(picture) {
            errors.add("picture", "This is no JPEG, PNG or WebP picture. Choose another.");
        }
        if self.alt.trim().is_empty() {
            errors
                .add("alt", "Say what is to be seen on the picture, for those who do not see it, and choose it again.");
        }
        if !self.attached.is_empty() {
            errors.add(
                "attached",
                "Players elsewhere want music to stand alone. Show a picture or music, and choose it again.",
            );
        }
        errors
    }
}
