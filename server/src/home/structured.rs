//! What search engines read of the instance, in the words of schema.org.

use serde_json::json;

use crate::app::App;
use crate::error::PageError;
use crate::shows::structured::script;

/// JSON-LD of the site: its name, and how it is searched.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn site(app: &App) -> Result<String, PageError> {
    let home = urls::absolute(&app.base_url, "/");
    script(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": home,
        "url": home,
        "name": app.name(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{}?q={{search_term_string}}", urls::absolute(&app.base_url, "/search")) },
            "query-input": "required name=search_term_string",
        },
    }))
}
