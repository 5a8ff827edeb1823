//! Podcasts: this instance fetches none from elsewhere, so the list is empty. What artists here publish are albums, and each has a
//! feed of its own for podcast apps.

use super::answer::Answer;
use super::caller::Caller;
use super::refused::Refused;

/// `getPodcasts`
///
/// # Errors
/// None.
pub async fn index(_caller: Caller) -> Result<Answer, Refused> {
    Answer::list("podcasts", "channel", &[(); 0])
}

/// `getNewestPodcasts`
///
/// # Errors
/// None.
pub async fn newest(_caller: Caller) -> Result<Answer, Refused> {
    Answer::list("newestPodcasts", "episode", &[(); 0])
}

/// `getPodcastEpisode`
///
/// # Errors
/// 70: there are none.
pub async fn episode(_caller: Caller) -> Result<Answer, Refused> {
    Err(Refused::not_found())
}
