//! Tags in files.

mod fields;
mod id3;
mod ilst;
mod lrc;
mod read;
mod vorbis;

pub use id3::id3;
pub use ilst::{Gapless, ilst};
pub use read::read;
pub use vorbis::{flac, opus};

use lofty::picture::{Picture, PictureType};

use crate::error::Error;

/// The front cover of a download, a JPEG or PNG.
fn picture(cover: Vec<u8>) -> Result<Picture, Error> {
    let picture = Picture::from_reader(&mut cover.as_slice());
    let mut picture = picture.map_err(|e| Error::internal("the cover cannot be embedded")(&e))?;
    picture.set_pic_type(PictureType::CoverFront);
    Ok(picture)
}
