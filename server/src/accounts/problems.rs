//! What is wrong with the fields of a form.

use model::accounts::{self, AccountError};
use model::passwords::{self, PasswordError};

use crate::error::PageError;

/// Words beside each field; empty where nothing is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The password, or the new one.
    pub password: String,
    /// The password as it is.
    pub current: String,
    /// The form as a whole.
    pub form: String,
}

impl Problems {
    /// The problems of a form as a whole.
    #[must_use]
    pub fn of_form(words: &str) -> Self {
        Self { form: words.to_owned(), ..Self::default() }
    }

    /// What is wrong with the fields of a new account, all at once.
    #[must_use]
    pub fn of_new_account(email: &str, name: &str, password: &str) -> Self {
        Self {
            email: email_problem(email),
            name: name_problem(name),
            password: password_problem(password),
            ..Self::default()
        }
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// Puts an account's error beside its field.
    ///
    /// # Errors
    /// When the error is not about a field.
    pub fn of_error(error: AccountError) -> Result<Self, PageError> {
        let mut problems = Self::default();
        match &error {
            AccountError::EmailInvalid | AccountError::EmailTaken => problems.email = error.to_string(),
            AccountError::Password(PasswordError::TooShort | PasswordError::TooLong) => {
                problems.password = error.to_string()
            }
            AccountError::LastAdmin => problems.form = error.to_string(),
            AccountError::Password(_) | AccountError::Database(_) => return Err(PageError::internal(error)),
        }
        Ok(problems)
    }
}

/// What is wrong with an address; empty when nothing is.
#[must_use]
pub fn email_problem(typed: &str) -> String {
    if typed.trim().is_empty() {
        "Enter your e-mail address.".to_owned()
    } else if accounts::normal_email(typed).is_none() {
        AccountError::EmailInvalid.to_string()
    } else {
        String::new()
    }
}

/// What is wrong with a name; empty when nothing is.
#[must_use]
pub fn name_problem(typed: &str) -> String {
    if typed.trim().is_empty() {
        "Enter a name. It need not be your real one.".to_owned()
    } else if typed.trim().chars().count() > 100 {
        "The name is longer than 100 characters.".to_owned()
    } else {
        String::new()
    }
}

/// What is wrong with a new password; empty when nothing is.
#[must_use]
pub fn password_problem(typed: &str) -> String {
    if typed.is_empty() {
        "Choose a password of at least 10 characters.".to_owned()
    } else if typed.chars().count() < passwords::MIN_CHARS {
        PasswordError::TooShort.to_string()
    } else if typed.len() > passwords::MAX_BYTES {
        PasswordError::TooLong.to_string()
    } else {
        String::new()
    }
}
