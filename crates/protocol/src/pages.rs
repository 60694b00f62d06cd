//! Lists that come in pages: the next one is in the `Link` header (RFC 8288) or in the answer itself.

use http::{HeaderMap, header};
use serde_json::Value;
use url::Url;
use vestibule_core::{
    definition::Pages,
    driver::{Context, SignInError},
};

use crate::resource::{self, ResourceRequest};

/// The most that all pages of one list may hold, in bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Asks for page after page. The outcome is one list: the items of answers that are lists, and the other answers.
pub(crate) async fn get_all(
    context: &Context<'_>,
    first: &ResourceRequest<'_>,
    pages: &Pages,
) -> Result<Value, SignInError> {
    let (mut items, mut bytes, mut url) = (Vec::new(), 0, first.url.clone());
    for asked in 1..=pages.max {
        let request = ResourceRequest { url: &url, ..*first };
        let (page, answer) = resource::get_json(context, &request).await?;
        bytes += answer.body().len();
        if bytes > MAX_BYTES {
            return Err(request.failed(&format!("its pages are larger than {MAX_BYTES} bytes together")));
        }
        let next = find_next(&url, answer.headers(), &page, pages).map_err(|reason| request.failed(reason))?;
        match page {
            Value::Array(more) => items.extend(more),
            other => items.push(other),
        }
        match next {
            None => break,
            Some(_) if asked == pages.max => {
                tracing::warn!("a list of the provider has more than {asked} pages; the others are left out");
            }
            Some(next) => url = next,
        }
    }
    Ok(Value::Array(items))
}

/// The next page: at the same server, because the access token goes there.
fn find_next(from: &Url, headers: &HeaderMap, page: &Value, pages: &Pages) -> Result<Option<Url>, &'static str> {
    let named = match page {
        _ if pages.by_header() => link(headers),
        Value::Object(page) => pages.next.find(page).and_then(|found| found.as_str().map(str::to_owned)),
        _ => None,
    };
    let Some(named) = named.filter(|named| !named.is_empty()) else { return Ok(None) };
    let next = from.join(&named).map_err(|_| "its next page is not a URL")?;
    let bare = next.username().is_empty() && next.password().is_none() && next.fragment().is_none();
    if next.origin() != from.origin() || !bare || next.as_str().len() > 2_048 {
        return Err("its next page is at another server, or no URL that can be asked");
    }
    Ok((next != *from).then_some(next))
}

/// The target with the relation `next`.
fn link(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::LINK).into_iter().filter_map(|line| line.to_str().ok());
    let mut links = lines.flat_map(|line| line.split('<').skip(1)).filter_map(|link| link.split_once('>'));
    let is_next = |parameters: &str| {
        let mut all = parameters.split([';', ',']).filter_map(|one| one.trim().split_once('='));
        all.any(|(name, value)| {
            let mut relations = value.trim().trim_matches('"').split(' ');
            name.trim().eq_ignore_ascii_case("rel") && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
        })
    };
    links.find(|(_, parameters)| is_next(parameters)).map(|(target, _)| target.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn next(next: &str, header: &str, page: &Value) -> Result<Option<String>, &'static str> {
        let pages: Pages = serde_json::from_value(json!({ "next": next })).unwrap();
        let headers = [(header::LINK, header.parse().unwrap())].into_iter().collect();
        let from = Url::parse("https://api.example.com/user/teams?per_page=100").unwrap();
        find_next(&from, &headers, page, &pages).map(|url| url.map(String::from))
    }

    /// <https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api>,
    /// <https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination>.
    #[test]
    fn the_next_page_is_found() {
        let github = "<https://api.example.com/user/teams?page=1>; rel=\"prev\", <https://api.example.com/user/teams?page=3>; rel=\"next\"";
        assert_eq!(next("link", github, &json!([])).unwrap().unwrap(), "https://api.example.com/user/teams?page=3");
        for none in ["", "<https://api.example.com/user/teams?page=1>; rel=\"prev\"", "rel=next", "<x"] {
            assert_eq!(next("link", none, &json!([])), Ok(None), "{none}");
        }
        let bitbucket = json!({ "values": [], "next": "/user/teams?page=2" });
        assert_eq!(next("next", "", &bitbucket).unwrap().unwrap(), "https://api.example.com/user/teams?page=2");
        assert_eq!(next("meta.next", "", &json!({ "meta": { "next": null } })), Ok(None));
        assert_eq!(next("next", "", &json!([])), Ok(None));
    }

    /// PF-05: the token stays at the server that it is for.
    #[test]
    fn no_page_is_at_another_server() {
        for url in [
            "https://evil.example/user/teams",
            "http://api.example.com/user/teams",
            "https://api.example.com:8443/user/teams",
            "//evil.example/x",
            "https://u:p@api.example.com/x",
            "https://169.254.169.254/",
            "javascript:alert(1)",
        ] {
            assert!(next("next", "", &json!({ "next": url })).is_err(), "{url}");
            assert!(next("link", &format!("<{url}>; rel=next"), &json!([])).is_err(), "{url}");
        }
    }
}
