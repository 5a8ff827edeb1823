//! Forms with files, or without any as browsers send other forms. The form token comes first, in a header or as the field `csrf`: nothing is kept before it is right.

use std::future::Future;
use std::pin::Pin;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use bytes::Bytes;
use futures::StreamExt;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The most the texts of a form may weigh together.
const TEXTS_BYTES: usize = 1024 * 1024;
/// The most a picture may weigh.
const PICTURE_BYTES: usize = crate::api::pictures::LIMIT_BYTES;

/// A form whose parts are read one by one, its token already found right.
pub struct Parts {
    multipart: Multipart,
}

impl Parts {
    /// Reads as far as the form token.
    ///
    /// # Errors
    /// 403 when it is not the first part, or not one given to this visitor.
    pub async fn open(visit: &SignedIn, mut multipart: Multipart) -> Result<Self, PageError> {
        let header = visit.request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
        if header.is_some_and(|token| visit.holds(token)) {
            return Ok(Self { multipart });
        }
        let Some(mut first) = next(&mut multipart).await? else { return Err(PageError::stale_form()) };
        if first.name() != Some("csrf") {
            return Err(PageError::stale_form());
        }
        let token = text(&mut first, 1024).await?;
        if visit.holds(&token) { Ok(Self { multipart }) } else { Err(PageError::stale_form()) }
    }

    /// The next part.
    ///
    /// # Errors
    /// 400 when the form breaks off.
    pub async fn next(&mut self) -> Result<Option<Field>, PageError> {
        next(&mut self.multipart).await
    }
}

async fn next(multipart: &mut Multipart) -> Result<Option<Field>, PageError> {
    match multipart.next().await {
        None => Ok(None),
        Some(Ok(field)) => Ok(Some(field)),
        Some(Err(error)) => {
            tracing::info!(%error, "a form that cannot be read");
            Err(PageError::bad_request("The form did not arrive whole. Send it again."))
        }
    }
}

async fn text(field: &mut Field, limit: usize) -> Result<String, PageError> {
    Ok(String::from_utf8_lossy(&whole(field, limit).await?).into_owned())
}

async fn whole(field: &mut Field, limit: usize) -> Result<Bytes, PageError> {
    match field.bytes(limit).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(PageError::bad_request("The form did not arrive whole. Send it again.")),
        Err(_) => {
            let words = crate::uploads::sizes::words(u64::try_from(limit).unwrap_or(u64::MAX));
            Err(PageError::too_large(&format!(
                "A part of the form is larger than {words}. Shorten the text, or choose a smaller picture."
            )))
        }
    }
}

/// A whole form in memory: texts, and pictures of at most 20 MB.
#[derive(Default)]
pub struct PictureForm {
    texts: Vec<(String, String)>,
    pictures: Vec<(String, Bytes)>,
}

impl PictureForm {
    /// A text; empty when it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.texts.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// A picture that was chosen.
    #[must_use]
    pub fn picture(&self, name: &str) -> Option<Bytes> {
        self.pictures.iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes.clone())
    }

    async fn read(visit: &SignedIn, multipart: Multipart) -> Result<Self, PageError> {
        let mut parts = Parts::open(visit, multipart).await?;
        let mut form = Self::default();
        let mut left = TEXTS_BYTES;
        while let Some(mut field) = parts.next().await? {
            let name = field.name().unwrap_or_default().to_owned();
            let is_file = field.content_disposition().is_some_and(|disposition| disposition.get_filename().is_some());
            if is_file {
                let bytes = whole(&mut field, PICTURE_BYTES).await?;
                if !bytes.is_empty() && form.pictures.len() < 4 {
                    form.pictures.push((name, bytes));
                }
            } else {
                let text = text(&mut field, left).await?;
                left = left.saturating_sub(text.len());
                form.texts.push((name, text));
            }
        }
        Ok(form)
    }
}

/// Takes both, a signed-in visit and its form with pictures.
pub struct Pictures {
    /// Who sends it.
    pub visit: SignedIn,
    /// What was sent.
    pub form: PictureForm,
}

impl FromRequest for Pictures {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = SignedIn::from_request(request, payload);
        if request.content_type() == "application/x-www-form-urlencoded" {
            let texts = Form::<Vec<(String, String)>>::from_request(request, payload);
            return Box::pin(async move {
                let (visit, Form(texts)) = (visit.await?, texts.await?);
                Ok(Self { visit, form: PictureForm { texts, pictures: Vec::new() } })
            });
        }
        let multipart = Multipart::from_request(request, payload);
        Box::pin(async move {
            let visit = visit.await?;
            let broken = |_| PageError::bad_request("The form cannot be read. Reload the page and send it again.");
            let form = PictureForm::read(&visit, multipart.await.map_err(broken)?).await?;
            Ok(Self { visit, form })
        })
    }
}
