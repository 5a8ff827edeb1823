//! The older way to where a host's WebFinger is (RFC 6415): for hosts that have it under another name.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::{Handle, WebfingerError};
use crate::client::{Client, FetchError};

/// Where to ask for a handle; none when the host does not say.
pub(super) async fn ask(client: &Client, handle: &Handle) -> Result<Option<Url>, WebfingerError> {
    let url = client.well_known(&handle.host, "host-meta")?;
    let answer = match client.get(&url, "application/xrd+xml, application/xml, text/xml", None).await {
        Ok(answer) => answer,
        Err(FetchError::Status { .. } | FetchError::Gone) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(template) = template(&String::from_utf8_lossy(&answer.body)) else { return Ok(None) };
    let resource: String = byte_serialize(format!("acct:{handle}").as_bytes()).collect();
    Ok(Some(client.parse(&template.replace("{uri}", &resource))?))
}

/// The template of the first link for resource descriptors.
pub(super) fn template(xrd: &str) -> Option<String> {
    let mut reader = Reader::from_str(xrd);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == b"Link"
                    && attribute(&element, "rel").as_deref() == Some("lrdd") =>
            {
                return attribute(&element, "template").filter(|template| template.contains("{uri}"));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
