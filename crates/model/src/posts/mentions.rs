//! Whom a post names. A mention is told to the one it names, and lets them read it.

use diesel::sql_types::{Array, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::actors::Actor;
use crate::ids::{ActorId, PostId};
use crate::schema::{actors, mentions};
use crate::{Connection, fixed};

/// The most people one post may name; the others are not told.
pub const MOST: usize = 50;

/// A handle as somebody typed it: `@username` or `@username@host`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name, as typed.
    pub username: String,
    /// The host in lower case, with its port where one is named; none for somebody here.
    pub host: Option<String>,
}

/// The handles a text names, each once, in order, at most [`MOST`]. An @ inside a word, as in mail addresses, names nobody.
#[must_use]
pub fn named_in(text: &str) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    let mut before = ' ';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        if first == '@'
            && !(before.is_alphanumeric() || matches!(before, '@' | '/' | '_' | '.'))
            && let Some((one, left)) = handle(after)
        {
            if !named.contains(&one) && named.len() < MOST {
                named.push(one);
            }
            before = 'x';
            rest = left;
            continue;
        }
        before = first;
        rest = after;
    }
    named
}

/// A handle at the beginning of `text`, behind its first @, and what follows.
fn handle(text: &str) -> Option<(Named, &str)> {
    let (username, rest) = word(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))?;
    let host =
        rest.strip_prefix('@').and_then(|rest| word(rest, |c| c.is_alphanumeric() || matches!(c, '-' | '.' | ':')));
    let (host, rest) = match host {
        Some((host, rest)) => (Some(host.to_lowercase()), rest),
        None => (None, rest),
    };
    Some((Named { username: username.to_owned(), host }, rest))
}

/// The longest beginning of which every character `fits`, without the full stops and colons that end a sentence.
fn word(text: &str, fits: impl Fn(char) -> bool) -> Option<(&str, &str)> {
    let end = text.find(|c| !fits(c)).unwrap_or(text.len());
    let word = text.get(..end)?.trim_end_matches(['.', ':', '-']);
    if word.is_empty() { None } else { Some((word, text.get(word.len()..)?)) }
}

/// The post names exactly these from now on, each once.
pub(super) async fn set(connection: &mut Connection, post: PostId, named: &[ActorId]) -> QueryResult<()> {
    let named: Vec<ActorId> = named.iter().take(MOST).copied().collect();
    fixed::query(
        "WITH others AS (DELETE FROM mentions WHERE post_id = $1 AND actor_id <> ALL ($2))
         INSERT INTO mentions (post_id, actor_id) SELECT $1, named FROM unnest($2) AS named ON CONFLICT DO NOTHING",
    )
    .bind::<Uuid, _>(post)
    .bind::<Array<Uuid>, _>(&named)
    .execute(connection)
    .await?;
    Ok(())
}

/// Whom a post names, by handle.
///
/// # Errors
/// When the database fails.
pub async fn of_post(connection: &mut Connection, post: PostId) -> QueryResult<Vec<Actor>> {
    mentions::table
        .inner_join(actors::table)
        .filter(mentions::post_id.eq(post))
        .order((actors::username.asc(), actors::id.asc()))
        .select(Actor::as_select())
        .load(connection)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handles(text: &str) -> Vec<String> {
        let whole = |named: Named| match named.host {
            Some(host) => format!("{}@{host}", named.username),
            None => named.username,
        };
        named_in(text).into_iter().map(whole).collect()
    }

    #[test]
    fn handles_are_found_where_they_are_meant() {
        assert_eq!(
            handles("@ode, (@Ann.Lee@Music.Example) and @bo@localhost:8081."),
            ["ode", "Ann.Lee@music.example", "bo@localhost:8081"]
        );
        assert_eq!(handles("@ode@tide.example: yes. @ode@tide.example"), ["ode@tide.example"]);
        assert_eq!(handles("@ode@bücher.example."), ["ode@bücher.example"]);
    }

    #[test]
    fn an_at_inside_a_word_names_nobody() {
        for text in ["ann@example.org", "https://tide.example/@ode", "a @ b", "@", "@@ode", "@.", "x_@ode"] {
            assert_eq!(handles(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn one_post_cannot_name_everybody() {
        let crowd: String = (0..80).map(|n| format!("@fan{n} ")).collect();
        assert_eq!(named_in(&crowd).len(), MOST);
    }
}
