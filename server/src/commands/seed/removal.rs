//! Removing what a seed made: rows first, then blobs.

use model::{accounts, artists, masters, members, releases, sandbox_objects, tracks};
use storage::{Group, Key};

use super::{Seeding, catalogue};

impl Seeding {
    /// Removes the demo artists, releases and accounts; says how many artists there were.
    ///
    /// # Errors
    /// When the database or storage fails.
    pub async fn remove(&self) -> anyhow::Result<usize> {
        let mut connection = self.pool.get().await?;
        let Some(owner) = accounts::by_email(&mut connection, &catalogue::login("artist")).await? else { return Ok(0) };
        let all = members::artists_of(&mut connection, owner.id).await?;
        let mut groups = Vec::new();
        let mut keys = Vec::new();
        for artist in &all {
            groups
                .extend([artist.picture_id, artist.header_id].into_iter().flatten().map(|image| Group::Image(image.0)));
            for release in releases::listing::all_of_artist(&mut connection, artist.id).await? {
                groups.extend(release.cover_id.map(|image| Group::Image(image.0)));
                for track in tracks::of_release(&mut connection, release.id).await? {
                    groups.extend(track.encoding_id.map(|encoding| Group::Encoding(encoding.0)));
                    if let Some(id) = track.master_id
                        && let Some(master) = masters::find(&mut connection, id).await?
                    {
                        groups.push(Group::Downloads(id.0));
                        keys.push(Key::Master { artist: artist.id.0, master: id.0, ext: master.extension });
                    }
                }
            }
            sandbox_objects::forget_sales(&mut connection, artist.id).await?;
            artists::delete(&mut connection, artist.id).await?;
        }
        for name in catalogue::LOGINS {
            if let Some(account) = accounts::by_email(&mut connection, &catalogue::login(name)).await? {
                accounts::delete(&mut connection, account.id).await?;
            }
        }
        drop(connection);
        for group in groups {
            self.storage.delete_group(group).await?;
        }
        for key in keys {
            self.storage.delete(&key).await?;
        }
        Ok(all.len())
    }
}
