//! What is said below a release, a track or a post: likes, boosts, comments, and the form for one more.

use model::accounts::Account;
use model::fields::FieldErrors;
use model::posts;
use model::reactions::{self, Counts, ReactionKind};
use model::{Connection, members};

use super::create::CommentForm;
use super::place::Place;
use super::view::{self, Eyes, Shown};
use super::voices::{HANDLE_PAGE, Voices};
use crate::visit::Visit;

/// The buttons that like and boost one thing.
#[derive(Debug, Clone)]
pub struct Reacting {
    /// As forms name it.
    pub about: String,
    /// What it is, for those who hear the page.
    pub title: String,
    /// How many like and boosted it.
    pub counts: Counts,
    /// Whether the one who looks likes it.
    pub liked: bool,
    /// Whether the one who looks boosted it.
    pub boosted: bool,
    /// As whom one can react: id and name.
    pub voices: Vec<(String, String)>,
    /// Where those go who cannot yet: to sign in, or to choose a handle.
    pub join: String,
    /// The page to come back to.
    pub back: String,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct Talk {
    /// Likes and boosts of the thing itself.
    pub reacting: Reacting,
    /// Comments, each followed by its answers.
    pub comments: Vec<Shown>,
    /// How many they are, without the places of those that are gone.
    pub count: usize,
    /// The address of the comments that follow; empty for none.
    pub more: String,
    /// Whether there are some before these.
    pub before: bool,
    /// What stands in the form.
    pub form: CommentForm,
    /// What is wrong with it; nothing on these pages.
    pub errors: FieldErrors,
    /// Whether somebody is signed in.
    pub is_signed_in: bool,
}

impl Talk {
    /// What is said below a place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        connection: &mut Connection,
        visit: &Visit,
        place: &Place,
        voices: &Voices,
    ) -> diesel::QueryResult<Self> {
        let viewer = voices.viewer();
        let number = page_of(visit.request.query_string());
        let comments = posts::comments::page(connection, place.subject, viewer, number).await?;
        let more = match comments.len() {
            posts::comments::PER_PAGE.. => format!("?comments={}#comments", number + 1),
            _ => String::new(),
        };
        let moderates = match visit.account() {
            Some(account) => moderates(connection, account, place).await?,
            None => false,
        };
        let eyes = Eyes::of(visit, voices, moderates);
        let comments = view::comments(connection, &comments, &eyes).await?;
        let reacting = Reacting::load(connection, visit, place, voices).await?;
        Ok(Self {
            count: comments.iter().filter(|comment| !comment.is_gone).count(),
            comments,
            more,
            before: number > 0,
            form: CommentForm { about: reacting.about.clone(), ..CommentForm::default() },
            reacting,
            errors: FieldErrors::default(),
            is_signed_in: visit.account().is_some(),
        })
    }
}

impl Reacting {
    /// Likes and boosts of a place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        connection: &mut Connection,
        visit: &Visit,
        place: &Place,
        voices: &Voices,
    ) -> diesel::QueryResult<Self> {
        let (mut liked, mut boosted) = (false, false);
        for voice in &voices.0 {
            liked |= reactions::has(connection, ReactionKind::Like, voice.id, place.subject).await?;
            boosted |= reactions::has(connection, ReactionKind::Boost, voice.id, place.subject).await?;
        }
        Ok(Self {
            about: place.word(),
            title: place.title.clone(),
            counts: reactions::count(connection, place.subject).await?,
            liked,
            boosted,
            voices: voices.options(),
            join: match visit.account() {
                Some(_) => HANDLE_PAGE.to_owned(),
                None => format!("/sign-in?next={}", urls::encode(&place.href)),
            },
            back: place.href.clone(),
        })
    }
}

/// Which page of comments an address means, from 0: `comments=2`.
fn page_of(query: &str) -> usize {
    let named = query.split('&').find_map(|pair| pair.strip_prefix("comments="));
    named.and_then(|number| number.parse().ok()).unwrap_or(0).min(1000)
}

/// Whether an account may hide what is said below a place: the people of the artist whose it is, and admins.
///
/// # Errors
/// When the database fails.
pub async fn moderates(connection: &mut Connection, account: &Account, place: &Place) -> diesel::QueryResult<bool> {
    if account.is_admin {
        return Ok(true);
    }
    match place.owner.as_ref().and_then(|owner| owner.artist_id) {
        Some(artist) => Ok(members::role(connection, artist, account.id).await?.is_some()),
        None => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_a_page_of_comments() {
        assert_eq!(page_of("x=1&comments=2"), 2);
        for none in ["", "comments=", "comments=-1", "comments=x"] {
            assert_eq!(page_of(none), 0, "{none}");
        }
    }
}
